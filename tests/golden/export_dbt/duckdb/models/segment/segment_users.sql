-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 41f1706b1d6cbe65
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema='crm',
    alias='people',
    tags=['crm', 'daily']
) }}

-- One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).
WITH identifies_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        identify_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        "email",
        "company name",
        reject_reason
    FROM {{ ref('segment_identify_calls') }}
),

identifies AS (
    /* The good identifies, each with its person (R6). */
    SELECT
        identifies.source,
        identifies.identify_id,
        identifies.timestamp,
        identifies.user_id AS call_user_id,
        COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
        identifies."email",
        identifies."company name"
    FROM identifies_judged AS identifies
    LEFT JOIN {{ ref('segment_user_map') }} AS user_map
        ON identifies.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_shared_calls') }} AS shared_calls
        ON identifies.source = shared_calls.source
        AND shared_calls.call_type = 'identify'
        AND identifies.identify_id = shared_calls.event_id
    WHERE
        identifies.reject_reason IS NULL
),

activity AS (
    /* What each person did; the highest session number is the number of sessions. */
    SELECT
        user_id,
        MIN(timestamp) AS first_event_at,
        MAX(timestamp) AS last_event_at,
        MAX(session_index) AS total_sessions,
        COUNT(track_id) AS total_tracks,
        COUNT(page_id) AS total_pages,
        COUNT(screen_id) AS total_screens
    FROM {{ ref('segment_sessionized_events') }}
    GROUP BY
        user_id
),

moments AS (
    /* When each person was seen: in events, and in identifies. */
    SELECT
        user_id,
        first_event_at AS first_at,
        last_event_at AS last_at
    FROM activity
    UNION ALL
    SELECT
        user_id,
        timestamp AS first_at,
        timestamp AS last_at
    FROM identifies
),

seen AS (
    /* First and last of these. */
    SELECT
        user_id,
        MIN(first_at) AS first_seen_at,
        MAX(last_at) AS last_seen_at
    FROM moments
    GROUP BY
        user_id
),

log_ins AS (
    /* Every call of any type that carried a user id. */
    SELECT
        user_id,
        timestamp
    FROM {{ ref('segment_track_events') }}
    WHERE
        user_id IS NOT NULL
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM {{ ref('segment_page_events') }}
    WHERE
        user_id IS NOT NULL
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM {{ ref('segment_screen_events') }}
    WHERE
        user_id IS NOT NULL
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM identifies
    WHERE
        call_user_id IS NOT NULL
),

identified AS (
    /* Since when each user id is known. */
    SELECT
        user_id,
        MIN(timestamp) AS first_identified_at
    FROM log_ins
    GROUP BY
        user_id
),

positioned AS (
    /* Each identify's place among the person's (R7). */
    SELECT
        user_id,
        "email",
        "company name",
        ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
    FROM identifies
),

traits AS (
    /* Each trait's latest value that is not NULL: a later call without it does not erase it (R11). */
    SELECT
        user_id,
        ARG_MAX("email", position) AS "email",
        ARG_MAX("company name", position) AS "company name"
    FROM positioned
    GROUP BY
        user_id
),

first_sessions AS (
    /* Where each person's first session came from, direct or not (A11). */
    SELECT
        user_id,
        traffic_source AS first_source,
        traffic_medium AS first_medium,
        traffic_campaign AS first_campaign,
        channel AS first_channel
    FROM {{ ref('segment_session_sources') }}
    WHERE
        session_index = 1
),

people AS (
    /* Who gets a row (R11). */
    SELECT
        user_id
    FROM identified
    UNION
    SELECT
        user_id
    FROM identifies
    UNION
    SELECT
        user_id
    FROM activity
)

SELECT
    people.user_id,
    identified.user_id IS NOT NULL AS is_identified,
    seen.first_seen_at,
    seen.last_seen_at,
    identified.first_identified_at,
    COALESCE(activity.total_sessions, 0) AS total_sessions,
    COALESCE(activity.total_tracks, 0) AS total_tracks,
    COALESCE(activity.total_pages, 0) AS total_pages,
    COALESCE(activity.total_screens, 0) AS total_screens,
    first_sessions.first_source,
    first_sessions.first_medium,
    first_sessions.first_campaign,
    first_sessions.first_channel,
    traits."email",
    traits."company name"
FROM people
LEFT JOIN seen
    ON people.user_id = seen.user_id
LEFT JOIN identified
    ON people.user_id = identified.user_id
LEFT JOIN activity
    ON people.user_id = activity.user_id
LEFT JOIN first_sessions
    ON people.user_id = first_sessions.user_id
LEFT JOIN traits
    ON people.user_id = traits.user_id
