WITH own_events AS (
  /* The events that are asked about. */
  SELECT
    source,
    session_id,
    track_id,
    page_id,
    screen_id
  FROM `segment_models`.`segment_sessionized_events` AS sessionized_events
  WHERE
    session_id IN ('0a', '1b')
), carried AS (
  /* What their calls carried. */
  SELECT
    own_events.session_id,
    calls.source,
    'track' AS call_type,
    calls.track_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id,
    calls.event AS what
  FROM own_events
  JOIN `segment_models`.`segment_track_events` AS calls
    ON own_events.source = calls.source AND own_events.track_id = calls.track_id
  UNION ALL
  SELECT
    own_events.session_id,
    calls.source,
    'page' AS call_type,
    calls.page_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id,
    COALESCE(calls.path, calls.url, calls.name) AS what
  FROM own_events
  JOIN `segment_models`.`segment_page_events` AS calls
    ON own_events.source = calls.source AND own_events.page_id = calls.page_id
  UNION ALL
  SELECT
    own_events.session_id,
    calls.source,
    'screen' AS call_type,
    calls.screen_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id,
    calls.name AS what
  FROM own_events
  JOIN `segment_models`.`segment_screen_events` AS calls
    ON own_events.source = calls.source AND own_events.screen_id = calls.screen_id
), events AS (
  /* By which rule each is the person's (R6). */
  SELECT
    calls.session_id,
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id,
    calls.what,
    CASE
      WHEN calls.user_id IS NOT NULL
      THEN 'user_id'
      WHEN shared_calls.user_id IS NOT NULL
      THEN shared_calls.rule
      WHEN user_map.user_id IS NOT NULL
      THEN 'mapping'
      ELSE 'anonymous_id'
    END AS person_rule,
    shared_calls.log_in_event_id AS log_in_event_id,
    calls.anonymous_id IS NULL AS is_server
  FROM carried AS calls
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = calls.call_type
    AND calls.event_id = shared_calls.event_id
), placed AS (
  /* Their places in the visit (R7). */
  SELECT
    session_id,
    timestamp,
    call_type,
    what,
    person_rule,
    is_server,
    ROW_NUMBER() OVER (PARTITION BY session_id ORDER BY timestamp, source, call_type, event_id) AS place,
    COUNT(*) OVER (PARTITION BY session_id) AS number
  FROM events
)
SELECT
  session_id,
  timestamp,
  call_type,
  what,
  person_rule,
  is_server,
  place,
  number
FROM placed
WHERE
  place <= 40
ORDER BY
  session_id,
  place
