-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text ac7fcfeeac525686
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per page, with its session and its fields.
SELECT
    source,
    timestamp,
    user_id,
    page_id,
    session_index,
    session_id,
    url,
    referrer,
    title,
    name,
    search,
    path,
    utm_content,
    utm_medium,
    utm_source,
    utm_campaign,
    utm_term,
    `category`,
    `price paid`
FROM {{ ref('segment_run_sessionized_pages_rebuilt') }}
