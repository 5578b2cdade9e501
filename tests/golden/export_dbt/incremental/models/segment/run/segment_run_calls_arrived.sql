-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 2f2f32e92854ad6c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The good calls that are new or changed, each with its person.
SELECT
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    COALESCE(
        calls.own_user_id,
        shared_owned.user_id,
        CASE
            WHEN changed.anonymous_id IS NOT NULL
                THEN changed.user_id
            ELSE user_map.user_id
        END,
        calls.anonymous_id
    ) AS user_id,
    calls.own_user_id,
    calls.anonymous_id
FROM {{ ref('segment_run_calls_after') }} AS calls
LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
    ON calls.anonymous_id = changed.anonymous_id
LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
LEFT JOIN {{ ref('segment_run_shared_owned') }} AS shared_owned
    ON calls.source = shared_owned.source
    AND calls.call_type = shared_owned.call_type
    AND calls.event_id = shared_owned.event_id
