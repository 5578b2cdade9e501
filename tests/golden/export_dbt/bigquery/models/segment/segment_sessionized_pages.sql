-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c1e2550a163a3aee
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per page, with its session and its fields.
SELECT
    events.source,
    events.timestamp,
    events.user_id,
    events.page_id,
    events.session_index,
    events.session_id,
    pages.url,
    pages.referrer,
    pages.title,
    pages.name,
    pages.search,
    pages.path,
    pages.utm_content,
    pages.utm_medium,
    pages.utm_source,
    pages.utm_campaign,
    pages.utm_term,
    pages.`category`,
    pages.`price paid`
FROM {{ ref('segment_sessionized_events') }} AS events
JOIN {{ ref('segment_page_events') }} AS pages
    ON events.source = pages.source AND events.page_id = pages.page_id
