-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 8c26c40e8c08059c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, page_id is unique and never NULL in touches.
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM {{ ref('segment_touches') }} AS touches
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
