WITH identifies_united AS (
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
    ) AS call_loaded_at,
    email AS email,
    "company name" AS "company name"
  FROM web.identifies
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR) AS source,
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
    ) AS call_loaded_at,
    email AS email,
    "company name" AS "company name"
  FROM ios.identifies
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
    call_loaded_at,
    email,
    "company name"
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
    copies.email,
    copies."company name",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.identify_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.email ASC NULLS LAST,
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
    email,
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
    email,
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
    email,
    "company name",
    CASE
      WHEN identify_id IS NULL
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
  FROM identifies_once
), identifies AS (
  /* The good identifies, each with its person (R6). */
  SELECT
    identifies.source,
    identifies.identify_id,
    identifies.timestamp,
    identifies.user_id AS call_user_id,
    COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
    identifies.email,
    identifies."company name"
  FROM identifies_judged AS identifies
  LEFT JOIN segment_models.segment_user_map AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  LEFT JOIN segment_models.segment_shared_calls AS shared_calls
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
  FROM segment_models.segment_sessionized_events AS sessionized_events
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
  FROM segment_models.segment_track_events AS track_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM segment_models.segment_page_events AS page_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM segment_models.segment_screen_events AS screen_events
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
    email,
    "company name",
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
  FROM identifies
), traits AS (
  /* Each trait's latest value that is not NULL: a later call without it does not erase it (R11). */
  SELECT
    user_id,
    MAX_BY(email, CASE WHEN email IS NOT NULL THEN position END) AS email,
    MAX_BY("company name", CASE WHEN "company name" IS NOT NULL THEN position END) AS "company name"
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
  FROM segment_models.segment_session_sources AS session_sources
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
  traits.email,
  traits."company name"
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
