WITH grouped AS (
  /* The groups. */
  SELECT
    COALESCE(landing_path, '(no path)') AS path,
    COUNT(*) AS visits,
    COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces
  FROM `segment_models`.`segment_session_facts` AS facts
  WHERE
    total_pages > 0
    AND (
      session_date >= CAST('2026-03-01' AS DATE)
      AND session_date < CAST('2026-04-01' AS DATE)
    )
  GROUP BY
    COALESCE(landing_path, '(no path)')
), placed AS (
  /* Their places, in an order without ties. */
  SELECT
    path,
    visits,
    bounces,
    ROW_NUMBER() OVER (ORDER BY visits DESC, path) AS place_of_all
  FROM grouped
), shown AS (
  /* The first of them; the others have no place. */
  SELECT
    path,
    visits,
    bounces,
    CASE WHEN place_of_all <= 12 THEN place_of_all END AS place
  FROM placed
)
SELECT
  place,
  MAX(CASE WHEN place IS NOT NULL THEN path END) AS path,
  SUM(visits) AS visits,
  SUM(bounces) AS bounces,
  COUNT(*) AS groups
FROM shown
GROUP BY
  place
ORDER BY
  place ASC NULLS LAST
