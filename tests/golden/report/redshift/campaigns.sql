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
  FROM "segment_models"."segment_session_facts" AS facts
  WHERE
    session_date >= CAST('2026-03-01' AS DATE)
    AND session_date < CAST('2026-04-01' AS DATE)
), named AS (
  /* What is not known has a name. */
  SELECT
    COALESCE(traffic_source, '(none)') AS traffic_source,
    COALESCE(traffic_medium, '(none)') AS traffic_medium,
    COALESCE(traffic_campaign, '(none)') AS traffic_campaign,
    is_engaged,
    total_conversions,
    conversion_value
  FROM facts_of_days
), grouped AS (
  /* The groups. */
  SELECT
    traffic_source,
    traffic_medium,
    traffic_campaign,
    COUNT(*) AS visits,
    COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged,
    COUNT(CASE WHEN total_conversions > 0 THEN 1 END) AS converting,
    SUM(total_conversions) AS conversions,
    SUM(conversion_value) AS conversion_value
  FROM named
  GROUP BY
    traffic_source,
    traffic_medium,
    traffic_campaign
), placed AS (
  /* Their places, in an order without ties. */
  SELECT
    traffic_source,
    traffic_medium,
    traffic_campaign,
    visits,
    engaged,
    converting,
    conversions,
    conversion_value,
    ROW_NUMBER() OVER (ORDER BY visits DESC, traffic_source, traffic_medium, traffic_campaign) AS place_of_all
  FROM grouped
), shown AS (
  /* The first of them; the others have no place. */
  SELECT
    traffic_source,
    traffic_medium,
    traffic_campaign,
    visits,
    engaged,
    converting,
    conversions,
    conversion_value,
    CASE WHEN place_of_all <= 12 THEN place_of_all END AS place
  FROM placed
)
SELECT
  place,
  MAX(CASE WHEN place IS NOT NULL THEN traffic_source END) AS traffic_source,
  MAX(CASE WHEN place IS NOT NULL THEN traffic_medium END) AS traffic_medium,
  MAX(CASE WHEN place IS NOT NULL THEN traffic_campaign END) AS traffic_campaign,
  SUM(visits) AS visits,
  SUM(engaged) AS engaged,
  SUM(converting) AS converting,
  SUM(conversions) AS conversions,
  SUM(conversion_value) AS conversion_value,
  COUNT(*) AS groups
FROM shown
GROUP BY
  place
ORDER BY
  place ASC NULLS LAST
