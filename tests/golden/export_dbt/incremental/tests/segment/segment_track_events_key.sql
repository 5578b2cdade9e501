-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7a08e09c7d11c1f4
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, track_id is unique and never NULL in track_events.
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
            kept.track_id
        FROM {{ segment_run_was('segment_track_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.track_id
        FROM (
            WITH tracks_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    track_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
                    event,
                    `coupon code`,
                    reject_reason
                FROM {{ ref('segment_run_tracks_changed') }}
            )

            SELECT
                source,
                track_id,
                timestamp,
                user_id,
                anonymous_id,
                event,
                `coupon code`
            FROM tracks_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_tracks_changed') }} AS theirs
        ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS track_events
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
