-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 0f290a07792c5cb1
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per call without a user id on a device that several users share, with its person (R6c).
WITH identifies_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        identify_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        `email`,
        `company name`,
        reject_reason
    FROM {{ ref('segment_identify_calls') }}
),

calls AS (
    /* Every good call of every type: a log-in shows in any of them (R6). */
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
    UNION ALL
    SELECT
        source,
        'identify' AS call_type,
        identify_id AS event_id,
        timestamp,
        user_id,
        anonymous_id
    FROM identifies_judged
    WHERE
        reject_reason IS NULL
),

histories AS (
    /* The calls of anonymous ids that carried two or more different user ids (R6a). */
    SELECT
        calls.source,
        calls.call_type,
        calls.event_id,
        calls.timestamp,
        calls.user_id,
        calls.anonymous_id
    FROM calls
    JOIN {{ ref('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    WHERE
        user_map.is_shared
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
