-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text fbab168e99529302
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, page_id is unique and never NULL in touches.
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM {{ ref('segment_run_touches_rebuilt') }} AS touches
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
