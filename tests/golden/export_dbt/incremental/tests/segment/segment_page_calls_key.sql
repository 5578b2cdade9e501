-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 9577d2bb626682a7
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- set page_since = segment_run_since(ref('segment_run_loads'), 'page', ['web', 'ios']) %}

-- A call is kept once in page_calls (R4).
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
        FROM {{ segment_run_was('segment_page_calls') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.page_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ page_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ page_since['ios'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                )
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id
        FROM (
            SELECT
                source,
                page_id,
                timestamp,
                call_received_at,
                call_loaded_at,
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
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_pages_changed') }} AS theirs
        ON written.source = theirs.source AND written.page_id = theirs.page_id
) AS page_calls
WHERE
    page_id IS NOT NULL
GROUP BY
    source,
    page_id
HAVING
    COUNT(*) > 1
