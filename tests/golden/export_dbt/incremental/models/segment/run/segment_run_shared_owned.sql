-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c0a251c29ab1483d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The calls without a user id of those that are shared now, each with its owner (R6c).
WITH shared_now AS (
    /* The shared ids of which a call is new, changed or gone. */
    SELECT
        anonymous_id
    FROM {{ ref('segment_run_shared_touched') }}
    WHERE
        is_shared
),

histories AS (
    /* All their calls, as they are now. */
    SELECT
        calls.source,
        'track' AS call_type,
        calls.track_id AS event_id,
        calls.timestamp,
        calls.user_id,
        calls.anonymous_id
    FROM {{ segment_run_was('segment_track_calls') }} AS calls
    JOIN shared_now AS ids
        ON calls.anonymous_id = ids.anonymous_id
    WHERE
        calls.reject_reason IS NULL
        AND NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_tracks_changed') }} AS changed
            WHERE
                calls.source = changed.source AND calls.track_id = changed.track_id
        )
    UNION ALL
    SELECT
        calls.source,
        'page' AS call_type,
        calls.page_id AS event_id,
        calls.timestamp,
        calls.user_id,
        calls.anonymous_id
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    JOIN shared_now AS ids
        ON calls.anonymous_id = ids.anonymous_id
    WHERE
        calls.reject_reason IS NULL
        AND NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_pages_changed') }} AS changed
            WHERE
                calls.source = changed.source AND calls.page_id = changed.page_id
        )
    UNION ALL
    SELECT
        calls.source,
        'screen' AS call_type,
        calls.screen_id AS event_id,
        calls.timestamp,
        calls.user_id,
        calls.anonymous_id
    FROM {{ segment_run_was('segment_screen_calls') }} AS calls
    JOIN shared_now AS ids
        ON calls.anonymous_id = ids.anonymous_id
    WHERE
        calls.reject_reason IS NULL
        AND NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_screens_changed') }} AS changed
            WHERE
                calls.source = changed.source AND calls.screen_id = changed.screen_id
        )
    UNION ALL
    SELECT
        calls.source,
        'identify' AS call_type,
        calls.identify_id AS event_id,
        calls.timestamp,
        calls.user_id,
        calls.anonymous_id
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    JOIN shared_now AS ids
        ON calls.anonymous_id = ids.anonymous_id
    WHERE
        calls.reject_reason IS NULL
        AND NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_identifies_changed') }} AS changed
            WHERE
                calls.source = changed.source AND calls.identify_id = changed.identify_id
        )
    UNION ALL
    SELECT
        calls.source,
        calls.call_type,
        calls.event_id,
        calls.timestamp,
        calls.own_user_id AS user_id,
        calls.anonymous_id
    FROM {{ ref('segment_run_calls_after') }} AS calls
    JOIN shared_now AS ids
        ON calls.anonymous_id = ids.anonymous_id
),

placed AS (
    /* Each call's place among those of its anonymous id (R7), and how many these are. */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        ROW_NUMBER() OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS position,
        LAG(timestamp) OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS previous_timestamp,
        COUNT(*) OVER (PARTITION BY anonymous_id) AS calls_of_id
    FROM histories
),

visits AS (
    /* The visits of an id, cut by gaps of the timeout (R6b); and where the log-ins around each call are. An id with too many calls is left to the user map. */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        position,
        SUM(
            CASE
                WHEN
                    previous_timestamp IS NULL
                    OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
                    THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY anonymous_id
            ORDER BY position
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS visit,
        MAX(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
            PARTITION BY anonymous_id
            ORDER BY position
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS position_earlier,
        MIN(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
            PARTITION BY anonymous_id
            ORDER BY position
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS position_later
    FROM placed
    WHERE
        calls_of_id <= 100000
),

beside AS (
    /* Each call beside the log-ins that may decide: the next one and the last before. */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        user_id,
        anonymous_id,
        visit,
        MAX(CASE WHEN position = position_later THEN visit END) OVER (PARTITION BY anonymous_id, position_later) AS later_visit,
        MAX(CASE WHEN position = position_later THEN user_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_user_id,
        MAX(CASE WHEN position = position_later THEN event_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_event_id,
        MAX(CASE WHEN position = position_earlier THEN visit END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_visit,
        MAX(CASE WHEN position = position_earlier THEN user_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_user_id,
        MAX(CASE WHEN position = position_earlier THEN event_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_event_id
    FROM visits
),

ruled AS (
    /* The log-in that decides: the next in the visit, the last before in it, the next at all, the last (R6c). */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        anonymous_id,
        CASE
            WHEN later_visit = visit
                THEN 'later_in_visit'
            WHEN earlier_visit = visit
                THEN 'earlier_in_visit'
            WHEN later_visit IS NOT NULL
                THEN 'next_log_in'
            ELSE 'last_log_in'
        END AS rule,
        later_user_id,
        later_event_id,
        earlier_user_id,
        earlier_event_id
    FROM beside
    WHERE
        user_id IS NULL
),

owned AS (
    /* Every call without a user id belongs to who logged in there. */
    SELECT
        source,
        call_type,
        event_id,
        timestamp,
        anonymous_id,
        CASE
            WHEN rule IN ('later_in_visit', 'next_log_in')
                THEN later_user_id
            ELSE earlier_user_id
        END AS user_id,
        rule,
        CASE
            WHEN rule IN ('later_in_visit', 'next_log_in')
                THEN later_event_id
            ELSE earlier_event_id
        END AS log_in_event_id
    FROM ruled
)

SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    user_id,
    rule,
    log_in_event_id
FROM owned
