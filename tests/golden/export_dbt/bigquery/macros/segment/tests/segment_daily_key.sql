-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 43991981446d33d2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_daily_key(model, description=none) -%}
-- A day has one row in daily for each combination of its dimensions (M1).
SELECT
    session_date,
    channel,
    traffic_source,
    traffic_medium,
    COUNT(*) AS copies
FROM (SELECT * FROM {{ model }}) AS daily
GROUP BY
    session_date,
    channel,
    traffic_source,
    traffic_medium
HAVING
    COUNT(*) > 1 OR COUNT(session_date) = 0
{% endtest %}
