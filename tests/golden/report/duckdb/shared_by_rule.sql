SELECT
  rule,
  COUNT(*) AS calls,
  COUNT(DISTINCT anonymous_id) AS devices,
  COUNT(DISTINCT user_id) AS people
FROM "segment_models"."segment_shared_calls" AS shared
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
  rule
ORDER BY
  calls DESC,
  rule
