WITH starts AS (
  /* The first event of every visit, with its day and hour (M1). */
  SELECT
    user_id,
    session_index,
    CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) AS session_date,
    HOUR(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp)) AS hour
  FROM segment_models.segment_sessionized_events AS events
  WHERE
    (
      session_start_event
      AND (
        timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
        AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      )
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
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
