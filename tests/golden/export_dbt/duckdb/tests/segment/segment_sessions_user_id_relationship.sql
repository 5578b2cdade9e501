-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text cbe12035e38c9294
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every user_id of sessions that is there is one of users.
SELECT DISTINCT
    child.user_id
FROM {{ ref('segment_sessions') }} AS child
LEFT JOIN {{ ref('segment_users') }} AS parent
    ON child.user_id = parent.user_id
WHERE
    child.user_id IS NOT NULL AND parent.user_id IS NULL
