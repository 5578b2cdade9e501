-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 1b1d12f3bb1fbe32
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session_id of sessionized_events that is there is one of sessions.
SELECT DISTINCT
    child.session_id
FROM {{ ref('segment_sessionized_events') }} AS child
LEFT JOIN {{ ref('segment_sessions') }} AS parent
    ON child.session_id = parent.session_id
WHERE
    child.session_id IS NOT NULL AND parent.session_id IS NULL
