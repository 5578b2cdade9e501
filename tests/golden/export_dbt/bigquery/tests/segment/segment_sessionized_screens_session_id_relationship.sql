-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b23f7926547c158a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session_id of sessionized_screens is one of sessions.
SELECT DISTINCT
  child.session_id
FROM {{ ref('segment_sessionized_screens') }} AS child
LEFT JOIN {{ ref('segment_sessions') }} AS parent
  ON child.session_id = parent.session_id
WHERE
  parent.session_id IS NULL
