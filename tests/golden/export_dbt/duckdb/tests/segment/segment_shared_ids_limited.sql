-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 6c8633cf8ae5e308
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    severity='warn'
) }}

-- No shared anonymous id has so many calls that it is left to its latest user (shared_id_limit).
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

counted AS (
    /* How many calls each shared anonymous id has. */
    SELECT
        calls.anonymous_id,
        COUNT(*) AS calls_of_id
    FROM calls
    JOIN {{ ref('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    WHERE
        user_map.is_shared
    GROUP BY
        calls.anonymous_id
)

SELECT
    anonymous_id,
    calls_of_id
FROM counted
WHERE
    calls_of_id > 100000
