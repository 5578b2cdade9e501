-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text aac819b04ea85712
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_known_page_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    JOIN {{ ref('segment_run_pages_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.page_id = arrived.page_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    WHERE
        calls.page_id IS NULL
) AS found
{%- endset %}
{%- set first_known_page = segment_run_moment(first_known_page_asked) %}

-- The kept calls of which a copy has arrived.
SELECT
    calls.source,
    calls.page_id,
    calls.timestamp,
    calls.call_received_at,
    calls.call_loaded_at,
    calls.user_id,
    calls.anonymous_id,
    calls.url,
    calls.referrer,
    calls.title,
    calls.name,
    calls.search,
    calls.path,
    calls.utm_content,
    calls.utm_medium,
    calls.utm_source,
    calls.utm_campaign,
    calls.utm_term,
    calls.`category`,
    calls.`price paid`,
    calls.reject_reason
FROM {{ segment_run_was('segment_page_calls') }} AS calls
WHERE
    EXISTS(
        SELECT
            1
        FROM {{ ref('segment_run_pages_arrived') }} AS arrived
        WHERE
            calls.source = arrived.source AND calls.page_id = arrived.page_id
    )
    AND (
        calls.timestamp >= {{ first_known_page }} OR calls.timestamp IS NULL
    )
