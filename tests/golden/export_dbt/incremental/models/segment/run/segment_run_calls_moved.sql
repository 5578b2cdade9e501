-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text d882b2805e2b03bd
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The kept calls that belong to another person now.
WITH re_owned AS (
    /* The anonymous ids that belong to somebody else now, and the shared ones whose calls may. */
    SELECT
        anonymous_id
    FROM {{ ref('segment_run_user_map_changed') }}
    WHERE
        COALESCE(user_id_before, anonymous_id) <> COALESCE(user_id, anonymous_id)
    UNION DISTINCT
    SELECT
        anonymous_id
    FROM {{ ref('segment_run_shared_touched') }}
),

persons AS (
    /* Whose each of their calls was, and whose it is. */
    SELECT
        calls.source,
        'track' AS call_type,
        calls.track_id AS event_id,
        calls.timestamp,
        COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
        COALESCE(
            shared_owned.user_id,
            CASE
                WHEN changed.anonymous_id IS NOT NULL
                    THEN changed.user_id
                ELSE user_map.user_id
            END,
            calls.anonymous_id
        ) AS user_id
    FROM {{ segment_run_was('segment_track_calls') }} AS calls
    JOIN re_owned
        ON calls.anonymous_id = re_owned.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
        ON calls.anonymous_id = changed.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_shared_calls') }} AS shared_calls
        ON calls.source = shared_calls.source
        AND shared_calls.call_type = 'track'
        AND calls.track_id = shared_calls.event_id
    LEFT JOIN {{ ref('segment_run_shared_owned') }} AS shared_owned
        ON calls.source = shared_owned.source
        AND shared_owned.call_type = 'track'
        AND calls.track_id = shared_owned.event_id
    WHERE
        calls.user_id IS NULL AND calls.reject_reason IS NULL
    UNION ALL
    SELECT
        calls.source,
        'page' AS call_type,
        calls.page_id AS event_id,
        calls.timestamp,
        COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
        COALESCE(
            shared_owned.user_id,
            CASE
                WHEN changed.anonymous_id IS NOT NULL
                    THEN changed.user_id
                ELSE user_map.user_id
            END,
            calls.anonymous_id
        ) AS user_id
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    JOIN re_owned
        ON calls.anonymous_id = re_owned.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
        ON calls.anonymous_id = changed.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_shared_calls') }} AS shared_calls
        ON calls.source = shared_calls.source
        AND shared_calls.call_type = 'page'
        AND calls.page_id = shared_calls.event_id
    LEFT JOIN {{ ref('segment_run_shared_owned') }} AS shared_owned
        ON calls.source = shared_owned.source
        AND shared_owned.call_type = 'page'
        AND calls.page_id = shared_owned.event_id
    WHERE
        calls.user_id IS NULL AND calls.reject_reason IS NULL
    UNION ALL
    SELECT
        calls.source,
        'screen' AS call_type,
        calls.screen_id AS event_id,
        calls.timestamp,
        COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
        COALESCE(
            shared_owned.user_id,
            CASE
                WHEN changed.anonymous_id IS NOT NULL
                    THEN changed.user_id
                ELSE user_map.user_id
            END,
            calls.anonymous_id
        ) AS user_id
    FROM {{ segment_run_was('segment_screen_calls') }} AS calls
    JOIN re_owned
        ON calls.anonymous_id = re_owned.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
        ON calls.anonymous_id = changed.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_shared_calls') }} AS shared_calls
        ON calls.source = shared_calls.source
        AND shared_calls.call_type = 'screen'
        AND calls.screen_id = shared_calls.event_id
    LEFT JOIN {{ ref('segment_run_shared_owned') }} AS shared_owned
        ON calls.source = shared_owned.source
        AND shared_owned.call_type = 'screen'
        AND calls.screen_id = shared_owned.event_id
    WHERE
        calls.user_id IS NULL AND calls.reject_reason IS NULL
    UNION ALL
    SELECT
        calls.source,
        'identify' AS call_type,
        calls.identify_id AS event_id,
        calls.timestamp,
        COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
        COALESCE(
            shared_owned.user_id,
            CASE
                WHEN changed.anonymous_id IS NOT NULL
                    THEN changed.user_id
                ELSE user_map.user_id
            END,
            calls.anonymous_id
        ) AS user_id
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    JOIN re_owned
        ON calls.anonymous_id = re_owned.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
        ON calls.anonymous_id = user_map.anonymous_id
    LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
        ON calls.anonymous_id = changed.anonymous_id
    LEFT JOIN {{ segment_run_was('segment_shared_calls') }} AS shared_calls
        ON calls.source = shared_calls.source
        AND shared_calls.call_type = 'identify'
        AND calls.identify_id = shared_calls.event_id
    LEFT JOIN {{ ref('segment_run_shared_owned') }} AS shared_owned
        ON calls.source = shared_owned.source
        AND shared_owned.call_type = 'identify'
        AND calls.identify_id = shared_owned.event_id
    WHERE
        calls.user_id IS NULL AND calls.reject_reason IS NULL
)

SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id_before,
    user_id
FROM persons
WHERE
    user_id_before <> user_id
