-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 686eff21ab4ef5c6
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_known_identify_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    JOIN {{ ref('segment_run_identifies_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.identify_id = arrived.identify_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    WHERE
        calls.identify_id IS NULL
) AS found
{%- endset %}
{%- set first_known_identify = segment_run_moment(first_known_identify_asked) %}

-- The kept calls of which a copy has arrived.
SELECT
    calls.source,
    calls.identify_id,
    calls.timestamp,
    calls.call_received_at,
    calls.call_loaded_at,
    calls.user_id,
    calls.anonymous_id,
    calls.`email`,
    calls.`company name`,
    calls.reject_reason
FROM {{ segment_run_was('segment_identify_calls') }} AS calls
WHERE
    EXISTS(
        SELECT
            1
        FROM {{ ref('segment_run_identifies_arrived') }} AS arrived
        WHERE
            calls.source = arrived.source AND calls.identify_id = arrived.identify_id
    )
    AND (
        calls.timestamp >= {{ first_known_identify }} OR calls.timestamp IS NULL
    )
