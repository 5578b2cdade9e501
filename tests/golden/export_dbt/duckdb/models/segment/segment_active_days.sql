-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 6e182468422ec3ff
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per person and day on which they have an event (M1).
WITH events AS (
    /* Every event, with the day it falls on (M1). */
    SELECT
        user_id,
        CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', events.timestamp)) AS DATE) AS active_date,
        session_id
    FROM {{ ref('segment_sessionized_events') }} AS events
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
)

SELECT
    user_id,
    active_date,
    events,
    sessions,
    active_date = MIN(active_date) OVER (PARTITION BY user_id) AS is_first_day
FROM days
