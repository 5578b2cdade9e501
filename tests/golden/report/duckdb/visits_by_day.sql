WITH starts AS (
  /* The first event of every visit, with its day and hour (M1). */
  SELECT
    user_id,
    session_index,
    CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) AS session_date,
    EXTRACT(HOUR FROM TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp))) AS hour
  FROM "segment_models"."segment_sessionized_events" AS events
  WHERE
    (
      session_start_event
      AND (
        timestamp >= CAST('2026-02-27 00:00:00.000000' AS TIMESTAMP)
        AND timestamp < CAST('2026-04-03 00:00:00.000000' AS TIMESTAMP)
      )
    )
    AND (
      CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE) < CAST('2026-04-01' AS DATE)
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
