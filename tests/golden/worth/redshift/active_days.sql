WITH events AS (
  /* Every event, with the day it falls on (M1). */
  SELECT
    user_id,
    CAST(events."timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE) AS active_date,
    session_id
  FROM "segment_models"."segment_sessionized_events" AS events
), days AS (
  /* One row per person and day. */
  SELECT
    user_id,
    active_date,
    COUNT(*) AS events,
    COUNT(DISTINCT session_id) AS sessions
  FROM events
  GROUP BY
    user_id,
    active_date
)
SELECT
  user_id,
  active_date,
  events,
  sessions,
  active_date = MIN(active_date) OVER (PARTITION BY user_id) AS is_first_day
FROM days
