-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7f3f6fd87ff3641a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every event is on one day of its person, of which one is the first (M1).
WITH days AS (
    /* What the days of each person add up to. */
    SELECT
        user_id,
        SUM(events) AS events,
        COUNT(CASE WHEN is_first_day THEN 1 END) AS first_days,
        MIN(active_date) AS first_date,
        MIN(CASE WHEN is_first_day THEN active_date END) AS marked_date
    FROM {{ ref('segment_active_days') }}
    GROUP BY
        user_id
),

counted AS (
    /* How many events each person has. */
    SELECT
        user_id,
        COUNT(*) AS events
    FROM {{ ref('segment_sessionized_events') }}
    GROUP BY
        user_id
)

SELECT
    COALESCE(days.user_id, counted.user_id) AS user_id,
    days.events,
    counted.events AS events_counted,
    days.first_days
FROM days
FULL JOIN counted
    ON days.user_id = counted.user_id
WHERE
    days.user_id IS NULL
    OR counted.user_id IS NULL
    OR days.events <> counted.events
    OR days.first_days <> 1
    OR days.first_date <> days.marked_date
