WITH given AS (
  /* What each person got of each device, and by which rule (R6c). */
  SELECT
    anonymous_id,
    user_id,
    rule,
    COUNT(*) AS calls,
    MIN(timestamp) AS first_at,
    MAX(timestamp) AS last_at
  FROM segment_models.segment_shared_calls AS shared
  WHERE
    (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
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
