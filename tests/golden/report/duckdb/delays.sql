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
    "event" AS event
  FROM "web"."tracks"
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
    event
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
    "context_campaign_term" AS utm_term
  FROM "web"."pages"
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
    utm_term
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
    "name" AS name
  FROM "web"."screens"
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
    name
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
    ) AS call_loaded_at
  FROM "web"."identifies"
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
    call_loaded_at
  FROM identifies_united
), arrived AS (
  /* Every row of the days, with when Segment received it. */
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM tracks_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM pages_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM screens_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM identifies_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
), delayed AS (
  /* How long that took. */
  SELECT
    CASE
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) < 3600000000
      THEN 0
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) < 21600000000
      THEN 1
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) < 86400000000
      THEN 2
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) < 604800000000
      THEN 3
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) < 2592000000000
      THEN 4
      WHEN EPOCH_US(arrived_at) - EPOCH_US(timestamp) IS NOT NULL
      THEN 5
    END AS delay
  FROM arrived
)
SELECT
  delay,
  COUNT(*) AS calls
FROM delayed
GROUP BY
  delay
