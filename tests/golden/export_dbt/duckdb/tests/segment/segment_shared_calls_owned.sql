-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 57742ffaf46a8d92
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A call on a shared device is of somebody who logged in there, by the call that says so (R6c).
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

calls AS (
    /* Every good call of every type. */
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

log_ins AS (
    /* Every call that carried an anonymous id and a user id. */
    SELECT DISTINCT
        anonymous_id,
        event_id,
        user_id
    FROM calls
    WHERE
        user_id IS NOT NULL
)

SELECT
    shared.source,
    shared.call_type,
    shared.event_id,
    shared.anonymous_id,
    shared.user_id,
    shared.rule,
    shared.log_in_event_id
FROM {{ ref('segment_shared_calls') }} AS shared
LEFT JOIN log_ins
    ON shared.anonymous_id = log_ins.anonymous_id
    AND shared.log_in_event_id = log_ins.event_id
    AND shared.user_id = log_ins.user_id
LEFT JOIN {{ ref('segment_user_map') }} AS user_map
    ON shared.anonymous_id = user_map.anonymous_id
WHERE
    log_ins.event_id IS NULL OR NOT COALESCE(user_map.is_shared, FALSE)
