WITH given AS (
  /* What each person got of each device, and by which rule (R6c). */
  SELECT
    anonymous_id,
    user_id,
    rule,
    COUNT(*) AS calls,
    MIN(timestamp) AS first_at,
    MAX(timestamp) AS last_at
  FROM `segment_models`.`segment_shared_calls` AS shared
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
    anonymous_id,
    user_id,
    rule
), compared AS (
  /* Beside all calls of the device. */
  SELECT
    anonymous_id,
    user_id,
    rule,
    calls,
    first_at,
    last_at,
    SUM(calls) OVER (PARTITION BY anonymous_id) AS device_calls
  FROM given
)
SELECT
  anonymous_id,
  user_id,
  rule,
  calls,
  first_at,
  last_at,
  device_calls
FROM compared
ORDER BY
  device_calls DESC,
  anonymous_id,
  calls DESC,
  user_id,
  rule
LIMIT 30
