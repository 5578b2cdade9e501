-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e23f7c50fd5f73a4
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- When the latest good call was loaded, by call type and source.
SELECT
    'track' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_track_calls') }} AS track_calls
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'page' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_page_calls') }} AS page_calls
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'screen' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_screen_calls') }} AS screen_calls
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'identify' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_identify_calls') }} AS identify_calls
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'order_completed_properties' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_order_completed_properties') }} AS order_completed_properties
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'open_properties' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_open_properties') }} AS open_properties
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
UNION ALL
SELECT
    'form_submitted_properties' AS call_type,
    source,
    MAX(call_loaded_at) AS loaded_at
FROM {{ segment_run_was('segment_form_submitted_properties') }} AS form_submitted_properties
WHERE
    reject_reason IS NULL
    AND call_loaded_at <= CAST('{{ segment_run_until() }}Z' AS TIMESTAMP)
GROUP BY
    source
