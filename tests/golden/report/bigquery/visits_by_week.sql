WITH starts AS (
  /* The first event of every visit, with its day and hour (M1). */
  SELECT
    user_id,
    session_index,
    DATE(timestamp, 'Europe/Berlin') AS session_date,
    EXTRACT(HOUR FROM TIMESTAMP(DATETIME(timestamp, 'Europe/Berlin'))) AS hour
  FROM `segment_models`.`segment_sessionized_events` AS events
  WHERE
    (
      session_start_event
      AND (
        timestamp >= CAST('2026-02-27 00:00:00.000000Z' AS TIMESTAMP)
        AND timestamp < CAST('2026-04-03 00:00:00.000000Z' AS TIMESTAMP)
      )
    )
    AND (
      DATE(timestamp, 'Europe/Berlin') >= CAST('2026-03-01' AS DATE)
      AND DATE(timestamp, 'Europe/Berlin') < CAST('2026-04-01' AS DATE)
    )
), dated AS (
  /* The week of each. */
  SELECT
    DATE_ADD(session_date, INTERVAL -(
      MOD(CAST(DATE_DIFF(session_date, CAST('0001-01-01' AS DATE), DAY) AS INT64), 7)
    ) DAY) AS day,
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
