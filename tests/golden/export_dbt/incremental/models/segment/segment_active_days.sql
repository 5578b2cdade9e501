-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 2dff7b77e373f7ad
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per person and day on which they have an event (M1).
SELECT
    user_id,
    active_date,
    events,
    sessions,
    is_first_day
FROM {{ ref('segment_run_active_days_rebuilt') }}
