-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text d1dc7847d2b8f388
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, page_id is unique and never NULL in sessionized_pages.
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
            kept.timestamp,
            kept.user_id,
            kept.page_id
        FROM {{ segment_run_was('segment_sessionized_pages') }} AS kept
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
            put_in.page_id
        FROM (
            SELECT
                source,
                timestamp,
                user_id,
                page_id,
                session_index,
                session_id,
                url,
                referrer,
                title,
                name,
                search,
                path,
                utm_content,
                utm_medium,
                utm_source,
                utm_campaign,
                utm_term,
                `category`,
                `price paid`
            FROM {{ ref('segment_run_sessionized_pages_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
    WHERE
        written.timestamp >= theirs.cut_at
) AS sessionized_pages
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
