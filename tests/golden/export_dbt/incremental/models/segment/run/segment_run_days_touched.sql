-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 387ea68c3b87236f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The day from which on each person's events may have changed.
WITH events AS (
    /* The days of events as they were, and as they are. */
    SELECT
        user_id,
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(timestamp, 'Europe/Berlin'))) AS active_date
    FROM {{ ref('segment_run_events_before') }}
    UNION ALL
    SELECT
        user_id,
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(timestamp, 'Europe/Berlin'))) AS active_date
    FROM {{ ref('segment_run_events_rebuilt') }}
)

SELECT
    user_id,
    MIN(active_date) AS first_day
FROM events
GROUP BY
    user_id
