-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text adaee238fe2cf07e
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per host or source that is known: a search engine, a social network, a shop (A8).
SELECT
    key,
    match,
    source,
    category
FROM {{ ref('segment_run_traffic_sources_rebuilt') }}
