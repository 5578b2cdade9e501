-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 6d6bc24cfe74c84c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A call is kept once in track_calls (R4).
SELECT
    source,
    track_id,
    COUNT(*) AS copies
FROM {{ ref('segment_track_calls') }} AS track_calls
WHERE
    track_id IS NOT NULL
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1
