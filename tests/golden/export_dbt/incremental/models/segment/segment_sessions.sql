-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 187e1a88e52f517f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    labels={'team': 'web'},
    partition_by={'field': 'session_start_timestamp', 'data_type': 'timestamp', 'granularity': 'day'},
    cluster_by=['user_id']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per session: a person's events with no gap of the timeout or more between them (R8).
SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    session_end_timestamp,
    stats,
    first_page_values,
    last_page_values,
    first_screen_values,
    last_screen_values,
    records
FROM {{ ref('segment_run_sessions_rebuilt') }}
