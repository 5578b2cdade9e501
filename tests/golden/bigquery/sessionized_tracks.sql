SELECT
  events.source,
  events.timestamp,
  events.user_id,
  events.track_id,
  events.session_index,
  events.session_id,
  tracks.event,
  tracks.`coupon code`
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_track_events` AS tracks
  ON events.source = tracks.source AND events.track_id = tracks.track_id
