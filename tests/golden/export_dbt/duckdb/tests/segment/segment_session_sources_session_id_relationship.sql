-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text e8950971e84a852a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session_id of session_sources is one of sessions.
SELECT DISTINCT
  child.session_id
FROM {{ ref('segment_session_sources') }} AS child
LEFT JOIN {{ ref('segment_sessions') }} AS parent
  ON child.session_id = parent.session_id
WHERE
  parent.session_id IS NULL
