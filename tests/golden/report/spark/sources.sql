SELECT
  source,
  COUNT(*) AS events,
  COUNT(track_id) AS tracks,
  COUNT(page_id) AS pages,
  COUNT(screen_id) AS screens,
  MIN(timestamp) AS first_at,
  MAX(timestamp) AS last_at
FROM `segment_models`.`segment_sessionized_events` AS events
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
  source
ORDER BY
  source
