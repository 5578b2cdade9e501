WITH firsts AS (
  /* The day on which each person began, of those asked for. */
  SELECT
    user_id,
    active_date AS first_day
  FROM `segment_models`.`segment_active_days` AS days
  WHERE
    is_first_day
    AND (
      active_date >= CAST('2026-03-01' AS DATE)
      AND active_date < CAST('2026-04-01' AS DATE)
    )
), begun AS (
  /* The week that this day is in, and its number. */
  SELECT
    user_id,
    first_day,
    DATE_ADD(first_day, INTERVAL -(
      MOD(CAST(DATE_DIFF(first_day, CAST('0001-01-01' AS DATE), DAY) AS INT64), 7)
    ) DAY) AS cohort,
    CAST((
      CAST(DATE_DIFF(first_day, CAST('0001-01-01' AS DATE), DAY) AS INT64) - MOD(CAST(DATE_DIFF(first_day, CAST('0001-01-01' AS DATE), DAY) AS INT64), 7)
    ) / 7 AS INT64) AS cohort_number
  FROM firsts
), returns AS (
  /* The days on which people were there. */
  SELECT
    user_id,
    active_date AS return_day
  FROM `segment_models`.`segment_active_days` AS days
), came AS (
  /* The periods in which each person came, counted from the first; no day before the first one counts. */
  SELECT DISTINCT
    begun.user_id,
    begun.cohort,
    (
      CAST((
        CAST(DATE_DIFF(returns.return_day, CAST('0001-01-01' AS DATE), DAY) AS INT64) - MOD(CAST(DATE_DIFF(returns.return_day, CAST('0001-01-01' AS DATE), DAY) AS INT64), 7)
      ) / 7 AS INT64)
    ) - begun.cohort_number AS period_number
  FROM begun
  JOIN returns
    ON begun.user_id = returns.user_id AND returns.return_day >= begun.first_day
), numbers AS (
  /* The numbers of the periods that are shown. */
  SELECT
    CAST(0 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(1 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(2 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(3 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(4 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(5 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(6 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(7 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(8 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(9 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(10 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(11 AS INT64) AS period_number
  UNION ALL
  SELECT
    CAST(12 AS INT64) AS period_number
), cohorts AS (
  /* The people of each cohort. */
  SELECT
    cohort,
    cohort_number,
    COUNT(*) AS people
  FROM begun
  GROUP BY
    cohort,
    cohort_number
), latest AS (
  /* The week that the latest event is in: none that is later has begun. */
  SELECT
    CAST((
      CAST(DATE_DIFF(last_day, CAST('0001-01-01' AS DATE), DAY) AS INT64) - MOD(CAST(DATE_DIFF(last_day, CAST('0001-01-01' AS DATE), DAY) AS INT64), 7)
    ) / 7 AS INT64) AS latest_number
  FROM (
    SELECT
      MAX(active_date) AS last_day
    FROM `segment_models`.`segment_active_days` AS days
  ) AS last_days
), counted AS (
  /* How many came in each period. */
  SELECT
    cohort,
    period_number,
    COUNT(*) AS returned
  FROM came
  GROUP BY
    cohort,
    period_number
), compared AS (
  /* Beside all people of the cohort, with the periods in which nobody came. */
  SELECT
    cohorts.cohort,
    numbers.period_number,
    cohorts.people,
    COALESCE(counted.returned, 0) AS returned
  FROM cohorts
  CROSS JOIN numbers
  CROSS JOIN latest
  LEFT JOIN counted
    ON cohorts.cohort = counted.cohort AND numbers.period_number = counted.period_number
  WHERE
    cohorts.cohort_number + numbers.period_number <= latest.latest_number
)
SELECT
  cohort,
  period_number,
  people,
  returned,
  CASE WHEN people > 0 THEN CAST(returned AS FLOAT64) / CAST(people AS FLOAT64) END AS share
FROM compared
ORDER BY
  cohort ASC NULLS LAST,
  period_number ASC NULLS LAST
