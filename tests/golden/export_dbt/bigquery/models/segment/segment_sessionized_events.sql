-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7c3742338884e239
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per event, with its person and its session (R6 to R9).
WITH events AS (
    /* The events of every enabled call type in one list. */
    SELECT
        source,
        'track' AS call_type,
        track_id AS event_id,
        timestamp,
        user_id,
        anonymous_id
    FROM {{ ref('segment_track_events') }}
    UNION ALL
    SELECT
        source,
        'page' AS call_type,
        page_id AS event_id,
        timestamp,
        user_id,
        anonymous_id
    FROM {{ ref('segment_page_events') }}
    UNION ALL
    SELECT
        source,
        'screen' AS call_type,
        screen_id AS event_id,
        timestamp,
        user_id,
        anonymous_id
    FROM {{ ref('segment_screen_events') }}
),

persons AS (
    /* Whose event it is: its own user, else the user its anonymous id belongs to, else that id (R6). */
    SELECT
        events.source,
        events.call_type,
        events.event_id,
        events.timestamp,
        COALESCE(events.user_id, shared_calls.user_id, user_map.user_id, events.anonymous_id) AS user_id,
        events.anonymous_id
    FROM events
    LEFT JOIN {{ ref('segment_user_map') }} AS user_map
        ON events.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_shared_calls') }} AS shared_calls
        ON events.source = shared_calls.source
        AND shared_calls.call_type = events.call_type
        AND events.event_id = shared_calls.event_id
),

lagged AS (
    /* The time of the person's last event before that is no server's (R8a), in an order that has no ties (R7). */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        anonymous_id IS NULL AS is_server,
        MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) OVER (
            PARTITION BY user_id
            ORDER BY timestamp, source, call_type, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS previous_timestamp
    FROM persons
),

session_starts AS (
    /* A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8). An event of a server starts none; after such a gap it is in none (R8a). */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        NOT is_server
        AND (
            previous_timestamp IS NULL
            OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
        ) AS session_start_event,
        is_server
        AND (
            previous_timestamp IS NULL
            OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
        ) AS is_outside
    FROM lagged
),

numbered AS (
    /* Counting the starts so far numbers the person's sessions from 1 (R9). */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        session_start_event,
        CASE
            WHEN NOT is_outside
                THEN CAST(SUM(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
                    PARTITION BY user_id
                    ORDER BY timestamp, source, call_type, event_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                ) AS INT64)
        END AS session_index
    FROM session_starts
),

session_ids AS (
    /* A session is named for its first event; the source's length keeps two events from making one text (R9). */
    SELECT
        user_id,
        session_index,
        TO_HEX(
            MD5(
                call_type || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || event_id
            )
        ) AS session_id
    FROM numbered
    WHERE
        session_start_event
)

SELECT
    numbered.source,
    numbered.timestamp,
    numbered.user_id,
    numbered.anonymous_id,
    CASE WHEN numbered.call_type = 'track' THEN numbered.event_id END AS track_id,
    CASE WHEN numbered.call_type = 'page' THEN numbered.event_id END AS page_id,
    CASE WHEN numbered.call_type = 'screen' THEN numbered.event_id END AS screen_id,
    numbered.session_start_event,
    numbered.session_index,
    session_ids.session_id
FROM numbered
LEFT JOIN session_ids
    ON numbered.user_id = session_ids.user_id
    AND numbered.session_index = session_ids.session_index
