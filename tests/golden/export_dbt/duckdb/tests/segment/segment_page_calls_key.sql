-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 1d18ee182edce515
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A call is kept once in page_calls (R4).
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM {{ ref('segment_page_calls') }} AS page_calls
WHERE
    page_id IS NOT NULL
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1
