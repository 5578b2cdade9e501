-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 61722cb8da198289
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into conversion_calls.
WITH calls AS (
    /* The calls in doubt, and the others of their keys. */
    SELECT
        conversion,
        source,
        track_id,
        timestamp,
        value,
        currency,
        conversion_key
    FROM {{ ref('segment_run_conversion_calls_now') }}
    UNION ALL
    SELECT
        kept.conversion,
        kept.source,
        kept.track_id,
        kept.timestamp,
        kept.value,
        kept.currency,
        kept.conversion_key
    FROM {{ segment_run_was('segment_conversion_calls') }} AS kept
    JOIN {{ ref('segment_run_conversion_keys') }} AS keys
        ON kept.conversion = keys.conversion AND kept.conversion_key = keys.conversion_key
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_conversion_calls_in_doubt') }} AS ids
            WHERE
                kept.source = ids.source AND kept.track_id = ids.track_id
        )
)

SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    conversion_key,
    conversion_key IS NOT NULL
    AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) > 1 AS is_repeat
FROM calls
