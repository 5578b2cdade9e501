WITH grouped AS (
  /* The groups. */
  SELECT
    COALESCE(views.path, '(no path)') AS path,
    COUNT(CASE WHEN is_exit AND facts.total_conversions = 0 THEN 1 END) AS lost,
    COUNT(CASE WHEN is_exit THEN 1 END) AS exits,
    COUNT(*) AS views
  FROM `segment_models`.`segment_page_views` AS views
  JOIN `segment_models`.`segment_session_facts` AS facts
    ON views.session_id = facts.session_id
  WHERE
    (
      page_index IS NOT NULL
      AND (
        views.timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMP)
        AND views.timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMP)
      )
    )
    AND (
      DATE_ADD(
        CAST('1970-01-01' AS DATE),
        CAST((
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(views.timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
            UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(views.timestamp AS TIMESTAMP), 'Europe/Berlin')),
            86400000000
          )
        ) DIV 86400000000 AS INT)
      ) >= CAST('2026-03-01' AS DATE)
      AND DATE_ADD(
        CAST('1970-01-01' AS DATE),
        CAST((
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(views.timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
            UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(views.timestamp AS TIMESTAMP), 'Europe/Berlin')),
            86400000000
          )
        ) DIV 86400000000 AS INT)
      ) < CAST('2026-04-01' AS DATE)
    )
  GROUP BY
    COALESCE(views.path, '(no path)')
), placed AS (
  /* Their places, in an order without ties. */
  SELECT
    path,
    lost,
    exits,
    views,
    ROW_NUMBER() OVER (ORDER BY lost DESC, path) AS place_of_all
  FROM grouped
), shown AS (
  /* The first of them; the others have no place. */
  SELECT
    path,
    lost,
    exits,
    views,
    CASE WHEN place_of_all <= 12 THEN place_of_all END AS place
  FROM placed
)
SELECT
  place,
  MAX(CASE WHEN place IS NOT NULL THEN path END) AS path,
  SUM(lost) AS lost,
  SUM(exits) AS exits,
  SUM(views) AS views,
  COUNT(*) AS groups
FROM shown
GROUP BY
  place
ORDER BY
  place ASC NULLS LAST
