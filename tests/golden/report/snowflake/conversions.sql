SELECT
  conversion,
  currency,
  COUNT(CASE WHEN NOT is_repeat THEN 1 END) AS conversions,
  COUNT(DISTINCT CASE WHEN NOT is_repeat THEN user_id END) AS people,
  COUNT(CASE WHEN is_repeat THEN 1 END) AS repeats,
  SUM(CASE WHEN NOT is_repeat THEN value END) AS value,
  COUNT(CASE WHEN NOT is_repeat AND session_id IS NULL THEN 1 END) AS outside
FROM segment_models.segment_conversions AS conversions
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
  conversion,
  currency
ORDER BY
  conversions DESC,
  conversion,
  repeats
