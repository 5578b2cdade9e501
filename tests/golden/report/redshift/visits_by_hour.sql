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
  /* The weekday of each, from 0 for a Monday. */
  SELECT
    CAST(session_date - CAST('0001-01-01' AS DATE) AS BIGINT) % 7 AS weekday,
    hour
  FROM starts
)
SELECT
  weekday,
  hour,
  COUNT(*) AS visits
FROM dated
GROUP BY
  weekday,
  hour
ORDER BY
  weekday,
  hour
