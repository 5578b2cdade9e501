-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 06b1c4a6b4337a5a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The keys of these, as they were and as they are: every call of one is judged again (V2).
SELECT
    kept.conversion,
    kept.conversion_key
FROM {{ segment_run_was('segment_conversion_calls') }} AS kept
JOIN {{ ref('segment_run_conversion_calls_in_doubt') }} AS ids
    ON kept.source = ids.source AND kept.track_id = ids.track_id
WHERE
    kept.conversion_key IS NOT NULL
UNION DISTINCT
SELECT
    conversion,
    conversion_key
FROM {{ ref('segment_run_conversion_calls_now') }}
WHERE
    conversion_key IS NOT NULL
