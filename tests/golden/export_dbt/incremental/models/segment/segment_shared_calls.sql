-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text a573c7efe16e9a02
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per call without a user id on a device that several users share, with its person (R6c).
SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    user_id,
    rule,
    log_in_event_id
FROM {{ ref('segment_run_shared_owned') }}
