SELECT
  conversion,
  currency,
  COUNT(CASE WHEN NOT is_repeat THEN 1 END) AS conversions,
  COUNT(DISTINCT CASE WHEN NOT is_repeat THEN user_id END) AS people,
  COUNT(CASE WHEN is_repeat THEN 1 END) AS repeats,
  SUM(CASE WHEN NOT is_repeat THEN value END) AS value,
  COUNT(CASE WHEN NOT is_repeat AND session_id IS NULL THEN 1 END) AS outside
FROM `segment_models`.`segment_conversions` AS conversions
WHERE
  (
    timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMP)
    AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMP)
  )
  AND (
    DATE_ADD(
      CAST('1970-01-01' AS DATE),
      CAST((
        UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
          86400000000
        )
      ) DIV 86400000000 AS INT)
    ) >= CAST('2026-03-01' AS DATE)
    AND DATE_ADD(
      CAST('1970-01-01' AS DATE),
      CAST((
        UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
          86400000000
        )
      ) DIV 86400000000 AS INT)
    ) < CAST('2026-04-01' AS DATE)
  )
GROUP BY
  conversion,
  currency
ORDER BY
  conversions DESC,
  conversion,
  repeats
