-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 9a971bbd06d3d1bf
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- What daily has of a day is the sum of its sessions' facts (M1).
WITH days AS (
    /* What the rows of each day add up to. */
    SELECT
        session_date,
        SUM(sessions) AS sessions,
        SUM(engaged_sessions) AS engaged_sessions,
        SUM(new_users) AS new_users,
        SUM(pages) AS pages,
        SUM(duration_millis) AS duration_millis,
        SUM(conversions) AS conversions,
        SUM(conversion_value) AS conversion_value
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
        COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
        SUM(total_pages) AS pages,
        SUM(duration_millis) AS duration_millis,
        SUM(total_conversions) AS conversions,
        SUM(conversion_value) AS conversion_value
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
    OR days.new_users <> facts.new_users
    OR days.pages <> facts.pages
    OR days.duration_millis <> facts.duration_millis
    OR days.conversions <> facts.conversions
    OR days.conversion_value <> facts.conversion_value
