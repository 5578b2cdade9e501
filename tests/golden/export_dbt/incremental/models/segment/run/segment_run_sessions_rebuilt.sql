-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7fa2f6b042190402
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The rows that are put into sessions.
WITH positioned AS (
    /* Each event's place in its session (R7). */
    SELECT
        source,
        timestamp,
        user_id,
        track_id,
        page_id,
        screen_id,
        session_index,
        session_id,
        anonymous_id IS NULL AS is_server,
        ROW_NUMBER() OVER (
            PARTITION BY session_id
            ORDER BY
                timestamp,
                source,
                CASE
                    WHEN track_id IS NOT NULL
                        THEN 'track'
                    WHEN page_id IS NOT NULL
                        THEN 'page'
                    WHEN screen_id IS NOT NULL
                        THEN 'screen'
                END,
                COALESCE(track_id, page_id, screen_id)
        ) AS position
    FROM {{ ref('segment_run_events_rebuilt') }}
    WHERE
        session_id IS NOT NULL
),

described AS (
    /* What each event carried, as one value per call type; NULL for the types it is not of. */
    SELECT
        positioned.session_id,
        positioned.session_index,
        positioned.user_id,
        positioned.timestamp,
        positioned.position,
        positioned.is_server,
        STRUCT(
            positioned.timestamp AS timestamp,
            positioned.track_id AS track_id,
            calls.event AS event,
            calls.`coupon code` AS `coupon code`
        ) AS track,
        NULL AS page,
        NULL AS screen
    FROM positioned
    JOIN (
        SELECT
            kept.source,
            kept.track_id,
            kept.timestamp,
            kept.event,
            `kept`.`coupon code`
        FROM {{ segment_run_was('segment_track_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.track_id,
            put_in.timestamp,
            put_in.event,
            `put_in`.`coupon code`
        FROM (
            WITH tracks_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    track_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
                    event,
                    `coupon code`,
                    reject_reason
                FROM {{ ref('segment_run_tracks_changed') }}
            )

            SELECT
                source,
                track_id,
                timestamp,
                user_id,
                anonymous_id,
                event,
                `coupon code`
            FROM tracks_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS calls
        ON positioned.source = calls.source AND positioned.track_id = calls.track_id
    WHERE
        calls.timestamp >= {{ first_cut }}
    UNION ALL
    SELECT
        positioned.session_id,
        positioned.session_index,
        positioned.user_id,
        positioned.timestamp,
        positioned.position,
        positioned.is_server,
        NULL AS track,
        STRUCT(
            positioned.timestamp AS timestamp,
            positioned.page_id AS page_id,
            calls.url AS url,
            calls.referrer AS referrer,
            calls.title AS title,
            calls.name AS name,
            calls.search AS search,
            calls.path AS path,
            calls.utm_content AS utm_content,
            calls.utm_medium AS utm_medium,
            calls.utm_source AS utm_source,
            calls.utm_campaign AS utm_campaign,
            calls.utm_term AS utm_term,
            calls.`category` AS category,
            calls.`price paid` AS `price paid`
        ) AS page,
        NULL AS screen
    FROM positioned
    JOIN (
        SELECT
            kept.source,
            kept.page_id,
            kept.timestamp,
            kept.url,
            kept.referrer,
            kept.title,
            kept.name,
            kept.search,
            kept.path,
            kept.utm_content,
            kept.utm_medium,
            kept.utm_source,
            kept.utm_campaign,
            kept.utm_term,
            `kept`.`category`,
            `kept`.`price paid`
        FROM {{ segment_run_was('segment_page_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id,
            put_in.timestamp,
            put_in.url,
            put_in.referrer,
            put_in.title,
            put_in.name,
            put_in.search,
            put_in.path,
            put_in.utm_content,
            put_in.utm_medium,
            put_in.utm_source,
            put_in.utm_campaign,
            put_in.utm_term,
            `put_in`.`category`,
            `put_in`.`price paid`
        FROM (
            WITH pages_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    page_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
                    url,
                    referrer,
                    title,
                    name,
                    search,
                    path,
                    utm_content,
                    utm_medium,
                    utm_source,
                    utm_campaign,
                    utm_term,
                    `category`,
                    `price paid`,
                    reject_reason
                FROM {{ ref('segment_run_pages_changed') }}
            )

            SELECT
                source,
                page_id,
                timestamp,
                user_id,
                anonymous_id,
                url,
                referrer,
                title,
                name,
                search,
                path,
                utm_content,
                utm_medium,
                utm_source,
                utm_campaign,
                utm_term,
                `category`,
                `price paid`
            FROM pages_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS calls
        ON positioned.source = calls.source AND positioned.page_id = calls.page_id
    WHERE
        calls.timestamp >= {{ first_cut }}
    UNION ALL
    SELECT
        positioned.session_id,
        positioned.session_index,
        positioned.user_id,
        positioned.timestamp,
        positioned.position,
        positioned.is_server,
        NULL AS track,
        NULL AS page,
        STRUCT(
            positioned.timestamp AS timestamp,
            positioned.screen_id AS screen_id,
            calls.name AS name,
            calls.`screen class` AS `screen class`
        ) AS screen
    FROM positioned
    JOIN (
        SELECT
            kept.source,
            kept.screen_id,
            kept.timestamp,
            kept.name,
            `kept`.`screen class`
        FROM {{ segment_run_was('segment_screen_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.screen_id,
            put_in.timestamp,
            put_in.name,
            `put_in`.`screen class`
        FROM (
            WITH screens_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    screen_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
                    name,
                    `screen class`,
                    reject_reason
                FROM {{ ref('segment_run_screens_changed') }}
            )

            SELECT
                source,
                screen_id,
                timestamp,
                user_id,
                anonymous_id,
                name,
                `screen class`
            FROM screens_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS calls
        ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
    WHERE
        calls.timestamp >= {{ first_cut }}
),

gathered AS (
    /* One row per session. Records are listed in their order. */
    SELECT
        session_id,
        MIN(session_index) AS session_index,
        MIN(user_id) AS user_id,
        MIN(timestamp) AS session_start_timestamp,
        MAX(CASE WHEN NOT is_server THEN timestamp END) AS session_end_timestamp,
        COUNT(track) AS total_tracks,
        COUNT(page) AS total_pages,
        COUNT(screen) AS total_screens,
        MIN(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS first_page_position,
        MAX(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS last_page_position,
        MIN(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS first_screen_position,
        MAX(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS last_screen_position,
        ARRAY_AGG(
            STRUCT(timestamp AS timestamp, track AS track, page AS page, screen AS screen) ORDER BY position
        ) AS records
    FROM described
    GROUP BY
        session_id
),

picked AS (
    /* First and last values come whole from one page or screen, NULLs and all (R10). */
    SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        session_end_timestamp,
        total_tracks,
        total_pages,
        total_screens,
        records,
        records[SAFE_ORDINAL(first_page_position)].page AS first_page,
        records[SAFE_ORDINAL(last_page_position)].page AS last_page,
        records[SAFE_ORDINAL(first_screen_position)].screen AS first_screen,
        records[SAFE_ORDINAL(last_screen_position)].screen AS last_screen
    FROM gathered
)

SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    session_end_timestamp,
    STRUCT(
        total_tracks AS total_tracks,
        total_pages AS total_pages,
        total_screens AS total_screens,
        DIV(TIMESTAMP_DIFF(session_end_timestamp, session_start_timestamp, MICROSECOND), 1000) AS duration_millis
    ) AS stats,
    CASE
        WHEN first_page IS NOT NULL
            THEN STRUCT(
                first_page.url AS first_url,
                first_page.referrer AS first_referrer,
                first_page.title AS first_title,
                first_page.name AS first_name,
                first_page.search AS first_search,
                first_page.path AS first_path,
                first_page.utm_content AS first_utm_content,
                first_page.utm_medium AS first_utm_medium,
                first_page.utm_source AS first_utm_source,
                first_page.utm_campaign AS first_utm_campaign,
                first_page.utm_term AS first_utm_term,
                first_page.category AS first_category,
                first_page.`price paid` AS `first_price paid`
            )
    END AS first_page_values,
    CASE
        WHEN last_page IS NOT NULL
            THEN STRUCT(
                last_page.url AS last_url,
                last_page.referrer AS last_referrer,
                last_page.title AS last_title,
                last_page.name AS last_name,
                last_page.search AS last_search,
                last_page.path AS last_path,
                last_page.utm_content AS last_utm_content,
                last_page.utm_medium AS last_utm_medium,
                last_page.utm_source AS last_utm_source,
                last_page.utm_campaign AS last_utm_campaign,
                last_page.utm_term AS last_utm_term,
                last_page.category AS last_category,
                last_page.`price paid` AS `last_price paid`
            )
    END AS last_page_values,
    CASE
        WHEN first_screen IS NOT NULL
            THEN STRUCT(
                first_screen.name AS first_name,
                first_screen.`screen class` AS `first_screen class`
            )
    END AS first_screen_values,
    CASE
        WHEN last_screen IS NOT NULL
            THEN STRUCT(last_screen.name AS last_name, last_screen.`screen class` AS `last_screen class`)
    END AS last_screen_values,
    records
FROM picked
