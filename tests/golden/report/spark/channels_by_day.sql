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
), dated AS (
  /* The day of each. */
  SELECT
    session_date AS day,
    channel
  FROM facts_of_days
)
SELECT
  day,
  channel,
  COUNT(*) AS visits
FROM dated
GROUP BY
  day,
  channel
ORDER BY
  day,
  channel
