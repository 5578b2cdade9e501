-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 7af267109ee1b53c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session_id of sessionized_screens that is there is one of sessions.
SELECT DISTINCT
    child.session_id
FROM {{ ref('segment_sessionized_screens') }} AS child
LEFT JOIN {{ ref('segment_sessions') }} AS parent
    ON child.session_id = parent.session_id
WHERE
    child.session_id IS NOT NULL AND parent.session_id IS NULL
