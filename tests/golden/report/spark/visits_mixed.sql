WITH visits_of_days AS (
  /* The visits of the days. */
  SELECT
    session_id,
    user_id,
    session_start_timestamp,
    session_end_timestamp,
    duration_millis,
    (
      duration_millis - duration_millis % 1000
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
)
SELECT
  session_id
FROM visits_of_days
WHERE
  is_mixed_sources
ORDER BY
  events DESC,
  session_id
LIMIT 20
