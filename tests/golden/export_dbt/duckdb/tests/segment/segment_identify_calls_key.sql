-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 980ff7a0182a624b
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A call is kept once in identify_calls (R4).
SELECT
    source,
    identify_id,
    COUNT(*) AS copies
FROM {{ ref('segment_identify_calls') }} AS identify_calls
WHERE
    identify_id IS NOT NULL
GROUP BY
    source,
    identify_id
HAVING
    COUNT(*) > 1
