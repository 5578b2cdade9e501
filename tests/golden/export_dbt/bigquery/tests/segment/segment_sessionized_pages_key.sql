-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f4773957597069b4
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, page_id is unique and never NULL in sessionized_pages.
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM {{ ref('segment_sessionized_pages') }} AS sessionized_pages
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
