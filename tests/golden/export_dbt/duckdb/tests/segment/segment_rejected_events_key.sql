-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 62fc4115821743c4
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A rejected call is listed once, with its reason; calls without an id are listed each.
SELECT
    source,
    call_type,
    event_id,
    MIN(reason) AS reason,
    COUNT(*) AS copies
FROM {{ ref('segment_rejected_events') }} AS rejected_events
GROUP BY
    source,
    call_type,
    event_id
HAVING
    (
        event_id IS NOT NULL AND COUNT(*) > 1
    )
    OR COUNT(rejected_events.reason) <> COUNT(*)
    OR source IS NULL
