"""The log of the runs that build incremental models: one row per run in `segment_runs`, written by the run itself.

It lets the next run see whether the rows that are kept mean what they would mean today, and people see what a run did.
`segment_rewrites` says beside it which people's history a run has written, and from when on.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlglot import exp

from segment_models._version import __version__
from segment_models.fields import REWRITES, RUNS, Field, FieldType
from segment_models.graph import Graph
from segment_models.incremental.meaning import meaning_here, raw_columns
from segment_models.models.chain import Step, chain, of_each
from segment_models.models.kept_calls import KEPT_AS_THEY_ARE
from segment_models.sql import aliased, column, piece, query, text, union_all
from segment_models.warehouses.relation import Relation

_HOUR = 3_600_000_000
_LATE = {
    "late_under_hour": (None, _HOUR),
    "late_under_day": (_HOUR, 24 * _HOUR),
    "late_under_week": (24 * _HOUR, 168 * _HOUR),
    "late_under_month": (168 * _HOUR, 720 * _HOUR),
    "late_over_month": (720 * _HOUR, None),
}
"""How long after it was made a call was loaded, in microseconds: from, and less than."""

_REASONS = ("missing_id", "missing_timestamp", "missing_person", "clock_ahead", "clock_behind")


LOG, WHOSE = "runs", "rewrites"
"""The names of the two tables without prefix."""

UNFINISHED = "unfinished"
"""The kind of a full build that is under way, or was killed while it published, where it is no transaction."""


@dataclass(frozen=True)
class Run:
    """One run, as it is known before it does anything."""

    id: str
    started_at: datetime
    models: tuple[str, ...]
    """The incremental models that it builds or brings up to date."""
    sql_hash: str
    places: Mapping[str, str] = field(default_factory=dict)
    """The table that each of them stands in."""
    lacking: tuple[Field, ...] = ()
    """The columns that the log lacks, because an older version made it."""


def log(graph: Graph) -> Relation:
    """Return where the log of runs is."""
    return _own(graph, LOG)


def rewrites(graph: Graph) -> Relation:
    """Return where it is said which people's history a run has written."""
    return _own(graph, WHOSE)


def _own(graph: Graph, name: str) -> Relation:
    config = graph.context.config
    return graph.context.relation(config.default_config.schema_, config.model_prefix + name)


def created(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statements that make the tables of the log, where they are not there; then those of `completed`."""
    create = graph.context.dialect.create_table
    return create(log(graph), RUNS), create(rewrites(graph), REWRITES), *completed(graph, run)


def completed(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statements that give a log of an older version the columns that it lacks."""
    return tuple(graph.context.dialect.add_column(log(graph), one) for one in run.lacking)


def last_run(graph: Graph, lacking: Collection[str] = ()) -> str:
    """Return the query for what the last run kept: run_id, started_at, configuration, raw_columns, models, then more.

    These are places, NULL where it did not say, and run_order, 0 in rows of older versions; ``lacking`` are the
    columns that the log has not got yet.
    """
    dialect = graph.context.dialect
    nowhere = dialect.no_value(dialect.type(FieldType.TEXT))
    found = exp.select("run_id", "started_at", "configuration", "raw_columns", "models").from_(log(graph).node())
    found = found.select(aliased(nowhere, "places") if "places" in lacking else column("places"))
    found = found.select(aliased(run_order(lacking), "run_order"))
    return dialect.render(found.order_by("run_order DESC", "started_at DESC", "run_id DESC").limit(1))


def run_order(lacking: Collection[str] = (), table: str | None = None) -> exp.Expr:
    """Return what runs are ordered by, before the time that a clock gave them: 0 in rows of older versions."""
    if "run_number" in lacking:
        return exp.Literal.number(0)
    return piece("coalesce(:number, 0)", number=column("run_number", table))


def this_run(graph: Graph, run: Run) -> str:
    """Return the query for the row of one run."""
    names = (column(one.name) for one in RUNS)
    found = exp.select(*names).from_(log(graph).node()).where(exp.EQ(this=column("run_id"), expression=text(run.id)))
    return graph.context.dialect.render(found)


def meanwhile(graph: Graph, run_id: str, number: int, started_at: datetime) -> tuple[exp.Query, exp.Expr]:
    """Return the query for the runs that were logged after the one which a run goes on from; and a lock.

    That is a statement that changes nothing, and lets no other run do the same until this one has ended.
    """
    place, moment = log(graph).node(), graph.context.dialect.moment(started_at)
    own = exp.EQ(this=column("run_id"), expression=text(run_id))
    since = piece(
        "(:order > :number OR (:order = :number AND started_at >= :moment))",
        order=run_order(),
        number=exp.Literal.number(number),
        moment=moment,
    )
    others = exp.select("run_id").from_(place).where(since, exp.not_(own))
    same = exp.EQ(this=column("run_id"), expression=column("run_id"))
    return others, exp.Update(this=place.copy(), expressions=[same], where=exp.Where(this=own.copy()))


def unfinished(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statement that logs a full build as under way: no later run can go on from what it has published.

    The run's own row comes after it, and takes its place.
    """
    return _without_counts(graph, replace(run, models=(), places={}), UNFINISHED)


def finished(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statement that removes that row."""
    own = exp.to_identifier(log(graph).name, quoted=True)
    tests = [exp.EQ(this=exp.column("run_id", own), expression=text(run.id))]
    tests.append(exp.EQ(this=exp.column("kind", own), expression=text(UNFINISHED)))
    return (graph.context.dialect.delete(log(graph), exp.and_(*tests)),)


def passed_over(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statement that logs a run which builds tables anew beside calls that were kept by earlier ones.

    No incremental run can go on from there: what is kept is older than what is built.
    """
    return _without_counts(graph, run, "table")


def _without_counts(graph: Graph, run: Run, kind: str) -> tuple[str, ...]:
    values = _identity(graph, run, kind)
    dialect = graph.context.dialect
    columns = [aliased(values.get(one.name, dialect.no_value(dialect.type(one.type))), one.name) for one in RUNS]
    return (dialect.insert(log(graph), exp.select(*columns)),)


def _identity(graph: Graph, run: Run, kind: str) -> dict[str, exp.Expr]:
    """Return what is known of a run before it does anything."""
    return {
        "run_id": text(run.id),
        "started_at": graph.context.dialect.moment(run.started_at),
        "kind": text(kind),
        "package_version": text(__version__),
        "sql_hash": text(run.sql_hash),
        "configuration": text(json.dumps(meaning_here(graph.context), ensure_ascii=False)),
        "raw_columns": text(json.dumps(raw_columns(graph), ensure_ascii=False)),
        "models": text(",".join(run.models)),
        "places": text(json.dumps(run.places, ensure_ascii=False)),
        "run_number": exp.select(piece("coalesce(max(run_number), 0) + 1")).from_(log(graph).node()).subquery(),
    }


def recorded(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the statements that write a run's row and whose history it wrote; see `Graph.updated`."""
    dialect, is_incremental = graph.context.dialect, graph.updated is not None
    calls = of_each(graph.context.all_types, _TAKEN_IN if is_incremental else _KEPT)
    read = _rows_read(graph) if is_incremental else query(_ROWS_READ)
    sessions = query(_SESSIONS_CHANGED if is_incremental else _SESSIONS)
    steps = [
        Step("calls", "The calls that the run has taken in, of every type.", calls),
        Step("calls_counted", "How many there are, how late they were, and why some cannot be used.", _counted(graph)),
        Step("rows_counted", "Rows read in the raw tables.", read),
        Step("people_counted", "Whose history was written.", query(_PEOPLE_AFFECTED if is_incremental else _PEOPLE)),
        Step("sessions_counted", "What became of the sessions.", sessions),
    ]
    values = _identity(graph, run, "incremental" if is_incremental else "full")
    values["calls_duplicate"] = piece("calls_read - calls_known - calls_new - calls_changed")
    row = exp.select(*(aliased(values.get(one.name, column(one.name)), one.name) for one in RUNS))
    row = row.from_("calls_counted")
    for step in ("rows_counted", "people_counted", "sessions_counted"):
        row = row.join(exp.to_table(step), join_type="cross", copy=False)
    return (
        dialect.insert(log(graph), graph.resolved(chain(steps, row))),
        dialect.insert(rewrites(graph), graph.resolved(_rewritten(graph, run))),
        *_without_forgotten(graph),
    )


def _without_forgotten(graph: Graph) -> tuple[str, ...]:
    """Return the statement that keeps who is forgotten out of the log, too."""
    context, place = graph.context, rewrites(graph)
    if not context.forgotten:
        return ()
    person = exp.column("user_id", table=exp.to_identifier(place.name, quoted=True))
    theirs = exp.EQ(this=column("id_hash", "forgotten"), expression=context.dialect.md5(person))
    return (context.dialect.delete(place, theirs, using=context.forgotten.node("forgotten")),)


def _rewritten(graph: Graph, run: Run) -> exp.Query:
    if graph.updated is not None:
        return query("SELECT :run_id AS run_id, user_id, cut_at FROM stage.cuts", run_id=text(run.id))
    dialect = graph.context.dialect
    nobody = {one.name: dialect.no_value(dialect.type(one.type)) for one in REWRITES[1:]}
    return exp.select(aliased(text(run.id), "run_id"), *(aliased(value, name) for name, value in nobody.items()))


_KEPT = "SELECT timestamp, call_loaded_at, reject_reason, TRUE AS is_new FROM model.{kept}"

_TAKEN_IN = """
    SELECT changed.timestamp, changed.call_loaded_at, changed.reject_reason, known.source IS NULL AS is_new
    FROM stage.{table}_changed AS changed
    LEFT JOIN stage.{table}_known AS known ON changed.source = known.source AND changed.{id} = known.{id}
    """


def _counted(graph: Graph) -> exp.Query:
    late = graph.context.dialect.micros_between(column("timestamp"), column("call_loaded_at"))
    counts = {
        "calls_new": piece("count(CASE WHEN is_new THEN 1 END)"),
        "calls_changed": piece("count(CASE WHEN NOT is_new THEN 1 END)"),
        **{f"rejected_{one}": piece(f"count(CASE WHEN reject_reason = '{one}' THEN 1 END)") for one in _REASONS},
    }
    for name, (least, less) in _LATE.items():
        tests = [piece("is_new AND reject_reason IS NULL")]
        tests += [exp.GTE(this=late.copy(), expression=exp.Literal.number(least))] if least else []
        tests += [exp.LT(this=late.copy(), expression=exp.Literal.number(less))] if less else []
        counts[name] = exp.func("count", exp.case().when(exp.and_(*tests), exp.Literal.number(1)))
    return exp.select(*(aliased(count, name) for name, count in counts.items())).from_("calls")


def _rows_read(graph: Graph) -> exp.Query:
    types = graph.context.all_types
    read = union_all([of_each(types, f"SELECT source FROM stage.{{table}}_{part}") for part in ("arrived", "again")])
    counts = {"calls_read": read.subquery("rows_read"), "calls_known": of_each(types, _KNOWN).subquery("known")}
    counted = {name: exp.select("count(*)").from_(rows).subquery() for name, rows in counts.items()}
    return exp.select(*(aliased(count, name) for name, count in counted.items()))


_KNOWN = f"SELECT known.source FROM {KEPT_AS_THEY_ARE}"

_ROWS_READ = "SELECT CAST(NULL AS BIGINT) AS calls_read, CAST(NULL AS BIGINT) AS calls_known"

_PEOPLE_AFFECTED = """
    SELECT (SELECT count(*) FROM stage.touched) AS persons_touched,
        (SELECT coalesce(CAST(sum(sessions_kept) AS BIGINT), 0) FROM stage.cuts) AS sessions_kept,
        (
            SELECT count(*) FROM stage.user_map_changed
            WHERE coalesce(user_id_before, anonymous_id) <> coalesce(user_id, anonymous_id)
        ) AS mappings_changed
    """

_PEOPLE = """
    SELECT count(DISTINCT user_id) AS persons_touched, 0 AS sessions_kept, 0 AS mappings_changed
    FROM model.sessionized_events
    """

_SESSIONS_CHANGED = """
    SELECT count(CASE WHEN earlier.session_id IS NOT NULL AND later.session_id IS NOT NULL THEN 1 END)
            AS sessions_rewritten,
        count(CASE WHEN earlier.session_id IS NULL THEN 1 END) AS sessions_added,
        count(CASE WHEN later.session_id IS NULL THEN 1 END) AS sessions_removed
    FROM (SELECT session_id FROM stage.events_before WHERE session_start_event) AS earlier
    FULL JOIN (SELECT session_id FROM stage.events_rebuilt WHERE session_start_event) AS later
      ON earlier.session_id = later.session_id
    """

_SESSIONS = """
    SELECT 0 AS sessions_rewritten, count(CASE WHEN session_start_event THEN 1 END) AS sessions_added,
        0 AS sessions_removed
    FROM model.sessionized_events
    """
