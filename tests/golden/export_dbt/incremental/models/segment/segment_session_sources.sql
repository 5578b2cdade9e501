-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5264815211004701
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'session_start_timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per session, with where it came from: by its own pages, and by last non-direct (A9, A10).
SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    touch,
    touch_page_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host,
    landing_host,
    landing_path,
    attributed_source,
    attributed_medium,
    attributed_campaign,
    attributed_channel,
    attributed_session_id,
    attributed_is_own
FROM {{ ref('segment_run_session_sources_rebuilt') }}
