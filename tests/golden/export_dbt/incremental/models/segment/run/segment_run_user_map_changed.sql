-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text fb5204bd1f88792a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The anonymous ids whose row in the map changes.
WITH undecided AS (
    /* The anonymous ids of which the whole history has to be read: few, if any. */
    SELECT
        anonymous_id
    FROM {{ ref('segment_run_log_ins') }}
    WHERE
        is_undecided
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
    JOIN undecided AS ids
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
    JOIN undecided AS ids
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
    JOIN undecided AS ids
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
    JOIN undecided AS ids
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
    JOIN undecided AS ids
        ON calls.anonymous_id = ids.anonymous_id
),

told AS (
    /* Those that carried a user id in front, and of these the latest (R6, R7). */
    SELECT
        anonymous_id,
        user_id,
        CASE WHEN user_id IS NOT NULL THEN timestamp END AS mapped_at,
        COALESCE(
            MIN(user_id) OVER (PARTITION BY anonymous_id) <> MAX(user_id) OVER (PARTITION BY anonymous_id),
            FALSE
        ) AS is_shared,
        ROW_NUMBER() OVER (
            PARTITION BY anonymous_id
            ORDER BY
                CASE WHEN user_id IS NULL THEN 1 ELSE 0 END,
                timestamp DESC,
                source DESC,
                call_type DESC,
                event_id DESC
        ) AS recency
    FROM histories
),

decided AS (
    /* The row of each of them; an id without any call has none. */
    SELECT
        anonymous_id,
        user_id,
        mapped_at,
        is_shared
    FROM told
    WHERE
        recency = 1
),

beside AS (
    /* What the map says now beside what it said. */
    SELECT
        log_ins.anonymous_id,
        CASE
            WHEN log_ins.is_undecided
                THEN decided.user_id
            WHEN
                log_ins.mapped_at IS NOT NULL
                AND (
                    user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at
                )
                THEN log_ins.user_id
            ELSE user_map.user_id
        END AS user_id,
        CASE
            WHEN log_ins.is_undecided
                THEN decided.mapped_at
            WHEN
                log_ins.mapped_at IS NOT NULL
                AND (
                    user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at
                )
                THEN log_ins.mapped_at
            ELSE user_map.mapped_at
        END AS mapped_at,
        CASE
            WHEN log_ins.is_undecided
                THEN COALESCE(decided.is_shared, FALSE)
            ELSE COALESCE(user_map.is_shared, FALSE)
            OR COALESCE(log_ins.least_user_id <> log_ins.greatest_user_id, FALSE)
            OR COALESCE(log_ins.least_user_id <> user_map.user_id, FALSE)
        END AS is_shared,
        COALESCE(user_map.is_shared, FALSE) AS is_shared_before,
        user_map.user_id AS user_id_before,
        user_map.mapped_at AS mapped_at_before,
        user_map.anonymous_id IS NULL AS is_new,
        NOT log_ins.is_undecided OR decided.anonymous_id IS NOT NULL AS is_there
    FROM {{ ref('segment_run_log_ins') }} AS log_ins
    LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
        ON log_ins.anonymous_id = user_map.anonymous_id
    LEFT JOIN decided
        ON log_ins.anonymous_id = decided.anonymous_id
)

SELECT
    anonymous_id,
    user_id,
    mapped_at,
    is_shared,
    user_id_before,
    is_new,
    is_there
FROM beside
WHERE
    is_new
    OR NOT is_there
    OR is_shared <> is_shared_before
    OR COALESCE(
        user_id <> user_id_before,
        (
            user_id IS NULL
        ) <> (
            user_id_before IS NULL
        )
    )
    OR COALESCE(
        mapped_at <> mapped_at_before,
        (
            mapped_at IS NULL
        ) <> (
            mapped_at_before IS NULL
        )
    )
