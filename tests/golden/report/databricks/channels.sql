WITH facts_of_days AS (
  /* The sessions of the days. */
  SELECT
    session_date,
    user_id,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    is_engaged,
    total_conversions,
    conversion_value
  FROM `segment_models`.`segment_session_facts` AS facts
  WHERE
    session_date >= CAST('2026-03-01' AS DATE)
    AND session_date < CAST('2026-04-01' AS DATE)
)
SELECT
  channel,
  COUNT(*) AS visits,
  COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged,
  COUNT(CASE WHEN total_conversions > 0 THEN 1 END) AS converting,
  SUM(total_conversions) AS conversions,
  SUM(conversion_value) AS conversion_value,
  COUNT(DISTINCT user_id) AS people,
  COUNT(CASE WHEN conversion_value > 0 THEN 1 END) AS paying
FROM facts_of_days
GROUP BY
  channel
ORDER BY
  visits DESC,
  channel
