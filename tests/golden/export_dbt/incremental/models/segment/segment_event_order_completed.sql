-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b1deb9575ac9e7a8
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per track call of order_completed that can be used, with its properties (E1).
SELECT
    source,
    track_id,
    timestamp,
    user_id,
    anonymous_id,
    session_id,
    session_index,
    event_text,
    `revenue`,
    `order_id`,
    `currency`
FROM {{ ref('segment_run_event_order_completed_rebuilt') }}
