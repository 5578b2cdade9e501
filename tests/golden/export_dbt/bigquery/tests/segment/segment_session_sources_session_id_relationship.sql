-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text bbf24be62f5a7f98
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session_id of session_sources that is there is one of sessions.
SELECT DISTINCT
    child.session_id
FROM {{ ref('segment_session_sources') }} AS child
LEFT JOIN {{ ref('segment_sessions') }} AS parent
    ON child.session_id = parent.session_id
WHERE
    child.session_id IS NOT NULL AND parent.session_id IS NULL
