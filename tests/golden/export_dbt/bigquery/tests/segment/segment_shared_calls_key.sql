-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c365750bedcbd3c6
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, call_type, event_id is unique and never NULL in shared_calls.
SELECT
    source,
    call_type,
    event_id,
    COUNT(*) AS copies
FROM {{ ref('segment_shared_calls') }} AS shared_calls
GROUP BY
    source,
    call_type,
    event_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR call_type IS NULL OR event_id IS NULL
