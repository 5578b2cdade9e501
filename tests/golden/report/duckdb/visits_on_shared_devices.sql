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
  FROM "segment_models"."segment_session_facts" AS facts
  WHERE
    session_date >= CAST('2026-03-01' AS DATE)
    AND session_date < CAST('2026-04-01' AS DATE)
), given AS (
  /* The calls of each that came without a user id. */
  SELECT
    visits_of_days.session_id,
    COUNT(*) AS calls
  FROM visits_of_days
  JOIN "segment_models"."segment_shared_calls" AS shared
    ON visits_of_days.user_id = shared.user_id
    AND shared.timestamp BETWEEN visits_of_days.session_start_timestamp AND visits_of_days.session_end_timestamp
  GROUP BY
    visits_of_days.session_id
)
SELECT
  session_id
FROM given
ORDER BY
  calls DESC,
  session_id
LIMIT 20
