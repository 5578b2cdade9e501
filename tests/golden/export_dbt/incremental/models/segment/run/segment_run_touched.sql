-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f81e99047027f34b
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The people who win, lose or change a call.
WITH moments AS (
    /* Every change, for the person who had the call and the one who has it. */
    SELECT
        user_id,
        call_type,
        timestamp
    FROM {{ ref('segment_run_calls_before') }}
    UNION ALL
    SELECT
        user_id,
        call_type,
        timestamp
    FROM {{ ref('segment_run_calls_arrived') }}
    UNION ALL
    SELECT
        user_id_before AS user_id,
        call_type,
        timestamp
    FROM {{ ref('segment_run_calls_moved') }}
    UNION ALL
    SELECT
        user_id,
        call_type,
        timestamp
    FROM {{ ref('segment_run_calls_moved') }}
)

SELECT
    user_id,
    MIN(CASE WHEN call_type <> 'identify' THEN timestamp END) AS touched_at
FROM moments
GROUP BY
    user_id
