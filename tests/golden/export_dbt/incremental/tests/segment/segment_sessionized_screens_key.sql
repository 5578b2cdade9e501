-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 54e6ff9d42df39de
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, screen_id is unique and never NULL in sessionized_screens.
SELECT
    source,
    screen_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.source,
        written.screen_id
    FROM (
        SELECT
            kept.source,
            kept.timestamp,
            kept.user_id,
            kept.screen_id
        FROM {{ segment_run_was('segment_sessionized_screens') }} AS kept
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
            put_in.screen_id
        FROM (
            SELECT
                source,
                timestamp,
                user_id,
                screen_id,
                session_index,
                session_id,
                name,
                `screen class`
            FROM {{ ref('segment_run_sessionized_screens_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
    WHERE
        written.timestamp >= theirs.cut_at
) AS sessionized_screens
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
