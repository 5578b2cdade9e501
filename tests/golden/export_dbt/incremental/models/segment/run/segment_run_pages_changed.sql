-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text d207e127c2490585
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The calls that are new, or whose copy loaded first is another now (R4).
WITH pages_copies AS (
    /* What has arrived, beside the other copies of calls in doubt. */
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
    FROM {{ ref('segment_run_pages_arrived') }}
    WHERE
        page_id IS NOT NULL
    UNION ALL
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
    FROM {{ ref('segment_run_pages_again') }}
),

pages_ranked AS (
    /* The copy loaded first in front (R4). */
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
        ROW_NUMBER() OVER (
            PARTITION BY source, page_id
            ORDER BY
                copies.call_loaded_at ASC NULLS LAST,
                copies.timestamp ASC NULLS LAST,
                copies.user_id ASC NULLS LAST,
                copies.anonymous_id ASC NULLS LAST,
                copies.url ASC NULLS LAST,
                copies.referrer ASC NULLS LAST,
                copies.title ASC NULLS LAST,
                copies.name ASC NULLS LAST,
                copies.search ASC NULLS LAST,
                copies.path ASC NULLS LAST,
                copies.utm_content ASC NULLS LAST,
                copies.utm_medium ASC NULLS LAST,
                copies.utm_source ASC NULLS LAST,
                copies.utm_campaign ASC NULLS LAST,
                copies.utm_term ASC NULLS LAST,
                copies.`category` ASC NULLS LAST,
                copies.`price paid` ASC NULLS LAST,
                copies.call_received_at ASC NULLS LAST
        ) AS call_copy
    FROM pages_copies AS copies
),

pages_once AS (
    /* The calls whose first copy is another than the one kept before (R4). */
    SELECT
        ranked.source,
        ranked.page_id,
        ranked.timestamp,
        ranked.call_received_at,
        ranked.call_loaded_at,
        ranked.user_id,
        ranked.anonymous_id,
        ranked.url,
        ranked.referrer,
        ranked.title,
        ranked.name,
        ranked.search,
        ranked.path,
        ranked.utm_content,
        ranked.utm_medium,
        ranked.utm_source,
        ranked.utm_campaign,
        ranked.utm_term,
        ranked.`category`,
        ranked.`price paid`
    FROM pages_ranked AS ranked
    LEFT JOIN {{ ref('segment_run_pages_known') }} AS known
        ON ranked.source = known.source AND ranked.page_id = known.page_id
    WHERE
        ranked.call_copy = 1
        AND (
            known.source IS NULL
            OR ranked.timestamp IS DISTINCT FROM known.timestamp
            OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
            OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
            OR ranked.user_id IS DISTINCT FROM known.user_id
            OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
            OR ranked.url IS DISTINCT FROM known.url
            OR ranked.referrer IS DISTINCT FROM known.referrer
            OR ranked.title IS DISTINCT FROM known.title
            OR ranked.name IS DISTINCT FROM known.name
            OR ranked.search IS DISTINCT FROM known.search
            OR ranked.path IS DISTINCT FROM known.path
            OR ranked.utm_content IS DISTINCT FROM known.utm_content
            OR ranked.utm_medium IS DISTINCT FROM known.utm_medium
            OR ranked.utm_source IS DISTINCT FROM known.utm_source
            OR ranked.utm_campaign IS DISTINCT FROM known.utm_campaign
            OR ranked.utm_term IS DISTINCT FROM known.utm_term
            OR ranked.`category` IS DISTINCT FROM known.`category`
            OR ranked.`price paid` IS DISTINCT FROM known.`price paid`
        )
    UNION ALL
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
    FROM {{ ref('segment_run_pages_arrived') }}
    WHERE
        page_id IS NULL
)

SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    call_loaded_at,
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
    CASE
        WHEN page_id IS NULL
            THEN 'missing_id'
        WHEN timestamp IS NULL
            THEN 'missing_timestamp'
        WHEN user_id IS NULL AND anonymous_id IS NULL
            THEN 'missing_person'
        WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
            THEN 'clock_ahead'
        WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
            THEN 'clock_behind'
    END AS reject_reason
FROM pages_once
