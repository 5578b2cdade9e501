-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b347609677703ff4
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
    /* The sessions of those people that start at or before their earliest change; the last of them is built again. */
    SELECT
        touched.user_id,
        MAX(starts.timestamp) AS cut_at,
        MAX(starts.session_index) - 1 AS sessions_kept
    FROM {{ segment_run_was('segment_sessionized_events') }} AS starts
    JOIN {{ ref('segment_run_touched') }} AS touched
        ON starts.user_id = touched.user_id
    WHERE
        starts.session_start_event AND starts.timestamp <= touched.touched_at
    GROUP BY
        touched.user_id
)

SELECT
    touched.user_id,
    COALESCE(sessions_before.cut_at, touched.touched_at) AS cut_at,
    COALESCE(sessions_before.sessions_kept, 0) AS sessions_kept
FROM {{ ref('segment_run_touched') }} AS touched
LEFT JOIN sessions_before
    ON touched.user_id = sessions_before.user_id
WHERE
    touched.touched_at IS NOT NULL
