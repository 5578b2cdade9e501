WITH credited AS (
  /* What each session has of a conversion (T3). */
  SELECT
    channel,
    COALESCE(CAST(value AS DOUBLE), 0) AS value,
    first_non_direct_weight,
    last_non_direct_weight
  FROM "segment_models"."segment_attribution" AS attribution
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
    )
)
SELECT
  channel,
  SUM(first_non_direct_weight) AS first_conversions,
  SUM(value * first_non_direct_weight) AS first_value,
  SUM(last_non_direct_weight) AS last_conversions,
  SUM(value * last_non_direct_weight) AS last_value
FROM credited
GROUP BY
  channel
ORDER BY
  last_value DESC,
  last_conversions DESC,
  channel
