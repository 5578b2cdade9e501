-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 38a84deb824e41e5
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per anonymous id, with the user it belongs to (R6).
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

visitors AS (
    /* Every anonymous id there is; a log-out or no log-in at all does not lose it. */
    SELECT DISTINCT
        anonymous_id
    FROM calls
    WHERE
        anonymous_id IS NOT NULL
),

log_ins AS (
    /* The calls that tell whose an anonymous id is, the latest in front (R7), and if it is shared (R6a). */
    SELECT
        anonymous_id,
        user_id,
        timestamp AS mapped_at,
        MIN(user_id) OVER (PARTITION BY anonymous_id) <> MAX(user_id) OVER (PARTITION BY anonymous_id) AS is_shared,
        ROW_NUMBER() OVER (
            PARTITION BY anonymous_id
            ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
        ) AS recency
    FROM calls
    WHERE
        anonymous_id IS NOT NULL AND user_id IS NOT NULL
),

latest_log_ins AS (
    /* One per anonymous id. */
    SELECT
        anonymous_id,
        user_id,
        mapped_at,
        is_shared
    FROM log_ins
    WHERE
        recency = 1
)

SELECT
    visitors.anonymous_id,
    latest_log_ins.user_id,
    latest_log_ins.mapped_at,
    COALESCE(latest_log_ins.is_shared, FALSE) AS is_shared
FROM visitors
LEFT JOIN latest_log_ins
    ON visitors.anonymous_id = latest_log_ins.anonymous_id
