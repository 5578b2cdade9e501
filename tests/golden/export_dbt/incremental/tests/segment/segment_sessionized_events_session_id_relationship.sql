-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 8a845d9172496eb2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every session_id of sessionized_events that is there is one of sessions.
SELECT DISTINCT
    child.session_id
FROM {{ ref('segment_run_events_rebuilt') }} AS child
LEFT JOIN {{ ref('segment_run_sessions_rebuilt') }} AS parent
    ON child.session_id = parent.session_id
WHERE
    child.session_id IS NOT NULL AND parent.session_id IS NULL
