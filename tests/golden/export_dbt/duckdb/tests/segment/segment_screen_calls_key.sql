-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 1a3497e531d464e6
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A call is kept once in screen_calls (R4).
SELECT
    source,
    screen_id,
    COUNT(*) AS copies
FROM {{ ref('segment_screen_calls') }} AS screen_calls
WHERE
    screen_id IS NOT NULL
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1
