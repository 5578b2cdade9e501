SELECT
  events.source,
  events.timestamp,
  events.user_id,
  events.screen_id,
  events.session_index,
  events.session_id,
  screens.name,
  screens.`screen class`
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_screen_events` AS screens
  ON events.source = screens.source AND events.screen_id = screens.screen_id
