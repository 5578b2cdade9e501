-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b566867d167f05c6
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into daily.
SELECT
    session_date,
    channel,
    traffic_source,
    traffic_medium,
    COUNT(*) AS sessions,
    COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged_sessions,
    COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces,
    COUNT(DISTINCT user_id) AS users,
    COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
    CAST(SUM(total_pages) AS INT64) AS pages,
    CAST(SUM(duration_millis) AS INT64) AS duration_millis,
    CAST(SUM(total_conversions) AS INT64) AS conversions,
    CAST(SUM(conversion_value) AS NUMERIC) AS conversion_value,
    CAST(SUM(signed_up_count) AS INT64) AS signed_up_count,
    CAST(SUM(signed_up_value) AS NUMERIC) AS signed_up_value,
    CAST(SUM(order_completed_count) AS INT64) AS order_completed_count,
    CAST(SUM(order_completed_value) AS NUMERIC) AS order_completed_value,
    CAST(SUM(demo_count) AS INT64) AS demo_count,
    CAST(SUM(demo_value) AS NUMERIC) AS demo_value
FROM (
    SELECT
        kept.user_id,
        kept.is_first_session,
        kept.session_date,
        kept.duration_millis,
        kept.total_pages,
        kept.is_engaged,
        kept.is_bounce,
        kept.traffic_source,
        kept.traffic_medium,
        kept.channel,
        kept.total_conversions,
        kept.conversion_value,
        kept.signed_up_count,
        kept.signed_up_value,
        kept.order_completed_count,
        kept.order_completed_value,
        kept.demo_count,
        kept.demo_value
    FROM {{ segment_run_was('segment_session_facts') }} AS kept
    LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
        ON kept.user_id = theirs_1.user_id
    WHERE
        theirs_1.user_id IS NULL
        OR NOT (
            kept.session_start_timestamp >= theirs_1.cut_at
        )
    UNION ALL
    SELECT
        put_in.user_id,
        put_in.is_first_session,
        put_in.session_date,
        put_in.duration_millis,
        put_in.total_pages,
        put_in.is_engaged,
        put_in.is_bounce,
        put_in.traffic_source,
        put_in.traffic_medium,
        put_in.channel,
        put_in.total_conversions,
        put_in.conversion_value,
        put_in.signed_up_count,
        put_in.signed_up_value,
        put_in.order_completed_count,
        put_in.order_completed_value,
        put_in.demo_count,
        put_in.demo_value
    FROM (
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
    ) AS put_in
) AS facts
WHERE
    facts.session_date IN (
        SELECT
            dates.session_date
        FROM {{ ref('segment_run_dates_touched') }} AS dates
    )
GROUP BY
    session_date,
    channel,
    traffic_source,
    traffic_medium
