WITH people AS (
  /* Everybody with an event in the days, and their devices (R6). */
  SELECT
    user_id,
    COUNT(DISTINCT anonymous_id) AS devices
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
  GROUP BY
    user_id
)
SELECT
  COUNT(*) AS people,
  COUNT(CASE WHEN users.is_identified THEN 1 END) AS identified
FROM people
LEFT JOIN `segment_models`.`segment_users` AS users
  ON people.user_id = users.user_id
