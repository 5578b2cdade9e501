-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f49f346aa326a463
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The rows that are put into sessionized_pages.
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
FROM {{ ref('segment_run_events_rebuilt') }} AS events
JOIN (
    SELECT
        kept.source,
        kept.page_id,
        kept.timestamp,
        kept.url,
        kept.referrer,
        kept.title,
        kept.name,
        kept.search,
        kept.path,
        kept.utm_content,
        kept.utm_medium,
        kept.utm_source,
        kept.utm_campaign,
        kept.utm_term,
        `kept`.`category`,
        `kept`.`price paid`
    FROM {{ segment_run_was('segment_page_events') }} AS kept
    LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
        theirs_1.source IS NULL
    UNION ALL
    SELECT
        put_in.source,
        put_in.page_id,
        put_in.timestamp,
        put_in.url,
        put_in.referrer,
        put_in.title,
        put_in.name,
        put_in.search,
        put_in.path,
        put_in.utm_content,
        put_in.utm_medium,
        put_in.utm_source,
        put_in.utm_campaign,
        put_in.utm_term,
        `put_in`.`category`,
        `put_in`.`price paid`
    FROM (
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
    ) AS put_in
) AS pages
    ON events.source = pages.source AND events.page_id = pages.page_id
WHERE
    pages.timestamp >= {{ first_cut }}
