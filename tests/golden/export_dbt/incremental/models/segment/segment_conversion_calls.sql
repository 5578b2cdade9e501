-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text dba0e484e87411b5
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per track call and conversion that it meets, whoever made it (V1 to V4).
SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    conversion_key,
    is_repeat
FROM {{ ref('segment_run_conversion_calls_rebuilt') }}
