-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6f4c7ee3a133e52c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- session_id is unique and never NULL in session_sources.
SELECT
    session_id,
    COUNT(*) AS copies
FROM {{ ref('segment_run_session_sources_rebuilt') }} AS session_sources
GROUP BY
    session_id
HAVING
    COUNT(*) > 1 OR session_id IS NULL
