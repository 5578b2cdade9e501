-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6772891d167f3b91
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The track calls that are new, changed or gone, or whose properties are.
WITH calls AS (
    /* Every such call. */
    SELECT
        calls.source,
        calls.track_id
    FROM {{ ref('segment_run_tracks_changed') }} AS calls
    WHERE
        calls.track_id IS NOT NULL
    UNION ALL
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_order_completed_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
    UNION ALL
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_open_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
    UNION ALL
    SELECT
        `rows`.source,
        `rows`.track_id
    FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS `rows`
    WHERE
        `rows`.track_id IS NOT NULL
)

SELECT DISTINCT
    source,
    track_id
FROM calls
