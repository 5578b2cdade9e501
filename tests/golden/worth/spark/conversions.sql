WITH owned AS (
  /* Each conversion with the person and the session of its call. */
  SELECT
    calls.conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    calls.value,
    calls.currency,
    calls.conversion_key,
    calls.is_repeat,
    events.user_id,
    events.session_id,
    events.session_index
  FROM `segment_models`.`segment_conversion_calls` AS calls
  JOIN `segment_models`.`segment_sessionized_events` AS events
    ON calls.source = events.source AND calls.track_id = events.track_id
)
SELECT
  owned.conversion,
  owned.source,
  owned.track_id,
  owned.timestamp,
  owned.user_id,
  owned.session_id,
  owned.session_index,
  owned.value,
  owned.currency,
  owned.conversion_key,
  owned.is_repeat,
  CASE
    WHEN NOT owned.is_repeat
    THEN ROW_NUMBER() OVER (
      PARTITION BY owned.user_id, owned.conversion, owned.is_repeat
      ORDER BY owned.timestamp, owned.source, owned.track_id
    )
  END AS conversion_index
FROM owned
