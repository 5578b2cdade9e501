-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b232e13f16a54f01
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per day on which sessions started, and combination of daily_dimensions (M1).
SELECT
    session_date,
    channel,
    traffic_source,
    traffic_medium,
    sessions,
    engaged_sessions,
    bounces,
    users,
    new_users,
    pages,
    duration_millis,
    conversions,
    conversion_value,
    signed_up_count,
    signed_up_value,
    order_completed_count,
    order_completed_value,
    demo_count,
    demo_value
FROM {{ ref('segment_run_daily_rebuilt') }}
