"""What dbt does with an exported project, done by hand: on engines whose adapters of dbt reach nothing from here.

The project's files are read and rendered as they are: its models, its macros and its materializations are carried out,
and none of them is told again here. What dbt itself gives them is given here (`Project.given`), and only as much of it
as they ask for: an export that asks for more fails. dbt's own materializations, ``table`` and ``view``, are short.

What an engine's stand-in cannot do is done otherwise, and nothing else:

* A script is carried out statement by statement. On BigQuery it is one job; the adapters of Snowflake and Redshift
  divide it, too.
* BigQuery's evaluator has no transactions, and only analyses ASSERT: its condition is asked as a query, and where the
  script fails, the tables are put back as they were at BEGIN TRANSACTION. It knows no projects: they are left out.
* Sail has no catalogs of a name that one chooses: it is left out. `engines.delta` says what else it is told otherwise.
* fakesnow divides by zero without an error, as DuckDB does: what Snowflake refuses by that is not refused there.
* Redshift's SQL goes to Postgres. What Redshift has a limit for, such as the width of a text, is not seen there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import tempfile
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import jinja2
import sqlglot
from ruamel.yaml import YAML
from sqlglot import TokenType

from engines.bigquery import BigQueryWarehouse
from engines.delta import DeltaWarehouse
from engines.redshift import RedshiftWarehouse
from engines.snowflake import SnowflakeWarehouse
from segment_models import segment
from stories import MODELS_SCHEMA, Built, DuckDBWarehouse

PACKAGE = "segment_models"
"""The name of the exported project."""

COMMENTS = re.compile(r"(?:\s+|--[^\n]*\n?|/\*.*?\*/)*", re.DOTALL)
"""What may stand before a statement. The stand-ins look at its first word."""

MACRO = re.compile(r"(\{%-?\s*macro\s+)(\w+)")
GENERIC = re.compile(r"(\{%-?\s*)(?:(end)test\b|test\s+(\w+))")
OF_DBT = {"unique", "not_null"}
"""The generic tests that are dbt's own: they are not carried out here."""
MATERIALIZATION = re.compile(r"\{%(-?)\s*(?:materialization\s+(\w+),\s*default|endmaterialization)\s*(-?)%\}")


class DbtError(Exception):
    """What a macro of the project refuses, in its words."""


class Returned(Exception):  # noqa: N818 no error
    """How a macro gives back a value that is no text: dbt's ``return`` is an exception, too."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Undefined(jinja2.Undefined):
    """A name that is not there: as in dbt it is false, and may not be used."""

    __str__ = __iter__ = __len__ = __eq__ = __ne__ = __hash__ = jinja2.Undefined._fail_with_undefined_error


@dataclass(frozen=True)
class Place:
    """A relation of dbt's, which renders as the adapter of the engine writes it."""

    writes: Any
    database: str | None
    schema: str
    identifier: str
    type: str | None = None
    quoted: frozenset[str] = frozenset()
    """The parts that are quoted where the adapter leaves that to be said."""

    def incorporate(self, path: dict[str, str] | None = None, type: str | None = None) -> Place:  # noqa: A002 dbt's word
        """Return it with other parts."""
        return replace(self, **(path or {}), type=type or self.type)

    def __str__(self) -> str:
        return self.writes(self)


@dataclass
class Node:
    """A model or a test of the project."""

    name: str
    template: jinja2.Template
    config: dict[str, Any] = field(default_factory=dict)
    after: set[str] = field(default_factory=set)
    """The models that it refers to, in its SQL or in a comment that says it depends on them."""


@dataclass(frozen=True)
class Run:
    """One command of dbt."""

    verb: str = "run"
    full_refresh: bool = False
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(UTC))


PARSING = Run("")
"""No command yet: dbt reads the project to learn what refers to what."""


class Config(dict):
    """The ``config`` of a node: called, it takes what is told; a model's own materialization asks it with `get`."""

    def __call__(self, **told: Any) -> str:
        self.update(told)
        return ""


class Macros(dict):
    """The names that a template finds: what dbt gives, and the macros, each of which may ``return`` a value."""

    def __init__(self, templates: dict[str, jinja2.Template], given: dict[str, Any]) -> None:
        super().__init__(given, context=self)
        for name, template in templates.items():
            self[name] = self._macro(name, template)

    def _macro(self, name: str, template: jinja2.Template) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            try:
                return getattr(template.make_module(self), f"macro_{name}")(*arguments, **named)
            except Returned as returned:
                return returned.value

        return called


class Project:
    """An exported project, which runs in a warehouse."""

    def __init__(self, folder: Path, warehouse: ByHand, variables: dict[str, Any]) -> None:
        """Read the files, and what each model is told and refers to, as dbt parses a project."""
        self.warehouse, self.variables = warehouse, variables
        self.environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=Undefined)  # noqa: S701 SQL
        self.macros: dict[str, jinja2.Template] = {}
        for path in sorted(folder.glob("macros/**/*.sql")):
            text = MATERIALIZATION.sub(_as_macro, path.read_text(encoding="utf-8"))
            text = GENERIC.sub(lambda found: f"{found[1]}{'endmacro' if found[2] else f'macro test_{found[3]}'}", text)
            template = self.environment.from_string(MACRO.sub(r"\1macro_\2", text))
            self.macros |= dict.fromkeys((name for _, name in MACRO.findall(text)), template)
        self.sources = dict(self._sources(folder))
        self.models = {path.stem: self._parsed(path) for path in sorted(folder.glob("models/**/*.sql"))}
        self.tests = {path.stem: self._parsed(path) for path in sorted(folder.glob("tests/**/*.sql"))}
        self.generic = dict(self._generic(folder))
        self.nodes = {f"model.{PACKAGE}.{name}": self._node(one) for name, one in self.models.items()}

    def run(self, *, full_refresh: bool = False) -> None:
        """Do what ``dbt run`` does: build the models, each after those that it refers to."""
        run = Run(full_refresh=full_refresh)
        for name in {node["schema"]: None for node in self.nodes.values()}:
            self.warehouse.create_schema(name)
        order = TopologicalSorter({name: sorted(one.after) for name, one in self.models.items()}).static_order()
        for name in order:
            self.build(name, run)

    def broken(self) -> dict[str, int]:
        """Do what ``dbt test`` does with the tests of the export: return those that find rows, and how many."""
        run = Run("test")
        asked = {name: self._rendered(test, self.given(test, run)) for name, test in self.tests.items()}
        asked |= {name: self._asked(*test, run) for name, test in self.generic.items()}
        found = {name: len(self.warehouse.look(query)) for name, query in asked.items()}
        return {name: rows for name, rows in found.items() if rows}

    def operate(self, macro: str, **arguments: Any) -> None:
        """Do what ``dbt run-operation`` does."""
        Macros(self.macros, self.given(None, Run("run-operation")))[macro](**arguments)

    def place(self, name: str) -> Place:
        """Return where a model stands."""
        node = self.nodes[f"model.{PACKAGE}.{name}"]
        return Place(self.warehouse.written, node["database"], node["schema"], node["alias"])

    def row(self, name: str) -> dict[str, Any]:
        """Return the only row of a model."""
        place = self.place(name)
        (row,) = self.warehouse.fetch(place.schema, place.identifier)
        return row

    def given(self, node: Node | None, run: Run = PARSING) -> dict[str, Any]:
        """Return what dbt gives the templates of a node; to an operation without one."""
        executes = run is not PARSING
        known = self.nodes.get(f"model.{PACKAGE}.{node.name}") if node and executes else None
        warehouse = self.warehouse
        found: dict[str, Any] = {
            "execute": executes,
            "invocation_id": run.id,
            "run_started_at": run.began,
            "selected_resources": list(self.nodes) if run.verb == "run" else [],
            "flags": SimpleNamespace(WHICH=run.verb, EMPTY=False, FULL_REFRESH=run.full_refresh),
            "modules": {"datetime": dt, "pytz": SimpleNamespace(utc=UTC)},
            "graph": {"nodes": self.nodes if executes else {}},
            "model": known or {"name": node.name if node else run.verb, "package_name": PACKAGE},
            "this": self.place(node.name) if known else None,
            "config": Config(node.config if node else {}),
            "var": lambda name, otherwise=None: self.variables.get(name, otherwise),
            "ref": self.place if executes else lambda name: node.after.add(name) or name,
            "source": lambda source, table: self.sources[source, table],
            "return": _returned,
            "exceptions": SimpleNamespace(raise_compiler_error=_refused),
            "log": lambda _, info=False: "",  # noqa: ARG005 as dbt has it
            "local_md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
        }
        if executes:
            found |= {
                "adapter": SimpleNamespace(
                    type=lambda: warehouse.adapter,
                    get_relation=self._relation,
                    drop_relation=lambda place: warehouse.drop(place) or warehouse.changed() or "",
                    commit=lambda: warehouse.commit() or "",
                ),
                "load_cached_relation": lambda place: self._relation(place.database, place.schema, place.identifier),
                "run_query": lambda sql: SimpleNamespace(rows=warehouse.asked(sql)),
                "statement": self._statement,
                "noop_statement": lambda name, message, caller: "",  # noqa: ARG005 as dbt has it
                "get_create_table_as_sql": lambda temporary, place, sql: warehouse.making("table", place, sql),  # noqa: ARG005
                "pre_hooks": [],
                "post_hooks": node.config.get("post_hook", []) if node else [],
            }
        return found

    def build(self, name: str, run: Run) -> None:
        """Carry out the materialization of a model."""
        node = self.models[name]
        names = Macros(self.macros, self.given(node, run))
        names["sql"] = self._rendered(node, names)

        def render(text: str) -> str:
            return self.environment.from_string(text).render(names)

        def run_hooks(hooks: list[str], *, inside_transaction: bool) -> str:
            for hook in hooks if inside_transaction else ():
                self.warehouse.carry_out(render(hook))
            return ""

        def materialized(kind: str) -> dict[str, list[Place]]:
            place = names["this"].incorporate(type=kind)
            self.warehouse.replace(place, names["sql"])
            self.warehouse.changed()
            run_hooks(names["post_hooks"], inside_transaction=True)
            self.warehouse.commit()
            return {"relations": [place]}

        names |= {
            "render": render,
            "run_hooks": run_hooks,
            "materialization_table_default": lambda: materialized("table"),
            "materialization_view_default": lambda: materialized("view"),
        }
        try:
            built = names[f"materialization_{node.config['materialized']}_default"]()
        except BaseException:
            self.warehouse.roll_back()
            raise
        assert list(built) == ["relations"], f"{node.name} returns what dbt would refuse: {built!r}"

    def _rendered(self, node: Node, given: dict[str, Any]) -> str:
        names = given if isinstance(given, Macros) else Macros(self.macros, given)
        return node.template.render(names)

    def _generic(self, folder: Path) -> Any:
        """Yield each generic test of a model by its name: the model, the macro and what it is given."""
        for path in folder.glob("models/**/_*__models.yml"):
            for model in YAML(typ="safe").load(path)["models"]:
                for test in model.get("data_tests", []):
                    ((macro, told),) = test.items()
                    if macro not in OF_DBT:
                        yield told["name"], (model["name"], macro, told.get("arguments", {}))

    def _asked(self, model: str, macro: str, arguments: dict[str, Any], run: Run) -> str:
        """Return the query of a generic test, whose argument may be the ``ref`` of a model."""
        names = Macros(self.macros, self.given(None, run))
        given = {
            name: self.environment.compile_expression(value)(**names) if str(value).startswith("ref(") else value
            for name, value in arguments.items()
        }
        return names[f"test_{macro}"](self.place(model), **given)

    def _parsed(self, path: Path) -> Node:
        node = Node(path.stem, self.environment.from_string(path.read_text(encoding="utf-8")))
        given = Macros(self.macros, self.given(node))
        self._rendered(node, given)
        node.config = dict(given["config"])
        return node

    def _node(self, model: Node) -> dict[str, Any]:
        """Return what the graph says of a model: where it stands, as dbt names schemas where nobody says otherwise."""
        told = model.config
        return {
            "unique_id": f"model.{PACKAGE}.{model.name}",
            "resource_type": "model",
            "package_name": PACKAGE,
            "name": model.name,
            "database": told.get("database", self.warehouse.database),
            "schema": f"{MODELS_SCHEMA}_{told['schema']}" if told.get("schema") else MODELS_SCHEMA,
            "alias": told.get("alias", model.name),
        }

    def _sources(self, folder: Path) -> Any:
        given = self.given(None)
        for path in folder.glob("models/**/_*__sources.yml"):
            for source in YAML(typ="safe").load(path)["sources"]:
                schema = self.environment.from_string(source["schema"]).render(given)
                for table in source["tables"]:
                    said = {**source.get("quoting", {}), **table.get("quoting", {})}
                    quoted = frozenset(part for part, is_quoted in said.items() if is_quoted)
                    database = source.get("database", self.warehouse.database)
                    name = table.get("identifier", table["name"])
                    place = Place(self.warehouse.written, database, schema, name, "table", quoted)
                    yield (source["name"], table["name"]), place

    def _relation(self, database: str | None, schema: str, identifier: str) -> Place | None:
        kind = self.warehouse.there(schema).get(identifier)
        return Place(self.warehouse.written, database, schema, identifier, kind) if kind else None

    def _statement(self, name: str, *, auto_begin: bool = True, caller: Any) -> str:  # noqa: ARG002 as dbt has it
        text = caller()
        if auto_begin:
            self.warehouse.begin()
        self.warehouse.carry_out(text)
        self.warehouse.changed()
        return ""


def _as_macro(found: re.Match[str]) -> str:
    head = f"macro materialization_{found[2]}_default()" if found[2] else "endmacro"
    return f"{{%{found[1]} {head} {found[3]}%}}"


def _returned(value: Any) -> None:
    raise Returned(value)


def _refused(message: str) -> None:
    raise DbtError(message)


class ByHand:
    """A story's warehouse whose models an exported project builds: it is exported once, and run after each load."""

    adapter: ClassVar[str]
    """What the adapter calls itself."""
    database: ClassVar[str]
    """The database of dbt's target."""
    quote: ClassVar[str] = '"'
    refuses: ClassVar[str | None] = "Another run of segment has changed the models meanwhile. Run again"
    """What is said where another run has changed the models; None where the stand-in does not refuse it."""
    full_runs: ClassVar[tuple[int, ...]] = (1, 3)
    """Which runs build everything: the first, because there is nothing yet, and one that is asked to."""
    project: Project | None = None
    ran = 0

    def __init__(self) -> None:
        """Know no answers yet: macros ask the same again and again, and between two changes it is the same."""
        super().__init__()
        self._answers: dict[str, list[tuple[Any, ...]]] = {}
        self._relations: dict[str, dict[str, str]] = {}

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        if query not in self._answers:
            self._answers[query] = self.look(query)
        return self._answers[query]

    def there(self, schema: str) -> dict[str, str]:
        """Return the relations of a schema, and whether each is a table or a view."""
        if schema not in self._relations:
            self._relations[schema] = self.kinds(schema)
        return self._relations[schema]

    def changed(self) -> None:
        """Forget the answers."""
        self._answers.clear()
        self._relations.clear()

    def run(self, **options: Any) -> Built:
        """Let the project bring the models up to date."""
        if self.project is None:
            self.export(**options)
        self.ran += 1
        self.changed()
        self.project.run(full_refresh=self.ran in self.full_runs[1:])
        is_full = self.project.row("segment_run_started")["is_full"]
        assert is_full == (self.ran in self.full_runs), f"run {self.ran} is {'full' if is_full else 'not full'}"
        return Built(self, None)

    def export(self, **options: Any) -> None:
        """Export the project."""
        where = {"schema": MODELS_SCHEMA, **options.pop("default_config", {})}
        variables = {"segment_models_schema": None, "segment_run_schema": "run"}
        with tempfile.TemporaryDirectory(prefix="segment-dbt-") as folder:
            segment(default_config=where, **options).export_dbt(folder, self.opened())
            self.project = Project(Path(folder), self, variables)

    def written(self, place: Place) -> str:
        """Return a relation's name as the adapter writes it."""
        parts = (place.database, place.schema, place.identifier)
        return ".".join(f"{self.quote}{part}{self.quote}" for part in parts if part)

    def replace(self, place: Place, query: str) -> None:
        """Do what dbt's own materializations do: make a table or a view, in place of one that is there."""
        self.carry_out(self.making(place.type, place, query))

    def making(self, kind: str, place: Place, query: str) -> str:
        """Return the statement that makes a table or a view of a query."""
        return f"CREATE OR REPLACE {kind.upper()} {place} AS {bare(query)}"

    def drop(self, place: Place) -> None:
        """Remove a table or a view."""
        self.do(f"DROP {place.type.upper()} {place}")

    def carry_out(self, script: str) -> None:
        """Carry out every statement of a script."""
        for statement in self.divided(script):
            self.do(statement)

    def divided(self, script: str) -> list[str]:
        """Return the statements of a script, without the comments before them."""
        found, start = [], 0
        for token in sqlglot.tokenize(script, self.dialect_of_sqlglot()):
            if token.token_type == TokenType.SEMICOLON:
                found.append(script[start : token.start])
                start = token.end + 1
        return [bare(one) for one in (*found, script[start:]) if bare(one)]

    def dialect_of_sqlglot(self) -> str:
        """Return the dialect in which a script is divided."""
        return self.adapter

    def begin(self) -> None:
        """Open a transaction where the adapter opens one, and none is open."""

    def commit(self) -> None:
        """End the transaction that the adapter opened."""

    def roll_back(self) -> None:
        """Leave nothing of a transaction."""

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        raise NotImplementedError

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        raise NotImplementedError


def bare(statement: str) -> str:
    """Return a statement without the comments before it."""
    return statement[COMMENTS.match(statement).end() :].strip()


class ByHandOnDuckDB(ByHand, DuckDBWarehouse):
    """Real statements in real transactions."""

    adapter, database = "duckdb", "memory"
    loads = (1, 10)
    is_open = False

    def begin(self) -> None:
        """Open a transaction."""
        if not self.is_open:
            self.connection.execute("BEGIN")
            self.is_open = True

    def commit(self) -> None:
        """Commit."""
        if self.is_open:
            self.connection.execute("COMMIT")
            self.is_open = False

    def roll_back(self) -> None:
        """Roll back."""
        if self.is_open:
            self.connection.execute("ROLLBACK")
            self.is_open = False

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.connection.execute(statement)

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query).fetchall()


def _require(holds: bool, why: str) -> None:  # noqa: FBT001 a condition
    if not holds:
        raise DbtError(why)


class ByHandOnBigQuery(ByHand, BigQueryWarehouse):
    """BigQuery's evaluator."""

    adapter, database, quote = "bigquery", "the-project", "`"

    def carry_out(self, script: str) -> None:
        """Carry out a script, all of it or nothing."""
        engine, before = self.connection.engine, None
        try:
            for statement in map(self._here, self.divided(script)):
                verb = statement.split(maxsplit=1)[0]
                if verb in ("BEGIN", "ASSERT", "COMMIT"):
                    engine.analyze(statement)
                match verb:
                    case "BEGIN":
                        before = engine.copied()
                    case "ASSERT":
                        condition, _, why = statement.removeprefix("ASSERT").rpartition(" AS ")
                        _require(engine.query(f"SELECT {condition}")[1] == [(True,)], why)
                    case "COMMIT":
                        before = None
                    case _:
                        self.connection.execute(statement)
        except BaseException:
            if before is not None:
                engine.put_back(before)
            raise

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.connection.execute(self._here(statement))

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self.connection.fetch(self._here(bare(query))).values)

    def _here(self, sql: str) -> str:
        return sql.replace(f"`{self.database}`.", "")


class ByHandOnSnowflake(ByHand, SnowflakeWarehouse):
    """The emulator of Snowflake, with the real driver, which divides scripts for dbt's adapter, too."""

    adapter, database = "snowflake", "EVENTS"
    refuses = None

    def written(self, place: Place) -> str:
        """Return a relation's name: dbt's adapter quotes nothing, unless it is told to."""
        parts = {"database": place.database, "schema": place.schema, "identifier": place.identifier}
        return ".".join(f'"{part}"' if name in place.quoted else part for name, part in parts.items())

    def divided(self, script: str) -> list[str]:
        """Return the statements of a script as the driver divides it."""
        from snowflake.connector.util_text import split_statements  # noqa: PLC0415 an extra

        found = (bare(statement).removesuffix(";") for statement, _ in split_statements(io.StringIO(script)))
        return [one for one in found if one]

    def roll_back(self) -> None:
        """Roll back what a script has begun."""
        self.do("ROLLBACK")

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.ask(statement)

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.ask(query).fetchall()


class ByHandOnRedshift(ByHand, RedshiftWarehouse):
    """Redshift's SQL and driver, on Postgres. The adapter opens a transaction before each first statement."""

    adapter, database = "redshift", "redshift"
    refuses = "division by zero"
    loads = (1, 40)

    def making(self, kind: str, place: Place, query: str) -> str:
        """Return the statement that makes a table or a view of a query; Redshift replaces no table."""
        return f"CREATE {kind.upper()} {place} AS {bare(query)}"

    def replace(self, place: Place, query: str) -> None:
        """Make a table or a view, in place of one that is there, and of what depends on it."""
        kind = self.kinds(place.schema).get(place.identifier)
        if kind:
            self.do(f"DROP {kind.upper()} {place} CASCADE")
        super().replace(place, query)

    def begin(self) -> None:
        """Open a transaction."""
        self.do("BEGIN")

    def commit(self) -> None:
        """Commit."""
        self.do("COMMIT")

    def roll_back(self) -> None:
        """Roll back."""
        self.do("ROLLBACK")

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.look(statement)

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        self.connection.autocommit = True
        cursor = self.connection.cursor()
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


class ByHandOnDelta(ByHand, DeltaWarehouse):
    """Delta tables, which Sail writes, in the SQL of Databricks."""

    adapter, database, quote = "databricks", "the-catalog", "`"

    def do(self, statement: str) -> None:
        """Carry out a statement."""
        self.connection.execute(self._here(statement))

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self.connection.fetch(self._here(bare(query))).values)

    def _here(self, sql: str) -> str:
        return sql.replace(f"`{self.database}`.", "")


KINDS: dict[str, type[ByHand]] = {
    "duckdb": ByHandOnDuckDB,
    "bigquery": ByHandOnBigQuery,
    "snowflake": ByHandOnSnowflake,
    "redshift": ByHandOnRedshift,
    "databricks": ByHandOnDelta,
}
"""The engines, and where a project runs on each."""
