-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1011f095db150701
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- key is unique and never NULL in traffic_sources.
SELECT
    key,
    COUNT(*) AS copies
FROM {{ ref('segment_run_traffic_sources_rebuilt') }}
GROUP BY
    key
HAVING
    COUNT(*) > 1 OR key IS NULL
