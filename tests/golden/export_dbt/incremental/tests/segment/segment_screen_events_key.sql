-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text bd45aec81b5ea2c9
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, screen_id is unique and never NULL in screen_events.
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
            kept.screen_id
        FROM {{ segment_run_was('segment_screen_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.screen_id
        FROM (
            WITH screens_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    screen_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
                    name,
                    `screen class`,
                    reject_reason
                FROM {{ ref('segment_run_screens_changed') }}
            )

            SELECT
                source,
                screen_id,
                timestamp,
                user_id,
                anonymous_id,
                name,
                `screen class`
            FROM screens_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_screens_changed') }} AS theirs
        ON written.source = theirs.source AND written.screen_id = theirs.screen_id
) AS screen_events
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
