-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 83a224c5375742ca
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, track_id is unique and never NULL in sessionized_tracks.
SELECT
    source,
    track_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.source,
        written.track_id
    FROM (
        SELECT
            kept.source,
            kept.timestamp,
            kept.user_id,
            kept.track_id
        FROM {{ segment_run_was('segment_sessionized_tracks') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL OR NOT (
                kept.timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.timestamp,
            put_in.user_id,
            put_in.track_id
        FROM (
            SELECT
                source,
                timestamp,
                user_id,
                track_id,
                session_index,
                session_id,
                event,
                `coupon code`
            FROM {{ ref('segment_run_sessionized_tracks_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
    WHERE
        written.timestamp >= theirs.cut_at
) AS sessionized_tracks
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
