-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1b31b7b11df7eed8
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into active_days.
WITH events AS (
    /* Their events from that day on, also those before the cut, which stay. */
    SELECT
        events.user_id,
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(events.timestamp, 'Europe/Berlin'))) AS active_date,
        events.session_id
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id,
            kept.session_id
        FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL OR NOT (
                kept.timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id,
            put_in.session_id
        FROM (
            SELECT
                source,
                timestamp,
                user_id,
                anonymous_id,
                track_id,
                page_id,
                screen_id,
                session_start_event,
                session_index,
                session_id
            FROM {{ ref('segment_run_events_rebuilt') }}
        ) AS put_in
    ) AS events
    JOIN {{ ref('segment_run_cuts') }} AS cuts
        ON events.user_id = cuts.user_id
    JOIN {{ ref('segment_run_days_touched') }} AS touched
        ON events.user_id = touched.user_id
    WHERE
        events.timestamp < cuts.cut_at
        AND EXTRACT(DATE FROM TIMESTAMP(DATETIME(events.timestamp, 'Europe/Berlin'))) >= touched.first_day
    UNION ALL
    SELECT
        events.user_id,
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(events.timestamp, 'Europe/Berlin'))) AS active_date,
        events.session_id
    FROM {{ ref('segment_run_events_rebuilt') }} AS events
),

days AS (
    /* One row per person and day. */
    SELECT
        user_id,
        active_date,
        COUNT(*) AS events,
        COUNT(DISTINCT session_id) AS sessions
    FROM events
    GROUP BY
        user_id,
        active_date
),

earlier AS (
    /* Those of them who have an earlier day, which is kept. */
    SELECT DISTINCT
        kept.user_id
    FROM {{ segment_run_was('segment_active_days') }} AS kept
    JOIN {{ ref('segment_run_days_touched') }} AS touched
        ON kept.user_id = touched.user_id
    WHERE
        kept.active_date < touched.first_day
)

SELECT
    days.user_id,
    days.active_date,
    days.events,
    days.sessions,
    earlier.user_id IS NULL
    AND days.active_date = MIN(days.active_date) OVER (PARTITION BY days.user_id) AS is_first_day
FROM days
LEFT JOIN earlier
    ON days.user_id = earlier.user_id
