-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 38c0a4760c8489bf
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, track_id is unique and never NULL in track_events.
SELECT
    source,
    track_id,
    COUNT(*) AS copies
FROM {{ ref('segment_track_events') }} AS track_events
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
