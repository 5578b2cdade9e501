-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1c54278b54c2c716
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A session's person, number, bounds, counts and duration are those of its events, of which the first starts it.
WITH events AS (
    /* What the events say of each session. */
    SELECT
        session_id,
        MIN(user_id) AS user_id,
        MIN(session_index) AS session_index,
        MIN(timestamp) AS first_at,
        MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) AS last_at,
        MAX(user_id) AS other_user_id,
        COUNT(CASE WHEN session_start_event THEN 1 END) AS starts,
        MIN(CASE WHEN session_start_event THEN timestamp END) AS start_at,
        COUNT(track_id) AS total_tracks,
        COUNT(page_id) AS total_pages,
        COUNT(screen_id) AS total_screens
    FROM {{ ref('segment_sessionized_events') }}
    WHERE
        session_id IS NOT NULL
    GROUP BY
        session_id
)

SELECT
    COALESCE(sessions.session_id, events.session_id) AS session_id,
    sessions.session_id IS NULL AS not_in_sessions,
    events.session_id IS NULL AS not_in_events,
    sessions.session_start_timestamp,
    events.first_at,
    sessions.session_end_timestamp,
    events.last_at
FROM {{ ref('segment_sessions') }} AS sessions
FULL JOIN events
    ON sessions.session_id = events.session_id
WHERE
    sessions.session_id IS NULL
    OR events.session_id IS NULL
    OR events.user_id <> events.other_user_id
    OR events.starts <> 1
    OR COALESCE(sessions.user_id <> events.user_id, TRUE)
    OR COALESCE(sessions.session_index <> events.session_index, TRUE)
    OR COALESCE(sessions.session_start_timestamp <> events.first_at, TRUE)
    OR COALESCE(events.start_at <> events.first_at, TRUE)
    OR COALESCE(sessions.session_end_timestamp <> events.last_at, TRUE)
    OR COALESCE(
        sessions.stats.duration_millis <> DIV(TIMESTAMP_DIFF(events.last_at, events.first_at, MICROSECOND), 1000),
        TRUE
    )
    OR COALESCE(sessions.stats.total_tracks <> events.total_tracks, TRUE)
    OR COALESCE(sessions.stats.total_pages <> events.total_pages, TRUE)
    OR COALESCE(sessions.stats.total_screens <> events.total_screens, TRUE)
