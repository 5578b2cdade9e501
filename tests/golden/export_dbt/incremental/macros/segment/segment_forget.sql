-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b26f7049c45d853d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- macro segment_forget(ids) -%}
    {#- Write down who is to be kept out of every model: user ids, with every anonymous id that is theirs, and anonymous
        ids. The next run builds everything without them. -#}
    {%- set at = namespace() -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- if node.name == 'segment_forgotten' -%}
            {%- set at.list = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- elif node.name == 'segment_user_map' -%}
            {%- set at.map = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not at.list or not at.map -%}
        {{ exceptions.raise_compiler_error('There are no models yet to forget somebody in. Build them first: dbt build') }}
    {%- endif -%}
    {%- set now = "CAST('TOLDZ' AS TIMESTAMP)".replace('TOLD', run_started_at.replace(tzinfo=none).isoformat(' ', 'microseconds')) -%}
    {%- set given = [] -%}
    {%- for id in ids -%}{%- do given.append("'" ~ (id | string).replace("'", "''") ~ "'") -%}{%- endfor -%}
    {% call statement('forget', auto_begin=True) %}
INSERT INTO {{ at.list }}
SELECT DISTINCT given.id_hash, {{ now }} AS written_at
FROM (
    {% for id in ids %}SELECT '{{ local_md5(id | string) }}' AS id_hash
    UNION ALL
    {% endfor %}SELECT TO_HEX(MD5(anonymous_id)) AS id_hash FROM {{ at.map }} WHERE user_id IN ({{ given | join(', ') }})
) AS given
LEFT JOIN {{ at.list }} AS known ON given.id_hash = known.id_hash
WHERE known.id_hash IS NULL
    {% endcall %}
    {%- do adapter.commit() -%}
    {{ log((ids | length) ~ ' written down. The next run builds everything without them: dbt build', info=True) }}
{%- endmacro -%}

{% materialization segment_kept, default %}
    {#- A table that is made once, and that no run changes. -#}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set there = load_cached_relation(this) -%}
    {%- if there is none -%}
        {% call statement('main') %}{{ get_create_table_as_sql(False, target, sql) }}{% endcall %}
    {%- else -%}
        {% call noop_statement('main', 'KEPT AS IT IS') %}{% endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if there is none -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
