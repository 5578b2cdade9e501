WITH open_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `web`.`_open`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `ios`.`_open`
), open_properties_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN track_id NOT RLIKE r'^ *\z'
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND track_id NOT RLIKE r'^[0-]*\z'
      THEN track_id
    END AS track_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    event_text,
    `channel`
  FROM open_properties_united
), open_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM open_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), open_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`channel`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`channel` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM open_properties_cleaned AS copies
  JOIN open_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), open_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`
  FROM open_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM open_properties_repeated AS repeated
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
    `channel`
  FROM open_properties_ranked
  WHERE
    call_copy = 1
), open_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`,
    CASE
      WHEN track_id IS NULL
      THEN 'missing_id'
      WHEN timestamp IS NULL
      THEN 'missing_timestamp'
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN 'missing_person'
      WHEN UNIX_MICROS(timestamp) - UNIX_MICROS(call_received_at) > 86400000000
      THEN 'clock_ahead'
      WHEN timestamp < CAST('2000-01-01 00:00:00.000000+00:00' AS TIMESTAMP)
      THEN 'clock_behind'
    END AS reject_reason
  FROM open_properties_once
)
SELECT
  events.source,
  events.track_id,
  events.timestamp,
  events.user_id,
  events.anonymous_id,
  events.session_id,
  events.session_index,
  properties.event_text,
  properties.`channel`
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_track_events` AS calls
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN open_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'open'
