WITH starts AS (
  /* The first event of every visit, with its day and hour (M1). */
  SELECT
    user_id,
    session_index,
    CAST("timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE) AS session_date,
    EXTRACT(HOUR FROM "timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin') AS hour
  FROM "segment_models"."segment_sessionized_events" AS events
  WHERE
    (
      session_start_event
      AND (
        "timestamp" >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMP)
        AND "timestamp" < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMP)
      )
    )
    AND (
      CAST("timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE) >= CAST('2026-03-01' AS DATE)
      AND CAST("timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE) < CAST('2026-04-01' AS DATE)
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
