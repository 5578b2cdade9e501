-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6074dc707337b790
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per identify call, deduplicated, including rejected calls, kept from run to run (R1 to R5).
SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`,
    reject_reason
FROM {{ ref('segment_run_identifies_changed') }}
