"""The models as Dataform's actions, and all of them as an export."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from segment_models import forget
from segment_models.checks import Check, checks
from segment_models.configured import Model
from segment_models.dataform.forgetting import own_list
from segment_models.dataform.project import ENGINE, TOOL, Destination, is_project, require_other_names, settings_file
from segment_models.dataform.run import Action, Run
from segment_models.dataform.sqlx import DataformReferences, Setting, config_block, literal, place
from segment_models.export.files import Export, ExportedFile, configuration_hash
from segment_models.export.references import Writer
from segment_models.fields import Field
from segment_models.graph import Graph
from segment_models.sources import RawTable
from segment_models.warehouses import layouts


def dataform(graph: Graph, folder: Path, where: Destination, notes: tuple[str, ...] = ()) -> Export:
    """Return the models of a graph as a Dataform project for a folder: a whole one, or files for the one that is there.

    Raises:
        ExportError: the project that is there has actions of the same names.
    """
    own, run = _folder(graph), Run(graph) if graph.is_incremental else None
    notes = (*notes, *graph.context.sources.warnings)
    if there := is_project(folder):
        places = [*(model.relation for model in graph.models.values()), *(run.places if run else ())]
        places += [] if graph.context.forgotten else [forget.place(graph)]
        require_other_names(folder, own, places, _declared(graph))
        notes = (*notes, f"{folder} is a project already, so only {own} is written.")
    files = [*_sources(graph, own), *_forgotten(graph, own)]
    files += _incremental(run, own) if run else _rebuilt(graph, own)
    if not there:
        settings = settings_file(graph.context.config.default_config.schema_, where)
        files.insert(0, settings)
        if "your-project" in settings.text:
            notes = (*notes, "Set defaultProject in workflow_settings.yaml to the id of your Google project.")
    hashed = configuration_hash(graph.context.config)
    return Export(TOOL, ENGINE, hashed, tuple(files), (own,), notes)


def declarations(graph: Graph, folder: Path, where: Destination) -> Export:
    """Return one file for a folder, which declares what `segment-models run` builds: Dataform reads it only.

    Raises:
        ExportError: the project that is there has actions of the same names.
    """
    own = _folder(graph)
    models = graph.models.values()
    why = "// Built by segment-models run, which checks it, too.\n\n"
    places = (place(model.relation.schema, model.relation.name) | _described(model) for model in models)
    texts = (f"declare({literal(one)});\n" for one in places)
    files = [ExportedFile(f"{own}/built.js", why + "\n".join(texts))]
    notes: tuple[str, ...] = ()
    if is_project(folder):
        require_other_names(folder, own, [model.relation for model in models], [], declared=True)
        notes = (f"{folder} is a project already, so only {own} is written.",)
    else:
        files.insert(0, settings_file(graph.context.config.default_config.schema_, where))
    return Export(TOOL, ENGINE, configuration_hash(graph.context.config), tuple(files), (own,), notes)


def _folder(graph: Graph) -> str:
    """Return the folder that an export fills alone: one for each prefix."""
    return f"definitions/{graph.context.config.model_prefix.strip('_') or 'segment'}"


def _described(model: Model) -> dict[str, Setting]:
    """Return what a model and its columns are."""
    return {
        "description": model.description,
        "columns": {column.name: _column(column) for column in model.columns},
    }


def _declared(graph: Graph) -> list[RawTable]:
    tables = [table for tables in graph.context.sources.tables.values() for table in tables]
    return tables if graph.context.config.declare_sources else []


def _sources(graph: Graph, own: str) -> Iterator[ExportedFile]:
    """Yield the file that declares every raw table."""
    full_names = graph.context.full_names
    places = [place(full_names.get(table.schema, table.schema), table.name) for table in _declared(graph)]
    if graph.context.forgotten:
        places.append(place(graph.context.forgotten.schema, graph.context.forgotten.name))
    declarations = [f"declare({literal(one)});\n" for one in places]
    if declarations:
        why = (
            "// Segment's raw tables. Declared elsewhere already? Set declare_sources: false in the configuration.\n\n"
        )
        yield ExportedFile(f"{own}/sources.js", why + "\n".join(declarations))


def _forgotten(graph: Graph, own: str) -> Iterator[ExportedFile]:
    """Yield the file of the table of who is forgotten, where no run of ours has made one."""
    if made := own_list(graph):
        name = forget.place(graph).name
        yield ExportedFile(f"{own}/{name}.sqlx", f"{config_block(made[0])}\n{made[1]}\n")


def _rebuilt(graph: Graph, own: str) -> Iterator[ExportedFile]:
    """Yield the files of models that Dataform builds anew, and of their checks."""
    writer = Writer(graph, DataformReferences(graph))
    due = checks(writer.graph, resolved=False)
    keyed = {check.name.removesuffix("_key") for check in due if _is_built_in(graph, check)}
    for model in graph.models.values():
        more = {**_laid_out(model), **(_key_assertions(model) if model.name in keyed else {})}
        yield _model(graph, own, model, writer.sql(model.definition.query(writer.graph.context)), more)
    for check in due:
        if not _is_built_in(graph, check):
            yield _assertion(graph, check, own, writer.sql(check.query))


def _incremental(run: Run, own: str) -> Iterator[ExportedFile]:
    """Yield the files of models that Dataform keeps up to date, of what a run works out, and of its checks."""
    graph = run.graph
    prefix = graph.context.config.model_prefix
    for model in graph.models.values():
        if model.kind == "view":
            sql = run.writer.sql(model.definition.query(run.writer.graph.context))
            yield _model(graph, own, model, sql, _laid_out(model))
        else:
            yield _model(graph, own, model, run.member(), {"type": "operations", "hasOutput": True})
    found = list(run.writer.checks())
    for action in run.actions([f"{prefix}{check.name}" for check, _ in found if check.severity == "error"]):
        yield ExportedFile(f"{own}/run/{run.names.run_table(action.name)}.sqlx", _action(action))
    for check, text in found:
        yield _assertion(graph, check, own, run.assertion(text))


def _action(action: Action) -> str:
    """Return a file of the run's own."""
    around = {"pre_operations": action.before, "post_operations": action.after}
    blocks = "".join(f"\n{name} {{\n{sql}\n}}\n" for name, sql in around.items() if sql)
    return f"{config_block(action.settings)}{blocks}\n{action.body}\n"


def _model(graph: Graph, own: str, model: Model, sql: str, more: Mapping[str, Setting]) -> ExportedFile:
    settings: dict[str, Setting] = {
        "type": model.kind,
        **place(model.relation.schema, model.relation.name),
        "tags": list(model.tags),
        **_described(model),
        **more,
    }
    name = f"{graph.context.config.model_prefix}{model.name}"
    return ExportedFile(f"{own}/{name}.sqlx", f"{config_block(settings)}\n{sql}\n")


def _column(column: Field) -> Setting:
    if not column.children:
        return column.description
    return {"description": column.description, "columns": {one.name: _column(one) for one in column.children}}


def _laid_out(model: Model) -> dict[str, Setting]:
    """Return how the engine lays the model out; only a table has partitions and clusters."""
    found: dict[str, Setting] = {}
    layout = model.layout
    if model.kind != "view" and layout.partition_by:
        layouts.expression("partition_by", layout.partition_by, ENGINE, "date(timestamp)")  # Dataform quotes neither
        found["partitionBy"] = layout.partition_by
    if model.kind != "view" and layout.cluster_by:
        for one in layout.cluster_by:
            layouts.expression("cluster_by", one, ENGINE, "a column")
        found["clusterBy"] = list(layout.cluster_by)
    if layout.labels:
        found["labels"] = dict(layout.labels)
    return {ENGINE: found} if found else {}


def _key_assertions(model: Model) -> dict[str, Setting]:
    """Return the check of a model's key in Dataform's own words."""
    key = list(model.definition.key)
    return {"assertions": {"uniqueKey": key, "nonNull": key}}


def _is_built_in(graph: Graph, check: Check) -> bool:
    """Return whether a check is written as a model's ``uniqueKey`` and ``nonNull``."""
    return check.keyed and graph.models[check.reads[0]].definition.key_is_whole and check.severity == "error"


def _assertion(graph: Graph, check: Check, own: str, sql: str) -> ExportedFile:
    name = f"{graph.context.config.model_prefix}{check.name}"
    settings: dict[str, Setting] = {
        "type": "assertion",
        "name": name,
        "tags": list(dict.fromkeys(tag for model in check.reads for tag in graph.models[model].tags)),
        "description": check.description,
    }
    why = ""
    if check.severity == "warn":
        settings["disabled"] = True
        why = "-- Configured to warn: Dataform would fail, so it is disabled.\n"
    return ExportedFile(f"{own}/assertions/{name}.sqlx", f"{config_block(settings)}\n{why}{sql}\n")
