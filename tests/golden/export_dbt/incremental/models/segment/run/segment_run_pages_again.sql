-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 4e126d5d7afdd6d9
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set page_since = segment_run_since(ref('segment_run_loads'), 'page', ['web', 'ios']) %}

-- The raw copies of calls in doubt that were loaded earlier.
WITH pages_united AS (
    /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
    SELECT
        'web' AS source,
        `id` AS page_id,
        `user_id` AS user_id,
        `anonymous_id` AS anonymous_id,
        `timestamp` AS timestamp,
        `received_at` AS call_received_at,
        COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
        `url` AS url,
        `referrer` AS referrer,
        `title` AS title,
        `name` AS name,
        `search` AS search,
        `path` AS path,
        `context_campaign_content` AS utm_content,
        `context_campaign_medium` AS utm_medium,
        `context_campaign_source` AS utm_source,
        `context_campaign_name` AS utm_campaign,
        `context_campaign_term` AS utm_term,
        `category` AS `category`,
        `price paid` AS `price paid`
    FROM {{ source('web', 'pages') }}
    WHERE
        `id` IN (
            SELECT
                page_id
            FROM {{ ref('segment_run_pages_doubtful') }}
            WHERE
                source = 'web'
        )
    UNION ALL
    SELECT
        'ios' AS source,
        `id` AS page_id,
        `user_id` AS user_id,
        `anonymous_id` AS anonymous_id,
        `timestamp` AS timestamp,
        `received_at` AS call_received_at,
        COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
        `url` AS url,
        `referrer` AS referrer,
        `title` AS title,
        `name` AS name,
        `search` AS search,
        `path` AS path,
        `context_campaign_content` AS utm_content,
        `context_campaign_medium` AS utm_medium,
        `context_campaign_source` AS utm_source,
        `context_campaign_name` AS utm_campaign,
        `context_campaign_term` AS utm_term,
        `category` AS `category`,
        `price paid` AS `price paid`
    FROM {{ source('ios', 'pages') }}
    WHERE
        `id` IN (
            SELECT
                page_id
            FROM {{ ref('segment_run_pages_doubtful') }}
            WHERE
                source = 'ios'
        )
),

pages_with_ids AS (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
        source,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(page_id, r'^ *$')
                AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(page_id, r'^[0-]*$')
                THEN page_id
        END AS page_id,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(user_id, r'^ *$')
                AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
                THEN user_id
        END AS user_id,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
                AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
                THEN anonymous_id
        END AS anonymous_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
    FROM pages_united
),

pages_cleaned AS (
    /* Without the calls of people who asked to be forgotten. */
    SELECT
        source,
        page_id,
        user_id,
        anonymous_id,
        timestamp,
        call_received_at,
        call_loaded_at,
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
    FROM pages_with_ids AS calls
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_forgotten') }} AS forgotten
            WHERE
                forgotten.id_hash = TO_HEX(MD5(COALESCE(calls.user_id, calls.anonymous_id)))
        )
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
    `price paid`
FROM pages_cleaned
WHERE
    NOT (
        (
            source <> 'web'
            OR call_loaded_at >= CAST('{{ page_since['web'] }}Z' AS TIMESTAMP)
            OR call_loaded_at IS NULL
        )
        AND (
            source <> 'ios'
            OR call_loaded_at >= CAST('{{ page_since['ios'] }}Z' AS TIMESTAMP)
            OR call_loaded_at IS NULL
        )
    )
