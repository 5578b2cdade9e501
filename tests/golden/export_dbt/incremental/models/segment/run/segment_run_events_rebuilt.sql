-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 798b1fb588db4cbf
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into sessionized_events.
WITH persons AS (
    /* The events of everyone touched, from their cut on, each with its person as it is now (R6). */
    SELECT
        events.source,
        events.call_type,
        events.event_id,
        events.timestamp,
        COALESCE(moved.user_id, events.user_id) AS user_id,
        events.anonymous_id
    FROM {{ ref('segment_run_events_before') }} AS events
    LEFT JOIN {{ ref('segment_run_calls_moved') }} AS moved
        ON events.source = moved.source
        AND events.call_type = moved.call_type
        AND events.event_id = moved.event_id
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_calls_before') }} AS changed
            WHERE
                events.source = changed.source
                AND events.call_type = changed.call_type
                AND events.event_id = changed.event_id
        )
    UNION ALL
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id
    FROM {{ ref('segment_run_calls_arrived') }}
    WHERE
        call_type <> 'identify'
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

counted AS (
    /* Counting the starts so far numbers the sessions from the cut on. */
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

numbered AS (
    /* The person's sessions before the cut are kept, and come first (R9). */
    SELECT
        counted.source,
        counted.call_type,
        counted.event_id,
        counted.timestamp,
        counted.user_id,
        counted.anonymous_id,
        counted.session_start_event,
        cuts.sessions_kept + counted.session_index AS session_index
    FROM counted
    JOIN {{ ref('segment_run_cuts') }} AS cuts
        ON counted.user_id = cuts.user_id
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
