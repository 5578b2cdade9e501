WITH grouped AS (
  /* The groups. */
  SELECT
    COALESCE(name, '(no name)') AS name,
    COUNT(*) AS views,
    COUNT(DISTINCT user_id) AS people
  FROM `segment_models`.`segment_sessionized_screens` AS screens
  WHERE
    (
      timestamp >= CAST('2026-02-27 00:00:00.000000+00:00' AS TIMESTAMP)
      AND timestamp < CAST('2026-04-03 00:00:00.000000+00:00' AS TIMESTAMP)
    )
    AND (
      DATE_ADD(
        CAST('1970-01-01' AS DATE),
        CAST((
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
            UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
            86400000000
          )
        ) DIV 86400000000 AS INT)
      ) >= CAST('2026-03-01' AS DATE)
      AND DATE_ADD(
        CAST('1970-01-01' AS DATE),
        CAST((
          UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')) - PMOD(
            UNIX_MICROS(FROM_UTC_TIMESTAMP(CAST(timestamp AS TIMESTAMP), 'Europe/Berlin')),
            86400000000
          )
        ) DIV 86400000000 AS INT)
      ) < CAST('2026-04-01' AS DATE)
    )
  GROUP BY
    COALESCE(name, '(no name)')
), placed AS (
  /* Their places, in an order without ties. */
  SELECT
    name,
    views,
    people,
    ROW_NUMBER() OVER (ORDER BY views DESC, name) AS place_of_all
  FROM grouped
), shown AS (
  /* The first of them; the others have no place. */
  SELECT
    name,
    views,
    people,
    CASE WHEN place_of_all <= 12 THEN place_of_all END AS place
  FROM placed
)
SELECT
  place,
  MAX(CASE WHEN place IS NOT NULL THEN name END) AS name,
  SUM(views) AS views,
  SUM(people) AS people,
  COUNT(*) AS groups
FROM shown
GROUP BY
  place
ORDER BY
  place ASC NULLS LAST
