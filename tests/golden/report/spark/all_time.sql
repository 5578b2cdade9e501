SELECT
  MIN(
    DATE_ADD(
      CAST('1970-01-01' AS DATE),
      CAST((
        UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
          86400000000
        )
      ) DIV 86400000000 AS INT)
    )
  ) AS first_day,
  MAX(timestamp) AS last_at
FROM `segment_models`.`segment_sessionized_events` AS events
