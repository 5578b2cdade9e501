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
), calls AS (
  /* Every good call of every type: a log-in shows in any of them (R6). */
  SELECT
    source,
    CAST('track' AS VARCHAR) AS call_type,
    track_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM segment_models.segment_track_events AS track_events
  UNION ALL
  SELECT
    source,
    CAST('page' AS VARCHAR) AS call_type,
    page_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM segment_models.segment_page_events AS page_events
  UNION ALL
  SELECT
    source,
    CAST('screen' AS VARCHAR) AS call_type,
    screen_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM segment_models.segment_screen_events AS screen_events
  UNION ALL
  SELECT
    source,
    CAST('identify' AS VARCHAR) AS call_type,
    identify_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM identifies_judged
  WHERE
    reject_reason IS NULL
), histories AS (
  /* The calls of anonymous ids that carried two or more different user ids (R6a). */
  SELECT
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM calls
  JOIN segment_models.segment_user_map AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  WHERE
    user_map.is_shared
), placed AS (
  /* Each call's place among those of its anonymous id (R7), and how many these are. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    ROW_NUMBER() OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS position,
    LAG(timestamp) OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS previous_timestamp,
    COUNT(*) OVER (PARTITION BY anonymous_id) AS calls_of_id
  FROM histories
), visits AS (
  /* The visits of an id, cut by gaps of the timeout (R6b); and where the log-ins around each call are. An id with too many calls is left to the user map. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    position,
    SUM(
      CASE
        WHEN previous_timestamp IS NULL
        OR TIMESTAMPDIFF(MICROSECOND, previous_timestamp, timestamp) >= 1800000000
        THEN 1
        ELSE 0
      END
    ) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS visit,
    MAX(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS position_earlier,
    MIN(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS position_later
  FROM placed
  WHERE
    calls_of_id <= 100000
), beside AS (
  /* Each call beside the log-ins that may decide: the next one and the last before. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    visit,
    MAX(CASE WHEN position = position_later THEN visit END) OVER (PARTITION BY anonymous_id, position_later) AS later_visit,
    MAX(CASE WHEN position = position_later THEN user_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_user_id,
    MAX(CASE WHEN position = position_later THEN event_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_event_id,
    MAX(CASE WHEN position = position_earlier THEN visit END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_visit,
    MAX(CASE WHEN position = position_earlier THEN user_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_user_id,
    MAX(CASE WHEN position = position_earlier THEN event_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_event_id
  FROM visits
), ruled AS (
  /* The log-in that decides: the next in the visit, the last before in it, the next at all, the last (R6c). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    CASE
      WHEN later_visit = visit
      THEN CAST('later_in_visit' AS VARCHAR)
      WHEN earlier_visit = visit
      THEN CAST('earlier_in_visit' AS VARCHAR)
      WHEN later_visit IS NOT NULL
      THEN CAST('next_log_in' AS VARCHAR)
      ELSE CAST('last_log_in' AS VARCHAR)
    END AS rule,
    later_user_id,
    later_event_id,
    earlier_user_id,
    earlier_event_id
  FROM beside
  WHERE
    user_id IS NULL
), owned AS (
  /* Every call without a user id belongs to who logged in there. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    CASE
      WHEN rule IN ('later_in_visit', 'next_log_in')
      THEN later_user_id
      ELSE earlier_user_id
    END AS user_id,
    rule,
    CASE
      WHEN rule IN ('later_in_visit', 'next_log_in')
      THEN later_event_id
      ELSE earlier_event_id
    END AS log_in_event_id
  FROM ruled
)
SELECT
  source,
  call_type,
  event_id,
  timestamp,
  anonymous_id,
  user_id,
  rule,
  log_in_event_id
FROM owned
