-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b50fa8a37bfd04c9
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A user's totals are those of their sessions, which lie between first and last seen (R11).
WITH in_sessions AS (
    /* What the sessions say of each person. */
    SELECT
        user_id,
        COUNT(*) AS total_sessions,
        MIN(session_start_timestamp) AS first_at,
        MAX(session_end_timestamp) AS last_at,
        SUM(sessions.stats.total_tracks) AS total_tracks,
        SUM(sessions.stats.total_pages) AS total_pages,
        SUM(sessions.stats.total_screens) AS total_screens
    FROM (
        SELECT
            written.user_id,
            written.session_start_timestamp,
            written.session_end_timestamp,
            written.stats
        FROM (
            SELECT
                kept.user_id,
                kept.session_start_timestamp,
                kept.session_end_timestamp,
                kept.stats
            FROM {{ segment_run_was('segment_sessions') }} AS kept
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
                put_in.session_start_timestamp,
                put_in.session_end_timestamp,
                put_in.stats
            FROM (
                SELECT
                    session_id,
                    session_index,
                    user_id,
                    session_start_timestamp,
                    session_end_timestamp,
                    stats,
                    first_page_values,
                    last_page_values,
                    first_screen_values,
                    last_screen_values,
                    records
                FROM {{ ref('segment_run_sessions_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS sessions
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
    FROM (
        SELECT
            written.timestamp,
            written.user_id,
            written.track_id,
            written.page_id,
            written.screen_id,
            written.session_id
        FROM (
            SELECT
                kept.timestamp,
                kept.user_id,
                kept.track_id,
                kept.page_id,
                kept.screen_id,
                kept.session_id
            FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
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
                put_in.track_id,
                put_in.page_id,
                put_in.screen_id,
                put_in.session_id
            FROM (
                SELECT
                    source,
                    timestamp,
                    user_id,
                    anonymous_id,
                    track_id,
                    page_id,
                    screen_id,
                    session_start_event,
                    session_index,
                    session_id
                FROM {{ ref('segment_run_events_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS events
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
FROM (
    SELECT
        written.user_id,
        written.is_identified,
        written.first_seen_at,
        written.last_seen_at,
        written.first_identified_at,
        written.total_sessions,
        written.total_tracks,
        written.total_pages,
        written.total_screens
    FROM (
        SELECT
            kept.user_id,
            kept.is_identified,
            kept.first_seen_at,
            kept.last_seen_at,
            kept.first_identified_at,
            kept.total_sessions,
            kept.total_tracks,
            kept.total_pages,
            kept.total_screens
        FROM {{ segment_run_was('segment_users') }} AS kept
        LEFT JOIN {{ ref('segment_run_touched') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL
        UNION ALL
        SELECT
            put_in.user_id,
            put_in.is_identified,
            put_in.first_seen_at,
            put_in.last_seen_at,
            put_in.first_identified_at,
            put_in.total_sessions,
            put_in.total_tracks,
            put_in.total_pages,
            put_in.total_screens
        FROM (
            SELECT
                user_id,
                is_identified,
                first_seen_at,
                last_seen_at,
                first_identified_at,
                total_sessions,
                total_tracks,
                total_pages,
                total_screens,
                first_source,
                first_medium,
                first_campaign,
                first_channel,
                `email`,
                `company name`
            FROM {{ ref('segment_run_users_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_touched') }} AS theirs
        ON written.user_id = theirs.user_id
) AS users
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
