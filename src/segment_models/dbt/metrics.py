"""What MetricFlow can be asked of the models: their semantic models, metrics, and the table of days that it wants.

Names are those of the models' columns, after the prefix of the models, so that two exports can live in one project.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from segment_models import fields
from segment_models.dbt.described import yaml_text
from segment_models.dbt.names import TIME_SPINE, Names, escaped, literal
from segment_models.dbt.text import comment, head
from segment_models.export.references import Writer
from segment_models.fields import Field, FieldType
from segment_models.graph import Graph
from segment_models.models import session_facts
from segment_models.models.chain import Step, chain
from segment_models.sql import aliased, column, piece, query, union_all

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2049, 12, 31)
_DAY = "date_day"
_DIGITS = ("ones", "tens", "hundreds", "thousands", "ten_thousands")
_IDS = frozenset({"touch_page_id", "click_id", "attributed_session_id"})
"""Columns of sessions by which nobody groups: nearly each has a value of its own."""
_ADDED = {
    "sessions": "Sessions",
    "engaged_sessions": "Engaged sessions (P3)",
    "bounces": "Bounces (P3)",
    "new_users": "People whose first session it is",
    "pages": "Page calls of sessions",
    "duration_millis": "Milliseconds of sessions",
    "conversions": "Conversions in sessions, without repeats (V2)",
    "conversion_value": "What conversions in sessions are worth together (V3, V4)",
}
"""What adds up of sessions, as `segment_daily` calls it."""
_BY_SESSION = {
    "sessions": "1",
    "engaged_sessions": "CASE WHEN is_engaged THEN 1 ELSE 0 END",
    "bounces": "CASE WHEN is_bounce THEN 1 ELSE 0 END",
    "new_users": "CASE WHEN is_first_session THEN 1 ELSE 0 END",
    "pages": "total_pages",
    "duration_millis": "duration_millis",
}
"""What a session adds to these, of its facts."""
_CONVERTS = "CASE WHEN total_conversions > 0 THEN 1 ELSE 0 END"


@dataclass(frozen=True)
class _Measure:
    """What is added up, or counted, and is a metric by itself."""

    name: str
    expr: str
    description: str
    agg: str = "sum"


@dataclass(frozen=True)
class _Rate:
    """One metric divided by another."""

    name: str
    numerator: str
    denominator: str
    description: str


@dataclass(frozen=True)
class _Semantics:
    """A model as MetricFlow sees it."""

    model: str
    """One of ours."""
    description: str
    time: str
    """The dimension that tells the day of a row."""
    keys: dict[str, object]
    """Its key, and how it is joined to others."""
    dimensions: tuple[dict[str, object], ...]
    measures: tuple[_Measure, ...]
    rates: tuple[_Rate, ...]


def metrics_text(graph: Graph, names: Names) -> str:
    """Return semantic models and metrics of what there is; empty where there is nothing."""
    makers = {"session_facts": _of_sessions, "daily": _of_days, "conversions": _of_conversions}
    found = [make(graph, names) for name, make in makers.items() if name in graph.models]
    if not found:
        return ""
    semantic = [_semantic_model(names, one) for one in found]
    return yaml_text({"version": 2, "semantic_models": semantic, "metrics": [*_metrics(names, found)]})


def time_spine_sql(writer: Writer, config: dict[str, object]) -> str:
    """Return the model of days, which MetricFlow joins metrics to."""
    dialect = writer.graph.context.dialect
    digits = union_all([exp.select(aliased(exp.Literal.number(digit), "digit")) for digit in range(10)])
    counted = exp.Add(this=column("digit", _DIGITS[0]), expression=piece("10 * tens.digit"))
    for power, place in enumerate(_DIGITS[2:], 2):
        counted = exp.Add(this=counted, expression=piece(f"{10**power} * {place}.digit"))
    numbered = exp.select(aliased(counted, "day_number")).from_(exp.to_table("digits", alias=_DIGITS[0]))
    for place in _DIGITS[1:]:
        numbered = numbered.join(exp.to_table("digits", alias=place), join_type="cross")
    days = query(
        f"SELECT :day AS {_DAY} FROM numbered WHERE day_number <= :last",  # noqa: S608 a name of ours
        day=dialect.days_after(dialect.day(FIRST_DAY), column("day_number")),
        last=exp.Literal.number((LAST_DAY - FIRST_DAY).days),
    )
    steps = [
        Step("digits", "The ten digits.", digits),
        Step("numbered", "The numbers that five digits make.", numbered),
    ]
    return f"{head(config)}\n\n{comment(_SPINE)}\n{writer.sql(chain(steps, days))}\n"


_SPINE = f"One row per day from {FIRST_DAY} to {LAST_DAY}: MetricFlow joins metrics to it."


def time_spine_described(graph: Graph) -> dict[str, object]:
    """Return the description of the model of days, and what MetricFlow is told of it.

    dbt 1.8 finds it by its name, newer ones by ``time_spine``.
    """
    kind = graph.context.dialect.type(FieldType.DATE).sql(dialect=graph.context.dialect.sqlglot)
    days = {"name": _DAY, "description": "The day.", "granularity": "day", "data_type": kind}
    spine = {"time_spine": {"standard_granularity_column": _DAY}}
    return {"name": TIME_SPINE, "description": _SPINE, **spine, "columns": [days]}


def _semantic_model(names: Names, one: _Semantics) -> dict[str, object]:
    return {
        "name": _name(names, one.model),
        "model": f"ref({literal(names.model_name(one.model))})",
        "description": escaped(one.description),
        "defaults": {"agg_time_dimension": one.time},
        **one.keys,
        "dimensions": list(one.dimensions),
        "measures": [
            {
                "name": _name(names, measure.name),
                "description": escaped(measure.description),
                "agg": measure.agg,
                "expr": measure.expr,
            }
            for measure in one.measures
        ],
    }


def _metrics(names: Names, found: list[_Semantics]) -> Iterator[dict[str, object]]:
    for one in found:
        for measure in one.measures:
            name = _name(names, measure.name)
            yield _metric(name, measure, "simple", {"measure": name})
        for rate in one.rates:
            parts = {"numerator": _name(names, rate.numerator), "denominator": _name(names, rate.denominator)}
            yield _metric(_name(names, rate.name), rate, "ratio", parts)


def _metric(name: str, one: _Measure | _Rate, kind: str, params: dict[str, str]) -> dict[str, object]:
    label = one.name.replace("_", " ").capitalize()
    told = {"name": name, "label": label, "description": escaped(one.description)}
    return {**told, "type": kind, "type_params": params}


def _name(names: Names, name: str) -> str:
    """Return a name with the models' prefix, as MetricFlow takes it: small letters, and no two underscores together."""
    found = re.sub("_+", "_", names.model_name(name).lower())
    return found if found[0].isalpha() else f"m_{found.lstrip('_')}"


# -- the models --------------------------------------------------------------------------------------------------------


def _of_sessions(graph: Graph, names: Names) -> _Semantics:
    known = session_facts.columns(graph.context.config)
    counted = {"session_id", "user_id", "session_index", "duration_millis", "unique_paths", "session_date", *_IDS}
    dimensions = [one for one in known if one.name not in counted and one.type in {FieldType.TEXT, FieldType.BOOLEAN}]
    measures = [
        *(_Measure(name, expr, f"{_ADDED[name]}.") for name, expr in _BY_SESSION.items()),
        _Measure("users", "user_id", "Different people who have a session.", "count_distinct"),
    ]
    rates = [*_rates("")]
    if session_facts.has_conversions(graph.context.config):
        measures += [
            _Measure("converting_sessions", _CONVERTS, "Sessions with a conversion."),
            _Measure("session_conversions", "total_conversions", f"{_ADDED['conversions']}."),
            _Measure("session_conversion_value", "conversion_value", f"{_ADDED['conversion_value']}."),
        ]
        rates += [
            _Rate("conversion_rate", "converting_sessions", "sessions", "Share of sessions with a conversion."),
            _Rate("value_per_session", "session_conversion_value", "sessions", "What a session is worth on average."),
        ]
    entities = [
        {"name": _name(names, "session"), "type": "primary", "expr": "session_id"},
        {"name": _name(names, "person"), "type": "foreign", "expr": "user_id"},
    ]
    return _Semantics(
        "session_facts",
        graph.models["session_facts"].description,
        fields.SESSION_DATE.name,
        {"entities": entities},
        tuple(_dimension(graph, one) for one in (fields.SESSION_DATE, *dimensions)),
        tuple(measures),
        tuple(rates),
    )


def _of_days(graph: Graph, names: Names) -> _Semantics:
    """Return the model of days, which has no measure of people: they do not add up."""
    columns = {one.name: one for one in graph.models["daily"].columns}
    dimensions = [columns[name] for name in graph.context.config.daily_dimensions]
    added = [name for name in _ADDED if name in columns]
    rates = [*_rates("daily_")]
    if "conversion_value" in columns:
        value = "What a session is worth on average, from days."
        rates.append(_Rate("daily_value_per_session", "daily_conversion_value", "daily_sessions", value))
    return _Semantics(
        "daily",
        graph.models["daily"].description,
        fields.SESSION_DATE.name,
        {"primary_entity": _name(names, "day")},
        tuple(_dimension(graph, one) for one in (fields.SESSION_DATE, *dimensions)),
        tuple(_Measure(f"daily_{name}", name, f"{_ADDED[name]}, from days.") for name in added),
        tuple(rates),
    )


def _of_conversions(graph: Graph, names: Names) -> _Semantics:
    dialect = graph.context.dialect
    day = dialect.local_day(column("timestamp"), graph.context.config.time_zone)
    when = Field("conversion_date", FieldType.DATE, "Day of the conversion, in time_zone (M1).")
    columns = {one.name: one for one in graph.models["conversions"].columns}
    key = piece("conversion || '|' || source || '|' || track_id")
    joined = {"session": "session_id", "person": "user_id"}
    entities = [
        {"name": _name(names, "conversion"), "type": "primary", "expr": dialect.render(key)},
        *({"name": _name(names, name), "type": "foreign", "expr": expr} for name, expr in joined.items()),
    ]
    value = dialect.render(piece("CASE WHEN NOT is_repeat THEN value END"))
    measures = (
        _Measure("conversions", "CASE WHEN is_repeat THEN 0 ELSE 1 END", "Conversions, without repeats (V2)."),
        _Measure("conversion_value", value, "What conversions are worth together (V3, V4)."),
        _Measure(
            "converting_users",
            "CASE WHEN NOT is_repeat THEN user_id END",
            "Different people who have a conversion.",
            "count_distinct",
        ),
    )
    rates = (
        _Rate("value_per_conversion", "conversion_value", "conversions", "What a conversion is worth on average."),
    )
    return _Semantics(
        "conversions",
        graph.models["conversions"].description,
        when.name,
        {"entities": entities},
        (
            _dimension(graph, when) | {"expr": " ".join(dialect.render(day).split())},
            *(_dimension(graph, columns[name]) for name in ("conversion", "source", "currency")),
        ),
        measures,
        rates,
    )


def _rates(of: str) -> Iterator[_Rate]:
    """Yield the rates of sessions, which are made of measures of one model."""
    where = ", from days" if of else ""
    for name, numerator, told in (
        ("engagement_rate", "engaged_sessions", "Share of sessions that are engaged"),
        ("bounce_rate", "bounces", "Share of sessions that are bounces"),
        ("pages_per_session", "pages", "Page calls of a session on average"),
        ("duration_per_session", "duration_millis", "Milliseconds of a session on average"),
    ):
        yield _Rate(f"{of}{name}", f"{of}{numerator}", f"{of}sessions", f"{told}{where}.")


def _dimension(graph: Graph, one: Field) -> dict[str, object]:
    """Return a column to group by: a day or a moment by its days, all others by their values."""
    found: dict[str, object] = {"name": one.name}
    if one.type in {FieldType.DATE, FieldType.TIMESTAMP}:
        found |= {"type": "time", "type_params": {"time_granularity": "day"}}
    else:
        found["type"] = "categorical"
    found["description"] = escaped(one.description)
    if (written := graph.context.dialect.render(column(one.name))) != one.name:
        found["expr"] = written
    return found
