-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 577c3d02e0544bbc
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, page_id is unique and never NULL in page_views.
SELECT
    source,
    page_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.source,
        written.page_id
    FROM (
        SELECT
            kept.source,
            kept.page_id,
            kept.timestamp,
            kept.user_id
        FROM {{ segment_run_was('segment_page_views') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL OR NOT (
                kept.timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id,
            put_in.timestamp,
            put_in.user_id
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
) AS page_views
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
