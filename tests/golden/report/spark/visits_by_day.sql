WITH starts AS (
  /* The first event of every visit, with its day and hour (M1). */
  SELECT
    user_id,
    session_index,
    DATE_ADD(
      CAST('1970-01-01' AS DATE),
      CAST((
        UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
          86400000000
        )
      ) DIV 86400000000 AS INT)
    ) AS session_date,
    PMOD(
      UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
      86400000000
    ) DIV 3600000000 AS hour
  FROM `segment_models`.`segment_sessionized_events` AS events
  WHERE
    (
      session_start_event
      AND (
        timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMP)
        AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMP)
      )
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
), dated AS (
  /* The day of each. */
  SELECT
    session_date AS day,
    user_id,
    session_index
  FROM starts
)
SELECT
  day,
  COUNT(*) AS visits,
  COUNT(DISTINCT user_id) AS people,
  COUNT(CASE WHEN session_index = 1 THEN 1 END) AS new_visits
FROM dated
GROUP BY
  day
ORDER BY
  day
