{#- How dbt carries out an incremental run of these models. The rules of it:

    NAME_run_started decides once what the run is: its id, what it is based on, whether it builds everything.
    The other models of the folder run/ work out what arrived and what changes. They read models as the last run left
    them, without ref(): so there is no circle. NAME_run_publish changes all models in one go; the models themselves
    are built only in a full run. NAME_run_published then writes the marker that says what the models hold.
-#}

{%- macro NAME_run_place(name) -%}
    {#- Where a model of this export stands. It makes no dependency. -#}
    {%- set node = graph.nodes['model.' ~ model.package_name ~ '.' ~ name] -%}
    {%- set at = {'schema': node.schema, 'identifier': node.alias} -%}
    {%- if this.database -%}{%- do at.update({'database': node.database}) -%}{%- endif -%}
    {{- return(this.incorporate(path=at, type='table')) -}}
{%- endmacro -%}

{%- macro NAME_run_there(name) -%}
    {#- A model's table if there is one, else none. -#}
    {%- set node = graph.nodes['model.' ~ model.package_name ~ '.' ~ name] -%}
    {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
{%- endmacro -%}

{%- macro NAME_run_own_name(name) -%}
    {{- graph.nodes['model.' ~ model.package_name ~ '.' ~ name].alias if execute else name -}}
{%- endmacro -%}

{%- macro NAME_run_text(value) -%}
    {#- A time as text: UTC, with microseconds. -#}
    {%- if value is string or value is none -%}{{- return(value) -}}{%- endif -%}
    {%- if value.tzinfo -%}{%- set value = value.astimezone(modules.pytz.utc).replace(tzinfo=none) -%}{%- endif -%}
    {{- return(value.isoformat(' ', 'microseconds')) -}}
{%- endmacro -%}

{%- macro NAME_run_row(name) -%}
    {#- The one row of NAME_run_started or NAME_run_publish, as a dictionary; none where there is none. -#}
    {%- set at = NAME_run_there(name) if execute else none -%}
    {%- if at is none -%}{{- return(none) -}}{%- endif -%}
    {%- set rows = run_query('SELECT run_id, based_on, is_full, configuration, started_at, until FROM ' ~ at).rows -%}
    {%- if rows | length != 1 -%}{{- return(none) -}}{%- endif -%}
    {%- set row = rows[0] -%}
    {{- return({
        'run_id': row[0], 'based_on': row[1], 'is_full': row[2] | int == 1, 'configuration': row[3],
        'started_at': NAME_run_text(row[4]), 'until': NAME_run_text(row[5])
    }) -}}
{%- endmacro -%}

{%- macro NAME_run_is_full() -%}
    {%- set started = NAME_run_row('NAME_run_started') -%}
    {{- return(started is none or started.is_full) -}}
{%- endmacro -%}

{%- macro NAME_run_was(name) -%}
    {#- A model as the last run left it; in a full run, its columns and no rows. -#}
    {%- if execute and not NAME_run_is_full() -%}
        {{- NAME_run_place(name) -}}
    {%- else -%}
        ({{ NAME_run_nothing(name) }})
    {%- endif -%}
{%- endmacro -%}

{%- macro NAME_run_since(loads, call_type, sources) -%}
    {#- For each source, the time of loading from which on rows of a type are read: the latest one, less the overlap. -#}
    {%- set found = {} -%}
    {%- for source in sources -%}{%- do found.update({source: '0001-01-01 00:00:00.000000'}) -%}{%- endfor -%}
    {%- if execute -%}
        {%- set asked = "SELECT source, loaded_at FROM " ~ loads ~ " WHERE call_type = '" ~ call_type ~ "'" -%}
        {%- for row in run_query(asked).rows if row[0] in found -%}
            {%- set moment = modules.datetime.datetime.fromisoformat(NAME_run_text(row[1])) -%}
            {%- set overlap = modules.datetime.timedelta(microseconds=OVERLAP) -%}
            {%- if moment - modules.datetime.datetime(1, 1, 1) > overlap -%}
                {%- do found.update({row[0]: NAME_run_text(moment - overlap)}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}

{%- macro NAME_run_until() -%}
    {#- When the run began that the models are from. A load that says a later time is of a clock that is ahead. -#}
    {%- set started = NAME_run_row('NAME_run_started') -%}
    {{- (started.until if started else none) or '9999-12-31 23:59:59.999999' -}}
{%- endmacro -%}

{%- macro NAME_run_moment(asked) -%}
    {#- A moment as a constant, by which the warehouse prunes partitions; NULL where there is none. -#}
    {%- set moment = run_query(asked).rows[0][0] if execute else none -%}
    {{- return("MOMENT".replace('TOLD', NAME_run_text(moment)) if moment else "NO_TIME") -}}
{%- endmacro -%}

{%- macro NAME_run_guard() -%}
    {#- Models of a run are built by whole runs only, and of the run that started last. -#}
    {%- if execute and model.resource_type == 'model' and flags.WHICH in ('run', 'build', 'retry') -%}
        {%- set package = model.package_name -%}
        {%- set how = 'dbt build --select ' ~ package ~ '.NAME' -%}
        {%- if flags.EMPTY -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built with --empty: it would lose rows') }}
        {%- endif -%}
        {%- if selected_resources and 'model.' ~ package ~ '.NAME_run_started' not in selected_resources -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built by itself: what it is made from is of '
                ~ 'another run. Select the folder, ' ~ how ~ ', or what it is made from, --select +' ~ model.name) }}
        {%- endif -%}
        {%- set started = NAME_run_row('NAME_run_started') -%}
        {%- if started is none or (selected_resources and started.run_id != invocation_id) -%}
            {{ exceptions.raise_compiler_error('Another run of NAME has started since. Run again when it has ended: '
                ~ how) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{%- macro NAME_run_guard_worked_out() -%}
    {#- Likewise, and not after the models have changed: as they were before is gone then. -#}
    {{- NAME_run_guard() -}}
    {%- if execute and model.resource_type == 'model' and flags.WHICH in ('run', 'build', 'retry') -%}
        {%- set published = NAME_run_row('NAME_run_publish') -%}
        {%- if published and published.run_id == NAME_run_row('NAME_run_started').run_id -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built again: the models have changed since. '
                ~ 'Start another run: dbt build --select ' ~ model.package_name ~ '.NAME') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{%- macro NAME_run_start(members, configuration) -%}
    {#- What this run is, as the select of one row. It is full where a model or the marker is missing, where the marker
        is of another configuration, and with --full-refresh. -#}
    {%- set published = NAME_run_row('NAME_run_publish') -%}
    {%- set found = namespace(full=published is none or published.configuration != configuration or flags.FULL_REFRESH) -%}
    {%- if execute -%}
        {%- for name in members -%}
            {%- set there = NAME_run_there(name) -%}
            {%- if there is none or there.type == 'view' -%}{%- set found.full = true -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set began = NAME_run_text(run_started_at.replace(tzinfo=none)) -%}
SELECT
    OPENS'{{ invocation_id }}'CLOSES AS run_id,
    OPENS'{{ published.run_id if published else '' }}'CLOSES AS based_on,
    {{ 1 if found.full else 0 }} AS is_full,
    OPENS'{{ configuration }}'CLOSES AS configuration,
    OPENS'{{ began }}'CLOSES AS started_at,
    OPENS'{{ published.started_at if published else '' }}'CLOSES AS until
{%- endmacro -%}

{%- macro NAME_run_forgotten(list) -%}
    {#- What tells apart two states of the table of who is forgotten: somebody more, and everything is built anew. -#}
    {%- set row = run_query('SELECT count(*), min(id_hash), max(id_hash) FROM ' ~ list).rows[0] if execute else [0] -%}
    {{- return('' if row[0] == 0 else ' without ' ~ row[0] ~ ' ' ~ row[1] ~ ' ' ~ row[2]) -}}
{%- endmacro -%}

{%- macro NAME_run_marker() -%}
    SELECT run_id, based_on, is_full, configuration, started_at, until FROM {{ NAME_run_place('NAME_run_started') }}
{%- endmacro -%}

{%- macro NAME_run_changes(sql) -%}
    {#- The statements of NAME_run_publish, one by one. -#}
    {%- set found = [] -%}
    {%- for one in sql.split('\n-- then\n') if one.strip() -%}{%- do found.append(one.strip()) -%}{%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{%- macro NAME_run_refuse_others(target, started) -%}
    {%- set found = run_query('SELECT run_id FROM ' ~ target).rows -%}
    {%- if found | length != 1 or found[0][0] != started.based_on -%}
        {{ exceptions.raise_compiler_error('Another run of NAME has changed the models meanwhile. Run again') }}
    {%- endif -%}
{%- endmacro -%}

{%- macro NAME_run_by_statements(changes, target, started) -%}
    {#- In the transaction that dbt opens. A second run waits at the first statement, and is refused then. -#}
    {% call statement('lock') %}UPDATE {{ target }} SET run_id = run_id WHERE TRUE{% endcall %}
    {%- do NAME_run_refuse_others(target, started) -%}
    {%- for one in changes -%}
        {% call statement('change_' ~ loop.index) %}{{ one }}{% endcall %}
    {%- endfor -%}
    {% call statement('unmark') %}DELETE FROM {{ target }} WHERE TRUE{% endcall %}
    {% call statement('main') %}INSERT INTO {{ target }} {{ NAME_run_marker() }}{% endcall %}
{%- endmacro -%}

{%- macro NAME_run_by_script(changes, target, started) -%}
    {#- In a transaction of its own: the adapter opens none. Another run divides by zero. -#}
    {% call statement('main') %}
BEGIN;
UPDATE {{ target }} SET run_id = run_id WHERE TRUE;
SELECT 1 / (SELECT count(*) FROM {{ target }} WHERE run_id = '{{ started.based_on }}');
{% for one in changes %}{{ one }};
{% endfor %}
DELETE FROM {{ target }} WHERE TRUE;
INSERT INTO {{ target }} {{ NAME_run_marker() }};
COMMIT;
    {% endcall %}
{%- endmacro -%}

{%- macro NAME_run_by_asserting_script(changes, target, started) -%}
    {#- In one job, which goes on or ends whatever becomes of dbt. -#}
    {% call statement('main') %}
BEGIN TRANSACTION;
ASSERT (SELECT count(*) FROM {{ target }} WHERE run_id = '{{ started.based_on }}') = 1
    AS 'Another run of NAME has changed the models meanwhile. Run again';
{% for one in changes %}{{ one }};
{% endfor %}
DELETE FROM {{ target }} WHERE TRUE;
INSERT INTO {{ target }} {{ NAME_run_marker() }};
COMMIT TRANSACTION;
    {% endcall %}
{%- endmacro -%}

{%- macro NAME_run_by_merges(changes, target, started) -%}
    {#- A MERGE a table, where no transaction spans several: between the two, no run can go on from the models. -#}
    {%- do NAME_run_refuse_others(target, started) -%}
    {% call statement('unmark') %}DELETE FROM {{ target }} WHERE TRUE{% endcall %}
    {%- for one in changes -%}
        {% call statement('change_' ~ loop.index) %}{{ one }}{% endcall %}
    {%- endfor -%}
    {% call statement('main') %}INSERT INTO {{ target }} {{ NAME_run_marker() }}{% endcall %}
{%- endmacro -%}

{% materialization NAME_publish, default %}
    {#- One row, which says of which run the models are; and with it everything that a run changes. In a full run the
        row goes first: until all models are made anew there is nothing to go on from. -#}
    {%- set target = this.incorporate(type='table') -%}
    {%- set started = NAME_run_row('NAME_run_started') -%}
    {%- set there = NAME_run_row('NAME_run_publish') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if started.is_full -%}
        {%- for name in config.get('members') + ['NAME_run_published']
            if selected_resources and 'model.' ~ model.package_name ~ '.' ~ name not in selected_resources -%}
            {{ exceptions.raise_compiler_error('This run builds everything anew, but ' ~ name ~ ' is not selected. '
                ~ 'Select the folder: dbt build --select ' ~ model.package_name ~ '.NAME') }}
        {%- endfor -%}
        {%- if load_cached_relation(this) is not none -%}{%- do adapter.drop_relation(load_cached_relation(this)) -%}{%- endif -%}
        {% call statement('main') %}
            {{ get_create_table_as_sql(False, target, 'SELECT * FROM (' ~ NAME_run_marker() ~ ') AS marker LIMIT 0') }}
        {% endcall %}
    {%- elif there and there.run_id == started.run_id -%}
        {% call noop_statement('main', 'PUBLISHED ALREADY') %}{% endcall %}
    {%- else -%}
        {%- set publish = context['NAME_run_by_' ~ config.get('publishing')] -%}
        {{ publish(NAME_run_changes(sql), target, started) }}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if started.is_full or not (there and there.run_id == started.run_id) -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization NAME_member, default %}
    {#- A model: built as a table in a full run, and else changed by NAME_run_publish already. -#}
    {%- if NAME_run_is_full() -%}
        {%- set table = context.get('materialization_table_' ~ adapter.type(), materialization_table_default) -%}
        {%- set built = table() -%}
        {%- for one in config.get('settled', []) -%}
            {% call statement('settled_' ~ loop.index) %}{{ render(one) }}{% endcall %}
            {%- if loop.last -%}{%- do adapter.commit() -%}{%- endif -%}
        {%- endfor -%}
        {{ return(built) }}
    {%- endif -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call noop_statement('main', 'BROUGHT UP TO DATE') %}{% endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization NAME_published, default %}
    {#- Writes the marker of a full run, once all models are there. -#}
    {%- set target = NAME_run_place('NAME_run_publish') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set writes = NAME_run_is_full() and NAME_run_row('NAME_run_publish') is none -%}
    {%- if writes -%}
        {% call statement('main') %}INSERT INTO {{ target }} {{ NAME_run_marker() }}{% endcall %}
    {%- else -%}
        {% call noop_statement('main', 'PUBLISHED') %}{% endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if writes -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': []}) }}
{% endmaterialization %}
