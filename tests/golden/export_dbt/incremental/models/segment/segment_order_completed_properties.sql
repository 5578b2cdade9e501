-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 61deee82d1bc30b2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per row of the event's own table order_completed, deduplicated (R4), kept from run to run (E1).
SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`,
    reject_reason
FROM {{ ref('segment_run_order_completed_properties_changed') }}
