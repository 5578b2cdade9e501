-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 857b02473ef8bf30
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    alias='segment_time_spine',
    tags=['segment']
) }}

-- One row per day from 2000-01-01 to 2049-12-31: MetricFlow joins metrics to it.
WITH digits AS (
    /* The ten digits. */
    SELECT
        0 AS digit
    UNION ALL
    SELECT
        1 AS digit
    UNION ALL
    SELECT
        2 AS digit
    UNION ALL
    SELECT
        3 AS digit
    UNION ALL
    SELECT
        4 AS digit
    UNION ALL
    SELECT
        5 AS digit
    UNION ALL
    SELECT
        6 AS digit
    UNION ALL
    SELECT
        7 AS digit
    UNION ALL
    SELECT
        8 AS digit
    UNION ALL
    SELECT
        9 AS digit
),

numbered AS (
    /* The numbers that five digits make. */
    SELECT
        ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit + 10000 * ten_thousands.digit AS day_number
    FROM digits AS ones
    CROSS JOIN digits AS tens
    CROSS JOIN digits AS hundreds
    CROSS JOIN digits AS thousands
    CROSS JOIN digits AS ten_thousands
)

SELECT
    CAST('2000-01-01' AS DATE) + CAST(day_number AS INT) AS date_day
FROM numbered
WHERE
    day_number <= 18262
