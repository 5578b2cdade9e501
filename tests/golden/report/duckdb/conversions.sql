SELECT
  conversion,
  currency,
  COUNT(CASE WHEN NOT is_repeat THEN 1 END) AS conversions,
  COUNT(DISTINCT CASE WHEN NOT is_repeat THEN user_id END) AS people,
  COUNT(CASE WHEN is_repeat THEN 1 END) AS repeats,
  SUM(CASE WHEN NOT is_repeat THEN value END) AS value,
  COUNT(CASE WHEN NOT is_repeat AND session_id IS NULL THEN 1 END) AS outside
FROM "segment_models"."segment_conversions" AS conversions
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
  conversion,
  currency
ORDER BY
  conversions DESC,
  conversion,
  repeats
