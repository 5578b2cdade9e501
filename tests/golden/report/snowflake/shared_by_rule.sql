SELECT
  rule,
  COUNT(*) AS calls,
  COUNT(DISTINCT anonymous_id) AS devices,
  COUNT(DISTINCT user_id) AS people
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
  rule
ORDER BY
  calls DESC,
  rule
