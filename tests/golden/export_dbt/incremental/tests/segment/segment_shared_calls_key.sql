-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 58c5f83a0c3da2eb
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, call_type, event_id is unique and never NULL in shared_calls.
SELECT
    source,
    call_type,
    event_id,
    COUNT(*) AS copies
FROM {{ ref('segment_run_shared_owned') }} AS shared_calls
GROUP BY
    source,
    call_type,
    event_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR call_type IS NULL OR event_id IS NULL
