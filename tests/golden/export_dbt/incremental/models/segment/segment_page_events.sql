-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text ecce9fa8e8e17452
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per valid page call: deduplicated (R4), without rejected calls (R5).
WITH pages_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
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
        `price paid`,
        reject_reason
    FROM {{ ref('segment_run_pages_changed') }}
)

SELECT
    source,
    page_id,
    timestamp,
    user_id,
    anonymous_id,
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
FROM pages_judged
WHERE
    reject_reason IS NULL
