WITH visits_of_days AS (
  /* The visits of the days, with how many events they have. */
  SELECT
    session_id,
    user_id,
    session_start_timestamp,
    duration_millis,
    channel,
    total_pages + total_tracks + total_screens AS events
  FROM `segment_models`.`segment_session_facts` AS facts
  WHERE
    session_date >= CAST('2026-03-01' AS DATE)
    AND session_date < CAST('2026-04-01' AS DATE)
), sizes AS (
  /* How many visits have so many events. */
  SELECT
    events,
    COUNT(*) AS visits
  FROM visits_of_days
  GROUP BY
    events
), summed AS (
  /* How many have so many or fewer. */
  SELECT
    events,
    visits,
    SUM(visits) OVER (ORDER BY events ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far,
    SUM(visits) OVER () AS of_all
  FROM sizes
), usual_sizes AS (
  /* The most events that 99.9 percent of the visits have. */
  SELECT
    MIN(events) AS usual
  FROM summed
  WHERE
    so_far * 1000 >= of_all * 999
), judged AS (
  /* Which are fast, and which are large. */
  SELECT
    visits_of_days.session_id,
    visits_of_days.user_id,
    visits_of_days.session_start_timestamp,
    visits_of_days.duration_millis,
    visits_of_days.channel,
    visits_of_days.events,
    visits_of_days.events > 100
    AND visits_of_days.events * 1000 > visits_of_days.duration_millis AS is_fast,
    visits_of_days.events > usual_sizes.usual AS is_large
  FROM visits_of_days
  CROSS JOIN usual_sizes
)
SELECT
  session_id,
  user_id,
  session_start_timestamp,
  duration_millis,
  channel,
  events,
  is_fast,
  COUNT(*) OVER () AS visits,
  SUM(events) OVER () AS events_of_all
FROM judged
WHERE
  is_fast OR is_large
ORDER BY
  events DESC,
  session_id
LIMIT 10
