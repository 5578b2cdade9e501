SELECT
  MIN(DATE(timestamp, 'Europe/Berlin')) AS first_day,
  MAX(timestamp) AS last_at
FROM `segment_models`.`segment_sessionized_events` AS events
