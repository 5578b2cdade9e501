WITH identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS identify_id,
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
    `email` AS `email`,
    `company name` AS `company name`
  FROM `web`.`identifies`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS identify_id,
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
    `email` AS `email`,
    `company name` AS `company name`
  FROM `ios`.`identifies`
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN identify_id NOT RLIKE r'^ *\z'
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND identify_id NOT RLIKE r'^[0-]*\z'
      THEN identify_id
    END AS identify_id,
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
    `email`,
    `company name`
  FROM identifies_united
), identifies_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    identify_id
  FROM identifies_united
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
    copies.`email`,
    copies.`company name`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.identify_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.`email` ASC NULLS LAST,
        copies.`company name` ASC NULLS LAST,
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
    `email`,
    `company name`
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
    `email`,
    `company name`
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
    `email`,
    `company name`,
    CASE
      WHEN identify_id IS NULL
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
  FROM identifies_once
), identifies AS (
  /* The good identifies, each with its person (R6). */
  SELECT
    identifies.source,
    identifies.identify_id,
    identifies.timestamp,
    identifies.user_id AS call_user_id,
    COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
    identifies.`email`,
    identifies.`company name`
  FROM identifies_judged AS identifies
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON identifies.source = shared_calls.source
    AND shared_calls.call_type = 'identify'
    AND identifies.identify_id = shared_calls.event_id
  WHERE
    identifies.reject_reason IS NULL
), activity AS (
  /* What each person did; the highest session number is the number of sessions. */
  SELECT
    user_id,
    MIN(timestamp) AS first_event_at,
    MAX(timestamp) AS last_event_at,
    MAX(session_index) AS total_sessions,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM `segment_models`.`segment_sessionized_events` AS sessionized_events
  GROUP BY
    user_id
), moments AS (
  /* When each person was seen: in events, and in identifies. */
  SELECT
    user_id,
    first_event_at AS first_at,
    last_event_at AS last_at
  FROM activity
  UNION ALL
  SELECT
    user_id,
    timestamp AS first_at,
    timestamp AS last_at
  FROM identifies
), seen AS (
  /* First and last of these. */
  SELECT
    user_id,
    MIN(first_at) AS first_seen_at,
    MAX(last_at) AS last_seen_at
  FROM moments
  GROUP BY
    user_id
), log_ins AS (
  /* Every call of any type that carried a user id. */
  SELECT
    user_id,
    timestamp
  FROM `segment_models`.`segment_track_events` AS track_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM `segment_models`.`segment_page_events` AS page_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM `segment_models`.`segment_screen_events` AS screen_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM identifies
  WHERE
    call_user_id IS NOT NULL
), identified AS (
  /* Since when each user id is known. */
  SELECT
    user_id,
    MIN(timestamp) AS first_identified_at
  FROM log_ins
  GROUP BY
    user_id
), positioned AS (
  /* Each identify's place among the person's (R7). */
  SELECT
    user_id,
    `email`,
    `company name`,
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
  FROM identifies
), traits AS (
  /* Each trait's latest value that is not NULL: a later call without it does not erase it (R11). */
  SELECT
    user_id,
    MAX_BY(`email`, position) FILTER (WHERE `email` IS NOT NULL) AS `email`,
    MAX_BY(`company name`, position) FILTER (WHERE `company name` IS NOT NULL) AS `company name`
  FROM positioned
  GROUP BY
    user_id
), first_sessions AS (
  /* Where each person's first session came from, direct or not (A11). */
  SELECT
    user_id,
    traffic_source AS first_source,
    traffic_medium AS first_medium,
    traffic_campaign AS first_campaign,
    channel AS first_channel
  FROM `segment_models`.`segment_session_sources` AS session_sources
  WHERE
    session_index = 1
), people AS (
  /* Who gets a row (R11). */
  SELECT
    user_id
  FROM identified
  UNION
  SELECT
    user_id
  FROM identifies
)
SELECT
  people.user_id,
  identified.user_id IS NOT NULL AS is_identified,
  seen.first_seen_at,
  seen.last_seen_at,
  identified.first_identified_at,
  COALESCE(activity.total_sessions, 0) AS total_sessions,
  COALESCE(activity.total_tracks, 0) AS total_tracks,
  COALESCE(activity.total_pages, 0) AS total_pages,
  COALESCE(activity.total_screens, 0) AS total_screens,
  first_sessions.first_source,
  first_sessions.first_medium,
  first_sessions.first_campaign,
  first_sessions.first_channel,
  traits.`email`,
  traits.`company name`
FROM people
LEFT JOIN seen
  ON people.user_id = seen.user_id
LEFT JOIN identified
  ON people.user_id = identified.user_id
LEFT JOIN activity
  ON people.user_id = activity.user_id
LEFT JOIN first_sessions
  ON people.user_id = first_sessions.user_id
LEFT JOIN traits
  ON people.user_id = traits.user_id
