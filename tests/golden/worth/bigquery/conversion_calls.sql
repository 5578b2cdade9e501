WITH order_completed_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `web`.`order_completed`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `ios`.`order_completed`
), order_completed_properties_cleaned AS (
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_united
), order_completed_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM order_completed_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), order_completed_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`revenue`,
    copies.`order_id`,
    copies.`currency`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`revenue` ASC NULLS LAST,
        copies.`order_id` ASC NULLS LAST,
        copies.`currency` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM order_completed_properties_cleaned AS copies
  JOIN order_completed_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), order_completed_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM order_completed_properties_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.track_id = repeated.track_id
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_ranked
  WHERE
    call_copy = 1
), order_completed_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`,
    CASE
      WHEN track_id IS NULL
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
  FROM order_completed_properties_once
), form_submitted_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `form` AS `form`
  FROM `web`.`form_submitted`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `form` AS `form`
  FROM `ios`.`form_submitted`
), form_submitted_properties_cleaned AS (
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
    event_text,
    `form`
  FROM form_submitted_properties_united
), form_submitted_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM form_submitted_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), form_submitted_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`form`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`form` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM form_submitted_properties_cleaned AS copies
  JOIN form_submitted_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), form_submitted_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `form`
  FROM form_submitted_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM form_submitted_properties_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.track_id = repeated.track_id
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `form`
  FROM form_submitted_properties_ranked
  WHERE
    call_copy = 1
), form_submitted_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `form`,
    CASE
      WHEN track_id IS NULL
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
  FROM form_submitted_properties_once
), met AS (
  /* The calls of each conversion, with what they are worth (V1, V3, V4). */
  SELECT
    'signed_up' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST(NULL AS NUMERIC) AS value,
    CAST(NULL AS STRING) AS currency,
    CAST(NULL AS STRING) AS conversion_key
  FROM `segment_models`.`segment_track_events` AS calls
  WHERE
    calls.event = 'signed_up'
  UNION ALL
  SELECT
    'order_completed' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST(CASE
      WHEN REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$')
      AND LENGTH(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '')) <= 14
      THEN CASE
        WHEN CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
          SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
          1,
          6
        ) AS NUMERIC) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
          SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
          1,
          6
        ) AS NUMERIC)
      END
      WHEN REGEXP_CONTAINS(
        TRIM(properties.`revenue`, ' '),
        r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?0*[0-9]?[0-9]$'
      )
      AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
      THEN CASE
        WHEN CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(CAST(CAST(FLOOR(CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) * 1000000 + 0.5) AS INT64) AS NUMERIC) * CAST('0.000001' AS NUMERIC) AS NUMERIC)
      END
      WHEN REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE]-[0-9]+$')
      AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
      THEN CAST(0 AS NUMERIC)
    END AS NUMERIC) AS value,
    properties.`currency` AS currency,
    properties.`order_id` AS conversion_key
  FROM `segment_models`.`segment_track_events` AS calls
  LEFT JOIN order_completed_properties_judged AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'order_completed'
  UNION ALL
  SELECT
    'demo' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST('250.000000' AS NUMERIC) AS value,
    CAST(NULL AS STRING) AS currency,
    CAST(NULL AS STRING) AS conversion_key
  FROM `segment_models`.`segment_track_events` AS calls
  LEFT JOIN form_submitted_properties_judged AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'form_submitted' AND properties.`form` = 'demo'
), keyed AS (
  /* A key that is blank or that many clients share is none (R3). */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    CASE
      WHEN NOT REGEXP_CONTAINS(conversion_key, r'^ *$')
      AND conversion_key NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(conversion_key, r'^[0-]*$')
      THEN conversion_key
    END AS conversion_key
  FROM met
)
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  value,
  currency,
  conversion_key,
  conversion_key IS NOT NULL
  AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) > 1 AS is_repeat
FROM keyed
