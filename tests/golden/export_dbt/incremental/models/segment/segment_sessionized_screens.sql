-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text ce812ba1c8036e36
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per screen, with its session and its fields.
SELECT
    source,
    timestamp,
    user_id,
    screen_id,
    session_index,
    session_id,
    name,
    `screen class`
FROM {{ ref('segment_run_sessionized_screens_rebuilt') }}
