-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 0afe6abefe3cf664
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- set screen_since = segment_run_since(ref('segment_run_loads'), 'screen', ['web', 'ios']) %}

-- A call is kept once in screen_calls (R4).
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
        FROM {{ segment_run_was('segment_screen_calls') }} AS kept
        LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.screen_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ screen_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ screen_since['ios'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                )
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.screen_id
        FROM (
            SELECT
                source,
                screen_id,
                timestamp,
                call_received_at,
                call_loaded_at,
                user_id,
                anonymous_id,
                name,
                `screen class`,
                reject_reason
            FROM {{ ref('segment_run_screens_changed') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_screens_changed') }} AS theirs
        ON written.source = theirs.source AND written.screen_id = theirs.screen_id
) AS screen_calls
WHERE
    screen_id IS NOT NULL
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1
