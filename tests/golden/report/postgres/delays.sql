WITH tracks_united AS NOT MATERIALIZED (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' COLLATE "C" AS source,
    "id" COLLATE "C" AS track_id,
    "user_id" COLLATE "C" AS user_id,
    "anonymous_id" COLLATE "C" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event" COLLATE "C" AS event
  FROM "web"."tracks"
), tracks_cleaned AS NOT MATERIALIZED (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN track_id !~ '^ *$'
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND track_id !~ '^[0-]*$'
      THEN track_id
    END AS track_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
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
    'web' COLLATE "C" AS source,
    "id" COLLATE "C" AS page_id,
    "user_id" COLLATE "C" AS user_id,
    "anonymous_id" COLLATE "C" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "url" COLLATE "C" AS url,
    "referrer" COLLATE "C" AS referrer,
    "title" COLLATE "C" AS title,
    "name" COLLATE "C" AS name,
    "search" COLLATE "C" AS search,
    "path" COLLATE "C" AS path,
    "context_campaign_content" COLLATE "C" AS utm_content,
    "context_campaign_medium" COLLATE "C" AS utm_medium,
    "context_campaign_source" COLLATE "C" AS utm_source,
    "context_campaign_name" COLLATE "C" AS utm_campaign,
    "context_campaign_term" COLLATE "C" AS utm_term
  FROM "web"."pages"
), pages_cleaned AS NOT MATERIALIZED (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN page_id !~ '^ *$'
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND page_id !~ '^[0-]*$'
      THEN page_id
    END AS page_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
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
    'web' COLLATE "C" AS source,
    "id" COLLATE "C" AS screen_id,
    "user_id" COLLATE "C" AS user_id,
    "anonymous_id" COLLATE "C" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "name" COLLATE "C" AS name
  FROM "web"."screens"
), screens_cleaned AS NOT MATERIALIZED (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN screen_id !~ '^ *$'
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND screen_id !~ '^[0-]*$'
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
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
    'web' COLLATE "C" AS source,
    "id" COLLATE "C" AS identify_id,
    "user_id" COLLATE "C" AS user_id,
    "anonymous_id" COLLATE "C" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        THEN "received_at"
      END
    ) AS call_loaded_at
  FROM "web"."identifies"
), identifies_cleaned AS NOT MATERIALIZED (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN identify_id !~ '^ *$'
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND identify_id !~ '^[0-]*$'
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
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
      timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMPTZ)
      AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMPTZ)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM pages_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMPTZ)
      AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMPTZ)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM screens_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMPTZ)
      AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMPTZ)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM identifies_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMPTZ)
      AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMPTZ)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', timestamp) AS DATE) < CAST('2026-04-01' AS DATE)
    )
), delayed AS (
  /* How long that took. */
  SELECT
    CASE
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) < 3600000000
      THEN 0
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) < 21600000000
      THEN 1
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) < 86400000000
      THEN 2
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) < 604800000000
      THEN 3
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) < 2592000000000
      THEN 4
      WHEN CAST(EXTRACT(EPOCH FROM arrived_at - timestamp) * 1000000 AS BIGINT) IS NOT NULL
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
