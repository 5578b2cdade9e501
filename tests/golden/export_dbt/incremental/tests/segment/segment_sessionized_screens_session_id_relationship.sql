-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 50ec259d4e20ecb2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every session_id of sessionized_screens that is there is one of sessions.
SELECT DISTINCT
    child.session_id
FROM (
    SELECT
        written.session_id
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id,
            kept.session_id
        FROM {{ segment_run_was('segment_sessionized_screens') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL OR NOT (
                kept.timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id,
            put_in.session_id
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
) AS child
LEFT JOIN {{ ref('segment_run_sessions_rebuilt') }} AS parent
    ON child.session_id = parent.session_id
WHERE
    child.session_id IS NOT NULL AND parent.session_id IS NULL
