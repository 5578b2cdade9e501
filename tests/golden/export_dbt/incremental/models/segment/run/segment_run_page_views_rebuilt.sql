-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 99d69f6a422a2a47
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

-- The rows that are put into page_views.
WITH pages AS (
    /* Every page with its session; a server's page, and one outside sessions, has no place there (R8a). */
    SELECT
        events.source,
        events.page_id,
        events.timestamp,
        events.user_id,
        events.session_id,
        events.session_index,
        events.session_id IS NOT NULL AND events.anonymous_id IS NOT NULL AS has_place,
        sessions.session_end_timestamp,
        pages.path,
        pages.title,
        pages.url,
        pages.referrer,
        pages.`category`,
        pages.`price paid`
    FROM {{ ref('segment_run_events_rebuilt') }} AS events
    JOIN (
        SELECT
            kept.source,
            kept.page_id,
            kept.timestamp,
            kept.url,
            kept.referrer,
            kept.title,
            kept.path,
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
            put_in.path,
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
    ) AS pages
        ON events.source = pages.source AND events.page_id = pages.page_id
    LEFT JOIN {{ ref('segment_run_sessions_rebuilt') }} AS sessions
        ON events.session_id = sessions.session_id
    WHERE
        events.page_id IS NOT NULL AND pages.timestamp >= {{ first_cut }}
),

placed AS (
    /* Each page beside the one before and the one after it in its session (P1). */
    SELECT
        source,
        page_id,
        timestamp,
        user_id,
        session_id,
        session_index,
        session_end_timestamp,
        CASE
            WHEN has_place
                THEN ROW_NUMBER() OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
        END AS page_index,
        CASE
            WHEN has_place
                THEN LEAD(timestamp) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
        END AS next_timestamp,
        CASE
            WHEN has_place
                THEN LAG(path) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
        END AS previous_path,
        CASE
            WHEN has_place
                THEN LEAD(path) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
        END AS next_path,
        path,
        title,
        url,
        referrer,
        `category`,
        `price paid`
    FROM pages
),

addressed AS (
    /* Their addresses and referrers, taken apart. */
    SELECT
        source,
        page_id,
        timestamp,
        user_id,
        session_id,
        session_index,
        page_index,
        next_timestamp,
        previous_path,
        next_path,
        session_end_timestamp,
        path,
        title,
        `category`,
        `price paid`,
        SPLIT(COALESCE(url, ''), '://')[SAFE_OFFSET(0)] AS url_scheme,
        SPLIT(
            SPLIT(
                SPLIT(SPLIT(CONCAT(COALESCE(url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
                '?'
            )[SAFE_OFFSET(0)],
            '#'
        )[SAFE_OFFSET(0)] AS url_place,
        SPLIT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
        SPLIT(
            SPLIT(
                SPLIT(
                    SPLIT(CONCAT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
                    '/'
                )[SAFE_OFFSET(0)],
                '?'
            )[SAFE_OFFSET(0)],
            '#'
        )[SAFE_OFFSET(0)] AS referrer_place
    FROM placed
),

written AS (
    /* The hosts of these as they are written (A3). */
    SELECT
        source,
        page_id,
        timestamp,
        user_id,
        session_id,
        session_index,
        page_index,
        next_timestamp,
        previous_path,
        next_path,
        session_end_timestamp,
        path,
        title,
        `category`,
        `price paid`,
        CASE
            WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
                THEN ''
            WHEN INSTR(url_place, '@') > 0
                THEN SPLIT(REVERSE(SPLIT(REVERSE(url_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
            ELSE SPLIT(url_place, ':')[SAFE_OFFSET(0)]
        END AS url_authority,
        CASE
            WHEN
                referrer_scheme LIKE '%/%'
                OR referrer_scheme LIKE '%?%'
                OR referrer_scheme LIKE '%#%'
                THEN ''
            WHEN INSTR(referrer_place, '@') > 0
                THEN SPLIT(REVERSE(SPLIT(REVERSE(referrer_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
            ELSE SPLIT(referrer_place, ':')[SAFE_OFFSET(0)]
        END AS referrer_authority
    FROM addressed
)

SELECT
    source,
    page_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    page_index,
    COALESCE(page_index = 1, FALSE) AS is_entrance,
    page_index IS NOT NULL AND next_timestamp IS NULL AS is_exit,
    CASE
        WHEN page_index IS NOT NULL
            THEN DIV(
                TIMESTAMP_DIFF(COALESCE(next_timestamp, session_end_timestamp), timestamp, MICROSECOND),
                1000
            )
    END AS time_on_page_millis,
    previous_path,
    next_path,
    NULLIF(
        CASE
            WHEN
                CASE
                    WHEN LOWER(url_authority) = url_authority
                        THEN url_authority
                    ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                END LIKE 'www.%'
                THEN SUBSTRING(
                    CASE
                        WHEN LOWER(url_authority) = url_authority
                            THEN url_authority
                        ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                    END,
                    5
                )
            ELSE CASE
                WHEN LOWER(url_authority) = url_authority
                    THEN url_authority
                ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
            END
        END,
        ''
    ) AS host,
    path,
    title,
    NULLIF(
        CASE
            WHEN
                CASE
                    WHEN LOWER(referrer_authority) = referrer_authority
                        THEN referrer_authority
                    ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                END LIKE 'www.%'
                THEN SUBSTRING(
                    CASE
                        WHEN LOWER(referrer_authority) = referrer_authority
                            THEN referrer_authority
                        ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                    END,
                    5
                )
            ELSE CASE
                WHEN LOWER(referrer_authority) = referrer_authority
                    THEN referrer_authority
                ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
            END
        END,
        ''
    ) AS referrer_host,
    `category`,
    `price paid`
FROM written
