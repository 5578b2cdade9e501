-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text d0ec8993a46bbf28
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- session_id is unique and never NULL in sessions.
SELECT
    session_id,
    COUNT(*) AS copies
FROM {{ ref('segment_run_sessions_rebuilt') }} AS sessions
GROUP BY
    session_id
HAVING
    COUNT(*) > 1 OR session_id IS NULL
