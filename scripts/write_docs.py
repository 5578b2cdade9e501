"""Write the pages of docs/ that come from the code: models, configuration, command line, checks, the drawing.

    python scripts/write_docs.py

tests/test_docs.py fails when a page is not what this script would write.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from typer.testing import CliRunner

from segment_models import segment, warehouses
from segment_models.checks import checks
from segment_models.cli.main import app
from segment_models.cli.show import cell
from segment_models.config import Config, Conversion, DefaultConfig, EventProperties, ModelConfig, spellings
from segment_models.demo import PERSON, SAMPLE, demo_models
from segment_models.drawing import svg
from segment_models.fields import FORGOTTEN, INVENTORY, REWRITES, RUNS
from segment_models.outcome import SHAPES, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import typer
    from pydantic import BaseModel

    from segment_models.configured import Model
    from segment_models.fields import Field
    from segment_models.graph import Graph
    from segment_models.warehouses.dialect import Dialect

DOCS = Path(__file__).parents[1] / "docs"
NOTE = "<!-- scripts/write_docs.py wrote this page. Edit that, not this. -->\n"
VERBS = (
    "demo",
    "load",
    "init",
    "run",
    "check",
    "verify",
    "explain",
    "rows",
    "funnel",
    "retention",
    "paths",
    "report",
    "forget",
    "compile",
    "graph",
    "export",
)
"""The verbs in the order people meet them; one that is not here comes last."""
DOCUMENTED: dict[str, Any] = {
    "segment_schema": "javascript",
    "include_screens": True,
    "event_properties": {"order_completed": ["revenue", "order_id", "currency"]},
    "conversions": {"signed_up": {}, "order_completed": {"value": "revenue", "key": "order_id"}},
}
"""The configuration that the pages of models and checks are about: every model is there."""


def pages() -> dict[str, str]:
    """Return every generated page by its path in docs/."""
    graph = segment(**DOCUMENTED).graph()
    examples = examples_from_the_sample(tuple(graph.models))
    found = {
        "models.svg": svg(graph),
        "models/index.md": models_page(graph),
        "checks.md": checks_page(graph),
        "cli.md": cli_page(),
        "json.md": json_page(),
        "configuration.md": configuration_page(),
        "warehouses.md": warehouses_page(),
        "incremental-tables.md": incremental_tables_page(),
    }
    return found | {f"models/{name}.md": model_page(graph, name, examples[name]) for name in graph.models}


# Models


def models_page(graph: Graph) -> str:
    """Return the table of all models."""
    rows = [
        (f"[`{model.relation.name}`]({name}.md)", model.kind, linked(model.description, "../rules.md"))
        for name, model in graph.models.items()
    ]
    return f"""{NOTE}
# The models

{table(("model", "built as", "what it holds"), rows)}

A name starts with `model_prefix`, which is `segment_` if you give none. What a model is built as can be changed for all
(`default_config.type`) and for one (`models`): see [configuration](../configuration.md). The models of a call type
exist while it is switched on (`include_pages`, `include_tracks`, `include_screens`). Those of conversions exist where
`conversions` are configured, and one for each event in `event_properties`: see
[what visits are worth](../conversions.md).

![The models, and which of them each one reads](../models.svg)

`segment-models graph -o models.svg` draws this for your configuration; with `.html`, a box lights up what it reads.
"""


def incremental_tables_page() -> str:
    """Return the columns of the tables that incremental runs keep beside the models."""
    kept = segment(**DOCUMENTED, default_config={"type": "incremental"}).graph().models
    calls, properties = kept["page_calls"], kept["order_completed_properties"]
    parts = {
        "segment_runs": ("One row per run that built incremental models.", RUNS),
        "segment_rewrites": ("One row per run and person whose history it wrote.", REWRITES),
        "segment_forgotten": ("One row per id of people who are forgotten.", FORGOTTEN),
        "segment_inventory": (
            "One row per table or view that a run has built: see [what is left](how-a-run-works.md#what-is-left).",
            INVENTORY,
        ),
        "segment_page_calls": (
            f"{calls.description} The other types have `segment_track_calls`, `_screen_calls` and `_identify_calls`.",
            calls.columns,
        ),
        "segment_order_completed_properties": (
            f"{properties.description} Each event whose properties are carried along has such a table.",
            properties.columns,
        ),
    }
    told = [
        f"## `{name}`\n\n{sentence}\n\n"
        + table(("column", "type", "meaning"), [(f"`{one.name}`", one.type.value, one.description) for one in columns])
        for name, (sentence, columns) in parts.items()
    ]
    head = (
        f"{NOTE}\n# Tables of incremental runs\n\n"
        "Incremental runs keep these tables beside the models. Query them to see what each run did.\n"
        "[Incremental models](incremental.md) explains what they are for."
    )
    return "\n\n".join([head, *told]) + "\n"


def model_page(graph: Graph, name: str, example: Mapping[str, object]) -> str:
    """Return the page of one model: where it stands, its columns, its SQL."""
    model = graph.models[name]
    columns = [
        (f"`{path}`", field.type.value, linked(field.description, "../rules.md"), sample_value(path, example))
        for path, field in flattened(model.columns)
    ]
    return f"""{NOTE}
# {model.relation.name}

{linked(model.description, "../rules.md")}

* Built as a {model.kind}, if the configuration says nothing else.
* Reads {listed(graph, model.reads, model.reads_raw)}.
* Read by {listed(graph, readers(graph, name), ())}.

## Columns

{table(("column", "type", "what it holds", "in the sample"), columns)}

{remarks(model)}

## SQL

What `segment-models compile {name} --offline` prints for DuckDB where `segment_schema` is `javascript`, screens are
switched on, and sign-ups and orders are [conversions](../conversions.md). With a connection, it is made for the
columns your tables really have.

<details>
<summary>The SQL of {model.relation.name}</summary>

```sql
{graph.sql(name)}
```

</details>
"""


def remarks(model: Model) -> str:
    """Return what is to be said about the columns of a model."""
    words = ["The last column is from the sample that `segment-models demo` loads. Times are UTC."]
    if model.name == "sessions":
        words.append(
            "With `nested: false` the structs are flattened to their field names (`total_pages`, `first_url`; a "
            "screen's value is `first_screen_name`, because `first_name` is the page's), and there is no `records`."
        )
    if model.name == "users":
        words.append("The fields in `custom_user_fields` follow, each with the type it has in `identifies`.")
    elif model.name in {"session_facts", "daily"}:
        words.append("Each conversion has two columns, its count and its value, in the order of the configuration.")
    elif model.name.startswith("event_"):
        words.append(
            "The last columns are the properties in `event_properties`, each with the type it has in the event's table."
        )
    elif model.name == "page_views" or model.name.endswith(("page_events", "track_events", "screen_events")):
        words.append("Custom fields follow, each with the type it has in the raw table.")
    elif model.name in {"sessionized_pages", "sessionized_tracks", "sessionized_screens"}:
        words.append("Custom fields follow those of their call type, each with the type it has in the raw table.")
    return "\n".join(words)


def readers(graph: Graph, name: str) -> tuple[str, ...]:
    """Return the models that read this one."""
    return tuple(other for other, model in graph.models.items() if name in model.reads)


def listed(graph: Graph, models: Sequence[str], raw: Sequence[str]) -> str:
    """Return models as links and raw tables as names."""
    links = [f"[`{model.relation.name}`]({name}.md)" for name, model in graph.models.items() if name in models]
    tables = sorted(f"`{one.rsplit('.', 1)[-1]}`" for one in raw)
    if tables:
        links.append(f"the raw {', '.join(tables)}")
    return ", ".join(links) or "no other model"


def flattened(columns: Iterable[Field], path: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every column and every field inside it, with its path."""
    for field in columns:
        own = f"{path}{field.name}"
        yield own, field
        yield from flattened(field.children, f"{own}[]." if field.type.value.startswith("array") else f"{own}.")


def sample_value(path: str, example: object) -> str:
    """Return what the example holds at a path."""
    for part in path.replace("[]", ".[]").split("."):
        if isinstance(example, list):
            example = example[0]
        elif isinstance(example, dict):
            example = example[part]
    match example:
        case None:
            return "NULL"
        case dict() | list():
            return ""
        case "":
            return "empty"
        case int() if not isinstance(example, bool):
            return str(example)
    return f"`{cell(example)}`"


def examples_from_the_sample(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return a row of each model, of one person of the sample where there is one."""
    models, warehouse = demo_models(), warehouses.connect("duckdb://")
    models.load([SAMPLE], warehouse)
    models.run(warehouse)
    hers = f"(SELECT * FROM segment_models.segment_sessionized_events WHERE user_id = '{PERSON}')"  # noqa: S608
    wheres = {
        "rejected_events": "reason = 'clock_ahead' ORDER BY source, event_id",
        "sessionized_events": f"user_id = '{PERSON}' AND page_id IS NOT NULL ORDER BY timestamp",
        "sessions": f"user_id = '{PERSON}' AND session_index = 2",
        "user_map": f"user_id = '{PERSON}' ORDER BY mapped_at",
        "shared_calls": "TRUE ORDER BY timestamp, source, event_id",
        "traffic_sources": "key = 'google.*'",
        "touches": "TRUE ORDER BY timestamp, source, page_id",
        "session_sources": f"user_id = '{PERSON}' AND session_index = 2",
        "users": f"user_id = '{PERSON}'",
        "page_views": f"user_id = '{PERSON}' AND session_index = 2 AND page_index = 1",
        "session_facts": f"user_id = '{PERSON}' AND session_index = 2",
        "daily": "session_date = DATE '2026-03-04' AND channel = 'Direct'",
        "attribution": f"user_id = '{PERSON}' AND conversion = 'order_completed' ORDER BY session_index",
        "active_days": f"user_id = '{PERSON}' ORDER BY active_date",
        "event_order_completed": f"user_id = '{PERSON}' ORDER BY timestamp",
        "conversions": f"user_id = '{PERSON}' AND conversion = 'order_completed'",
        "conversion_calls": f"conversion = 'order_completed' AND track_id IN (SELECT track_id FROM {hers})",  # noqa: S608
    }
    rows = {}
    for name in names:
        call = name.removeprefix("sessionized_").removesuffix("_events").removesuffix("s")
        where = wheres.get(name) or f"{call}_id IN (SELECT {call}_id FROM {hers}) ORDER BY timestamp"  # noqa: S608
        found = warehouse.fetch(f"SELECT * FROM segment_models.segment_{name} WHERE {where}", limit=1)  # noqa: S608
        rows[name] = dict(zip(found.columns, found.values[0], strict=True))
    return rows


# Configuration


def configuration_page() -> str:
    """Return every key of the configuration."""
    return f"""{NOTE}
# Configuration

This page lists every key of the configuration. The configuration is a YAML file, `segment_models.yaml` in the folder
where you work; name another one with `--config`. `segment-models init` writes it for the tables in your warehouse, with
every key and a sentence about it. The keys are also the keyword arguments of `segment_models.segment(...)`.

In this page: [the file](#keys-of-the-file), [`default_config`](#keys-of-default_config),
[`event_properties`](#keys-of-an-event-in-event_properties), [`conversions`](#keys-of-a-conversion-in-conversions),
[`models`](#keys-of-a-model-in-models).

```yaml
connection: duckdb:///events.duckdb   # relative to this file; duckdb:////data/events.duckdb is absolute
segment_schema: [javascript, ios]     # one name, or one per Segment source
session_timeout_millis: 1800000
default_config: {{schema: segment_models, tags: [segment]}}
custom_page_fields: [url_hash, category]
custom_user_fields: [email, name, company_name, created_at]
custom_track_fields: [browser_type]
include_screens: true
models:
  sessionized_pages: {{type: table, tags: [segment, daily]}}
  users: {{description: One row per customer.}}
```

* **Spellings.** Each key is accepted in snake case and in the camel case of the Dataform package, so you can paste the
  options of an existing `segment({{...}})` call. A key given in two spellings is an error.
* **Unknown keys** are an error that offers the nearest one. A custom field that is already a column of the model, a
  schema named twice, and a model that does not exist are errors, too.
* **`${{NAME}}`** in a value is read from the environment, so the file needs no secret.
  The text of the variable is used unchanged. `$${{NAME}}` is the text `${{NAME}}`; any other `${{` is an error.
* **Editors.** `init` writes `segment_models.schema.json` beside the file. The file's first line points YAML editors to
  it, so that they complete and check the keys.

## Keys of the file

{keys(Config)}

## Keys of `default_config`

{keys(DefaultConfig)}

## Keys of an event in `event_properties`

Under `event_properties`, write an event's name as in `tracks.event`, and under it a list of properties or these keys
([E1](conversions.md#e1), [E2](conversions.md#e2)):

{keys(EventProperties)}

## Keys of a conversion in `conversions`

Under `conversions`, write a name of your own, and under it any of these keys. All are optional
([V1 to V4](conversions.md#conversions)):

{keys(Conversion)}

## Keys of a model in `models`

Under `models`, write a model's name without prefix (`sessions`, `page_events`: see [the models](models/index.md)), and
under it:

{keys(ModelConfig)}

You cannot disable a model that another one reads. Make it a view instead: a view costs nothing until it is read.
"""


def keys(model: type[BaseModel]) -> str:
    """Return the table of one part's keys."""
    rows = []
    for name, info in model.model_fields.items():
        first, *others = spellings(name, info)
        given = f"`{first}`" + "".join(f"<br>`{other}`" for other in others)
        what = linked(info.description or "", "rules.md")
        rows.append((given, type_of(model, name), default_of(model, name), what))
    return table(("key", "value", "default", "what it does"), rows)


def type_of(model: type[BaseModel], name: str) -> str:
    """Return what kind of value a key takes, in words; a KeyError asks for words for a new kind."""
    schema = model.model_json_schema(by_alias=False)["properties"][name]
    choices = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kind = choices[0]
    if {one.get("type") for one in choices} == {"string", "number"}:
        return "a property, or a number"
    if "enum" in kind:
        return " or ".join(f"`{value}`" for value in kind["enum"])
    if "$ref" in kind:
        return "keys, as below"
    if kind["type"] == "object":
        return _type_of_names(kind["additionalProperties"])
    words = {
        "array": "a name, or a list",
        "boolean": "`true` or `false`",
        "integer": "a whole number",
        "number": "a number",
        "string": "text",
    }
    formats = {"duration": "a time with its unit", "date": "a day"}
    return formats.get(kind.get("format", "")) or words[kind["type"]]


def _type_of_names(inner: dict[str, Any]) -> str:
    """Return what is below each of the names that a key has."""
    if "$ref" in inner:
        return _OF_KEYS[inner["$ref"].rpartition("/")[2]]
    if inner == {"type": "string"}:
        return "names to texts"
    return "names to names" if "anyOf" in inner else "a name to `error` or `warn`"


_OF_KEYS = {
    "ClickId": "a name to its `source`, `medium`, `campaign`",
    "Conversion": "a name to keys, as below",
    "EventProperties": "an event to a list, or to keys, as below",
    "ModelConfig": "a model to keys, as below",
}
"""What is said of a key whose value has names, each with keys of one kind."""


def default_of(model: type[BaseModel], name: str) -> str:
    """Return the default of a key as it would be written in YAML."""
    info = model.model_fields[name]
    if info.is_required():
        return "none: must be given"
    match info.get_default(call_default_factory=True):
        case None | {} | ():
            words = ""
        case bool() as value:
            words = f"`{str(value).lower()}`"
        case timedelta() as value:
            words = f"`{value.total_seconds() / 3600:.0f} hours`"
        case tuple() as values:
            words = ", ".join(f"`{one}`" for one in values)
        case DefaultConfig():
            words = "as below"
        case value:
            words = f"`{value}`"
    return words


# Warehouses


def _use(note: str | None, option: str) -> str:
    """Return what a warehouse does with an option, in few words: why it ignores it, or how it uses it."""
    head, _, why = (note or "used").partition(": ")
    return why.partition(".")[0] if head.startswith(f"{option} ") else head


def warehouses_page() -> str:
    """Return what every warehouse declares of itself."""
    options = ("partition_by", "cluster_by", "labels", "format")
    uses = [(linked_dialect(one), *(_use(one.notes.get(option), option) for option in options)) for one in dialects()]
    return f"""{NOTE}
# Warehouses

This page compares the warehouses: how each connects, publishes and is tested. The same configuration gives the same
rows on each of them: tests build the same events everywhere and compare every column.

{warehouse_table()}

Each driver is an extra of this package: `pip install 'segment-models[bigquery]'`. You can pass an open connection of
the driver to `models.run(...)` instead of a URL; it stays open.

## Options of a table

This table shows the options that `models` may set for a table, and what each warehouse does with them. A run lists
ignored options as notes.

{table(("", *(f"`{option}`" for option in options)), uses)}
"""


def dialects() -> list[Dialect]:
    """Return every warehouse's dialect."""
    return [warehouses.dialect_of(name) for name in warehouses.NAMES]


def warehouse_table() -> str:
    """Return the table of warehouses."""
    rows = [
        (linked_dialect(one), f"`{one.url}`", extra(one), one.nesting, one.publishing, one.level) for one in dialects()
    ]
    return table(("warehouse", "connection", "extra", "sessions hold", "a reader sees", "proven"), rows)


def extra(dialect: Dialect) -> str:
    """Return what has to be installed for a warehouse."""
    return f"`{dialect.extra}`" if dialect.extra else "none"


def linked_dialect(dialect: Dialect) -> str:
    """Return a warehouse's title as a link to its page."""
    return f"[{dialect.title}]({dialect.name}.md)"


# Command line


def verbs_of(group: typer.Typer, before: str = "") -> list[str]:
    """Return every verb of the command line; one with verbs of its own, such as ``export dbt``, by each of them."""
    names = [command.name or command.callback.__name__ for command in group.registered_commands if command.callback]
    inner = [one.typer_instance for one in group.registered_groups if one.typer_instance]
    return [before + name for name in names] + [verb for one in inner for verb in verbs_of(one, f"{one.info.name} ")]


def cli_page() -> str:
    """Return every verb with its help."""
    runner = CliRunner()
    names = verbs_of(app)
    names.sort(key=lambda name: VERBS.index(name.split()[0]) if name.split()[0] in VERBS else len(VERBS))
    helps = {
        name: runner.invoke(app, [*name.split(), "--help"], prog_name="segment-models", terminal_width=80).output
        for name in names
    }
    verbs = "\n".join(f"## {name}\n\n```text\n{text.strip()}\n```\n" for name, text in helps.items())
    return f"""{NOTE}
# Command line

This page has the help of every command (verb) of `segment-models`, its exit codes, and how to select models.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a run, a load or a check failed; the tables are as they were |
| 2 | used wrongly: an option or the configuration |
| 130 | interrupted; the tables are as they were |

An error is one message. It says what happened, where, and what to do next. `--debug`, before or after the verb, shows
the traceback.

**Selecting models** (`--select`, `--tag`) works as in dbt. `sessions` is one model, with or without the prefix.
`+sessions` adds the models that it reads, `sessions+` those that read it, and `tag:web` is every model of a tag.
Several selections add up. A run builds what is selected, and runs every check that reads a built model.

**How much is said.** `run` and `check` say in a few lines what was done, and show checks that find something.
`--verbose` has a line for every model and check. `--quiet` prints nothing but warnings and errors, on stderr. `--json`
prints [one document](json.md) for programs.

**Completion.** `segment-models --install-completion` lets your shell (bash, zsh, fish, PowerShell) complete verbs,
options and the names of models.

{verbs}"""


# What a run came to, as JSON


def json_page() -> str:
    """Return the shape of what ``--json`` prints: every key of every part, in the order they are printed."""
    verbs = "\n".join(f"## {verb}\n\n{shape_table(shape)}" for verb, shape in SHAPES.items())
    parts = {part.__name__: part for shape in SHAPES.values() for part in parts_of(shape)}
    tables = "\n".join(
        f'<a id="{name.lower()}"></a>\n### {name}\n\n{part.__doc__}\n\n{shape_table(part)}'
        for name, part in parts.items()
    )
    return f"""{NOTE}
# What a run came to, as JSON

`run`, `check` and `verify` with `--json` print one document on stdout, and nothing else. A program can read from it
what was built, what failed and why, without reading sentences.

```sh
segment-models run --json > run.json
segment-models run --json-schema > run.schema.json  # JSON Schema, draft 2020-12
```

Where a check fails, or something differs, the document is whole all the same: `ok` is false, `error` is the sentence
that is on stderr, and the command ends with 1. Where the command cannot be carried out at all (the warehouse refuses,
or a raw table is missing), stdout is empty, and the sentence is on stderr.

No key is ever left out: what there is none of is null. Times are ISO texts in UTC. Exact numbers in example rows are
texts, so that no digit is lost. A new version may add keys, which its schema has then.

In Python, `segment_models.outcome.as_data` gives the same of a report, and `segment_models.outcome.schema` the schema:

```py
from segment_models.outcome import as_data

document = as_data(models.run())
```

{verbs}
## Parts

{tables}"""


def parts_of(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the parts that a shape has lists of, and theirs."""
    for info in shape.model_fields.values():
        for part in getattr(info.annotation, "__args__", ()):
            if isinstance(part, type) and issubclass(part, Part):
                yield part
                yield from parts_of(part)


def shape_table(shape: type[BaseModel]) -> str:
    """Return the keys of a shape as a table."""
    rows = [
        (f"`{name}`", type_told(info.annotation), info.description or "") for name, info in shape.model_fields.items()
    ]
    return table(("key", "type", "what it is"), rows) + "\n"


def type_told(kind: Any) -> str:  # noqa: ANN401 as Python has it
    """Return a type in JSON's words, with a link to a part."""
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any", type(None): "null"}
    if kind in names:
        return names[kind]
    if isinstance(kind, type) and issubclass(kind, Part):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    arguments = get_args(kind)
    match get_origin(kind):
        case origin if origin is list:
            return f"list of {type_told(arguments[0])}"
        case origin if origin is dict:
            return "object"
        case origin if origin is Literal:
            return ", ".join(f"`{one}`" for one in arguments)
    return " or ".join(map(type_told, arguments))


# Checks


def checks_page(graph: Graph) -> str:
    """Return every check with its query."""
    found = checks(graph)
    rows = [
        (f"[`{one.name}`](#{one.name})", linked(one.description, "rules.md"), model_links(graph, one.reads))
        for one in found
    ]
    queries = "\n".join(
        f"### {one.name}\n\n{linked(one.description, 'rules.md')}\n\n<details>\n<summary>Its query</summary>\n\n"
        f"```sql\n{graph.context.dialect.render(one.query)}\n```\n\n</details>\n"
        for one in found
    )
    warning = ", ".join(f"`{one.name}`" for one in found if one.severity == "warn")
    return f"""{NOTE}
# The checks

The checks (data tests) prove in every run that the models follow the [rules](rules.md). Each check is a query for the
rows that break a rule. If it finds none, it passes. A run checks what it has built before it publishes anything. If a
check finds rows, the run shows the first of them, and every table stays as it was. `segment-models check` runs the
checks again on the built models.

In this page: the checks, [when a run stops](#when-a-run-stops-for-other-reasons),
[which checks run](#which-checks-run), [the queries](#the-queries).

{table(("check", "what it checks", "reads"), rows)}

## When a run stops for other reasons

A run also stops if it rejects most calls of a raw table ([R5](rules.md#r5)), because then a column has changed its
meaning. It stops if it rejects more than `max_rejected_share` of the calls that it read, and at least `rejected_floor`
of them. The message has the raw table, the reason, and the columns that it comes from. Nothing is published.
`forget` does not stop for this.

## Which checks run

A check on a disabled model is left out, and so is a check on a call type that is switched off. `records_agree` and
`first_and_last_agree` are for nested sessions only. `values_kept` exists if sources disagree on the type of a custom
field ([R1](rules.md#r1)): each row is a column in which values became NULL, and the number of raw rows. It reads only
these columns, and an incremental run leaves it to `check`. The checks of conversions and of events with their
properties exist if these are [configured](conversions.md).

By default, {warning} and `values_kept` only warn, because they may find rows in correct data.
To let another check fail without failing the run, set it to `warn`:

```yaml
segment_schema: javascript
checks: {{gaps_inside: warn}}
```

## The queries

{queries}"""


def model_links(graph: Graph, names: Sequence[str]) -> str:
    """Return models as links."""
    return ", ".join(f"[`{graph.models[name].relation.name}`](models/{name}.md)" for name in names)


# Markdown


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *([one.replace("|", "\\|") for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_PAGES = {
    "R": "rules",
    "A": "acquisition",
    "E": "conversions",
    "V": "conversions",
    "T": "conversions",
    "P": "days",
    "M": "days",
}
"""The pages of the rules, by their letter."""


def linked(text: str, rules: str) -> str:
    """Return a sentence whose rules (R8, A9, V2) are links; ``rules`` leads to the page of R1 to R12."""
    folder = rules.removesuffix("rules.md")

    def link(found: re.Match[str]) -> str:
        name = found[0]
        return f"[{name}]({folder}{_PAGES[name[0]]}.md#{name.lower()})"

    return re.sub(r"\b(?:[RA]\d+|E[12]|V[1-4]|T[1-3]|P[1-3]|M1)\b", link, text)


def main() -> None:
    """Write every page that is not as it should be."""
    for name, text in pages().items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.resolve().relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
