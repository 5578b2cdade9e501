-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 3592e02cd9660e74
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- set order_completed_properties_since = segment_run_since(ref('segment_run_loads'), 'order_completed_properties', ['web', 'ios']) %}

-- A call is kept once in order_completed_properties (R4).
SELECT
    source,
    track_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.source,
        written.track_id
    FROM (
        SELECT
            kept.source,
            kept.track_id
        FROM {{ segment_run_was('segment_order_completed_properties') }} AS kept
        LEFT JOIN {{ ref('segment_run_order_completed_properties_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.track_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ order_completed_properties_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ order_completed_properties_since['ios'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                )
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.track_id
        FROM (
            SELECT
                source,
                track_id,
                timestamp,
                call_received_at,
                call_loaded_at,
                user_id,
                anonymous_id,
                event_text,
                `revenue`,
                `order_id`,
                `currency`,
                reject_reason
            FROM {{ ref('segment_run_order_completed_properties_changed') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_order_completed_properties_changed') }} AS theirs
        ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS order_completed_properties
WHERE
    track_id IS NOT NULL
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1
