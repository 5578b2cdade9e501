WITH calls AS (
  /* Every call that is asked about, with its person (R6). */
  SELECT
    user_id,
    timestamp,
    source,
    'page' AS call_type,
    page_id AS event_id,
    session_id,
    path = '/' AS is_returning
  FROM `segment_models`.`segment_sessionized_pages` AS page_calls
  WHERE
    path = '/'
), firsts AS (
  /* The day on which each person began. */
  SELECT
    user_id,
    active_date AS first_day
  FROM `segment_models`.`segment_active_days` AS days
  WHERE
    is_first_day
), divided AS (
  /* The landing_path of the session in which they did. */
  SELECT
    firsts.user_id,
    firsts.first_day,
    facts.landing_path AS by_value
  FROM firsts
  LEFT JOIN `segment_models`.`segment_session_facts` AS facts
    ON firsts.user_id = facts.user_id AND facts.session_index = 1
), begun AS (
  /* The month that this day is in, and its number. */
  SELECT
    user_id,
    by_value,
    first_day,
    DATE_ADD(first_day, INTERVAL (1 - EXTRACT(DAY FROM first_day)) DAY) AS cohort,
    CAST(EXTRACT(YEAR FROM first_day) * 12 + EXTRACT(MONTH FROM first_day) AS INT64) AS cohort_number
  FROM divided
), returns AS (
  /* The days on which people returned. */
  SELECT DISTINCT
    user_id,
    DATE(timestamp, 'Europe/Berlin') AS return_day
  FROM calls
  WHERE
    is_returning
), came AS (
  /* The periods in which each person came, counted from the first; no day before the first one counts. */
  SELECT DISTINCT
    begun.user_id,
    begun.by_value,
    begun.cohort,
    (
      CAST(EXTRACT(YEAR FROM returns.return_day) * 12 + EXTRACT(MONTH FROM returns.return_day) AS INT64)
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
), cohorts AS (
  /* The people of each cohort. */
  SELECT
    by_value,
    cohort,
    cohort_number,
    COUNT(*) AS people
  FROM begun
  GROUP BY
    by_value,
    cohort,
    cohort_number
), latest AS (
  /* The month that the latest event is in: none that is later has begun. */
  SELECT
    CAST(EXTRACT(YEAR FROM last_day) * 12 + EXTRACT(MONTH FROM last_day) AS INT64) AS latest_number
  FROM (
    SELECT
      MAX(active_date) AS last_day
    FROM `segment_models`.`segment_active_days` AS days
  ) AS last_days
), counted AS (
  /* How many came in each period. */
  SELECT
    by_value,
    cohort,
    period_number,
    COUNT(*) AS returned
  FROM came
  GROUP BY
    by_value,
    cohort,
    period_number
), compared AS (
  /* Beside all people of the cohort, with the periods in which nobody came. */
  SELECT
    cohorts.by_value,
    cohorts.cohort,
    numbers.period_number,
    cohorts.people,
    COALESCE(counted.returned, 0) AS returned
  FROM cohorts
  CROSS JOIN numbers
  CROSS JOIN latest
  LEFT JOIN counted
    ON cohorts.cohort = counted.cohort
    AND numbers.period_number = counted.period_number
    AND (
      cohorts.by_value = counted.by_value
      OR (
        cohorts.by_value IS NULL AND counted.by_value IS NULL
      )
    )
  WHERE
    cohorts.cohort_number + numbers.period_number <= latest.latest_number
)
SELECT
  by_value AS landing_path,
  cohort,
  period_number,
  people,
  returned,
  CASE WHEN people > 0 THEN CAST(returned AS FLOAT64) / CAST(people AS FLOAT64) END AS share
FROM compared
ORDER BY
  cohort ASC NULLS LAST,
  by_value ASC NULLS LAST,
  period_number ASC NULLS LAST
