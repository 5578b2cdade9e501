-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e29215ab9f3834da
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per valid page call: deduplicated (R4), without rejected calls (R5).
WITH pages_judged AS (
    /* Every call once, as kept (R1 to R5). */
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
    FROM {{ ref('segment_page_calls') }}
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
