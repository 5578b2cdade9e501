-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1dbfcfcf765e5c7c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per conversion that counts and session that led to it, with its share (T1 to T3).
SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    value,
    session_id,
    session_index,
    touch_number,
    touches,
    days_before,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    first_weight,
    last_weight,
    first_non_direct_weight,
    last_non_direct_weight,
    linear_weight,
    position_weight,
    time_decay_weight
FROM {{ ref('segment_run_attribution_rebuilt') }}
