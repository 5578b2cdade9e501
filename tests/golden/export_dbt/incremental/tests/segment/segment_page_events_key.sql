-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e232362feaf6a62f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- source, page_id is unique and never NULL in page_events.
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
            kept.page_id
        FROM {{ segment_run_was('segment_page_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id
        FROM (
            WITH pages_judged AS (
                /* The calls that are new, or whose copy loaded first is another now (R4). */
                SELECT
                    source,
                    page_id,
                    timestamp,
                    call_received_at,
                    user_id,
                    anonymous_id,
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
                    `price paid`,
                    reject_reason
                FROM {{ ref('segment_run_pages_changed') }}
            )

            SELECT
                source,
                page_id,
                timestamp,
                user_id,
                anonymous_id,
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
            FROM pages_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_pages_changed') }} AS theirs
        ON written.source = theirs.source AND written.page_id = theirs.page_id
) AS page_events
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
