WITH people AS (
  /* Everybody with an event in the days, and their devices (R6). */
  SELECT
    user_id,
    COUNT(DISTINCT anonymous_id) AS devices
  FROM segment_models.segment_sessionized_events AS events
  WHERE
    (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-04-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
    AND (
      CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
      AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
    )
  GROUP BY
    user_id
)
SELECT
  COUNT(*) AS people,
  COUNT(CASE WHEN users.is_identified THEN 1 END) AS identified
FROM people
LEFT JOIN segment_models.segment_users AS users
  ON people.user_id = users.user_id
