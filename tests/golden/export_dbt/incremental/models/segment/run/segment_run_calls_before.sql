-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text bdc237c7e4690394
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The calls that changed, as they were.
WITH calls AS (
    /* Calls of every type whose copy loaded first is another now, as they were. */
    SELECT
        known.source,
        'track' AS call_type,
        known.track_id AS event_id,
        known.timestamp,
        known.user_id,
        known.anonymous_id
    FROM {{ ref('segment_run_tracks_known') }} AS known
    JOIN {{ ref('segment_run_tracks_changed') }} AS changed
        ON known.source = changed.source AND known.track_id = changed.track_id
    WHERE
        known.reject_reason IS NULL
    UNION ALL
    SELECT
        known.source,
        'page' AS call_type,
        known.page_id AS event_id,
        known.timestamp,
        known.user_id,
        known.anonymous_id
    FROM {{ ref('segment_run_pages_known') }} AS known
    JOIN {{ ref('segment_run_pages_changed') }} AS changed
        ON known.source = changed.source AND known.page_id = changed.page_id
    WHERE
        known.reject_reason IS NULL
    UNION ALL
    SELECT
        known.source,
        'screen' AS call_type,
        known.screen_id AS event_id,
        known.timestamp,
        known.user_id,
        known.anonymous_id
    FROM {{ ref('segment_run_screens_known') }} AS known
    JOIN {{ ref('segment_run_screens_changed') }} AS changed
        ON known.source = changed.source AND known.screen_id = changed.screen_id
    WHERE
        known.reject_reason IS NULL
    UNION ALL
    SELECT
        known.source,
        'identify' AS call_type,
        known.identify_id AS event_id,
        known.timestamp,
        known.user_id,
        known.anonymous_id
    FROM {{ ref('segment_run_identifies_known') }} AS known
    JOIN {{ ref('segment_run_identifies_changed') }} AS changed
        ON known.source = changed.source AND known.identify_id = changed.identify_id
    WHERE
        known.reject_reason IS NULL
)

SELECT
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    COALESCE(calls.user_id, shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id,
    calls.user_id AS own_user_id,
    calls.anonymous_id
FROM calls
LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
LEFT JOIN {{ segment_run_was('segment_shared_calls') }} AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = calls.call_type
    AND calls.event_id = shared_calls.event_id
