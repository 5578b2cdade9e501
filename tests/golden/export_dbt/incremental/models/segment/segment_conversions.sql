-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text cbc366142689037a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per conversion, with its person and session (V1 to V4).
SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    value,
    currency,
    conversion_key,
    is_repeat,
    conversion_index
FROM {{ ref('segment_run_conversions_rebuilt') }}
