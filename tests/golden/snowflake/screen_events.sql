WITH screens_united AS (
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
    name AS name,
    "screen class" AS "screen class"
  FROM web.screens
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR) AS source,
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
    name AS name,
    "screen class" AS "screen class"
  FROM ios.screens
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
    name,
    "screen class"
  FROM screens_united
), screens_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    screen_id
  FROM screens_united
  WHERE
    screen_id IS NOT NULL
  GROUP BY
    source,
    screen_id
  HAVING
    COUNT(*) > 1
), screens_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.screen_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.name,
    copies."screen class",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies."screen class" ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM screens_cleaned AS copies
  JOIN screens_repeated AS repeated
    ON copies.source = repeated.source AND copies.screen_id = repeated.screen_id
), screens_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class"
  FROM screens_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM screens_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.screen_id = repeated.screen_id
    )
  UNION ALL
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class"
  FROM screens_ranked
  WHERE
    call_copy = 1
), screens_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class",
    CASE
      WHEN screen_id IS NULL
      THEN CAST('missing_id' AS VARCHAR)
      WHEN timestamp IS NULL
      THEN CAST('missing_timestamp' AS VARCHAR)
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN CAST('missing_person' AS VARCHAR)
      WHEN TIMESTAMPDIFF(MICROSECOND, call_received_at, timestamp) > 86400000000
      THEN CAST('clock_ahead' AS VARCHAR)
      WHEN timestamp < CAST(TO_TIMESTAMP_NTZ('2000-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      THEN CAST('clock_behind' AS VARCHAR)
    END AS reject_reason
  FROM screens_once
)
SELECT
  source,
  screen_id,
  timestamp,
  user_id,
  anonymous_id,
  name,
  "screen class"
FROM screens_judged
WHERE
  reject_reason IS NULL
