WITH people AS (
  /* Everybody with an event in the days, and their devices (R6). */
  SELECT
    user_id,
    COUNT(DISTINCT anonymous_id) AS devices
  FROM "segment_models"."segment_sessionized_events" AS events
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
  GROUP BY
    user_id
), counted AS (
  /* Many devices are one number. */
  SELECT
    CASE WHEN devices < 5 THEN devices ELSE 5 END AS devices
  FROM people
)
SELECT
  devices,
  COUNT(*) AS people
FROM counted
GROUP BY
  devices
ORDER BY
  devices
