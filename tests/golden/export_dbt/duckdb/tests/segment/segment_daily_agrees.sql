-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 10efebf8fa5faf65
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- What daily has of a day is the sum of its sessions' facts (M1).
WITH days AS (
    /* What the rows of each day add up to. */
    SELECT
        session_date,
        SUM(sessions) AS sessions,
        SUM(engaged_sessions) AS engaged_sessions,
        SUM(bounces) AS bounces,
        SUM(new_users) AS new_users,
        SUM(pages) AS pages,
        SUM(duration_millis) AS duration_millis,
        SUM(conversions) AS conversions,
        SUM(conversion_value) AS conversion_value,
        SUM(signed_up_count) AS signed_up_count,
        SUM(signed_up_value) AS signed_up_value,
        SUM(order_completed_count) AS order_completed_count,
        SUM(order_completed_value) AS order_completed_value,
        SUM(demo_count) AS demo_count,
        SUM(demo_value) AS demo_value
    FROM {{ ref('segment_daily') }}
    GROUP BY
        session_date
),

facts AS (
    /* What the facts of its sessions add up to. */
    SELECT
        session_date,
        COUNT(*) AS sessions,
        COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged_sessions,
        COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces,
        COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
        SUM(total_pages) AS pages,
        SUM(duration_millis) AS duration_millis,
        SUM(total_conversions) AS conversions,
        SUM(conversion_value) AS conversion_value,
        SUM(signed_up_count) AS signed_up_count,
        SUM(signed_up_value) AS signed_up_value,
        SUM(order_completed_count) AS order_completed_count,
        SUM(order_completed_value) AS order_completed_value,
        SUM(demo_count) AS demo_count,
        SUM(demo_value) AS demo_value
    FROM {{ ref('segment_session_facts') }}
    GROUP BY
        session_date
)

SELECT
    COALESCE(days.session_date, facts.session_date) AS session_date,
    days.sessions,
    facts.sessions AS sessions_of_facts,
    days.pages,
    facts.pages AS pages_of_facts
FROM days
FULL JOIN facts
    ON days.session_date = facts.session_date
WHERE
    days.session_date IS NULL
    OR facts.session_date IS NULL
    OR days.sessions <> facts.sessions
    OR days.engaged_sessions <> facts.engaged_sessions
    OR days.bounces <> facts.bounces
    OR days.new_users <> facts.new_users
    OR days.pages <> facts.pages
    OR days.duration_millis <> facts.duration_millis
    OR days.conversions <> facts.conversions
    OR days.conversion_value <> facts.conversion_value
    OR days.signed_up_count <> facts.signed_up_count
    OR days.signed_up_value <> facts.signed_up_value
    OR days.order_completed_count <> facts.order_completed_count
    OR days.order_completed_value <> facts.order_completed_value
    OR days.demo_count <> facts.demo_count
    OR days.demo_value <> facts.demo_value
