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
  FROM segment_models.segment_session_facts AS facts
  WHERE
    session_date >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
    AND session_date < TO_DATE('2026-04-01', 'YYYY-MM-DD')
), paced AS (
  /* How many events they have in a time. */
  SELECT
    session_id,
    CAST(events AS FLOAT) / (
      duration_millis + 1000
    ) AS pace
  FROM visits_of_days
  WHERE
    events >= 5
)
SELECT
  session_id
FROM paced
ORDER BY
  pace DESC,
  session_id
LIMIT 20
