"""What the statements of an incremental run let BigQuery pass over: it prunes partitions by constants, not by joins.

Whole columns of ids and times are read, since a copy of a call may be of any age, and traits of users. All else is
read, and changed, only where a constant names the partitions: in raw tables, in the calls kept, in the models.
"""

from collections.abc import Iterator

import pytest
from sqlglot import exp, parse_one

pytest.importorskip("zetasql", reason="bigquery: zetasql is not installed")

from engines.bigquery import BigQueryWarehouse
from segment_models import segment
from segment_models.plan import Bind, Execute, Record
from stories import at, call, web

pytestmark = pytest.mark.engine("bigquery")

FIRST, SECOND = "2024-03-02 12:00", "2024-03-03 12:00"
RAW = ("pages", "tracks", "identifies")
MOMENTS = {
    **{f"segment_{one}_calls": "timestamp" for one in ("page", "track", "identify")},
    **{f"segment_{one}_events": "timestamp" for one in ("page", "track", "sessionized")},
    **{f"segment_sessionized_{one}": "timestamp" for one in ("pages", "tracks")},
    "segment_sessions": "session_start_timestamp",
}
"""The tables that are divided, and by which time."""

IDS_AND_TIMES = {
    *("source", "page_id", "track_id", "identify_id", "user_id", "anonymous_id", "session_id", "session_index"),
    *(
        "timestamp",
        "call_received_at",
        "call_loaded_at",
        "session_start_timestamp",
        "session_end_timestamp",
        "session_start_event",
    ),
    "reject_reason",
}
COUNTS = {"stats"}
"""A few numbers of each session, which users' totals are checked against; the ids of its events would cost more."""

TRAITS = {"email"}
"""What people said of themselves may have been said long ago: of identifies these are read whole."""

MORE = {"segment_identify_calls": TRAITS, "segment_sessions": COUNTS}


@pytest.fixture(scope="module")
def plan():
    """Return the plan of a run after the first one, with something new in every table."""
    warehouse = BigQueryWarehouse()
    loaded = {"received_at": at(FIRST), "loaded_at": at(FIRST)}
    rows = {
        "pages": [{**call("p1", "10:00:00", url="/"), **loaded}],
        "tracks": [{**call("t1", "10:01:00", event="e"), **loaded}],
        "identifies": [{**call("i1", "10:02:00", user="ann", email="a@b.c"), **loaded}],
    }
    how = {
        "segment_schema": ["web"],
        "custom_user_fields": ["email"],
        "default_config": {"type": "incremental", "schema": "out"},
    }
    warehouse.append(web(**rows))
    warehouse.run(**how)
    warehouse.append(web(pages=[{**call("p2", "10:30:00", url="/2"), "loaded_at": at(SECOND)}]))
    plan = segment(**how).plan(warehouse.connection)
    assert [step for step in plan.steps if isinstance(step, Record)]
    return plan


def is_tidying(step):
    return isinstance(step, Execute) and step.purpose == "tidy"


@pytest.fixture(scope="module")
def statements(plan):
    """Return each statement as a tree, but for those that remove the run's own tables."""
    kept = type(plan)(tuple(step for step in plan.steps if not is_tidying(step)), (), plan.transactional)
    texts = (sql for sql in kept.statements() if not sql.startswith(("BEGIN", "COMMIT", "CREATE SCHEMA")))
    return [parse_one(sql, dialect="bigquery") for sql in texts]


def reads(statements, names) -> Iterator[tuple[exp.Select, exp.Table]]:
    """Yield each SELECT with a table of these names that it reads."""
    for statement in statements:
        for select in statement.find_all(exp.Select):
            sources = [select.args["from_"].this] if select.args.get("from_") else []
            sources += [join.this for join in select.args.get("joins") or ()]
            yield from ((select, one) for one in sources if isinstance(one, exp.Table) and one.name in names)


def asked(select: exp.Select, alias: str) -> set[str]:
    return {one.name for one in select.find_all(exp.Column) if one.table in ("", alias)}


def is_bound(where: exp.Expr | None, moment: str, alias: str) -> bool:
    """Return whether a condition compares a time with a parameter (or says that there is none), joined by AND."""
    if where is None:
        return False
    tests = where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
    for test in tests:
        parts = list(test.unnest().flatten()) if isinstance(test.unnest(), exp.Or) else [test.unnest()]
        columns = {(one.table, one.name) for part in parts for one in part.find_all(exp.Column)}
        compared = [part for part in parts if isinstance(part, exp.GTE) and isinstance(part.expression, exp.Parameter)]
        others = [part for part in parts if part not in compared]
        if compared and columns <= {(alias, moment), ("", moment)} and all(isinstance(one, exp.Is) for one in others):
            return True
    return False


def bound_around(select: exp.Select, moment: str) -> bool:
    """Return whether the SELECT that reads this one as a table, or as a part of one, compares the time."""
    subquery = select.find_ancestor(exp.Subquery)
    reader = subquery.find_ancestor(exp.Select) if subquery else None
    return reader is not None and is_bound(reader.args.get("where"), moment, subquery.alias)


def test_raw_tables(statements):
    """Of a raw table the load times are read, to find the first partition with new rows; all else from there on.

    Copies of calls in doubt, which a loader may have replaced, are looked for in the partitions where they can be.
    """
    found = list(reads(statements, RAW))
    raw = [(select, table) for select, table in found if table.db == "web"]
    assert len(raw) == 5 * len(RAW)
    for select, table in raw:
        narrow = asked(select, table.alias_or_name) <= {"loaded_at", "uuid_ts", "received_at", "_PARTITIONTIME"}
        assert narrow or is_bound(select.args["where"], "_PARTITIONTIME", ""), select.sql("bigquery")


def test_what_is_kept(statements):
    """Of tables that are divided more than ids and times is read only where a parameter names the partitions."""
    wide = 0
    for select, table in reads(statements, MOMENTS):
        moment, alias = MOMENTS[table.name], table.alias_or_name
        whole = IDS_AND_TIMES | MORE.get(table.name, set())
        if asked(select, alias) <= whole:
            continue
        wide += 1
        bound = is_bound(select.args.get("where"), moment, alias) or bound_around(select, moment)
        assert bound, f"{asked(select, alias) - whole} of {table.name}:\n{select.root().sql('bigquery', pretty=True)}"
    assert wide >= 4


def test_what_is_deleted(statements):
    """A DELETE costs what its table holds, of every column, in the partitions that it does not pass over."""
    deletes = [one for one in statements if isinstance(one, exp.Delete) and one.this.name in MOMENTS]
    assert {one.this.name for one in deletes} == set(MOMENTS)
    for delete in deletes:
        table = delete.this
        assert is_bound(delete.args["where"], MOMENTS[table.name], table.alias_or_name), delete.sql("bigquery")


def test_every_parameter_is_found_out_first(plan):
    """A statement names no parameter that no earlier step has bound, to one value."""
    known = set()
    for step in plan.steps:
        own = type(plan)((step,), (), plan.transactional).statements()
        if not is_tidying(step):
            texts = [sql for sql in own if not sql.startswith(("BEGIN", "COMMIT", "CREATE SCHEMA"))]
            named = {one.name for sql in texts for one in parse_one(sql, dialect="bigquery").find_all(exp.Parameter)}
            assert named <= known
        if isinstance(step, Bind):
            known.add(step.name)
    assert {"first_cut", "first_known_page", "first_partition_pages_0"} <= known
