"""The models as a project of dbt: a model, a test or a page of descriptions in each file."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from segment_models.checks import Check, checks
from segment_models.config import documents
from segment_models.configured import Model
from segment_models.dbt import forgetting
from segment_models.dbt.described import built_text, models_text, raw_schema, run_text, sources_text
from segment_models.dbt.layout import asked
from segment_models.dbt.metrics import metrics_text, time_spine_described, time_spine_sql
from segment_models.dbt.names import TIME_SPINE, Expression, Names, literal, names_of, source_table
from segment_models.dbt.place import PROJECT_FILE, TOOL, Place, has_time_spine, refuse_clashes
from segment_models.dbt.run import Run, RunNames
from segment_models.dbt.tests import Looking, Tests, said_by_columns
from segment_models.dbt.tests import tests as all_tests
from segment_models.dbt.text import This, comment, head, placed
from segment_models.dbt.unit import session_rule
from segment_models.export.files import Export, ExportedFile, configuration_hash
from segment_models.export.references import Writer
from segment_models.graph import Graph
from segment_models.models.changes import EVENTS_AGAIN

EVENTS = "sessionized_events"


def project(graph: Graph, folder: Path, place: Place, notes: tuple[str, ...] = ()) -> Export:
    """Return the models as files for a folder: a project of their own, or a part of one that is there already.

    Raises:
        ExportError: a project that is there has a model or a source of the same name.
    """
    names = names_of(graph)
    config = graph.context.config
    models, tests = f"{place.models}/{names.name}", f"{place.tests}/{names.name}"
    macros = f"{place.macros}/{names.name}"
    if graph.is_incremental:
        run = Run(graph, RunNames(names.prefix, names.sources))
        made = all_tests(run.names, Looking(run.writer, run.tested, run.looked), run.writer.due())
        files = list(_incremental(run, made, models, macros))
    else:
        writer = Writer(graph, names)
        files = [
            ExportedFile(f"{models}/{names.model_name(one)}.sql", _model(writer, names, one)) for one in graph.models
        ]
        looking = Looking(writer, lambda name, _: names.model_name(name), partial(_looked, writer))
        due = (check for check in checks(writer.graph, resolved=False) if not said_by_columns(graph, check))
        made = all_tests(names, looking, due)
    files += [ExportedFile(f"{tests}/{name}.sql", text) for name, text in made.singular.items()]
    files += [ExportedFile(f"{macros}/tests/{name}.sql", text) for name, text in made.generic.items()]
    if graph.context.forgotten is None:
        kept = _own_place(graph, names, None) | {"tags": list(config.default_config.tags)}
        files.append(ExportedFile(f"{models}/{names.forgotten_model}.sql", forgetting.model(graph, names, kept)))
        files.append(ExportedFile(f"{macros}/{names.name}_forget.sql", forgetting.macros(graph, names)))
    events = next((file for file in files if file.path.endswith(f"/{names.model_name(EVENTS)}.sql")), None)
    rule: list[dict[str, object]] = []
    if events and not graph.is_incremental:
        read = names.model_name(f"{config.call_types[0].name}_events")
        rule = session_rule(graph, names, names.model_name(EVENTS), events.text, read)
    measured, days = list(_measured(graph, names, models)), []
    if measured and not has_time_spine(folder, models):
        measured.append(ExportedFile(f"{models}/{TIME_SPINE}.sql", _time_spine(graph, names)))
        days.append(time_spine_described(graph))
    files += measured
    described = models_text(graph, names, made.of, rule, days)
    files.append(ExportedFile(f"{models}/_{names.name}__models.yml", described))
    if sources := sources_text(graph, names):
        files.append(ExportedFile(f"{models}/_{names.name}__sources.yml", sources))
    notes += tuple(note for model in graph.models.values() for note in asked(graph.context.dialect, model).notes)
    if place.theirs:
        raw = (table for tables in graph.context.sources.tables.values() for table in tables)
        declared = {(names.sources[table.schema], source_table(table)) for table in raw if config.declare_sources}
        own = {Path(file.path).stem for file in files if file.path.startswith(models) and file.path.endswith(".sql")}
        refuse_clashes(folder, {file.path for file in files}, own, declared)
        notes += (f"{folder} is a dbt project already: its {PROJECT_FILE} stays as it is; see {models} and {tests}.",)
    else:
        files.insert(0, ExportedFile(PROJECT_FILE, _project_text(graph, names)))
    title = graph.context.dialect.title
    return Export(TOOL, title, configuration_hash(config), tuple(files), (models, tests, macros), notes)


def sources(graph: Graph, folder: Path, place: Place) -> Export:
    """Return one file for a folder, which declares what `segment-models run` builds: dbt reads it, and builds nothing.

    Raises:
        ExportError: a project that is there has a source of the same name.
    """
    names = names_of(graph)
    models, tests = f"{place.models}/{names.name}", f"{place.tests}/{names.name}"
    files = [ExportedFile(f"{models}/_{names.name}__built.yml", built_text(graph, names))]
    notes: tuple[str, ...] = ()
    if place.theirs:
        default = graph.context.config.default_config.schema_
        declared = {
            (names.built_source(model.relation.schema, default), names.model_name(name))
            for name, model in graph.models.items()
        }
        refuse_clashes(folder, {file.path for file in files}, set(), declared)
        notes = (f"{folder} is a dbt project already: its {PROJECT_FILE} stays as it is; see {models}.",)
    else:
        files.insert(0, ExportedFile(PROJECT_FILE, "\n".join(_start(names)) + "\n"))
    title = graph.context.dialect.title
    return Export(
        TOOL,
        title,
        configuration_hash(graph.context.config),
        tuple(files),
        (models, tests, f"{place.macros}/{names.name}"),
        notes,
    )


def _incremental(run: Run, made: Tests, models: str, macros: str) -> Iterator[ExportedFile]:
    """Yield the files of models that dbt keeps up to date, of what a run works out, and of its macros."""
    graph, names = run.graph, run.names
    for name, model in run.writer.graph.models.items():
        text = (
            _model(run.writer, names, name)
            if model.kind == "view"
            else run.member(model, _model_config(graph, names, model))
        )
        yield ExportedFile(f"{models}/{names.model_name(name)}.sql", text)
    own = list(run.files())
    for file in own:
        yield ExportedFile(f"{models}/run/{names.run_table(file.name)}.sql", file.text)
    (events,) = (file for file in own if file.name == EVENTS_AGAIN)
    rule = session_rule(graph, names, names.run_table(events.name), events.text, names.run_table("calls_arrived"))
    yield ExportedFile(f"{models}/run/_{names.name}_run__models.yml", run_text(names, own, made.of, rule))
    yield ExportedFile(f"{macros}/{names.name}_run.sql", run.macros())


def _model(writer: Writer, names: Names, key: str) -> str:
    sql = writer.sql(writer.graph.models[key].definition.query(writer.graph.context))
    model = writer.graph.models[key]
    return f"{head(_model_config(writer.graph, names, model))}\n\n{comment(model.description)}\n{sql}\n"


def _model_config(graph: Graph, names: Names, model: Model) -> dict[str, object]:
    dialect = graph.context.dialect
    configured = graph.context.config.models.get(model.name)
    found: dict[str, object] = {"materialized": model.kind}
    found |= _own_place(graph, names, configured.schema_ if configured else None)
    if model.relation.name != names.model_name(model.name):
        found["alias"] = model.relation.name
    found["tags"] = list(model.tags)
    found |= asked(dialect, model).config
    if model.kind != "view" and (hooks := dialect.settle(This("", ""))):
        found["post_hook"] = list(hooks)
    return found


def _own_place(graph: Graph, names: Names, own: str | None) -> dict[str, object]:
    """Return where a model stands: in a schema of its own, or in that of all."""
    found, schema = placed(graph, own or graph.context.config.default_config.schema_)
    found["schema"] = schema if own else Expression(f"var({literal(names.models_schema_variable)}, {literal(schema)})")
    return found


def _measured(graph: Graph, names: Names, models: str) -> Iterator[ExportedFile]:
    """Yield the file of what MetricFlow can be asked, if there is anything."""
    if text := metrics_text(graph, names):
        yield ExportedFile(f"{models}/_{names.name}__metrics.yml", text)


def _time_spine(graph: Graph, names: Names) -> str:
    """Return the file of the table of days."""
    config: dict[str, object] = {"materialized": "table"} | _own_place(graph, names, None)
    config |= {"alias": f"{names.prefix}time_spine", "tags": list(graph.context.config.default_config.tags)}
    return time_spine_sql(Writer(graph, names), config)


def _looked(writer: Writer, check: Check) -> str:
    return f"{comment(check.description)}\n{writer.sql(check.query)}\n"


def _start(names: Names) -> list[str]:
    """Return the lines that every new project begins with."""
    name = f"{names.name}_models"
    return [
        "# This file is a start. Change it, and it is yours: the next export leaves it as it is.",
        f"name: {name}",
        'version: "1.0.0"',
        "config-version: 2",
        'require-dbt-version: ">=1.8.0"',
        f"profile: {name} # of your profiles.yml",
        "model-paths: [models]",
        "test-paths: [tests]",
    ]


def _project_text(graph: Graph, names: Names) -> str:
    config, title = graph.context.config, graph.context.dialect.title
    lines = [
        f"# The models in the SQL of {title}, and for no other warehouse: export again with --target for another.",
        *_start(names),
        "",
        "models:",
        f"  {names.name}_models:",
        "    +persist_docs: {relation: true, columns: true} # descriptions go into the warehouse",
        "",
        "vars:",
        "  # Milliseconds without an event after which the next one starts a new session.",
        f"  {names.timeout_variable}: {config.session_timeout_millis}",
        "  # Schema of the models. dbt puts the target's schema before it, see generate_schema_name; null: that alone.",
        f"  {names.models_schema_variable}: {documents.quoted(config.default_config.schema_.rpartition('.')[2])}",
    ]
    if graph.is_incremental:
        own = f"{config.default_config.schema_.rpartition('.')[2]}_run"
        lines.append("  # Schema of what a run works out before it changes the models.")
        lines.append(f"  {names.run_schema_variable}: {documents.quoted(own)}")
    if config.declare_sources:
        lines.append("  # Schemas of the raw tables.")
        lines += [
            f"  {names.schema_variable(schema)}: {documents.quoted(raw_schema(graph, schema))}"
            for schema in config.segment_schema
        ]
    return "\n".join(lines) + "\n"
