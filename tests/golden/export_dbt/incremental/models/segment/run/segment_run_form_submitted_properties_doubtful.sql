-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c683ea308c267c81
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows of form_submitted in doubt: their id has arrived, but not the copy that is kept.
SELECT
    known.source,
    known.track_id
FROM {{ ref('segment_run_form_submitted_properties_known') }} AS known
WHERE
    NOT EXISTS(
        SELECT
            1
        FROM {{ ref('segment_run_form_submitted_properties_arrived') }} AS arrived
        WHERE
            known.source = arrived.source
            AND known.track_id = arrived.track_id
            AND (
                known.call_loaded_at = arrived.call_loaded_at
                OR (
                    known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
                )
            )
    )
