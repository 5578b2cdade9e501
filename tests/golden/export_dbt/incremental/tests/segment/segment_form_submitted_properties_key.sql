-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1346dd9c57fb45fa
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- set form_submitted_properties_since = segment_run_since(ref('segment_run_loads'), 'form_submitted_properties', ['web', 'ios']) %}

-- A call is kept once in form_submitted_properties (R4).
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
        FROM {{ segment_run_was('segment_form_submitted_properties') }} AS kept
        LEFT JOIN {{ ref('segment_run_form_submitted_properties_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.track_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ form_submitted_properties_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ form_submitted_properties_since['ios'] }}Z' AS TIMESTAMP)
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
                `form`,
                reject_reason
            FROM {{ ref('segment_run_form_submitted_properties_changed') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_form_submitted_properties_changed') }} AS theirs
        ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS form_submitted_properties
WHERE
    track_id IS NOT NULL
GROUP BY
    source,
    track_id
HAVING
    COUNT(*) > 1
