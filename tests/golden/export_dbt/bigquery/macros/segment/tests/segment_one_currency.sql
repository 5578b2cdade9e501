-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 70345bed1f6e4c28
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_one_currency(model, description=none) -%}
-- The values of one conversion are in one currency; they are never converted (V3).
SELECT
    conversion,
    COUNT(DISTINCT currency) AS currencies,
    MIN(currency) AS one,
    MAX(currency) AS other,
    COUNT(*) AS conversions
FROM (SELECT * FROM {{ model }}) AS conversion_calls
WHERE
    value IS NOT NULL AND NOT is_repeat
GROUP BY
    conversion
HAVING
    COUNT(DISTINCT currency) > 1
{% endtest %}
