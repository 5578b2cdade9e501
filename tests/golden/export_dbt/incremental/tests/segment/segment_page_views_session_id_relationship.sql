-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e3107015135b4a28
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every session_id of page_views that is there is one of sessions.
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
        FROM {{ segment_run_was('segment_page_views') }} AS kept
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
                page_id,
                timestamp,
                user_id,
                session_id,
                session_index,
                page_index,
                is_entrance,
                is_exit,
                time_on_page_millis,
                previous_path,
                next_path,
                host,
                path,
                title,
                referrer_host,
                `category`,
                `price paid`
            FROM {{ ref('segment_run_page_views_rebuilt') }}
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
