-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5c864fcbfec0648d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per page call that says where its visitor came from (A1 to A7).
SELECT
    source,
    page_id,
    timestamp,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host
FROM {{ ref('segment_run_touches_rebuilt') }}
