-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 95beb31d97fc5d36
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, page_id is unique and never NULL in page_events.
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM {{ ref('segment_page_events') }} AS page_events
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
