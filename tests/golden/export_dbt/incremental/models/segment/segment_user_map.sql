-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 35dfb776f7d849d8
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per anonymous id, with the user it belongs to (R6).
SELECT
    anonymous_id,
    user_id,
    mapped_at,
    is_shared
FROM {{ ref('segment_run_user_map_changed') }}
WHERE
    is_there
