-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c1a1f6ff38174138
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The days on which a session starts that goes, changes or comes.
WITH starts AS (
    /* The days of sessions as they were, and as they are. */
    SELECT
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(timestamp, 'Europe/Berlin'))) AS session_date
    FROM {{ ref('segment_run_events_before') }}
    WHERE
        session_start_event
    UNION ALL
    SELECT
        EXTRACT(DATE FROM TIMESTAMP(DATETIME(timestamp, 'Europe/Berlin'))) AS session_date
    FROM {{ ref('segment_run_events_rebuilt') }}
    WHERE
        session_start_event
)

SELECT DISTINCT
    session_date
FROM starts
