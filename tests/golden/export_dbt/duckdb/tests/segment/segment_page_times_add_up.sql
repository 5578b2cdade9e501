-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 636763d1eeca6956
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
    FROM {{ ref('segment_page_views') }}
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
        (
            EPOCH_US(sessions.session_end_timestamp) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) - pages.millis - (
        (
            EPOCH_US(pages.first_at) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) AS millis_lost
FROM pages
LEFT JOIN {{ ref('segment_sessions') }} AS sessions
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
        (
            EPOCH_US(sessions.session_end_timestamp) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) - pages.millis - (
        (
            EPOCH_US(pages.first_at) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) < 0
    OR (
        (
            EPOCH_US(sessions.session_end_timestamp) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) - pages.millis - (
        (
            EPOCH_US(pages.first_at) - EPOCH_US(sessions.session_start_timestamp)
        ) // 1000
    ) > pages.pages
