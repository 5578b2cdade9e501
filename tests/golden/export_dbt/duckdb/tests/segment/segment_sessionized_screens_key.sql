-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 07fdabde00acd0d9
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, screen_id is unique and never NULL in sessionized_screens.
SELECT
    source,
    screen_id,
    COUNT(*) AS copies
FROM {{ ref('segment_sessionized_screens') }} AS sessionized_screens
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
