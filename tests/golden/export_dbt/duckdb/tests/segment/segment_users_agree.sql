-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 996471a8dcd978b4
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A user's totals are those of their sessions, which lie between first and last seen (R11).
WITH in_sessions AS (
    /* What the sessions say of each person. */
    SELECT
        user_id,
        COUNT(*) AS total_sessions,
        MIN(session_start_timestamp) AS first_at,
        MAX(session_end_timestamp) AS last_at,
        SUM(sessions.stats."total_tracks") AS total_tracks,
        SUM(sessions.stats."total_pages") AS total_pages,
        SUM(sessions.stats."total_screens") AS total_screens
    FROM {{ ref('segment_sessions') }} AS sessions
    GROUP BY
        user_id
),

outside AS (
    /* What each person's events of servers outside sessions say (R8a). */
    SELECT
        user_id,
        0 AS total_sessions,
        MIN(timestamp) AS first_at,
        MAX(timestamp) AS last_at,
        COUNT(track_id) AS total_tracks,
        COUNT(page_id) AS total_pages,
        COUNT(screen_id) AS total_screens
    FROM {{ ref('segment_sessionized_events') }}
    WHERE
        session_id IS NULL
    GROUP BY
        user_id
),

people AS (
    /* Both together. */
    SELECT
        user_id,
        SUM(total_sessions) AS total_sessions,
        MIN(first_at) AS first_at,
        MAX(last_at) AS last_at,
        SUM(total_tracks) AS total_tracks,
        SUM(total_pages) AS total_pages,
        SUM(total_screens) AS total_screens
    FROM (
        SELECT
            *
        FROM in_sessions
        UNION ALL
        SELECT
            *
        FROM outside
    ) AS together
    GROUP BY
        user_id
)

SELECT
    users.user_id,
    users.total_sessions,
    people.total_sessions AS sessions,
    users.first_seen_at,
    people.first_at,
    users.last_seen_at,
    people.last_at,
    users.is_identified,
    users.first_identified_at
FROM {{ ref('segment_users') }} AS users
JOIN people
    ON users.user_id = people.user_id
WHERE
    COALESCE(users.total_sessions <> people.total_sessions, TRUE)
    OR COALESCE(users.total_tracks <> people.total_tracks, TRUE)
    OR COALESCE(users.total_pages <> people.total_pages, TRUE)
    OR COALESCE(users.total_screens <> people.total_screens, TRUE)
    OR COALESCE(users.first_seen_at > people.first_at OR users.last_seen_at < people.last_at, TRUE)
    OR COALESCE(users.is_identified <> (
        users.first_identified_at IS NOT NULL
    ), TRUE)
    OR users.first_identified_at < users.first_seen_at
    OR users.first_identified_at > users.last_seen_at
