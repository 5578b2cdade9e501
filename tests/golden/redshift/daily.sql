SELECT
  session_date,
  channel,
  traffic_source,
  traffic_medium,
  COUNT(*) AS sessions,
  COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged_sessions,
  COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces,
  COUNT(DISTINCT user_id) AS users,
  COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
  CAST(SUM(total_pages) AS BIGINT) AS pages,
  CAST(SUM(duration_millis) AS BIGINT) AS duration_millis
FROM "segment_models"."segment_session_facts" AS facts
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
