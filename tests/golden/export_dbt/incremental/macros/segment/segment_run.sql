-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text eaa82e21789973cb
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{#- How dbt carries out an incremental run of these models. The rules of it:

    segment_run_started decides once what the run is: its id, what it is based on, whether it builds everything.
    The other models of the folder run/ work out what arrived and what changes. They read models as the last run left
    them, without ref(): so there is no circle. segment_run_publish changes all models in one go; the models themselves
    are built only in a full run. segment_run_published then writes the marker that says what the models hold.
-#}

{%- macro segment_run_place(name) -%}
    {#- Where a model of this export stands. It makes no dependency. -#}
    {%- set node = graph.nodes['model.' ~ model.package_name ~ '.' ~ name] -%}
    {%- set at = {'schema': node.schema, 'identifier': node.alias} -%}
    {%- if this.database -%}{%- do at.update({'database': node.database}) -%}{%- endif -%}
    {{- return(this.incorporate(path=at, type='table')) -}}
{%- endmacro -%}

{%- macro segment_run_there(name) -%}
    {#- A model's table if there is one, else none. -#}
    {%- set node = graph.nodes['model.' ~ model.package_name ~ '.' ~ name] -%}
    {{- return(adapter.get_relation(node.database, node.schema, node.alias)) -}}
{%- endmacro -%}

{%- macro segment_run_own_name(name) -%}
    {{- graph.nodes['model.' ~ model.package_name ~ '.' ~ name].alias if execute else name -}}
{%- endmacro -%}

{%- macro segment_run_text(value) -%}
    {#- A time as text: UTC, with microseconds. -#}
    {%- if value is string or value is none -%}{{- return(value) -}}{%- endif -%}
    {%- if value.tzinfo -%}{%- set value = value.astimezone(modules.pytz.utc).replace(tzinfo=none) -%}{%- endif -%}
    {{- return(value.isoformat(' ', 'microseconds')) -}}
{%- endmacro -%}

{%- macro segment_run_row(name) -%}
    {#- The one row of segment_run_started or segment_run_publish, as a dictionary; none where there is none. -#}
    {%- set at = segment_run_there(name) if execute else none -%}
    {%- if at is none -%}{{- return(none) -}}{%- endif -%}
    {%- set rows = run_query('SELECT run_id, based_on, is_full, configuration, started_at, until FROM ' ~ at).rows -%}
    {%- if rows | length != 1 -%}{{- return(none) -}}{%- endif -%}
    {%- set row = rows[0] -%}
    {{- return({
        'run_id': row[0], 'based_on': row[1], 'is_full': row[2] | int == 1, 'configuration': row[3],
        'started_at': segment_run_text(row[4]), 'until': segment_run_text(row[5])
    }) -}}
{%- endmacro -%}

{%- macro segment_run_is_full() -%}
    {%- set started = segment_run_row('segment_run_started') -%}
    {{- return(started is none or started.is_full) -}}
{%- endmacro -%}

{%- macro segment_run_was(name) -%}
    {#- A model as the last run left it; in a full run, its columns and no rows. -#}
    {%- if execute and not segment_run_is_full() -%}
        {{- segment_run_place(name) -}}
    {%- else -%}
        ({{ segment_run_nothing(name) }})
    {%- endif -%}
{%- endmacro -%}

{%- macro segment_run_since(loads, call_type, sources) -%}
    {#- For each source, the time of loading from which on rows of a type are read: the latest one, less the overlap. -#}
    {%- set found = {} -%}
    {%- for source in sources -%}{%- do found.update({source: '0001-01-01 00:00:00.000000'}) -%}{%- endfor -%}
    {%- if execute -%}
        {%- set asked = "SELECT source, loaded_at FROM " ~ loads ~ " WHERE call_type = '" ~ call_type ~ "'" -%}
        {%- for row in run_query(asked).rows if row[0] in found -%}
            {%- set moment = modules.datetime.datetime.fromisoformat(segment_run_text(row[1])) -%}
            {%- set overlap = modules.datetime.timedelta(microseconds=10800000000) -%}
            {%- if moment - modules.datetime.datetime(1, 1, 1) > overlap -%}
                {%- do found.update({row[0]: segment_run_text(moment - overlap)}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}

{%- macro segment_run_until() -%}
    {#- When the run began that the models are from. A load that says a later time is of a clock that is ahead. -#}
    {%- set started = segment_run_row('segment_run_started') -%}
    {{- (started.until if started else none) or '9999-12-31 23:59:59.999999' -}}
{%- endmacro -%}

{%- macro segment_run_moment(asked) -%}
    {#- A moment as a constant, by which the warehouse prunes partitions; NULL where there is none. -#}
    {%- set moment = run_query(asked).rows[0][0] if execute else none -%}
    {{- return("CAST('TOLDZ' AS TIMESTAMP)".replace('TOLD', segment_run_text(moment)) if moment else "CAST(NULL AS TIMESTAMP)") -}}
{%- endmacro -%}

{%- macro segment_run_guard() -%}
    {#- Models of a run are built by whole runs only, and of the run that started last. -#}
    {%- if execute and model.resource_type == 'model' and flags.WHICH in ('run', 'build', 'retry') -%}
        {%- set package = model.package_name -%}
        {%- set how = 'dbt build --select ' ~ package ~ '.segment' -%}
        {%- if flags.EMPTY -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built with --empty: it would lose rows') }}
        {%- endif -%}
        {%- if selected_resources and 'model.' ~ package ~ '.segment_run_started' not in selected_resources -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built by itself: what it is made from is of '
                ~ 'another run. Select the folder, ' ~ how ~ ', or what it is made from, --select +' ~ model.name) }}
        {%- endif -%}
        {%- set started = segment_run_row('segment_run_started') -%}
        {%- if started is none or (selected_resources and started.run_id != invocation_id) -%}
            {{ exceptions.raise_compiler_error('Another run of segment has started since. Run again when it has ended: '
                ~ how) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{%- macro segment_run_guard_worked_out() -%}
    {#- Likewise, and not after the models have changed: as they were before is gone then. -#}
    {{- segment_run_guard() -}}
    {%- if execute and model.resource_type == 'model' and flags.WHICH in ('run', 'build', 'retry') -%}
        {%- set published = segment_run_row('segment_run_publish') -%}
        {%- if published and published.run_id == segment_run_row('segment_run_started').run_id -%}
            {{ exceptions.raise_compiler_error(model.name ~ ' cannot be built again: the models have changed since. '
                ~ 'Start another run: dbt build --select ' ~ model.package_name ~ '.segment') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{%- macro segment_run_start(members, configuration) -%}
    {#- What this run is, as the select of one row. It is full where a model or the marker is missing, where the marker
        is of another configuration, and with --full-refresh. -#}
    {%- set published = segment_run_row('segment_run_publish') -%}
    {%- set found = namespace(full=published is none or published.configuration != configuration or flags.FULL_REFRESH) -%}
    {%- if execute -%}
        {%- for name in members -%}
            {%- set there = segment_run_there(name) -%}
            {%- if there is none or there.type == 'view' -%}{%- set found.full = true -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set began = segment_run_text(run_started_at.replace(tzinfo=none)) -%}
SELECT
    '{{ invocation_id }}' AS run_id,
    '{{ published.run_id if published else '' }}' AS based_on,
    {{ 1 if found.full else 0 }} AS is_full,
    '{{ configuration }}' AS configuration,
    '{{ began }}' AS started_at,
    '{{ published.started_at if published else '' }}' AS until
{%- endmacro -%}

{%- macro segment_run_forgotten(list) -%}
    {#- What tells apart two states of the table of who is forgotten: somebody more, and everything is built anew. -#}
    {%- set row = run_query('SELECT count(*), min(id_hash), max(id_hash) FROM ' ~ list).rows[0] if execute else [0] -%}
    {{- return('' if row[0] == 0 else ' without ' ~ row[0] ~ ' ' ~ row[1] ~ ' ' ~ row[2]) -}}
{%- endmacro -%}

{%- macro segment_run_marker() -%}
    SELECT run_id, based_on, is_full, configuration, started_at, until FROM {{ segment_run_place('segment_run_started') }}
{%- endmacro -%}

{%- macro segment_run_changes(sql) -%}
    {#- The statements of segment_run_publish, one by one. -#}
    {%- set found = [] -%}
    {%- for one in sql.split('\n-- then\n') if one.strip() -%}{%- do found.append(one.strip()) -%}{%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{%- macro segment_run_refuse_others(target, started) -%}
    {%- set found = run_query('SELECT run_id FROM ' ~ target).rows -%}
    {%- if found | length != 1 or found[0][0] != started.based_on -%}
        {{ exceptions.raise_compiler_error('Another run of segment has changed the models meanwhile. Run again') }}
    {%- endif -%}
{%- endmacro -%}

{%- macro segment_run_by_statements(changes, target, started) -%}
    {#- In the transaction that dbt opens. A second run waits at the first statement, and is refused then. -#}
    {% call statement('lock') %}UPDATE {{ target }} SET run_id = run_id WHERE TRUE{% endcall %}
    {%- do segment_run_refuse_others(target, started) -%}
    {%- for one in changes -%}
        {% call statement('change_' ~ loop.index) %}{{ one }}{% endcall %}
    {%- endfor -%}
    {% call statement('unmark') %}DELETE FROM {{ target }} WHERE TRUE{% endcall %}
    {% call statement('main') %}INSERT INTO {{ target }} {{ segment_run_marker() }}{% endcall %}
{%- endmacro -%}

{%- macro segment_run_by_script(changes, target, started) -%}
    {#- In a transaction of its own: the adapter opens none. Another run divides by zero. -#}
    {% call statement('main') %}
BEGIN;
UPDATE {{ target }} SET run_id = run_id WHERE TRUE;
SELECT 1 / (SELECT count(*) FROM {{ target }} WHERE run_id = '{{ started.based_on }}');
{% for one in changes %}{{ one }};
{% endfor %}
DELETE FROM {{ target }} WHERE TRUE;
INSERT INTO {{ target }} {{ segment_run_marker() }};
COMMIT;
    {% endcall %}
{%- endmacro -%}

{%- macro segment_run_by_asserting_script(changes, target, started) -%}
    {#- In one job, which goes on or ends whatever becomes of dbt. -#}
    {% call statement('main') %}
BEGIN TRANSACTION;
ASSERT (SELECT count(*) FROM {{ target }} WHERE run_id = '{{ started.based_on }}') = 1
    AS 'Another run of segment has changed the models meanwhile. Run again';
{% for one in changes %}{{ one }};
{% endfor %}
DELETE FROM {{ target }} WHERE TRUE;
INSERT INTO {{ target }} {{ segment_run_marker() }};
COMMIT TRANSACTION;
    {% endcall %}
{%- endmacro -%}

{%- macro segment_run_by_merges(changes, target, started) -%}
    {#- A MERGE a table, where no transaction spans several: between the two, no run can go on from the models. -#}
    {%- do segment_run_refuse_others(target, started) -%}
    {% call statement('unmark') %}DELETE FROM {{ target }} WHERE TRUE{% endcall %}
    {%- for one in changes -%}
        {% call statement('change_' ~ loop.index) %}{{ one }}{% endcall %}
    {%- endfor -%}
    {% call statement('main') %}INSERT INTO {{ target }} {{ segment_run_marker() }}{% endcall %}
{%- endmacro -%}

{% materialization segment_publish, default %}
    {#- One row, which says of which run the models are; and with it everything that a run changes. In a full run the
        row goes first: until all models are made anew there is nothing to go on from. -#}
    {%- set target = this.incorporate(type='table') -%}
    {%- set started = segment_run_row('segment_run_started') -%}
    {%- set there = segment_run_row('segment_run_publish') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if started.is_full -%}
        {%- for name in config.get('members') + ['segment_run_published']
            if selected_resources and 'model.' ~ model.package_name ~ '.' ~ name not in selected_resources -%}
            {{ exceptions.raise_compiler_error('This run builds everything anew, but ' ~ name ~ ' is not selected. '
                ~ 'Select the folder: dbt build --select ' ~ model.package_name ~ '.segment') }}
        {%- endfor -%}
        {%- if load_cached_relation(this) is not none -%}{%- do adapter.drop_relation(load_cached_relation(this)) -%}{%- endif -%}
        {% call statement('main') %}
            {{ get_create_table_as_sql(False, target, 'SELECT * FROM (' ~ segment_run_marker() ~ ') AS marker LIMIT 0') }}
        {% endcall %}
    {%- elif there and there.run_id == started.run_id -%}
        {% call noop_statement('main', 'PUBLISHED ALREADY') %}{% endcall %}
    {%- else -%}
        {%- set publish = context['segment_run_by_' ~ config.get('publishing')] -%}
        {{ publish(segment_run_changes(sql), target, started) }}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if started.is_full or not (there and there.run_id == started.run_id) -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization segment_member, default %}
    {#- A model: built as a table in a full run, and else changed by segment_run_publish already. -#}
    {%- if segment_run_is_full() -%}
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

{% materialization segment_published, default %}
    {#- Writes the marker of a full run, once all models are there. -#}
    {%- set target = segment_run_place('segment_run_publish') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set writes = segment_run_is_full() and segment_run_row('segment_run_publish') is none -%}
    {%- if writes -%}
        {% call statement('main') %}INSERT INTO {{ target }} {{ segment_run_marker() }}{% endcall %}
    {%- else -%}
        {% call noop_statement('main', 'PUBLISHED') %}{% endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- if writes -%}{%- do adapter.commit() -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': []}) }}
{% endmaterialization %}

{%- macro segment_run_nothing(name) -%}
    {#- The columns of a model, and no rows: how a full run reads it as it was. -#}
    {%- if name == 'segment_order_completed_properties' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `revenue`,
  CAST(NULL AS STRING) AS `order_id`,
  CAST(NULL AS STRING) AS `currency`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_open_properties' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `channel`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_form_submitted_properties' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `form`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_track_calls' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS event,
  CAST(NULL AS STRING) AS `coupon code`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_page_calls' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS url,
  CAST(NULL AS STRING) AS referrer,
  CAST(NULL AS STRING) AS title,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS search,
  CAST(NULL AS STRING) AS path,
  CAST(NULL AS STRING) AS utm_content,
  CAST(NULL AS STRING) AS utm_medium,
  CAST(NULL AS STRING) AS utm_source,
  CAST(NULL AS STRING) AS utm_campaign,
  CAST(NULL AS STRING) AS utm_term,
  CAST(NULL AS STRING) AS `category`,
  CAST(NULL AS STRING) AS `price paid`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_screen_calls' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS screen_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS `screen class`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_identify_calls' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS identify_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS call_received_at,
  CAST(NULL AS TIMESTAMP) AS call_loaded_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS `email`,
  CAST(NULL AS STRING) AS `company name`,
  CAST(NULL AS STRING) AS reject_reason
LIMIT 0
    {%- elif name == 'segment_page_events' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS url,
  CAST(NULL AS STRING) AS referrer,
  CAST(NULL AS STRING) AS title,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS search,
  CAST(NULL AS STRING) AS path,
  CAST(NULL AS STRING) AS utm_content,
  CAST(NULL AS STRING) AS utm_medium,
  CAST(NULL AS STRING) AS utm_source,
  CAST(NULL AS STRING) AS utm_campaign,
  CAST(NULL AS STRING) AS utm_term,
  CAST(NULL AS STRING) AS `category`,
  CAST(NULL AS STRING) AS `price paid`
LIMIT 0
    {%- elif name == 'segment_track_events' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS event,
  CAST(NULL AS STRING) AS `coupon code`
LIMIT 0
    {%- elif name == 'segment_screen_events' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS screen_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS `screen class`
LIMIT 0
    {%- elif name == 'segment_rejected_events' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS call_type,
  CAST(NULL AS STRING) AS event_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS TIMESTAMP) AS received_at,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS reason
LIMIT 0
    {%- elif name == 'segment_traffic_sources' -%}
SELECT
  CAST(NULL AS STRING) AS key,
  CAST(NULL AS STRING) AS match,
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS category
LIMIT 0
    {%- elif name == 'segment_touches' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS touch,
  CAST(NULL AS STRING) AS traffic_source,
  CAST(NULL AS STRING) AS traffic_medium,
  CAST(NULL AS STRING) AS traffic_campaign,
  CAST(NULL AS STRING) AS traffic_term,
  CAST(NULL AS STRING) AS traffic_content,
  CAST(NULL AS STRING) AS traffic_category,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS click_id_name,
  CAST(NULL AS STRING) AS click_id,
  CAST(NULL AS STRING) AS referrer_host
LIMIT 0
    {%- elif name == 'segment_user_map' -%}
SELECT
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS TIMESTAMP) AS mapped_at,
  CAST(NULL AS BOOL) AS is_shared
LIMIT 0
    {%- elif name == 'segment_shared_calls' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS call_type,
  CAST(NULL AS STRING) AS event_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS rule,
  CAST(NULL AS STRING) AS log_in_event_id
LIMIT 0
    {%- elif name == 'segment_sessionized_events' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS STRING) AS screen_id,
  CAST(NULL AS BOOL) AS session_start_event,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS session_id
LIMIT 0
    {%- elif name == 'segment_sessionized_pages' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS STRING) AS url,
  CAST(NULL AS STRING) AS referrer,
  CAST(NULL AS STRING) AS title,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS search,
  CAST(NULL AS STRING) AS path,
  CAST(NULL AS STRING) AS utm_content,
  CAST(NULL AS STRING) AS utm_medium,
  CAST(NULL AS STRING) AS utm_source,
  CAST(NULL AS STRING) AS utm_campaign,
  CAST(NULL AS STRING) AS utm_term,
  CAST(NULL AS STRING) AS `category`,
  CAST(NULL AS STRING) AS `price paid`
LIMIT 0
    {%- elif name == 'segment_sessionized_tracks' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS STRING) AS event,
  CAST(NULL AS STRING) AS `coupon code`
LIMIT 0
    {%- elif name == 'segment_sessionized_screens' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS screen_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS `screen class`
LIMIT 0
    {%- elif name == 'segment_sessions' -%}
SELECT
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS TIMESTAMP) AS session_start_timestamp,
  CAST(NULL AS TIMESTAMP) AS session_end_timestamp,
  CAST(NULL AS STRUCT<
    total_tracks INT64,
    total_pages INT64,
    total_screens INT64,
    duration_millis INT64
  >) AS stats,
  CAST(NULL AS STRUCT<
    first_url STRING,
    first_referrer STRING,
    first_title STRING,
    first_name STRING,
    first_search STRING,
    first_path STRING,
    first_utm_content STRING,
    first_utm_medium STRING,
    first_utm_source STRING,
    first_utm_campaign STRING,
    first_utm_term STRING,
    first_category STRING,
    `first_price paid` STRING
  >) AS first_page_values,
  CAST(NULL AS STRUCT<
    last_url STRING,
    last_referrer STRING,
    last_title STRING,
    last_name STRING,
    last_search STRING,
    last_path STRING,
    last_utm_content STRING,
    last_utm_medium STRING,
    last_utm_source STRING,
    last_utm_campaign STRING,
    last_utm_term STRING,
    last_category STRING,
    `last_price paid` STRING
  >) AS last_page_values,
  CAST(NULL AS STRUCT<first_name STRING, `first_screen class` STRING>) AS first_screen_values,
  CAST(NULL AS STRUCT<last_name STRING, `last_screen class` STRING>) AS last_screen_values,
  CAST(NULL AS ARRAY<
    STRUCT<
      timestamp TIMESTAMP,
      track STRUCT<timestamp TIMESTAMP, track_id STRING, event STRING, `coupon code` STRING>,
      page STRUCT<
        timestamp TIMESTAMP,
        page_id STRING,
        url STRING,
        referrer STRING,
        title STRING,
        name STRING,
        search STRING,
        path STRING,
        utm_content STRING,
        utm_medium STRING,
        utm_source STRING,
        utm_campaign STRING,
        utm_term STRING,
        category STRING,
        `price paid` STRING
      >,
      screen STRUCT<timestamp TIMESTAMP, screen_id STRING, name STRING, `screen class` STRING>
    >
  >) AS records
LIMIT 0
    {%- elif name == 'segment_session_sources' -%}
SELECT
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS TIMESTAMP) AS session_start_timestamp,
  CAST(NULL AS STRING) AS touch,
  CAST(NULL AS STRING) AS touch_page_id,
  CAST(NULL AS STRING) AS traffic_source,
  CAST(NULL AS STRING) AS traffic_medium,
  CAST(NULL AS STRING) AS traffic_campaign,
  CAST(NULL AS STRING) AS traffic_term,
  CAST(NULL AS STRING) AS traffic_content,
  CAST(NULL AS STRING) AS traffic_category,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS click_id_name,
  CAST(NULL AS STRING) AS click_id,
  CAST(NULL AS STRING) AS referrer_host,
  CAST(NULL AS STRING) AS landing_host,
  CAST(NULL AS STRING) AS landing_path,
  CAST(NULL AS STRING) AS attributed_source,
  CAST(NULL AS STRING) AS attributed_medium,
  CAST(NULL AS STRING) AS attributed_campaign,
  CAST(NULL AS STRING) AS attributed_channel,
  CAST(NULL AS STRING) AS attributed_session_id,
  CAST(NULL AS BOOL) AS attributed_is_own
LIMIT 0
    {%- elif name == 'segment_page_views' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS page_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS INT64) AS page_index,
  CAST(NULL AS BOOL) AS is_entrance,
  CAST(NULL AS BOOL) AS is_exit,
  CAST(NULL AS INT64) AS time_on_page_millis,
  CAST(NULL AS STRING) AS previous_path,
  CAST(NULL AS STRING) AS next_path,
  CAST(NULL AS STRING) AS host,
  CAST(NULL AS STRING) AS path,
  CAST(NULL AS STRING) AS title,
  CAST(NULL AS STRING) AS referrer_host,
  CAST(NULL AS STRING) AS `category`,
  CAST(NULL AS STRING) AS `price paid`
LIMIT 0
    {%- elif name == 'segment_conversion_calls' -%}
SELECT
  CAST(NULL AS STRING) AS conversion,
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS NUMERIC) AS value,
  CAST(NULL AS STRING) AS currency,
  CAST(NULL AS STRING) AS conversion_key,
  CAST(NULL AS BOOL) AS is_repeat
LIMIT 0
    {%- elif name == 'segment_conversions' -%}
SELECT
  CAST(NULL AS STRING) AS conversion,
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS NUMERIC) AS value,
  CAST(NULL AS STRING) AS currency,
  CAST(NULL AS STRING) AS conversion_key,
  CAST(NULL AS BOOL) AS is_repeat,
  CAST(NULL AS INT64) AS conversion_index
LIMIT 0
    {%- elif name == 'segment_session_facts' -%}
SELECT
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS BOOL) AS is_first_session,
  CAST(NULL AS TIMESTAMP) AS session_start_timestamp,
  CAST(NULL AS TIMESTAMP) AS session_end_timestamp,
  CAST(NULL AS DATE) AS session_date,
  CAST(NULL AS INT64) AS duration_millis,
  CAST(NULL AS INT64) AS total_pages,
  CAST(NULL AS INT64) AS total_tracks,
  CAST(NULL AS INT64) AS total_screens,
  CAST(NULL AS INT64) AS unique_paths,
  CAST(NULL AS STRING) AS sources,
  CAST(NULL AS BOOL) AS is_mixed_sources,
  CAST(NULL AS BOOL) AS is_engaged,
  CAST(NULL AS BOOL) AS is_bounce,
  CAST(NULL AS BOOL) AS is_single_page,
  CAST(NULL AS STRING) AS landing_host,
  CAST(NULL AS STRING) AS landing_path,
  CAST(NULL AS STRING) AS exit_path,
  CAST(NULL AS STRING) AS touch,
  CAST(NULL AS STRING) AS touch_page_id,
  CAST(NULL AS STRING) AS traffic_source,
  CAST(NULL AS STRING) AS traffic_medium,
  CAST(NULL AS STRING) AS traffic_campaign,
  CAST(NULL AS STRING) AS traffic_term,
  CAST(NULL AS STRING) AS traffic_content,
  CAST(NULL AS STRING) AS traffic_category,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS click_id_name,
  CAST(NULL AS STRING) AS click_id,
  CAST(NULL AS STRING) AS referrer_host,
  CAST(NULL AS STRING) AS attributed_source,
  CAST(NULL AS STRING) AS attributed_medium,
  CAST(NULL AS STRING) AS attributed_campaign,
  CAST(NULL AS STRING) AS attributed_channel,
  CAST(NULL AS STRING) AS attributed_session_id,
  CAST(NULL AS BOOL) AS attributed_is_own,
  CAST(NULL AS INT64) AS total_conversions,
  CAST(NULL AS NUMERIC) AS conversion_value,
  CAST(NULL AS INT64) AS signed_up_count,
  CAST(NULL AS NUMERIC) AS signed_up_value,
  CAST(NULL AS INT64) AS order_completed_count,
  CAST(NULL AS NUMERIC) AS order_completed_value,
  CAST(NULL AS INT64) AS demo_count,
  CAST(NULL AS NUMERIC) AS demo_value
LIMIT 0
    {%- elif name == 'segment_daily' -%}
SELECT
  CAST(NULL AS DATE) AS session_date,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS traffic_source,
  CAST(NULL AS STRING) AS traffic_medium,
  CAST(NULL AS INT64) AS sessions,
  CAST(NULL AS INT64) AS engaged_sessions,
  CAST(NULL AS INT64) AS bounces,
  CAST(NULL AS INT64) AS users,
  CAST(NULL AS INT64) AS new_users,
  CAST(NULL AS INT64) AS pages,
  CAST(NULL AS INT64) AS duration_millis,
  CAST(NULL AS INT64) AS conversions,
  CAST(NULL AS NUMERIC) AS conversion_value,
  CAST(NULL AS INT64) AS signed_up_count,
  CAST(NULL AS NUMERIC) AS signed_up_value,
  CAST(NULL AS INT64) AS order_completed_count,
  CAST(NULL AS NUMERIC) AS order_completed_value,
  CAST(NULL AS INT64) AS demo_count,
  CAST(NULL AS NUMERIC) AS demo_value
LIMIT 0
    {%- elif name == 'segment_attribution' -%}
SELECT
  CAST(NULL AS STRING) AS conversion,
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS NUMERIC) AS value,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS INT64) AS touch_number,
  CAST(NULL AS INT64) AS touches,
  CAST(NULL AS INT64) AS days_before,
  CAST(NULL AS STRING) AS channel,
  CAST(NULL AS STRING) AS traffic_source,
  CAST(NULL AS STRING) AS traffic_medium,
  CAST(NULL AS STRING) AS traffic_campaign,
  CAST(NULL AS FLOAT64) AS first_weight,
  CAST(NULL AS FLOAT64) AS last_weight,
  CAST(NULL AS FLOAT64) AS first_non_direct_weight,
  CAST(NULL AS FLOAT64) AS last_non_direct_weight,
  CAST(NULL AS FLOAT64) AS linear_weight,
  CAST(NULL AS FLOAT64) AS position_weight,
  CAST(NULL AS FLOAT64) AS time_decay_weight
LIMIT 0
    {%- elif name == 'segment_active_days' -%}
SELECT
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS DATE) AS active_date,
  CAST(NULL AS INT64) AS events,
  CAST(NULL AS INT64) AS sessions,
  CAST(NULL AS BOOL) AS is_first_day
LIMIT 0
    {%- elif name == 'segment_users' -%}
SELECT
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS BOOL) AS is_identified,
  CAST(NULL AS TIMESTAMP) AS first_seen_at,
  CAST(NULL AS TIMESTAMP) AS last_seen_at,
  CAST(NULL AS TIMESTAMP) AS first_identified_at,
  CAST(NULL AS INT64) AS total_sessions,
  CAST(NULL AS INT64) AS total_tracks,
  CAST(NULL AS INT64) AS total_pages,
  CAST(NULL AS INT64) AS total_screens,
  CAST(NULL AS STRING) AS first_source,
  CAST(NULL AS STRING) AS first_medium,
  CAST(NULL AS STRING) AS first_campaign,
  CAST(NULL AS STRING) AS first_channel,
  CAST(NULL AS STRING) AS `email`,
  CAST(NULL AS STRING) AS `company name`
LIMIT 0
    {%- elif name == 'segment_event_order_completed' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `revenue`,
  CAST(NULL AS STRING) AS `order_id`,
  CAST(NULL AS STRING) AS `currency`
LIMIT 0
    {%- elif name == 'segment_event_open' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `channel`
LIMIT 0
    {%- elif name == 'segment_event_form_submitted' -%}
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(NULL AS STRING) AS track_id,
  CAST(NULL AS TIMESTAMP) AS timestamp,
  CAST(NULL AS STRING) AS user_id,
  CAST(NULL AS STRING) AS anonymous_id,
  CAST(NULL AS STRING) AS session_id,
  CAST(NULL AS INT64) AS session_index,
  CAST(NULL AS STRING) AS event_text,
  CAST(NULL AS STRING) AS `form`
LIMIT 0
    {%- endif -%}
{%- endmacro -%}
