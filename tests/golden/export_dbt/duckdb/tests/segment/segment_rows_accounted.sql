-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text b9f20465e00ced46
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
  ), tracks_cleaned AS NOT MATERIALIZED (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
      source,
      CASE
        WHEN NOT REGEXP_MATCHES(track_id, '^ *$')
        AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(track_id, '^[0-]*$')
        THEN track_id
      END AS track_id,
      CASE
        WHEN NOT REGEXP_MATCHES(user_id, '^ *$')
        AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
        THEN user_id
      END AS user_id,
      CASE
        WHEN NOT REGEXP_MATCHES(anonymous_id, '^ *$')
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
  ), pages_united AS NOT MATERIALIZED (
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
  ), pages_cleaned AS NOT MATERIALIZED (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
      source,
      CASE
        WHEN NOT REGEXP_MATCHES(page_id, '^ *$')
        AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(page_id, '^[0-]*$')
        THEN page_id
      END AS page_id,
      CASE
        WHEN NOT REGEXP_MATCHES(user_id, '^ *$')
        AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
        THEN user_id
      END AS user_id,
      CASE
        WHEN NOT REGEXP_MATCHES(anonymous_id, '^ *$')
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
  ), screens_united AS NOT MATERIALIZED (
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
  ), screens_cleaned AS NOT MATERIALIZED (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
      source,
      CASE
        WHEN NOT REGEXP_MATCHES(screen_id, '^ *$')
        AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(screen_id, '^[0-]*$')
        THEN screen_id
      END AS screen_id,
      CASE
        WHEN NOT REGEXP_MATCHES(user_id, '^ *$')
        AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
        THEN user_id
      END AS user_id,
      CASE
        WHEN NOT REGEXP_MATCHES(anonymous_id, '^ *$')
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
  ), identifies_united AS NOT MATERIALIZED (
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
  ), identifies_cleaned AS NOT MATERIALIZED (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
      source,
      CASE
        WHEN NOT REGEXP_MATCHES(identify_id, '^ *$')
        AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(identify_id, '^[0-]*$')
        THEN identify_id
      END AS identify_id,
      CASE
        WHEN NOT REGEXP_MATCHES(user_id, '^ *$')
        AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
        AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
        THEN user_id
      END AS user_id,
      CASE
        WHEN NOT REGEXP_MATCHES(anonymous_id, '^ *$')
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
  ), identifies_repeated AS (
    /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
    SELECT
      source,
      identify_id
    FROM identifies_cleaned
    WHERE
      identify_id IS NOT NULL
    GROUP BY
      source,
      identify_id
    HAVING
      COUNT(*) > 1
  ), identifies_ranked AS (
    /* The copies of those, the one loaded first in front (R4). */
    SELECT
      copies.source,
      copies.identify_id,
      copies.timestamp,
      copies.call_received_at,
      copies.user_id,
      copies.anonymous_id,
      copies."email",
      copies."company name",
      ROW_NUMBER() OVER (
        PARTITION BY copies.source, copies.identify_id
        ORDER BY
          copies.call_loaded_at ASC NULLS LAST,
          copies.timestamp ASC NULLS LAST,
          copies.user_id ASC NULLS LAST,
          copies.anonymous_id ASC NULLS LAST,
          copies."email" ASC NULLS LAST,
          copies."company name" ASC NULLS LAST,
          copies.call_received_at ASC NULLS LAST
      ) AS call_copy
    FROM identifies_cleaned AS copies
    JOIN identifies_repeated AS repeated
      ON copies.source = repeated.source AND copies.identify_id = repeated.identify_id
  ), identifies_once AS (
    /* Each call once (R4). */
    SELECT
      source,
      identify_id,
      timestamp,
      call_received_at,
      user_id,
      anonymous_id,
      "email",
      "company name"
    FROM identifies_cleaned AS calls
    WHERE
      NOT EXISTS(
        SELECT
          1
        FROM identifies_repeated AS repeated
        WHERE
          calls.source = repeated.source AND calls.identify_id = repeated.identify_id
      )
    UNION ALL
    SELECT
      source,
      identify_id,
      timestamp,
      call_received_at,
      user_id,
      anonymous_id,
      "email",
      "company name"
    FROM identifies_ranked
    WHERE
      call_copy = 1
  ), identifies_judged AS (
    /* Why a call cannot be used, if so; NULL for a good one (R5). */
    SELECT
      source,
      identify_id,
      timestamp,
      call_received_at,
      user_id,
      anonymous_id,
      "email",
      "company name",
      CASE
        WHEN identify_id IS NULL
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
    FROM identifies_once
  ), calls_read AS (
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
  ), calls_used AS (
    /* Events in a session or outside, and identifies that count. */
    SELECT
      source,
      'track' AS call_type,
      COUNT(session_id) AS used,
      COUNT(*) - COUNT(session_id) AS outside
    FROM {{ ref('segment_sessionized_events') }} AS sessionized_events
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
    FROM {{ ref('segment_sessionized_events') }} AS sessionized_events
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
    FROM {{ ref('segment_sessionized_events') }} AS sessionized_events
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
  ), calls_rejected AS (
    /* Calls set aside. */
    SELECT
      source,
      call_type,
      COUNT(*) AS rejected
    FROM {{ ref('segment_rejected_events') }} AS rejected_events
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
