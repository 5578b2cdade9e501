SELECT
  MIN(DATE(timestamp, 'Europe/Berlin')) AS first_day,
  MAX(DATE(timestamp, 'Europe/Berlin')) AS last_day,
  COUNT(CASE WHEN session_start_event THEN 1 END) AS visits,
  COUNT(DISTINCT user_id) AS people
FROM `segment_models`.`segment_sessionized_events` AS events
WHERE
  (
    timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
    AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
  )
  AND (
    DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
    AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
  )
