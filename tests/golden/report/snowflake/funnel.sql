WITH calls AS (
  /* Every call that is a step, with its person (R6). */
  SELECT
    user_id,
    timestamp,
    source,
    CAST('page' AS VARCHAR) AS call_type,
    page_id AS event_id,
    session_id,
    path LIKE '%' AS is_step_1,
    FALSE AS is_step_2,
    FALSE AS is_step_3
  FROM segment_models.segment_sessionized_pages AS page_calls
  WHERE
    path LIKE '%'
    AND (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-05-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
  UNION ALL
  SELECT
    user_id,
    timestamp,
    source,
    CAST('track' AS VARCHAR) AS call_type,
    track_id AS event_id,
    session_id,
    FALSE AS is_step_1,
    conversion = 'order_completed' AS is_step_2,
    conversion = 'signed_up' AS is_step_3
  FROM segment_models.segment_conversions AS conversion_calls
  WHERE
    (
      (
        conversion = 'order_completed' OR conversion = 'signed_up'
      )
      AND NOT is_repeat
    )
    AND (
      timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      AND timestamp < CAST(TO_TIMESTAMP_NTZ('2026-05-03 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
    )
), placed AS (
  /* Their places among the person's, in an order that has no ties (R7); a call has one, whatever it is. */
  SELECT
    user_id,
    timestamp,
    session_id,
    is_step_1,
    is_step_2,
    is_step_3,
    DENSE_RANK() OVER (PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id) AS place
  FROM calls
), entered AS (
  /* A person enters once: by the first call that is step 1, of those in the days asked for. */
  SELECT
    user_id,
    timestamp,
    session_id,
    is_step_1,
    is_step_2,
    is_step_3,
    place,
    MIN(
      CASE
        WHEN is_step_1
        AND (
          CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
          AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
        )
        THEN place
      END
    ) OVER (PARTITION BY user_id) AS place_1
  FROM placed
), timed AS (
  /* What comes from then on, with the time of the entry. */
  SELECT
    user_id,
    timestamp,
    session_id,
    is_step_1,
    is_step_2,
    is_step_3,
    place,
    place_1,
    MIN(CASE WHEN place = place_1 THEN timestamp END) OVER (PARTITION BY user_id) AS entered_at
  FROM entered
  WHERE
    place >= place_1
), to_step_two AS (
  /* Step 2 is the first such call after the one of step 1; all steps are taken in the time that there is, to the microsecond. */
  SELECT
    user_id,
    timestamp,
    session_id,
    is_step_1,
    is_step_2,
    is_step_3,
    entered_at,
    place,
    place_1,
    MIN(CASE WHEN is_step_2 AND place > place_1 THEN place END) OVER (PARTITION BY user_id) AS place_2
  FROM timed
  WHERE
    TIMESTAMPDIFF(MICROSECOND, entered_at, timestamp) <= 2592000000000
), to_step_three AS (
  /* Step 3 is the first such call after the one of step 2. */
  SELECT
    user_id,
    timestamp,
    session_id,
    is_step_1,
    is_step_2,
    is_step_3,
    entered_at,
    place,
    place_1,
    place_2,
    MIN(CASE WHEN is_step_3 AND place > place_2 THEN place END) OVER (PARTITION BY user_id) AS place_3
  FROM to_step_two
), persons AS (
  /* One attempt a person: the time from the entry to each step that was taken. */
  SELECT
    user_id,
    MIN(CASE WHEN place = place_1 THEN session_id END) AS session_id,
    MIN(
      CASE
        WHEN place = place_1
        THEN CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, entered_at, timestamp) / 1000) AS NUMBER(38, 0))
      END
    ) AS millis_1,
    MIN(
      CASE
        WHEN place = place_2
        THEN CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, entered_at, timestamp) / 1000) AS NUMBER(38, 0))
      END
    ) AS millis_2,
    MIN(
      CASE
        WHEN place = place_3
        THEN CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, entered_at, timestamp) / 1000) AS NUMBER(38, 0))
      END
    ) AS millis_3
  FROM to_step_three
  GROUP BY
    user_id
), steps AS (
  /* The steps. */
  SELECT
    CAST(1 AS NUMBER(38, 0)) AS step_number,
    CAST('page:*' AS VARCHAR) AS step
  UNION ALL
  SELECT
    CAST(2 AS NUMBER(38, 0)) AS step_number,
    CAST('conversion:order_completed' AS VARCHAR) AS step
  UNION ALL
  SELECT
    CAST(3 AS NUMBER(38, 0)) AS step_number,
    CAST('conversion:signed_up' AS VARCHAR) AS step
), reached AS (
  /* A row for each person and step; without a time where it was not taken. */
  SELECT
    steps.step_number,
    user_id,
    CASE
      WHEN steps.step_number = 1
      THEN millis_1
      WHEN steps.step_number = 2
      THEN millis_2
      WHEN steps.step_number = 3
      THEN millis_3
    END AS millis
  FROM persons
  CROSS JOIN steps
), ordered AS (
  /* Those who took a step, from the fastest to the slowest. */
  SELECT
    step_number,
    millis,
    ROW_NUMBER() OVER (PARTITION BY step_number ORDER BY millis ASC NULLS LAST, user_id) AS rank_in_step,
    COUNT(millis) OVER (PARTITION BY step_number) AS takers
  FROM reached
), counted AS (
  /* How many took each step; of the times, the first that half of them, or nine tenths, were no slower than. */
  SELECT
    step_number,
    COUNT(millis) AS people,
    MIN(CASE WHEN 2 * rank_in_step >= takers THEN millis END) AS median_millis,
    MIN(CASE WHEN 10 * rank_in_step >= 9 * takers THEN millis END) AS p90_millis
  FROM ordered
  GROUP BY
    step_number
), compared AS (
  /* Beside those who took the first step, and the step before. */
  SELECT
    steps.step_number,
    steps.step,
    COALESCE(counted.people, 0) AS people,
    MAX(CASE WHEN steps.step_number = 1 THEN COALESCE(counted.people, 0) END) OVER () AS first_people,
    LAG(COALESCE(counted.people, 0)) OVER (ORDER BY steps.step_number) AS previous_people,
    counted.median_millis,
    counted.p90_millis
  FROM steps
  LEFT JOIN counted
    ON steps.step_number = counted.step_number
)
SELECT
  step_number,
  step,
  people,
  CASE
    WHEN first_people > 0
    THEN CAST(people AS FLOAT) / CAST(first_people AS FLOAT)
  END AS share_of_first,
  CASE
    WHEN previous_people > 0
    THEN CAST(people AS FLOAT) / CAST(previous_people AS FLOAT)
  END AS share_of_previous,
  median_millis,
  p90_millis
FROM compared
ORDER BY
  step_number ASC NULLS LAST
