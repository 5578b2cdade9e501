-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7bab54022eab3beb
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The restart point of each person whose events changed.
WITH sessions_before AS (
    /* How many sessions of those people start at or before their earliest change, when the last of them starts, and the time of the last event that is no server's. */
    SELECT
        touched.user_id,
        MAX(events.session_index) AS sessions,
        MAX(CASE WHEN events.session_start_event THEN events.timestamp END) AS start_at,
        MAX(events.session_index) AS start_index,
        MAX(CASE WHEN events.anonymous_id IS NOT NULL THEN events.timestamp END) AS end_at
    FROM {{ segment_run_was('segment_sessionized_events') }} AS events
    JOIN {{ ref('segment_run_touched') }} AS touched
        ON events.user_id = touched.user_id
    WHERE
        events.timestamp <= touched.touched_at
    GROUP BY
        touched.user_id
)

SELECT
    touched.user_id,
    CASE
        WHEN
            (
                earlier.end_at IS NULL
                OR TIMESTAMP_DIFF(touched.touched_at, earlier.end_at, MICROSECOND) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
            )
            THEN touched.touched_at
        ELSE earlier.start_at
    END AS cut_at,
    CASE
        WHEN
            (
                earlier.end_at IS NULL
                OR TIMESTAMP_DIFF(touched.touched_at, earlier.end_at, MICROSECOND) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
            )
            THEN COALESCE(earlier.sessions, 0)
        ELSE earlier.start_index - 1
    END AS sessions_kept
FROM {{ ref('segment_run_touched') }} AS touched
LEFT JOIN sessions_before AS earlier
    ON touched.user_id = earlier.user_id
WHERE
    touched.touched_at IS NOT NULL
