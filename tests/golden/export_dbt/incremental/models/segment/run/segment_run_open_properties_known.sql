-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 9d1bbc17da63a34f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_known_open_properties_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_open_properties') }} AS calls
    JOIN {{ ref('segment_run_open_properties_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.track_id = arrived.track_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_open_properties') }} AS calls
    WHERE
        calls.track_id IS NULL
) AS found
{%- endset %}
{%- set first_known_open_properties = segment_run_moment(first_known_open_properties_asked) %}

-- The kept rows of _open of which a copy has arrived.
SELECT
    calls.source,
    calls.track_id,
    calls.timestamp,
    calls.call_received_at,
    calls.call_loaded_at,
    calls.user_id,
    calls.anonymous_id,
    calls.event_text,
    calls.`channel`,
    calls.reject_reason
FROM {{ segment_run_was('segment_open_properties') }} AS calls
WHERE
    EXISTS(
        SELECT
            1
        FROM {{ ref('segment_run_open_properties_arrived') }} AS arrived
        WHERE
            calls.source = arrived.source AND calls.track_id = arrived.track_id
    )
    AND (
        calls.timestamp >= {{ first_known_open_properties }} OR calls.timestamp IS NULL
    )
