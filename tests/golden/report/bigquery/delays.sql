WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event` AS event
  FROM `web`.`tracks`
), tracks_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(track_id, r'^ *$')
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(track_id, r'^[0-]*$')
      THEN track_id
    END AS track_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    event
  FROM tracks_united
), pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
    `context_campaign_term` AS utm_term
  FROM `web`.`pages`
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(page_id, r'^ *$')
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(page_id, r'^[0-]*$')
      THEN page_id
    END AS page_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
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
    utm_term
  FROM pages_united
), screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name
  FROM `web`.`screens`
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(screen_id, r'^ *$')
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(screen_id, r'^[0-]*$')
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    name
  FROM screens_united
), identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at
  FROM `web`.`identifies`
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(identify_id, r'^ *$')
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(identify_id, r'^[0-]*$')
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
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
      timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
    )
    AND (
      DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
      AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM pages_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
    )
    AND (
      DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
      AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM screens_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
    )
    AND (
      DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
      AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM identifies_cleaned
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
    )
    AND (
      DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
      AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
    )
), delayed AS (
  /* How long that took. */
  SELECT
    CASE
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) < 3600000000
      THEN 0
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) < 21600000000
      THEN 1
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) < 86400000000
      THEN 2
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) < 604800000000
      THEN 3
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) < 2592000000000
      THEN 4
      WHEN TIMESTAMP_DIFF(arrived_at, timestamp, MICROSECOND) IS NOT NULL
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
