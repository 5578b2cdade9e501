-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 89bab0437f3f0c8e
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The calls in doubt: their id has arrived, but not the copy that is kept.
SELECT
    known.source,
    known.identify_id
FROM {{ ref('segment_run_identifies_known') }} AS known
WHERE
    NOT EXISTS(
        SELECT
            1
        FROM {{ ref('segment_run_identifies_arrived') }} AS arrived
        WHERE
            known.source = arrived.source
            AND known.identify_id = arrived.identify_id
            AND (
                known.call_loaded_at = arrived.call_loaded_at
                OR (
                    known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
                )
            )
    )
