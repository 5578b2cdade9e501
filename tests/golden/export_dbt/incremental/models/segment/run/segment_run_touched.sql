-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 22ea61464d0c3403
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The people who win, lose or change a call, or of whom one counts otherwise now.
WITH revalued AS (
    /* The calls that count otherwise now: by their properties, or by a key (V2). */
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_order_completed_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
    UNION ALL
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_open_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
    UNION ALL
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
    UNION ALL
    SELECT
        now.source,
        now.track_id
    FROM {{ ref('segment_run_conversion_calls_rebuilt') }} AS now
    JOIN {{ segment_run_was('segment_conversion_calls') }} AS was
        ON now.conversion = was.conversion
        AND now.source = was.source
        AND now.track_id = was.track_id
    WHERE
        now.is_repeat <> was.is_repeat
),

moments AS (
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
    UNION ALL
    SELECT
        events.user_id,
        'track' AS call_type,
        events.timestamp
    FROM {{ segment_run_was('segment_sessionized_events') }} AS events
    JOIN revalued
        ON events.source = revalued.source AND events.track_id = revalued.track_id
)

SELECT
    user_id,
    MIN(CASE WHEN call_type <> 'identify' THEN timestamp END) AS touched_at
FROM moments
GROUP BY
    user_id
