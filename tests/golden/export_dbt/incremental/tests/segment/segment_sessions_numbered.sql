-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6346c62df79f3a49
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A person's sessions are numbered 1, 2, 3 … (R9).
SELECT
    user_id,
    COUNT(*) AS sessions,
    MIN(session_index) AS first_index,
    MAX(session_index) AS last_index
FROM (
    SELECT
        written.session_index,
        written.user_id
    FROM (
        SELECT
            kept.session_index,
            kept.user_id
        FROM {{ segment_run_was('segment_sessions') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL
            OR NOT (
                kept.session_start_timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.session_index,
            put_in.user_id
        FROM (
            SELECT
                session_id,
                session_index,
                user_id,
                session_start_timestamp,
                session_end_timestamp,
                stats,
                first_page_values,
                last_page_values,
                first_screen_values,
                last_screen_values,
                records
            FROM {{ ref('segment_run_sessions_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
) AS sessions
GROUP BY
    user_id
HAVING
    MIN(session_index) <> 1
    OR MAX(session_index) <> COUNT(*)
    OR COUNT(DISTINCT session_index) <> COUNT(*)
