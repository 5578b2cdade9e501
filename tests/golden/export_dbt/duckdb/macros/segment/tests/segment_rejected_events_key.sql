-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 0f6dd350063d5660
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_rejected_events_key(model, description=none) -%}
-- A rejected call is listed once, with its reason; calls without an id are listed each.
SELECT
    source,
    call_type,
    event_id,
    MIN(reason) AS reason,
    COUNT(*) AS copies
FROM (SELECT * FROM {{ model }}) AS rejected_events
GROUP BY
    source,
    call_type,
    event_id
HAVING
    (
        event_id IS NOT NULL AND COUNT(*) > 1
    )
    OR COUNT(rejected_events.reason) <> COUNT(*)
    OR source IS NULL
{% endtest %}
