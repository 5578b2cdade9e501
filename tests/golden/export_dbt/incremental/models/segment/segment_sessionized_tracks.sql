-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 52253f37ad74d85f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per track, with its session and its fields.
SELECT
    source,
    timestamp,
    user_id,
    track_id,
    session_index,
    session_id,
    event,
    `coupon code`
FROM {{ ref('segment_run_sessionized_tracks_rebuilt') }}
