-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 517bca60a006d856
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_relationship(model, column=none, to=none, arguments=none, description=none) -%}
    {#- Every value of a column is one of another model's column of the same name. A dbt before 1.10 hands over
        `arguments` and `description` as they stand. -#}
    {%- set column = column or arguments.column -%}
    {%- set to = to or arguments.to -%}
-- Every {{ column }} that is there is one of {{ to }}.
SELECT DISTINCT
    child.{{ column }}
FROM (SELECT * FROM {{ model }}) AS child
LEFT JOIN {{ to }} AS parent
    ON child.{{ column }} = parent.{{ column }}
WHERE child.{{ column }} IS NOT NULL AND parent.{{ column }} IS NULL
{% endtest %}
