-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text c0bc39017d932e0a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_rejected_reasons(model, description=none) -%}
-- A rejected call has the first reason that holds (R5).
SELECT
    source,
    call_type,
    event_id,
    timestamp,
    received_at,
    user_id,
    anonymous_id,
    reason
FROM (SELECT * FROM {{ model }}) AS rejected_events
WHERE
    NOT COALESCE(
        CASE
            WHEN event_id IS NULL
                THEN reason = 'missing_id'
            WHEN timestamp IS NULL
                THEN reason = 'missing_timestamp'
            WHEN user_id IS NULL AND anonymous_id IS NULL
                THEN reason = 'missing_person'
            WHEN EPOCH_US(timestamp) - EPOCH_US(received_at) > 86400000000
                THEN reason = 'clock_ahead'
            ELSE reason = 'clock_behind'
            AND timestamp < CAST('2000-01-01 00:00:00.000000' AS TIMESTAMP)
        END,
        FALSE
    )
    AND reason IS NOT NULL
{% endtest %}
