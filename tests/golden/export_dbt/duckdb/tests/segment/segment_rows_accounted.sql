-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text d58cac3443db7909
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every row read is a duplicate, rejected, or used exactly once: in one session, or a server's outside (R12).
SELECT
    source,
    call_type,
    calls,
    duplicates,
    rejected,
    used,
    outside
FROM (
    WITH tracks_united AS NOT MATERIALIZED (
        /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
        SELECT
            'web' AS source,
            "id" AS track_id,
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
            "event" AS event,
            "coupon code" AS "coupon code"
        FROM {{ source('web', 'tracks') }}
        UNION ALL
        SELECT
            'ios' AS source,
            "id" AS track_id,
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
            "event" AS event,
            "coupon code" AS "coupon code"
        FROM {{ source('ios', 'tracks') }}
    ),

    tracks_with_ids AS NOT MATERIALIZED (
        /* An id that is blank, or junk that many clients share, is no id (R3). */
        SELECT
            source,
            CASE
                WHEN
                    NOT REGEXP_MATCHES(track_id, '^ *$')
                    AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                    AND NOT REGEXP_MATCHES(track_id, '^[0-]*$')
                    THEN track_id
            END AS track_id,
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
            event,
            "coupon code"
        FROM tracks_united
    ),

    tracks_cleaned AS NOT MATERIALIZED (
        /* Without the calls of people who asked to be forgotten. */
        SELECT
            source,
            track_id,
            user_id,
            anonymous_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            event,
            "coupon code"
        FROM tracks_with_ids AS calls
        WHERE
            NOT EXISTS(
                SELECT
                    1
                FROM {{ ref('segment_forgotten') }} AS forgotten
                WHERE
                    forgotten.id_hash = MD5(COALESCE(calls.user_id, calls.anonymous_id))
            )
    ),

    pages_united AS NOT MATERIALIZED (
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

    screens_united AS NOT MATERIALIZED (
        /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
        SELECT
            'web' AS source,
            "id" AS screen_id,
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
            "name" AS name,
            "screen class" AS "screen class"
        FROM {{ source('web', 'screens') }}
        UNION ALL
        SELECT
            'ios' AS source,
            "id" AS screen_id,
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
            "name" AS name,
            "screen class" AS "screen class"
        FROM {{ source('ios', 'screens') }}
    ),

    screens_with_ids AS NOT MATERIALIZED (
        /* An id that is blank, or junk that many clients share, is no id (R3). */
        SELECT
            source,
            CASE
                WHEN
                    NOT REGEXP_MATCHES(screen_id, '^ *$')
                    AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                    AND NOT REGEXP_MATCHES(screen_id, '^[0-]*$')
                    THEN screen_id
            END AS screen_id,
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
            name,
            "screen class"
        FROM screens_united
    ),

    screens_cleaned AS NOT MATERIALIZED (
        /* Without the calls of people who asked to be forgotten. */
        SELECT
            source,
            screen_id,
            user_id,
            anonymous_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            name,
            "screen class"
        FROM screens_with_ids AS calls
        WHERE
            NOT EXISTS(
                SELECT
                    1
                FROM {{ ref('segment_forgotten') }} AS forgotten
                WHERE
                    forgotten.id_hash = MD5(COALESCE(calls.user_id, calls.anonymous_id))
            )
    ),

    identifies_united AS NOT MATERIALIZED (
        /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
        SELECT
            'web' AS source,
            "id" AS identify_id,
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
            "email" AS "email",
            "company name" AS "company name"
        FROM {{ source('web', 'identifies') }}
        UNION ALL
        SELECT
            'ios' AS source,
            "id" AS identify_id,
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
            "email" AS "email",
            "company name" AS "company name"
        FROM {{ source('ios', 'identifies') }}
    ),

    identifies_with_ids AS NOT MATERIALIZED (
        /* An id that is blank, or junk that many clients share, is no id (R3). */
        SELECT
            source,
            CASE
                WHEN
                    NOT REGEXP_MATCHES(identify_id, '^ *$')
                    AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                    AND NOT REGEXP_MATCHES(identify_id, '^[0-]*$')
                    THEN identify_id
            END AS identify_id,
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
            "email",
            "company name"
        FROM identifies_united
    ),

    identifies_cleaned AS NOT MATERIALIZED (
        /* Without the calls of people who asked to be forgotten. */
        SELECT
            source,
            identify_id,
            user_id,
            anonymous_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            "email",
            "company name"
        FROM identifies_with_ids AS calls
        WHERE
            NOT EXISTS(
                SELECT
                    1
                FROM {{ ref('segment_forgotten') }} AS forgotten
                WHERE
                    forgotten.id_hash = MD5(COALESCE(calls.user_id, calls.anonymous_id))
            )
    ),

    identifies_judged AS (
        /* Every call once, as kept (R1 to R5). */
        SELECT
            source,
            identify_id,
            timestamp,
            call_received_at,
            user_id,
            anonymous_id,
            "email",
            "company name",
            reject_reason
        FROM {{ ref('segment_identify_calls') }}
    ),

    calls_read AS (
        /* Rows read, and how many are further copies of a call. */
        SELECT
            source,
            'track' AS call_type,
            COUNT(*) AS calls,
            COUNT(track_id) - COUNT(DISTINCT track_id) AS duplicates
        FROM tracks_cleaned
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'page' AS call_type,
            COUNT(*) AS calls,
            COUNT(page_id) - COUNT(DISTINCT page_id) AS duplicates
        FROM pages_cleaned
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'screen' AS call_type,
            COUNT(*) AS calls,
            COUNT(screen_id) - COUNT(DISTINCT screen_id) AS duplicates
        FROM screens_cleaned
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'identify' AS call_type,
            COUNT(*) AS calls,
            COUNT(identify_id) - COUNT(DISTINCT identify_id) AS duplicates
        FROM identifies_cleaned
        GROUP BY
            source
    ),

    calls_used AS (
        /* Events in a session or outside, and identifies that count. */
        SELECT
            source,
            'track' AS call_type,
            COUNT(session_id) AS used,
            COUNT(*) - COUNT(session_id) AS outside
        FROM {{ ref('segment_sessionized_events') }}
        WHERE
            track_id IS NOT NULL
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'page' AS call_type,
            COUNT(session_id) AS used,
            COUNT(*) - COUNT(session_id) AS outside
        FROM {{ ref('segment_sessionized_events') }}
        WHERE
            page_id IS NOT NULL
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'screen' AS call_type,
            COUNT(session_id) AS used,
            COUNT(*) - COUNT(session_id) AS outside
        FROM {{ ref('segment_sessionized_events') }}
        WHERE
            screen_id IS NOT NULL
        GROUP BY
            source
        UNION ALL
        SELECT
            source,
            'identify' AS call_type,
            COUNT(*) AS used,
            0 AS outside
        FROM identifies_judged
        WHERE
            reject_reason IS NULL
        GROUP BY
            source
    ),

    calls_rejected AS (
        /* Calls set aside. */
        SELECT
            source,
            call_type,
            COUNT(*) AS rejected
        FROM {{ ref('segment_rejected_events') }}
        GROUP BY
            source,
            call_type
    )

    SELECT
        calls_read.source,
        calls_read.call_type,
        calls_read.calls,
        calls_read.duplicates,
        COALESCE(calls_rejected.rejected, 0) AS rejected,
        COALESCE(calls_used.used, 0) AS used,
        COALESCE(calls_used.outside, 0) AS outside
    FROM calls_read
    LEFT JOIN calls_rejected
        ON calls_read.source = calls_rejected.source
        AND calls_read.call_type = calls_rejected.call_type
    LEFT JOIN calls_used
        ON calls_read.source = calls_used.source
        AND calls_read.call_type = calls_used.call_type
    ORDER BY
        source,
        call_type
) AS account
WHERE
    calls <> duplicates + rejected + used + outside
