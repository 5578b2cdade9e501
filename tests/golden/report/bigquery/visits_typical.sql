WITH visits_of_days AS (
  /* The visits of the days. */
  SELECT
    session_id,
    user_id,
    session_start_timestamp,
    session_end_timestamp,
    duration_millis,
    (
      duration_millis - MOD(duration_millis, 1000)
    ) / 1000 AS seconds,
    total_pages + total_screens AS views,
    total_pages + total_screens + total_tracks AS events,
    is_mixed_sources,
    total_conversions,
    conversion_value
  FROM `segment_models`.`segment_session_facts` AS facts
  WHERE
    session_date >= CAST('2026-03-01' AS DATE)
    AND session_date < CAST('2026-04-01' AS DATE)
), views_counted AS (
  /* Visits by views. */
  SELECT
    views,
    COUNT(*) AS visits
  FROM visits_of_days
  GROUP BY
    views
), views_summed AS (
  /* How many have so many or fewer. */
  SELECT
    views,
    SUM(visits) OVER (ORDER BY views ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far,
    SUM(visits) OVER () AS of_all
  FROM views_counted
), views_median AS (
  /* What half of them have. */
  SELECT
    MIN(views) AS middle
  FROM views_summed
  WHERE
    so_far * 2 >= of_all
), seconds_counted AS (
  /* Visits by seconds. */
  SELECT
    seconds,
    COUNT(*) AS visits
  FROM visits_of_days
  GROUP BY
    seconds
), seconds_summed AS (
  /* How many have so many or fewer. */
  SELECT
    seconds,
    SUM(visits) OVER (ORDER BY seconds ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far,
    SUM(visits) OVER () AS of_all
  FROM seconds_counted
), seconds_median AS (
  /* What half of them have. */
  SELECT
    MIN(seconds) AS middle
  FROM seconds_summed
  WHERE
    so_far * 2 >= of_all
), measured AS (
  /* How far from it each visit is. */
  SELECT
    visits_of_days.session_id,
    ABS(visits_of_days.views - views_median.middle) AS views_off,
    ABS(visits_of_days.seconds - seconds_median.middle) AS seconds_off
  FROM visits_of_days
  CROSS JOIN views_median
  CROSS JOIN seconds_median
)
SELECT
  session_id
FROM measured
ORDER BY
  views_off,
  seconds_off,
  session_id
LIMIT 20
