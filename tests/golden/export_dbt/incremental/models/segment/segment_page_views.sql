-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 3aa05e4eddb3b0af
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per page call, with its place in its session and the time on it (P1, P2).
SELECT
    source,
    page_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    page_index,
    is_entrance,
    is_exit,
    time_on_page_millis,
    previous_path,
    next_path,
    host,
    path,
    title,
    referrer_host,
    `category`,
    `price paid`
FROM {{ ref('segment_run_page_views_rebuilt') }}
