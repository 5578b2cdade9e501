-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 947e3e76bdc8afff
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The events of those people from there on, as the last run built them.
SELECT
    events.source,
    CASE
        WHEN events.track_id IS NOT NULL
            THEN 'track'
        WHEN events.page_id IS NOT NULL
            THEN 'page'
        WHEN events.screen_id IS NOT NULL
            THEN 'screen'
    END AS call_type,
    COALESCE(events.track_id, events.page_id, events.screen_id) AS event_id,
    events.timestamp,
    events.user_id,
    events.anonymous_id,
    events.session_start_event,
    events.session_id
FROM {{ segment_run_was('segment_sessionized_events') }} AS events
JOIN {{ ref('segment_run_cuts') }} AS cuts
    ON events.user_id = cuts.user_id
WHERE
    events.timestamp >= cuts.cut_at
    AND events.timestamp >= {{ first_cut }}
