-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e5f1505831801c00
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A session's pages are numbered from 1, one is its entrance and one its exit, and the times on them add up to its duration, but for parts of milliseconds (P1, P2).
WITH pages AS (
    /* What the pages of each session say. */
    SELECT
        session_id,
        MIN(timestamp) AS first_at,
        COUNT(*) AS pages,
        MIN(page_index) AS first_index,
        MAX(page_index) AS last_index,
        COUNT(DISTINCT page_index) AS places,
        SUM(time_on_page_millis) AS millis,
        COUNT(time_on_page_millis) AS timed,
        COUNT(CASE WHEN is_entrance THEN 1 END) AS entrances,
        COUNT(CASE WHEN is_exit THEN 1 END) AS exits,
        MIN(time_on_page_millis) AS least
    FROM (
        SELECT
            written.timestamp,
            written.session_id,
            written.page_index,
            written.is_entrance,
            written.is_exit,
            written.time_on_page_millis
        FROM (
            SELECT
                kept.timestamp,
                kept.user_id,
                kept.session_id,
                kept.page_index,
                kept.is_entrance,
                kept.is_exit,
                kept.time_on_page_millis
            FROM {{ segment_run_was('segment_page_views') }} AS kept
            LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
                ON kept.user_id = theirs_1.user_id
            WHERE
                theirs_1.user_id IS NULL OR NOT (
                    kept.timestamp >= theirs_1.cut_at
                )
            UNION ALL
            SELECT
                put_in.timestamp,
                put_in.user_id,
                put_in.session_id,
                put_in.page_index,
                put_in.is_entrance,
                put_in.is_exit,
                put_in.time_on_page_millis
            FROM (
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
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
        WHERE
            written.timestamp >= theirs.cut_at
    ) AS page_views
    WHERE
        page_index IS NOT NULL
    GROUP BY
        session_id
)

SELECT
    pages.session_id,
    sessions.user_id,
    pages.pages,
    pages.first_index,
    pages.last_index,
    pages.entrances,
    pages.exits,
    pages.millis,
    (
        DIV(
            TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) - pages.millis - (
        DIV(
            TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) AS millis_lost
FROM pages
LEFT JOIN {{ ref('segment_run_sessions_rebuilt') }} AS sessions
    ON pages.session_id = sessions.session_id
WHERE
    sessions.session_id IS NULL
    OR pages.first_index <> 1
    OR pages.last_index <> pages.pages
    OR pages.places <> pages.pages
    OR pages.timed <> pages.pages
    OR pages.least < 0
    OR pages.entrances <> 1
    OR pages.exits <> 1
    OR (
        DIV(
            TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) - pages.millis - (
        DIV(
            TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) < 0
    OR (
        DIV(
            TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) - pages.millis - (
        DIV(
            TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
            1000
        )
    ) > pages.pages
