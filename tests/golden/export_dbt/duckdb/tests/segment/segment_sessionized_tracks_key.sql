-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 07721f8e89bfea86
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, track_id is unique and never NULL in sessionized_tracks.
SELECT
    source,
    track_id,
    COUNT(*) AS copies
FROM {{ ref('segment_sessionized_tracks') }} AS sessionized_tracks
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
