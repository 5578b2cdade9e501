-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 308fd006bdef2fe2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per event, with its person and its session (R6 to R9).
SELECT
    source,
    timestamp,
    user_id,
    anonymous_id,
    track_id,
    page_id,
    screen_id,
    session_start_event,
    session_index,
    session_id
FROM {{ ref('segment_run_events_rebuilt') }}
