"""The library's face: `segment(...)` returns the models, which can be changed, compiled, run, checked and read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segment_models import config as configuration
from segment_models import display, forget, notebook, rows, selection, sources, warehouses
from segment_models.checks import checks
from segment_models.config import Config, ModelConfig
from segment_models.configured import all_incremental, refuse_impossible, with_tables
from segment_models.display import Display
from segment_models.errors import ConfigError, RunError, SegmentModelsError, nearest, not_installed, one_text, texts
from segment_models.forget import ForgetReport
from segment_models.graph import build, schemas_of
from segment_models.holding import look, require_built
from segment_models.journeys import Answer, Funnel, Paths, Retention
from segment_models.models.chain import Context
from segment_models.models.definitions import configurable
from segment_models.places import refuse_load
from segment_models.plan import make_plan
from segment_models.rows import Wanted
from segment_models.run import plan_and_carry_out, run_checks
from segment_models.session import Session
from segment_models.sql import many_trees
from segment_models.statements import Compiled, DryRun, DryStatement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, timedelta
    from typing import Unpack

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from segment_models import explain
    from segment_models import verify as verifying
    from segment_models.config import Materialization
    from segment_models.config.options import Options
    from segment_models.export import Written
    from segment_models.graph import Graph
    from segment_models.journeys.answer import Question
    from segment_models.lineage import Lineage
    from segment_models.load import LoadReport
    from segment_models.plan import Plan
    from segment_models.report import ReportPage
    from segment_models.run import Event, Report
    from segment_models.warehouses.connection import Warehouse
    from segment_models.warehouses.relation import Relation


class Model:
    """One model of a project: its settings can be read and set, its SQL and its rows be had.

    In a notebook it shows its columns and, of a built table in a DuckDB file or in memory, ten rows. Nothing is read to
    show it from a warehouse that is billed or far away, nor of a view, which would be computed: ask with `to_pandas`.
    """

    key: str
    """The model's name without prefix."""
    type: Materialization
    """``view``, ``table`` or ``incremental``."""
    name: str
    """Its name in the warehouse."""
    schema: str
    """Its schema there."""
    tags: Sequence[str]
    """For ``select`` and ``tags``."""
    description: str
    """What a row is."""
    partition_by: str | None
    """The partition expression, where the warehouse has partitions."""
    cluster_by: Sequence[str]
    """Columns to cluster by, where the warehouse clusters."""
    labels: Mapping[str, str]
    """Labels of its own, beside those of all models."""
    format: str | None
    """The format of its files, where the warehouse has a choice."""
    enabled: bool
    """False leaves it out."""
    _models: Models

    _OWN = ("partition_by", "cluster_by", "labels", "format", "enabled")
    _SETTINGS = ("type", "name", "schema", "tags", "description", *_OWN)

    def __init__(self, models: Models, key: str) -> None:
        """Belong to a project; `key` is the model's name without prefix."""
        object.__setattr__(self, "_models", models)
        object.__setattr__(self, "key", key)

    if not TYPE_CHECKING:  # to a type checker, the settings above are all there are

        def __getattr__(self, setting: str) -> Any:  # noqa: ANN401 as the setting is
            """Return a setting as it holds: the model's own, else everyone's."""
            if setting not in self._SETTINGS:
                raise AttributeError(f"A model has no {setting!r}.{nearest(setting, self._SETTINGS)}")
            if setting in self._OWN:
                return getattr(self._models.config.models.get(self.key, ModelConfig()), setting)
            model = self._models.graph().models[self.key]
            return getattr(model.relation if setting in ("name", "schema") else model, setting)

        def __setattr__(self, setting: str, value: object) -> None:
            """Change a setting of this model only."""
            if setting not in self._SETTINGS:
                raise AttributeError(f"A model has no {setting!r}.{nearest(setting, self._SETTINGS)}")
            self._models.change_model(self.key, setting, value)

    def __dir__(self) -> list[str]:
        """Return the methods and the settings, for completion."""
        return sorted({*object.__dir__(self), *self._SETTINGS})

    def sql(self, dialect: warehouses.Name | None = None) -> str:
        """Return the model's SQL, with raw tables as Segment lays them out when everything was sent once.

        It is for the connection's engine where none is named.
        """
        return str(self._models.graph(dialect).sql(self.key))

    def to_arrow(
        self,
        connection: object | None = None,
        *,
        columns: str | Sequence[str] | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> pa.Table:
        """Return the built model's rows as a pyarrow.Table (needs the extra ``arrow``).

        ``columns`` are those wanted, in this order. ``where`` is a condition over the model's columns in the engine's
        SQL, such as ``"session_index = 1"``. ``limit`` gives the first rows by the model's key; without it, rows come
        in no order.

        Raises:
            ConfigError: the model is switched off, it has no such column, ``where`` is not one condition over its
                columns, or ``limit`` is below 0.
            RunError: it was built with another configuration.
            WarehouseError: it is not built, pyarrow is not installed, or the warehouse refused.
        """
        with self._models.asking(self.key, connection, Wanted.of(columns, where, limit)) as (warehouse, sql):
            try:
                return warehouse.arrow(sql)
            except ModuleNotFoundError:
                raise not_installed("pyarrow", "arrow") from None

    def to_pandas(
        self,
        connection: object | None = None,
        *,
        columns: str | Sequence[str] | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Return the same as a pandas.DataFrame (needs the extra ``pandas``); options and errors as `to_arrow`."""
        return self.to_arrow(connection, columns=columns, where=where, limit=limit).to_pandas()

    def to_polars(
        self,
        connection: object | None = None,
        *,
        columns: str | Sequence[str] | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """Return the same as a polars.DataFrame (needs the extra ``polars``); options and errors as `to_arrow`."""
        try:
            import polars as pl  # noqa: PLC0415 an extra
        except ModuleNotFoundError:
            raise not_installed("polars", "polars") from None
        found = self.to_arrow(connection, columns=columns, where=where, limit=limit)
        frame: pl.DataFrame = pl.from_arrow(found)  # type: ignore[assignment]
        return frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the built model's rows to what reads Arrow's C stream, such as ``polars.DataFrame(models.sessions)``.

        Where the driver has such a stream of its own, pyarrow is not needed, and the rows are worked out while they
        are read. Raises what `to_arrow` raises.
        """
        with self._models.asking(self.key, None, Wanted()) as (warehouse, sql):
            try:
                return warehouse.stream(sql).__arrow_c_stream__(requested_schema)
            except ModuleNotFoundError:
                raise not_installed("pyarrow", "arrow") from None

    def __repr__(self) -> str:
        """Show the model as a line."""
        try:
            return repr(self._models.graph().models[self.key])
        except (SegmentModelsError, KeyError):
            return f"<model {self.key}, which is switched off>"

    def _repr_html_(self) -> str:
        """Return it as HTML for a notebook."""
        try:
            return display.html(self._models.shown(self.key))
        except (SegmentModelsError, KeyError) as error:
            return display.html(Display(repr(self), (str(error),)))


class Models:
    """All models of one configuration. ``models.sessions`` is one; iterating gives all that are enabled.

    ``models["sessions"]`` is the same. It is the way to those that only a configuration has, ``event_order_completed``,
    where a type checker looks on. In a notebook, the models show themselves as a table.
    """

    page_events: Model
    track_events: Model
    screen_events: Model
    rejected_events: Model
    traffic_sources: Model
    touches: Model
    user_map: Model
    shared_calls: Model
    sessionized_events: Model
    sessionized_pages: Model
    sessionized_tracks: Model
    sessionized_screens: Model
    sessions: Model
    session_sources: Model
    page_views: Model
    conversion_calls: Model
    conversions: Model
    session_facts: Model
    daily: Model
    attribution: Model
    active_days: Model
    users: Model
    config: Config
    session: Session

    def __init__(self, config: Config, *, base: Path | None = None) -> None:
        """Take a configuration; paths in it are relative to ``base``."""
        self.config = config
        self.session = Session(base or Path())

    def _open(
        self, connection: object | None, *, read_only: bool = False, create: bool = False
    ) -> AbstractContextManager[Warehouse]:
        return self.session.open(connection, self.config.connection, read_only=read_only, create=create)

    if not TYPE_CHECKING:  # to a type checker, the models above are all there are

        def __getattr__(self, key: str) -> Model:
            """Return a model by its name without prefix."""
            known = configurable(self.config)
            if key not in known:
                raise AttributeError(f"There is no model {key!r}.{nearest(key, known)}")
            return Model(self, key)

    def __getitem__(self, key: str) -> Model:
        """Return a model by its name without prefix; raise KeyError if there is none."""
        if key not in configurable(self.config):
            raise KeyError(f"There is no model {key!r}.{nearest(key, configurable(self.config))}")
        return Model(self, key)

    def __dir__(self) -> list[str]:
        """Return the methods and the models, for completion."""
        return sorted({*object.__dir__(self), *configurable(self.config)})

    def _ipython_key_completions_(self) -> list[str]:
        """Return what completes ``models["``."""
        return list(configurable(self.config))

    def __repr__(self) -> str:
        """Show the models as a line."""
        return display.text(self._display())

    def _repr_html_(self) -> str:
        """Return the models as HTML for a notebook: a table."""
        return display.html(self._display())

    def _display(self) -> Display:
        try:
            return notebook.models(self.graph(), self.config.segment_schema)
        except SegmentModelsError as error:
            return Display("Models that cannot be made", (str(error),))

    def shown(self, key: str) -> Display:
        """Return what a notebook shows of a model: its columns, and rows where it costs nothing to read them."""
        note = "Rows are read when you ask for them, as with to_pandas()."
        try:
            with self.look() as warehouse:
                if warehouse is not None:
                    graph = self.graph_in(warehouse)
                    rows, why = notebook.first_rows(graph, key, warehouse)
                    return notebook.model(graph, graph.models[key], rows, why)
        except Exception as error:  # noqa: BLE001 a driver's, too: what shows itself never fails
            note = f"No rows are shown: {error}"
        graph = self.graph()
        return notebook.model(graph, graph.models[key], None, note)

    def look(self) -> AbstractContextManager[Warehouse | None]:
        """Open the connection that is meant, to show rows that nobody has asked for; None where that may cost."""
        return self.session.look(self.config.connection)

    def __iter__(self) -> Iterator[Model]:
        """Yield the enabled models in the order they are built in."""
        return (Model(self, key) for key in self.graph().models)

    def change_model(self, key: str, setting: str, value: object) -> None:
        """Change one setting of one model; raise ConfigError if it cannot be so."""
        values = self.config.model_dump(by_alias=True, exclude_unset=True)
        values.setdefault("models", {}).setdefault(key, {})[setting] = configuration.with_environment(
            value, f"models.{key}.{setting}"
        )
        self.config = configuration.parse(values, refuse=refuse_impossible, expanded=True)

    @many_trees()
    def graph(self, dialect: warehouses.Name | None = None, *, kept: bool = False) -> Graph:
        """Return the models' graph for a dialect, without a connection: that of the connection where none is named.

        With ``kept``, calls have a table of their own, though nothing may be incremental.
        """
        chosen = self.session.chosen(None, self.config.connection)
        of_connection = warehouses.name_of(chosen) if chosen is not None and dialect is None else warehouses.NAMES[0]
        engine = warehouses.dialect_of(dialect or of_connection)
        return build(Context(self.config, sources.assume(self.config, engine.segment_types), engine, kept=kept))

    @many_trees()
    def lineage(self, *names: str) -> Lineage:
        """Return where the columns of models come from, for all models where none is named: see `Lineage`.

        It takes a few seconds for all of them, and needs no connection.

        Raises:
            ConfigError: there is no such model.
        """
        from segment_models.lineage import lineage  # noqa: PLC0415 a run needs none of it

        graph = self.graph()
        wanted = [selection.find(graph, name) for name in texts(names, "A model's name")]
        return lineage(graph, wanted or list(graph.models))

    @many_trees()
    def compile(self, dialect: warehouses.Name | None = None, connection: object | None = None) -> Compiled:
        """Return the SQL of every enabled model; with a connection, for the raw tables as they really are.

        A connection to another engine than ``dialect`` is not opened.
        """
        if connection is None or (dialect is not None and warehouses.name_of(connection) != dialect):
            graph = self.graph(dialect)
        else:
            with self._open(connection, read_only=True) as warehouse:
                graph = self.graph_in(warehouse)
        return Compiled((name, graph.sql(name)) for name in graph.models)

    @many_trees()
    def graph_in(self, warehouse: Warehouse, *, kept: bool = False) -> Graph:
        """Return the models' graph for the raw tables that a warehouse really holds; ``kept`` as in `graph`.

        Who is forgotten is read in the list at its place, else in the one that stands elsewhere.

        Raises:
            RunError: there are several elsewhere, so a run has to make the one at its place.
        """
        graph, elsewhere = self._found_in(warehouse, kept=kept)
        if len(elsewhere) > 1:
            raise RunError(f"{forget.note_of(graph, elsewhere)} Build the models first, with: segment-models run")
        return graph.without(elsewhere[0]) if elsewhere else graph

    def _found_in(self, warehouse: Warehouse, *, kept: bool = False) -> tuple[Graph, tuple[Relation, ...]]:
        """Return the graph, and the lists of who is forgotten in other places where it has none yet at its own.

        They are looked for where a model is not built yet: so it is when another schema or prefix is configured.
        """
        found = sources.resolve(self.config, warehouse.catalog(self.config.segment_schema))
        full_names = warehouse.full_names(schemas_of(self.config))
        graph = build(Context(self.config, found, warehouse.dialect, full_names=full_names, kept=kept))
        forgotten = forget.place(graph)
        own = (model for model in graph.models.values() if not (kept and model.definition.is_kept))
        places = {model.relation for model in own}
        there = warehouse.kinds([forgotten, *places])
        if forgotten in there and not forget.is_of_a_tool(warehouse, forgotten):
            return graph.without(forgotten), ()
        return graph, () if places <= there.keys() else forget.elsewhere(warehouse)

    def graph_to_export(
        self,
        connection: object | None = None,
        *,
        target: str | None = None,
        offline: bool = False,
        incremental: bool = False,
        as_sources: bool = False,
    ) -> Graph:
        """Return the models' graph for a project of another tool, whose SQL is for ``target``.

        It is of the raw tables that the connection holds. It is of those that Segment lays out when everything was sent
        once, where there is no connection, where it is of another engine than ``target``, and with ``offline``.
        What is incremental in a run of ours is a table there, but for a tool that knows ``incremental`` models, where
        all tables are incremental then. Calls have a table of their own, so that raw rows are read once; but
        ``as_sources`` is of what a run builds.

        Raises:
            ConfigError: nothing says which engine the project is for.
        """
        chosen = self.session.chosen(connection, self.config.connection)
        if chosen is None and target is None:
            raise ConfigError(
                "Nothing says which warehouse the project is for. Name it with --target, or a connection."
            )
        engine = warehouses.name_of(chosen) if chosen is not None else None
        made_of = all_incremental if incremental and not as_sources else with_tables
        anew = Models(made_of(self.config))
        if offline or engine is None or (target is not None and target != engine):
            return anew.graph(warehouses.named(target or str(engine)), kept=not as_sources)
        with self._open(connection, read_only=True) as warehouse:
            return anew.graph_in(warehouse, kept=not as_sources)

    def export_dataform(  # noqa: PLR0913 as the options of the verb
        self,
        folder: str | Path,
        connection: object | None = None,
        *,
        offline: bool = False,
        as_sources: bool = False,
        force: bool = False,
        check: bool = False,
    ) -> Written:
        """Write the models as a project for Dataform, or into the one that the folder holds; see `export.files.write`.

        The SQL is for the raw tables that the connection holds; for those that Segment lays out when everything was
        sent once, where there is no connection, and with ``offline``. ``as_sources`` declares what `run` builds
        instead.

        Raises:
            ConfigError: the connection is not to an engine that Dataform speaks, and not ``offline``.
            ExportError: the folder holds something that would be lost or that clashes; with ``check``, it is not what
                would be exported now.
        """
        from segment_models import export  # noqa: PLC0415 a run needs none of it
        from segment_models.dataform import dataform, declarations, destination  # noqa: PLC0415
        from segment_models.dataform.project import ENGINE  # noqa: PLC0415

        where = destination(self.session.chosen(connection, self.config.connection), offline=offline)
        graph = self.graph_to_export(
            connection, target=ENGINE, offline=offline, incremental=True, as_sources=as_sources
        )
        made = (declarations if as_sources else dataform)(graph, Path(folder), where)
        return export.write(made, folder, force=force, check=check)

    def export_dbt(  # noqa: PLR0913 as the options of the verb
        self,
        folder: str | Path,
        connection: object | None = None,
        *,
        target: warehouses.Name | None = None,
        offline: bool = False,
        as_sources: bool = False,
        force: bool = False,
        check: bool = False,
    ) -> Written:
        """Write the models to a folder as a project of dbt, or as files of one that is there; see `graph_to_export`.

        ``as_sources`` declares what `run` builds as sources instead. ``check`` writes nothing.

        Raises:
            ConfigError: nothing says which engine the project is for.
            ExportError: a file was changed by hand or is another's, and not ``force``; a name is taken; with ``check``,
                the folder does not hold exactly what would be written.
        """
        from segment_models import dbt  # noqa: PLC0415 a run needs none of it
        from segment_models.export import rebuilt_note, write  # noqa: PLC0415

        place = dbt.find_place(Path(folder))
        graph = self.graph_to_export(
            connection, target=target, offline=offline, incremental=True, as_sources=as_sources
        )
        if as_sources:
            project = dbt.sources(graph, Path(folder), place)
        else:
            project = dbt.project(graph, Path(folder), place, () if graph.is_incremental else rebuilt_note(self.config))
        return write(project, folder, force=force, check=check)

    def plan(  # noqa: PLR0913 as the options of the verb
        self,
        connection: object | None = None,
        *,
        select: Sequence[str] = (),
        tags: Sequence[str] = (),
        full_refresh: bool = False,
        remove_old: bool = False,
        moved_from: str | None = None,
    ) -> Plan:
        """Return what `run` would do, without doing it."""
        with self._open(connection, read_only=True) as warehouse:
            return self._plan(
                warehouse, select, tags, full_refresh=full_refresh, remove_old=remove_old, moved_from=moved_from
            )

    def dry_run(  # noqa: PLR0913 as the options of the verb
        self,
        connection: object | None = None,
        *,
        select: Sequence[str] = (),
        tags: Sequence[str] = (),
        full_refresh: bool = False,
        remove_old: bool = False,
        moved_from: str | None = None,
    ) -> DryRun:
        """Return every statement that `run` would execute, with the bytes it would process where the engine says so."""
        with self._open(connection, read_only=True) as warehouse:
            plan = self._plan(
                warehouse, select, tags, full_refresh=full_refresh, remove_old=remove_old, moved_from=moved_from
            )
            return DryRun(
                DryStatement(sql, warehouse.estimate(sql) if warehouse.bills_bytes else None, warehouse.bills_bytes)
                for sql in plan.statements()
            )

    def run(  # noqa: PLR0913 as the options of the verb
        self,
        connection: object | None = None,
        *,
        select: Sequence[str] = (),
        tags: Sequence[str] = (),
        full_refresh: bool = False,
        remove_old: bool = False,
        moved_from: str | None = None,
        listen: Callable[[Event], None] | None = None,
    ) -> Report:
        """Build the models and check them, in one transaction; return what was done.

        ``listen`` is called with each event of the run. Without it, a notebook shows what is under way while it lasts.

        Incremental models are brought up to date where an earlier run has built them, and built anew where none has or
        with ``full_refresh``. If the selection has one of them, all of them are: they share what they are made from.

        ``remove_old`` removes what earlier runs have built of models that are called otherwise, stand elsewhere or are
        switched off now. ``moved_from`` is the inventory of the schema or prefix that was configured before, such as
        ``analytics.segment_inventory``: what it names counts as built by this configuration.

        Raises:
            ConfigError: the configuration cannot be used, or ``remove_old`` comes with a selection.
            RunError: incremental models were built with a configuration, or from columns, that mean something else.
            SourceError: the raw tables are not what it says.
            WarehouseError: the warehouse refused.
            CheckError: a check failed.
            Whatever is raised, the tables are as they were.
        """
        with self._open(connection) as warehouse, notebook.listening(listen) as told:
            asked: dict[str, Any] = {"full_refresh": full_refresh, "remove_old": remove_old, "moved_from": moved_from}
            return plan_and_carry_out(lambda: self._plan(warehouse, select, tags, **asked), warehouse, told)

    def forget(
        self,
        ids: str | Sequence[str],
        connection: object | None = None,
        *,
        unseen: bool = False,
        listen: Callable[[Event], None] | None = None,
    ) -> ForgetReport:
        """Remove people from every model and keep them out of later runs: by user id, with all their anonymous ids.

        ``ids`` is one user id or several. What is remembered of them is the MD5 of each id, in ``segment_forgotten``.
        ``unseen`` allows ids that no call has yet. Raises what `run` raises, ConfigError where an id is no text, and
        RunError where nobody has one of the ids; then nobody is forgotten.
        """
        ids = texts(ids, "A user id")
        if not ids:
            raise ConfigError("No user id is given. Give the user ids of those to forget.")
        with self._open(connection) as warehouse:
            graph, elsewhere = self._found_in(warehouse)
            kinds = warehouse.kinds(model.relation for model in graph.models.values())
            there = [name for name, model in graph.models.items() if model.relation in kinds]
            if not there:
                raise RunError("Nothing is built yet. Build the models with: segment-models run")
            if not unseen:
                forget.refuse_unknown(graph, warehouse, ids, there)
            removed = warehouse.fetch(forget.counted(graph, ids, there))

            @many_trees()
            def planned() -> Plan:
                now = datetime.now(UTC).replace(tzinfo=None)
                before = forget.taken_over(graph, elsewhere) if elsewhere else ()
                remembered = forget.remembered(graph, ids, now, mapped="user_map" in there)
                forgetful, chosen = graph.without(forget.place(graph), forgetting=True), tuple(graph.models)
                state = replace(look(forgetful, warehouse, chosen, full_refresh=False), remembered=before + remembered)
                return make_plan(forgetful, state, chosen)

            with notebook.listening(listen) as told:
                return ForgetReport(removed, plan_and_carry_out(planned, warehouse, told))

    def check(
        self,
        connection: object | None = None,
        *,
        select: Sequence[str] = (),
        listen: Callable[[Event], None] | None = None,
    ) -> Report:
        """Run the checks on what is built; raise CheckError if one finds rows that break it."""
        with self._open(connection, read_only=True) as warehouse:
            graph = self.graph_in(warehouse)
            chosen = selection.select(graph, select)
            there = require_built(graph, warehouse, chosen)
            found = [one for one in checks(graph) if set(one.reads) & set(chosen)]
            due = [one for one in found if all(graph.models[name].relation in there for name in one.reads)]
            with notebook.listening(listen) as told:
                return run_checks(due, warehouse, told)

    def verify(
        self,
        connection: object | None = None,
        *,
        select: Sequence[str] = (),
        sample: str | float | None = None,
        since: str | date | None = None,
        listen: Callable[[verifying.Event], None] | None = None,
    ) -> verifying.VerifyReport:
        """Rebuild the models aside and compare every column of every row with what is built, which is not touched.

        ``sample`` is a share of all persons (``"1%"``, 0.01) and ``since`` a day or moment in UTC: only these persons'
        rows are compared, and only sessions that start, events that happen and users seen from then on.

        Raises:
            VerifyError: something differs; it has the report.
            WarehouseError: a selected model is not built, or the warehouse refused.
            RunError: a selected model was built with another configuration, or from columns of other types.
            SourceError: the raw tables are not what the configuration says.
        """
        from segment_models import verify as verifying  # noqa: PLC0415 a run needs none of it

        scope = verifying.Scope.of(sample, since)
        with self._open(connection) as warehouse, notebook.listening(listen) as told:
            graph = self.graph_in(warehouse)
            return verifying.verify(graph, warehouse, select=select, scope=scope, listen=told)

    def explain_session(self, session_id: str, connection: object | None = None) -> explain.SessionExplained:
        """Return why a session starts and ends where it does, and whose its events are.

        Raises ExplainError where there is none.
        """
        from segment_models import explain  # noqa: PLC0415 a run needs none of it

        session_id = one_text(session_id, "A session id")
        with self._open(connection, read_only=True) as warehouse:
            return explain.explain_session(self.graph_in(warehouse), warehouse, session_id)

    def explain_user(self, user_id: str, connection: object | None = None) -> explain.UserExplained:
        """Return who a person is, by which calls, and where their values come from.

        Raises ExplainError where there is none.
        """
        from segment_models import explain  # noqa: PLC0415 a run needs none of it

        user_id = one_text(user_id, "A user id")
        with self._open(connection, read_only=True) as warehouse:
            return explain.explain_user(self.graph_in(warehouse), warehouse, user_id)

    def opened(self, connection: object | None = None) -> AbstractContextManager[Warehouse]:
        """Open the connection that is meant, to read from it: the one given, else the last one, else the configured."""
        return self._open(connection, read_only=True)

    def funnel(
        self,
        steps: Sequence[str],
        *,
        within: str | timedelta = "7 days",
        by: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> Answer:
        """Return how many people take each step after the one before: one row per step, and value of ``by``.

        A step is ``page:/products/*`` (a page whose path is so; ``*`` is any text), ``track:order_completed``,
        ``screen:Cart``, or ``conversion:NAME`` (one that is no repeat, V2). A person (R6) enters once: by their first
        call that is step 1, of those in the days from ``since`` on and before ``until``. Each next step is the first
        such call after the one before, in the order of R7, so no call is two steps. All steps count that come no later
        than ``within`` after the entry, to the microsecond. ``by`` is a column of ``session_facts``: its value for the
        session of the entry, NULL outside sessions. Days are of ``time_zone``.

        Columns: the column ``by``, then ``step_number`` (bigint), ``step`` (text), ``people`` (bigint),
        ``share_of_first`` and ``share_of_previous`` (double), ``median_millis`` and ``p90_millis`` (bigint). The rule
        is in docs/funnels.md.

        Raises:
            ConfigError: a step, a duration, a day or a column is none, or what a step needs is switched off. What
                `Answer` raises comes when rows are asked for.
        """
        return self._answered(Funnel.of(steps, within, by, since, until))

    def retention(  # noqa: PLR0913 as the options of the verb
        self,
        first: str = "signed_up",
        returning: str = "any",
        period: str = "week",
        *,
        periods: int = 12,
        by: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> Answer:
        """Return how many people came back: one row per cohort and period since, and value of ``by``.

        A cohort is the people (R6) whose first ``first`` ever is in one ``day``, ``week`` (from Monday) or ``month`` of
        ``time_zone``. ``first`` and ``returning`` are a track event, a step as in `funnel`, or ``any`` event. A person
        came in a period if they have a ``returning`` call in it, on the day of their first one or later. ``periods`` is
        how many later periods are shown, of those that have begun by the latest event. ``since`` and ``until`` choose
        the people by the day of their first one. ``by`` is as in `funnel`; with ``any``, of the person's session 1.

        Columns: the column ``by``, then ``cohort`` (date: the period's first day), ``period_number`` (bigint, from 0),
        ``people`` and ``returned`` (bigint), ``share`` (double). The rule is in docs/funnels.md.

        Raises:
            ConfigError: as `funnel`.
        """
        return self._answered(Retention.of(first, returning, period, periods, by, since, until))

    def paths(  # noqa: PLR0913 as the options of the verb
        self,
        start: str | None = None,
        end: str | None = None,
        length: int = 5,
        *,
        top: int = 20,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> Answer:
        """Return the pages that sessions have one after the other: one row per path of the most frequent, and the rest.

        A path is the first ``length`` pages of a session (P1). With ``start`` it is those from the first page with that
        path on, with ``end`` those that lead to the first page with that path, with both those from one to the other,
        where these are no more than ``length``. ``since`` and ``until`` choose sessions by the day of their first page,
        in ``time_zone``. What is beyond the first ``top`` is one row, whose rank is NULL.

        Columns: ``rank`` (bigint), ``page_1`` and so on (text, NULL after the last page), ``paths``, ``sessions``,
        ``people`` (bigint), ``share`` of the sessions (double). The rule is in docs/funnels.md.

        Raises:
            ConfigError: as `funnel`.
        """
        return self._answered(Paths.of(start, end, length, top, since, until))

    def _answered(self, question: Question) -> Answer:
        question.refuse(self.config)
        return Answer(question, self)

    def report(
        self,
        connection: object | None = None,
        *,
        since: str | date | None = None,
        until: str | date | None = None,
        with_ids: bool = False,
        with_checks: bool = True,
    ) -> ReportPage:
        """Return a page that shows what is built: visits, where they come from, and what they bring.

        It is one HTML page without a script that needs no network (``.html``, ``.save(path)``). ``since`` is the first
        day and ``until`` the first that is left out, in ``time_zone``; without them it is of all days. Ids are
        shortened, and e-mail addresses, too, unless ``with_ids``. ``with_checks`` runs the checks as well. Needs the
        extra ``report``. What it reads is in docs/report.md.

        Raises:
            ConfigError: a day is none, or there is no day between the two.
            WarehouseError: no model is built, the warehouse refused, or the extra is not installed.
            RunError: a model was built with another configuration.
        """
        from segment_models import report  # noqa: PLC0415 a run needs none of it
        from segment_models.journeys.options import Days  # noqa: PLC0415

        days = Days.of(since, until)
        with self._open(connection, read_only=True) as warehouse:
            graph = self.graph_in(warehouse)
            return report.write_report(graph, warehouse, days, with_ids=with_ids, with_checks=with_checks)

    @contextmanager
    def asking(self, key: str, connection: object | None, wanted: Wanted) -> Iterator[tuple[Warehouse, str]]:
        """Open a connection to read a built model's rows, and give it with the SQL that reads them.

        Raises:
            ConfigError: there is no such model, it is switched off, or it does not have what is wanted.
            RunError: it was built with another configuration.
            WarehouseError: it is not built, or the warehouse refused.
        """
        with self._open(connection, read_only=True) as warehouse:
            graph = self.graph_in(warehouse)
            model = rows.find_model(graph, key)
            found = rows.query(graph, model, wanted, ordered=wanted.limit is not None)
            require_built(graph, warehouse, [model.name])
            yield warehouse, warehouse.dialect.render_once(found)

    def load(
        self,
        paths: Sequence[str | Path],
        connection: object | None = None,
        *,
        schema: str | None = None,
        rejects: str | Path | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Load raw Segment events into the tables Segment would have made; raise LoadError if they cannot be."""
        from segment_models.load.files import find_files  # noqa: PLC0415 a run needs none of it
        from segment_models.load.loading import REJECTS_FILE  # noqa: PLC0415

        found = find_files(paths, schema, Path(rejects or REJECTS_FILE))  # before a database is made for nothing
        refuse_load(self.config, (file.schema for file in found.files))
        with self._open(connection, create=True) as warehouse, notebook.loading(on_progress) as told:
            return warehouse.load(paths, schema=schema, rejects=rejects, on_progress=told)

    @many_trees()
    def _plan(  # noqa: PLR0913 as the options of `run`
        self,
        warehouse: Warehouse,
        select: Sequence[str],
        tags: Sequence[str],
        *,
        full_refresh: bool,
        remove_old: bool,
        moved_from: str | None,
    ) -> Plan:
        if remove_old and (select or tags):
            raise ConfigError(
                "--remove-old needs a run of all models, because a model that is left out may still read what would be "
                "removed. Remove --select and --tag."
            )
        graph, elsewhere = self._found_in(warehouse)
        if elsewhere:
            graph = graph.without(forget.place(graph))
        chosen = selection.with_all_incremental(graph, selection.select(graph, select, tags))
        state = look(graph, warehouse, chosen, full_refresh=full_refresh, remove_old=remove_old, moved_from=moved_from)
        if elsewhere:
            notes = (*state.warnings, forget.note_of(graph, elsewhere))
            state = replace(state, remembered=forget.taken_over(graph, elsewhere), warnings=notes)
        return make_plan(graph, state, chosen)


def segment(path: str | Path | None = None, /, **options: Unpack[Options]) -> Models:
    """Return the models of a configuration: keyword arguments, a YAML file, or a file with some keys changed.

    Every key of the configuration is a keyword here, in snake case or in the Dataform package's camel case. Editors and
    type checkers know those in snake case.

    Raises:
        ConfigError: the configuration cannot be read or used.
    """
    if path is None:
        return Models(configuration.parse(options, refuse=refuse_impossible))
    config = configuration.read(path, refuse_impossible)
    if options:
        values = config.model_dump(by_alias=True, exclude_unset=True)
        given = configuration.with_environment(configuration.snake_case(options), "the arguments")
        config = configuration.parse({**values, **given}, refuse=refuse_impossible, expanded=True)
    return Models(config, base=Path(path).resolve().parent)
