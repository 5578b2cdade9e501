-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 2121872511d387cc
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- set identify_since = segment_run_since(ref('segment_run_loads'), 'identify', ['web', 'ios']) %}

-- A call is kept once in identify_calls (R4).
SELECT
    source,
    identify_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.source,
        written.identify_id
    FROM (
        SELECT
            kept.source,
            kept.identify_id
        FROM {{ segment_run_was('segment_identify_calls') }} AS kept
        LEFT JOIN {{ ref('segment_run_identifies_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.identify_id = theirs_1.identify_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.identify_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                )
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.identify_id
        FROM (
            SELECT
                source,
                identify_id,
                timestamp,
                call_received_at,
                call_loaded_at,
                user_id,
                anonymous_id,
                `email`,
                `company name`,
                reject_reason
            FROM {{ ref('segment_run_identifies_changed') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_identifies_changed') }} AS theirs
        ON written.source = theirs.source AND written.identify_id = theirs.identify_id
) AS identify_calls
WHERE
    identify_id IS NOT NULL
GROUP BY
    source,
    identify_id
HAVING
    COUNT(*) > 1
