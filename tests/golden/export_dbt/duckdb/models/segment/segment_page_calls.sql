-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 94403a5a309a0938
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per page call, deduplicated, including rejected calls, kept from run to run (R1 to R5).
WITH pages_united AS NOT MATERIALIZED (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
    SELECT
        'web' AS source,
        "id" AS page_id,
        "user_id" AS user_id,
        "anonymous_id" AS anonymous_id,
        CASE
            WHEN "timestamp" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                THEN "timestamp"
        END AS timestamp,
        CASE
            WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                THEN "received_at"
        END AS call_received_at,
        COALESCE(
            CASE
                WHEN "loaded_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "loaded_at"
            END,
            CASE
                WHEN "uuid_ts" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "uuid_ts"
            END,
            CASE
                WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "received_at"
            END
        ) AS call_loaded_at,
        "url" AS url,
        "referrer" AS referrer,
        "title" AS title,
        "name" AS name,
        "search" AS search,
        "path" AS path,
        "context_campaign_content" AS utm_content,
        "context_campaign_medium" AS utm_medium,
        "context_campaign_source" AS utm_source,
        "context_campaign_name" AS utm_campaign,
        "context_campaign_term" AS utm_term,
        "category" AS "category",
        "price paid" AS "price paid"
    FROM {{ source('web', 'pages') }}
    UNION ALL
    SELECT
        'ios' AS source,
        "id" AS page_id,
        "user_id" AS user_id,
        "anonymous_id" AS anonymous_id,
        CASE
            WHEN "timestamp" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                THEN "timestamp"
        END AS timestamp,
        CASE
            WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                THEN "received_at"
        END AS call_received_at,
        COALESCE(
            CASE
                WHEN "loaded_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "loaded_at"
            END,
            CASE
                WHEN "uuid_ts" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "uuid_ts"
            END,
            CASE
                WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
                    THEN "received_at"
            END
        ) AS call_loaded_at,
        "url" AS url,
        "referrer" AS referrer,
        "title" AS title,
        "name" AS name,
        "search" AS search,
        "path" AS path,
        "context_campaign_content" AS utm_content,
        "context_campaign_medium" AS utm_medium,
        "context_campaign_source" AS utm_source,
        "context_campaign_name" AS utm_campaign,
        "context_campaign_term" AS utm_term,
        "category" AS "category",
        "price paid" AS "price paid"
    FROM {{ source('ios', 'pages') }}
),

pages_with_ids AS NOT MATERIALIZED (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
        source,
        CASE
            WHEN
                NOT REGEXP_MATCHES(page_id, '^ *$')
                AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_MATCHES(page_id, '^[0-]*$')
                THEN page_id
        END AS page_id,
        CASE
            WHEN
                NOT REGEXP_MATCHES(user_id, '^ *$')
                AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
                THEN user_id
        END AS user_id,
        CASE
            WHEN
                NOT REGEXP_MATCHES(anonymous_id, '^ *$')
                AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_MATCHES(anonymous_id, '^[0-]*$')
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
        "category",
        "price paid"
    FROM pages_united
),

pages_cleaned AS NOT MATERIALIZED (
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
        "category",
        "price paid"
    FROM pages_with_ids AS calls
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_forgotten') }} AS forgotten
            WHERE
                forgotten.id_hash = MD5(COALESCE(calls.user_id, calls.anonymous_id))
        )
),

pages_repeated AS (
    /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
    SELECT
        source,
        page_id
    FROM pages_united
    WHERE
        page_id IS NOT NULL
    GROUP BY
        source,
        page_id
    HAVING
        COUNT(*) > 1
),

pages_ranked AS (
    /* The copies of those, the one loaded first in front (R4). */
    SELECT
        copies.source,
        copies.page_id,
        copies.timestamp,
        copies.call_received_at,
        copies.call_loaded_at,
        copies.user_id,
        copies.anonymous_id,
        copies.url,
        copies.referrer,
        copies.title,
        copies.name,
        copies.search,
        copies.path,
        copies.utm_content,
        copies.utm_medium,
        copies.utm_source,
        copies.utm_campaign,
        copies.utm_term,
        copies."category",
        copies."price paid",
        ROW_NUMBER() OVER (
            PARTITION BY copies.source, copies.page_id
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
                copies."category" ASC NULLS LAST,
                copies."price paid" ASC NULLS LAST,
                copies.call_received_at ASC NULLS LAST
        ) AS call_copy
    FROM pages_cleaned AS copies
    JOIN pages_repeated AS repeated
        ON copies.source = repeated.source AND copies.page_id = repeated.page_id
),

pages_once AS (
    /* Each call once (R4). */
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
        "category",
        "price paid"
    FROM pages_cleaned AS calls
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM pages_repeated AS repeated
            WHERE
                calls.source = repeated.source AND calls.page_id = repeated.page_id
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
        "category",
        "price paid"
    FROM pages_ranked
    WHERE
        call_copy = 1
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
    "category",
    "price paid",
    CASE
        WHEN page_id IS NULL
            THEN 'missing_id'
        WHEN timestamp IS NULL
            THEN 'missing_timestamp'
        WHEN user_id IS NULL AND anonymous_id IS NULL
            THEN 'missing_person'
        WHEN EPOCH_US(timestamp) - EPOCH_US(call_received_at) > 86400000000
            THEN 'clock_ahead'
        WHEN timestamp < CAST('2000-01-01 00:00:00.000000' AS TIMESTAMP)
            THEN 'clock_behind'
    END AS reject_reason
FROM pages_once
