WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR) AS source,
    id AS track_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at,
    event AS event
  FROM web.tracks
), tracks_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_LIKE(track_id, '^ *$')
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(track_id, '^[0-]*$')
      THEN track_id
    END AS track_id,
    CASE
      WHEN NOT REGEXP_LIKE(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_LIKE(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(anonymous_id, '^[0-]*$')
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
    CAST('web' AS VARCHAR) AS source,
    id AS page_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at,
    url AS url,
    referrer AS referrer,
    title AS title,
    name AS name,
    search AS search,
    path AS path,
    context_campaign_content AS utm_content,
    context_campaign_medium AS utm_medium,
    context_campaign_source AS utm_source,
    context_campaign_name AS utm_campaign,
    context_campaign_term AS utm_term
  FROM web.pages
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_LIKE(page_id, '^ *$')
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(page_id, '^[0-]*$')
      THEN page_id
    END AS page_id,
    CASE
      WHEN NOT REGEXP_LIKE(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_LIKE(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(anonymous_id, '^[0-]*$')
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
    CAST('web' AS VARCHAR) AS source,
    id AS screen_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at,
    name AS name
  FROM web.screens
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_LIKE(screen_id, '^ *$')
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(screen_id, '^[0-]*$')
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN NOT REGEXP_LIKE(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_LIKE(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(anonymous_id, '^[0-]*$')
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
    CAST('web' AS VARCHAR) AS source,
    id AS identify_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at
  FROM web.identifies
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_LIKE(identify_id, '^ *$')
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(identify_id, '^[0-]*$')
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN NOT REGEXP_LIKE(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_LIKE(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(anonymous_id, '^[0-]*$')
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
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM pages_cleaned
  WHERE
    (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM screens_cleaned
  WHERE
    (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
    )
  UNION ALL
  SELECT
    timestamp,
    COALESCE(call_received_at, call_loaded_at) AS arrived_at
  FROM identifies_cleaned
  WHERE
    (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
    )
), delayed AS (
  /* How long that took. */
  SELECT
    CASE
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) < 3600000000
      THEN 0
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) < 21600000000
      THEN 1
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) < 86400000000
      THEN 2
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) < 604800000000
      THEN 3
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) < 2592000000000
      THEN 4
      WHEN TIMESTAMPDIFF(MICROSECOND, timestamp, arrived_at) IS NOT NULL
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
