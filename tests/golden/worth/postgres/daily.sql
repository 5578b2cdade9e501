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
  CAST(SUM(duration_millis) AS BIGINT) AS duration_millis,
  CAST(SUM(total_conversions) AS BIGINT) AS conversions,
  CAST(SUM(conversion_value) AS DECIMAL(28, 6)) AS conversion_value,
  CAST(SUM(signed_up_count) AS BIGINT) AS signed_up_count,
  CAST(SUM(signed_up_value) AS DECIMAL(28, 6)) AS signed_up_value,
  CAST(SUM(order_completed_count) AS BIGINT) AS order_completed_count,
  CAST(SUM(order_completed_value) AS DECIMAL(28, 6)) AS order_completed_value,
  CAST(SUM(demo_count) AS BIGINT) AS demo_count,
  CAST(SUM(demo_value) AS DECIMAL(28, 6)) AS demo_value
FROM "segment_models"."segment_session_facts" AS facts
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
