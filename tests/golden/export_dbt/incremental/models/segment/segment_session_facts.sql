-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 66eb389f4439c867
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'session_start_timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per session, flat: its counts, whether it was engaged, where it came from (P3, M1).
SELECT
    session_id,
    user_id,
    session_index,
    is_first_session,
    session_start_timestamp,
    session_end_timestamp,
    session_date,
    duration_millis,
    total_pages,
    total_tracks,
    total_screens,
    unique_paths,
    sources,
    is_mixed_sources,
    is_engaged,
    is_bounce,
    is_single_page,
    landing_host,
    landing_path,
    exit_path,
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
    attributed_source,
    attributed_medium,
    attributed_campaign,
    attributed_channel,
    attributed_session_id,
    attributed_is_own,
    total_conversions,
    conversion_value,
    signed_up_count,
    signed_up_value,
    order_completed_count,
    order_completed_value,
    demo_count,
    demo_value
FROM {{ ref('segment_run_session_facts_rebuilt') }}
