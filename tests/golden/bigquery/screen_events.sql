WITH screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `web`.`screens`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `ios`.`screens`
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
    name,
    `screen class`
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
    copies.`screen class`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.`screen class` ASC NULLS LAST,
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
    `screen class`
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
    `screen class`
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
    `screen class`,
    CASE
      WHEN screen_id IS NULL
      THEN 'missing_id'
      WHEN timestamp IS NULL
      THEN 'missing_timestamp'
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN 'missing_person'
      WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
      THEN 'clock_ahead'
      WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
      THEN 'clock_behind'
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
  `screen class`
FROM screens_judged
WHERE
  reject_reason IS NULL
