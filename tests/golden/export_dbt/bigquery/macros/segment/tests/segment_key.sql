-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c7fcd43e18ec65a3
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_key(model, columns=none, may_lack=none, arguments=none, description=none) -%}
    {#- No two rows have the same key, and none lacks a part of it. Where rows may lack a column of it, those that do are
        not looked at. A dbt before 1.10 hands over `arguments` and `description` as they stand. -#}
    {%- set columns = columns or arguments.columns -%}
    {%- set may_lack = may_lack or (arguments or {}).get('may_lack') -%}
-- {{ columns | join(', ') }} is unique{{ ', where there is a ' ~ may_lack if may_lack else ' and never NULL' }}.
SELECT
    {{ columns | join(',\n    ') }},
    COUNT(*) AS copies
FROM (SELECT * FROM {{ model }}) AS tested
{% if may_lack -%}
WHERE {{ may_lack }} IS NOT NULL
{% endif -%}
GROUP BY
    {{ columns | join(',\n    ') }}
HAVING
    COUNT(*) > 1
    {%- if not may_lack %}
    {%- for column in columns %}
    OR {{ column }} IS NULL
    {%- endfor %}
    {%- endif %}
{% endtest %}
