"""Verify: what differs from a rebuild is found, in its column; what does not is passed; nothing is touched."""

import shutil
from contextlib import closing
from datetime import date

import duckdb
import pytest
from sqlglot import exp

import small_shop
from segment_models import ConfigError, RunError, SourceError, VerifyError, WarehouseError, segment, warehouses
from segment_models.plan import Stage
from segment_models.run import Staged
from segment_models.verify import Compare, Compared, Scope
from segment_models.warehouses.duckdb.connection import DuckDB
from segment_models.warehouses.relation import Relation
from stories import MODELS_SCHEMA, DuckDBWarehouse, Raw, at, identify, page, track, web
from test_aside import AsideDuckDB

SCHEMA = "_segment_models_verify"
OPTIONS = {"custom_user_fields": ["email"]}


def compared(report):
    """Each model's rows built and rebuilt, missing, extra and differing, where something differs."""
    return {one.model.name: (one.built, one.rebuilt, one.missing, one.extra, one.differing) for one in report.differing}


def differences(models, connection, **options):
    """The report of a verification that must fail."""
    with pytest.raises(VerifyError) as caught:
        models.verify(connection, **options)
    return caught.value.report


def first(report, model, kind):
    """The first rows of one kind of difference in a model: their values and how often they are there."""
    (one,) = (one for one in report.compared if one.model.name == model)
    return [(dict(each.row), each.copies) for each in one.first if each.kind == kind]


def unequal(report, model):
    """The differing values of a model, row by row."""
    (one,) = (one for one in report.compared if one.model.name == model)
    return [[(value.column, value.built, value.rebuilt) for value in each.values] for each in one.first if each.values]


# The same on every engine

PAGES = [
    page("p1", "10:00:00", device="d1", path="/"),
    page("p2", "10:05:00", device="d1", user="u1", path="/tea"),
    page("p3", "12:00:00", device="d1", path="/cart"),
    page(None, "12:00:00", device="d9"),
]
TRACKS = [track("t1", "10:01:00", device="d2", event="opened")]
IDENTIFIES = [
    identify("i1", "10:05:00", device="d1", user="u1", email="u1@example.com"),
    identify("i2", "10:06:00", device="d5", email="d5@example.com"),
]
LATER = {  # p2 has another path, the page without an id another device, and there is p4; t1 and i2 are gone
    "pages": [
        PAGES[0],
        PAGES[1] | {"path": "/coffee"},
        PAGES[2],
        PAGES[3] | {"anonymous_id": "d8"},
        page("p4", "13:00:00", device="d3"),
    ],
    "tracks": Raw([], columns=tuple(TRACKS[0])),
    "identifies": [IDENTIFIES[0] | {"email": None}],
}


def test_every_difference_is_found(warehouse):
    """Raw rows change after a run: each model differs in the rows and columns that these rows make, and no others."""
    tables = {"type": "table"}
    warehouse.build(web(pages=PAGES, tracks=TRACKS, identifies=IDENTIFIES), default_config=tables, **OPTIONS)
    models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA} | tables, **OPTIONS)
    some = ["page_events", "user_map", "sessions", "users"]
    report = models.verify(warehouse.connection, select=some, sample="99.99%", since="2024-03-01T11:00")
    rows = {one.model.name: (one.built, one.rebuilt) for one in report.compared}
    assert rows == {"page_events": (1, 1), "user_map": (3, 3), "sessions": (1, 1), "users": (1, 1)}
    warehouse.write(web(**LATER))
    opened = warehouses.connect(warehouse.connection)
    users = Relation(MODELS_SCHEMA, "segment_users")
    again = exp.select("*").from_(users.node()).where("user_id = 'u1'")
    opened.execute(opened.dialect.insert(users, again))
    before = contents(warehouse)
    report = differences(models, warehouse.connection)
    assert compared(report) == {
        "page_events": (3, 4, 1, 0, 1),
        "track_events": (1, 0, 0, 1, 0),
        "rejected_events": (1, 1, 1, 1, 0),
        "user_map": (3, 2, 1, 2, 0),
        "sessionized_events": (4, 4, 1, 1, 0),
        "sessionized_pages": (3, 4, 1, 0, 1),
        "sessionized_tracks": (1, 0, 0, 1, 0),
        "sessions": (3, 3, 1, 1, 1),
        "session_sources": (3, 3, 1, 1, 0),
        "page_views": (3, 4, 1, 0, 2),
        "session_facts": (3, 3, 1, 1, 1),
        "daily": (2, 1, 1, 2, 0),
        "active_days": (2, 2, 1, 1, 0),
        "users": (3, 1, 0, 2, 2),
    }
    assert contents(warehouse) == before
    assert warehouse.kinds(SCHEMA) == {}

    assert unequal(report, "page_events") == [[("path", "/tea", "/coffee")]]
    assert [row["anonymous_id"] for row, _ in first(report, "rejected_events", "missing")] == ["d8"]
    assert [row["anonymous_id"] for row, _ in first(report, "rejected_events", "extra")] == ["d9"]
    assert first(report, "sessionized_events", "missing") == [
        ({"source": "web", "call_type": "page", "event_id": "p4", "timestamp": at("13:00:00"), "user_id": "d3"}, 1)
    ]
    assert [row["event_id"] for row, _ in first(report, "sessionized_events", "extra")] == ["t1"]
    assert [row["anonymous_id"] for row, _ in first(report, "user_map", "extra")] == ["d2", "d5"]
    assert [row["user_id"] for row, _ in first(report, "sessions", "missing")] == ["d3"]
    assert [row["user_id"] for row, _ in first(report, "sessions", "extra")] == ["d2"]
    assert [(row["user_id"], copies) for row, copies in first(report, "users", "extra")] == [("d5", 1), ("u1", 2)]
    assert unequal(report, "page_views") == [[("next_path", "/tea", "/coffee")], [("path", "/tea", "/coffee")]]
    assert unequal(report, "session_facts") == [[("exit_path", "/tea", "/coffee")]]
    assert [(row["channel"], row["sessions"]) for row, _ in first(report, "daily", "missing")] == [("Direct", 3)]
    assert [row["user_id"] for row, _ in first(report, "active_days", "extra")] == ["d2"]
    assert unequal(report, "users") == [[("email", "u1@example.com", None)]] * 2
    last = "last_page_values.last_path" if warehouse.structs else "last_path"
    records = [("records[2].page.path", "/tea", "/coffee")] if warehouse.records else []
    assert unequal(report, "sessions") == [[(last, "/tea", "/coffee"), *records]]


def contents(warehouse):
    """Every row of every model, in an order of their own."""
    return {name: sorted(map(str, warehouse.fetch(MODELS_SCHEMA, name))) for name in warehouse.kinds(MODELS_SCHEMA)}


# By hand, on one engine


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The shop with its models built."""
    folder = tmp_path_factory.mktemp("verify")
    with closing(small_shop.open_shop(folder / "built.duckdb")) as connection:
        segment(**small_shop.OPTIONS).run(connection)
    return folder


@pytest.fixture
def ready(files, tmp_path):
    with closing(duckdb.connect(shutil.copy(files / "built.duckdb", tmp_path / "shop.duckdb"))) as connection:
        yield connection


BUILT = "segment_models.segment_"
U1 = "user_id = 'u1' AND session_index = 1"

CORRUPTIONS = {  # what is done to a table: the model, then its missing, extra and differing rows and the columns
    "a value in a struct": (
        f"UPDATE {BUILT}sessions SET stats = struct_update(stats, total_pages := 9) WHERE {U1}",
        *("sessions", 0, 0, 1, {"stats": 1}),
    ),
    "a value in a record": (
        f"""
        UPDATE {BUILT}sessions SET records = list_transform(records, lambda one: struct_update(one, page :=
            CASE WHEN one.page IS NOT NULL THEN struct_update(one.page, path := '/x') END)) WHERE {U1}
        """,
        *("sessions", 0, 0, 1, {"records": 1}),
    ),
    "a struct of NULLs where there is none": (
        f"""
        UPDATE {BUILT}sessions SET first_page_values = struct_pack(
            {", ".join(f'"first_{name}" := NULL' for name in small_shop.OWN["pages"][:6])},
            {", ".join(f'"first_utm_{name}" := NULL' for name in ("content", "medium", "source", "campaign", "term"))},
            first_category := NULL, "first_price paid" := NULL
        ) WHERE user_id = 'u1' AND session_index = 3
        """,
        *("sessions", 0, 0, 1, {"first_page_values": 1}),
    ),
    "records in another order": (
        f"UPDATE {BUILT}sessions SET records = list_reverse(records) WHERE {U1}",
        *("sessions", 0, 0, 1, {"records": 1}),
    ),
    "a record too few": (
        f"UPDATE {BUILT}sessions SET records = records[1:2] WHERE {U1}",
        *("sessions", 0, 0, 1, {"records": 1}),
    ),
    "no session": (f"DELETE FROM {BUILT}sessions WHERE {U1}", "sessions", 1, 0, 0, {}),
    "no table left to speak of": (f"DELETE FROM {BUILT}sessions", "sessions", 4, 0, 0, {}),
    "another session id": (
        f"UPDATE {BUILT}sessions SET session_id = 'x' WHERE {U1}",
        *("sessions", 1, 1, 0, {}),
    ),
    "no session id": (f"UPDATE {BUILT}sessions SET session_id = NULL WHERE {U1}", "sessions", 1, 1, 0, {}),
    "a session twice": (
        f"INSERT INTO {BUILT}sessions SELECT * FROM {BUILT}sessions WHERE {U1}",
        *("sessions", 0, 1, 0, {}),
    ),
    "a microsecond": (
        f"UPDATE {BUILT}users SET last_seen_at = last_seen_at + INTERVAL 1 MICROSECOND WHERE user_id = 'u1'",
        *("users", 0, 0, 1, {"last_seen_at": 1}),
    ),
    "a user too many": (
        f"INSERT INTO {BUILT}users SELECT * REPLACE ('u9' AS user_id) FROM {BUILT}users WHERE user_id = 'u1'",
        *("users", 0, 1, 0, {}),
    ),
    "NULL for a value": (
        f"UPDATE {BUILT}users SET email = NULL WHERE user_id = 'u1'",
        *("users", 0, 0, 1, {"email": 1}),
    ),
    "a value for NULL": (
        f"""UPDATE {BUILT}users SET "company name" = '' WHERE user_id = 'a4'""",
        *("users", 0, 0, 1, {"company name": 1}),
    ),
    "another person": (
        f"UPDATE {BUILT}user_map SET user_id = 'u2' WHERE anonymous_id = 'a3'",
        *("user_map", 0, 0, 1, {"user_id": 1}),
    ),
    "an event of another type": (
        f"UPDATE {BUILT}sessionized_events SET page_id = track_id, track_id = NULL WHERE track_id = 't1'",
        *("sessionized_events", 2, 2, 0, {}),
    ),
    "an event with two ids": (
        f"UPDATE {BUILT}sessionized_events SET screen_id = 's9' WHERE page_id = 'p1'",
        *("sessionized_events", 0, 0, 1, {"screen_id": 1}),
    ),
    "two columns of one event": (
        f"UPDATE {BUILT}sessionized_events SET session_index = 7, anonymous_id = 'a' WHERE page_id = 'p1'",
        *("sessionized_events", 0, 0, 1, {"session_index": 1, "anonymous_id": 1}),
    ),
    "a rejected call without an id": (
        f"UPDATE {BUILT}rejected_events SET received_at = NULL WHERE event_id IS NULL",
        *("rejected_events", 1, 1, 0, {}),
    ),
    "a rejected call with an id": (
        f"UPDATE {BUILT}rejected_events SET reason = 'none', received_at = NULL WHERE event_id = 'p5'",
        *("rejected_events", 0, 0, 1, {"reason": 1, "received_at": 1}),
    ),
    "a rejected call twice": (
        f"INSERT INTO {BUILT}rejected_events SELECT * FROM {BUILT}rejected_events WHERE event_id IS NULL",
        *("rejected_events", 0, 1, 0, {}),
    ),
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_what_is_changed_by_hand_is_found(ready, corruption):
    """In the model's own row of the report, with its columns; and nothing is repaired by looking."""
    sql, model, missing, extra, differing, columns = CORRUPTIONS[corruption]
    ready.execute(sql)
    before = small_shop.contents(ready)
    report = differences(segment(**small_shop.OPTIONS), ready, select=[model])
    (one,) = report.differing
    assert (one.missing, one.extra, one.differing, dict(one.columns)) == (missing, extra, differing, columns)
    assert len(one.first) == min(missing, 5) + extra + differing
    assert small_shop.contents(ready) == before


def test_views_and_tables_alike(ready):
    """Whatever the models are built as, they are compared."""
    kinds = {"page_events": {"type": "table"}, "user_map": {"type": "view"}, "users": {"type": "view"}}
    models = segment(**small_shop.OPTIONS, models=kinds)
    models.run(ready)
    report = models.verify(ready)
    found = {one.model.name: one.built for one in report.compared}
    assert found == {one.model.name: one.rebuilt for one in report.compared}
    assert found == small_shop.TABLE_ROWS | small_shop.VIEW_ROWS


def test_a_view_that_shows_less(ready):
    """Somebody made it anew, with a condition of their own."""
    (view,) = ready.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'segment_page_events'").fetchone()
    ready.execute(
        f"{view.rstrip().rstrip(';').replace('CREATE VIEW', 'CREATE OR REPLACE VIEW', 1)} AND page_id <> 'p1'"
    )
    report = differences(segment(**small_shop.OPTIONS), ready, select=["page_events"])
    assert compared(report) == {"page_events": (3, 4, 1, 0, 0)}


def kept_calls():
    """What is done to the calls that are kept from run to run, likewise."""
    calls = f"{BUILT}page_calls"
    return {
        f"UPDATE {calls} SET call_loaded_at = NULL WHERE page_id = 'p2'": (0, 0, 1, {"call_loaded_at": 1}),
        f"""UPDATE {calls} SET "price paid" = '8' WHERE page_id = 'p2'""": (0, 0, 1, {"price paid": 1}),
        f"UPDATE {calls} SET path = NULL WHERE page_id IS NULL": (1, 1, 0, {}),
        f"UPDATE {calls} SET reject_reason = NULL WHERE page_id = 'p5'": (0, 0, 1, {"reject_reason": 1}),
        f"DELETE FROM {calls} WHERE page_id = 'p1'": (1, 0, 0, {}),
    }


def test_incremental_models():
    """They are compared with what a rebuild gives, and so are the calls that they are brought up to date from."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS, default_config={"type": "incremental"})
        models.run(connection)
        crowd(connection)
        models.run(connection)
        everyone = {one.model.name: one.built for one in models.verify(connection).compared}
        assert everyone["page_calls"] == everyone["page_events"] + 2 == 46
        some = {
            one.model.name: one.built for one in models.verify(connection, sample="50%", since="2026-03-02").compared
        }
        assert 0 < some["page_calls"] == some["page_events"] < 44
        connection.execute(f"CREATE TABLE before AS SELECT * FROM {BUILT}page_calls")
        for sql, (missing, extra, differing, columns) in kept_calls().items():
            connection.execute(sql)
            (one,) = differences(models, connection, select=["page_calls"]).differing
            assert (one.missing, one.extra, one.differing, dict(one.columns)) == (missing, extra, differing, columns)
            connection.execute(f"DELETE FROM {BUILT}page_calls; INSERT INTO {BUILT}page_calls SELECT * FROM before")
        assert models.verify(connection, select=["page_calls"]).differing == []


def test_people_who_are_forgotten(ready):
    """They are kept out of the rebuild, too."""
    models = segment(**small_shop.OPTIONS)
    models.forget(["u1"], ready)
    found = {one.model.name: one.rebuilt for one in models.verify(ready).compared}
    assert (found["sessions"], found["users"], found["page_events"]) == (1, 1, 1)


def test_a_setting_of_the_session_changes_nothing(ready):
    """Texts are compared by their bytes, whatever the session's collation is; and it is as it was afterwards."""
    ready.execute("SET default_collation = 'nocase'")
    ready.execute(f"UPDATE {BUILT}users SET email = upper(email) WHERE user_id = 'u1'")
    report = differences(segment(**small_shop.OPTIONS), ready)
    assert compared(report) == {"users": (2, 2, 0, 0, 1)}
    assert ready.execute("SELECT current_setting('default_collation')").fetchone() == ("nocase",)


def test_only_what_is_selected(ready):
    """A difference elsewhere is not looked for, and what the selected models do not need is not rebuilt."""
    ready.execute(f"DELETE FROM {BUILT}sessions")
    heard = []
    report = segment(**small_shop.OPTIONS).verify(ready, select=["users", "user_map"], listen=heard.append)
    assert [one.model.name for one in report.compared] == ["user_map", "users"]
    assert [one.stage.name for one in heard if isinstance(one, Staged)] == [
        *("tracks", "pages", "screens", "identifies", "traffic_sources", "touches", "user_map", "shared_calls"),
        *("sessionized_events", "session_sources", "users"),
    ]
    assert [type(one) for one in heard] == [Stage, Staged] * 11 + [Compare, Compared] * 2


def test_gathered_and_compared_in_parts(ready, monkeypatch):
    """Where the lists of all sessions do not fit the memory, each part of the sessions is compared by itself."""
    monkeypatch.setattr(DuckDB, "rows_at_once", lambda *_: 3)
    ready.execute(f"UPDATE {BUILT}sessions SET session_index = session_index + 10")
    ready.execute(f"DELETE FROM {BUILT}sessions WHERE user_id = 'a2'")
    report = differences(segment(**small_shop.OPTIONS), ready)
    assert compared(report) == {"sessions": (3, 4, 1, 0, 3), "page_views": (4, 4, 0, 0, 1)}  # a view: p4 lost its end
    (one,) = (one for one in report.differing if one.model.name == "sessions")
    assert dict(one.columns) == {"session_index": 3}
    assert len(one.first) == 4
    assert sorted(unequal(report, "sessions")) == [[("session_index", n + 10, n)] for n in (1, 2, 3)]


# Of some persons, and since a moment


PARTS = [
    (None, "2026-03-02"),
    (None, date(2026, 3, 4)),
    (None, "2031-01-01"),
    ("10%", None),
    ("99.99%", None),
    ("50%", at("2026-03-03 10:07")),
    ("37%", "2026-03-02T09:40"),
]


def crowd(connection):
    """Forty more visitors, of whom every fourth logs in on the next day, and a screen of each on the day after."""
    for number in range(40):
        device, user = f"c{number}", f"v{number}" if number % 4 == 0 else None
        for table, day, who in (("web.pages", 2, None), ("web.tracks", 3, user), ("ios.screens", 4, None)):
            when = f"2026-03-{day:02} 10:{number:02}"
            row = {"id": f"{device}-{day}", "timestamp": when, "received_at": when, "anonymous_id": device}
            small_shop.insert(connection, table, row | {"user_id": who})


@pytest.fixture(scope="module")
def crowded(files, tmp_path_factory):
    """The shop with a crowd, built."""
    path = shutil.copy(files / "built.duckdb", tmp_path_factory.mktemp("crowd") / "shop.duckdb")
    with closing(duckdb.connect(path)) as connection:
        crowd(connection)
        segment(**small_shop.OPTIONS).run(connection)
        yield connection


@pytest.mark.parametrize(("sample", "since"), PARTS, ids=str)
def test_a_part_has_the_rows_of_the_whole(crowded, sample, since):
    """Nothing differs that does not, and exactly the built rows of those persons and that time are compared."""
    report = segment(**small_shop.OPTIONS).verify(crowded, sample=sample, since=since)
    rows = {one.model.name: (one.built, one.rebuilt) for one in report.compared}
    buckets = round(float((sample or "100%").rstrip("%")) * 100)
    start = "0001-01-01" if since is None else str(since)
    for model, moment in (("sessions", "session_start_timestamp"), ("users", "last_seen_at")):
        assert rows[model] == (count(crowded, model, moment, start, buckets),) * 2
    for model in ("sessionized_events", "sessionized_pages", "sessionized_tracks", "sessionized_screens"):
        assert rows[model] == (count(crowded, model, "timestamp", start, buckets),) * 2
    for kind in ("page", "track", "screen"):
        assert rows[f"{kind}_events"] == rows[f"sessionized_{kind}s"]


def count(connection, model, moment, start, buckets):
    sql = f"SELECT count(*) FROM {BUILT}{model} WHERE hash(user_id) % 10000 < ? AND {moment} >= CAST(? AS TIMESTAMP)"
    return connection.execute(sql, [buckets, start]).fetchone()[0]


def test_a_sample_finds_what_is_wrong_with_its_persons(files, tmp_path):
    """Every session is corrupted: those of the persons in the sample are found, no more and no fewer."""
    with closing(duckdb.connect(shutil.copy(files / "built.duckdb", tmp_path / "shop.duckdb"))) as connection:
        crowd(connection)
        models = segment(**small_shop.OPTIONS)
        models.run(connection)
        connection.execute(f"UPDATE {BUILT}sessions SET session_end_timestamp = NULL")
        expected = count(connection, "sessions", "session_start_timestamp", "0001-01-01", 5000)
        report = differences(models, connection, sample=0.5, select=["sessions"])
        assert compared(report) == {"sessions": (expected, expected, 0, 0, expected)}
        assert 20 < expected < 100
        report = differences(models, connection, since="2026-03-03", select=["sessions"])
        expected = count(connection, "sessions", "session_start_timestamp", "2026-03-03", 10_000)
        assert compared(report) == {"sessions": (expected, expected, 0, 0, expected)}


def test_since_needs_all_that_a_person_did_before(ready):
    """A session of the third is the person's third: its number is right only if the days before are rebuilt, too."""
    report = segment(**small_shop.OPTIONS).verify(ready, since="2026-03-03")
    assert {one.model.name: one.built for one in report.compared}["sessions"] == 1
    ready.execute(f"UPDATE {BUILT}sessions SET session_index = 1 WHERE session_index = 3")
    report = differences(segment(**small_shop.OPTIONS), ready, since="2026-03-03", select=["sessions"])
    assert unequal(report, "sessions") == [[("session_index", 1, 3)]]


def test_a_person_who_is_gone_from_the_raw_rows_is_extra(ready):
    """Also where only what happened since a day is compared, and nobody has a row since."""
    ready.execute("DELETE FROM ios.screens; DELETE FROM ios.tracks; DELETE FROM ios.identifies")
    report = differences(segment(**small_shop.OPTIONS), ready, since="2026-03-03", select=["sessions", "users"])
    assert compared(report) == {"sessions": (1, 0, 0, 1, 0), "users": (1, 0, 0, 1, 0)}


@pytest.mark.parametrize("sample", ["1", "0%", "101%", "0.001%", "many%", "1%5", 0, 1.5, 0.00001])
def test_a_share_that_is_none(sample):
    """The message says what one looks like."""
    with pytest.raises(ConfigError, match=r"is no share of all persons. It looks like 1%"):
        Scope.of(sample)


def test_a_day_that_is_none():
    """Likewise; a zone is understood."""
    with pytest.raises(ConfigError, match=r"'3 March' is no day. It looks like 2026-03-01"):
        Scope.of(since="3 March")
    assert Scope.of(since="2026-03-01T01:00+02:00") == Scope.of(since="2026-02-28T23:00")


# Where nothing can be rolled back


def there(connection):
    """What there is beside the raw tables and the models."""
    sql = f"SELECT schema_name FROM duckdb_schemas() WHERE schema_name = '{SCHEMA}'"
    tables = f"SELECT table_name FROM duckdb_tables() WHERE schema_name = '{SCHEMA}'"
    return connection.execute(sql).fetchall() + connection.execute(tables).fetchall()


def test_without_transactions_everything_made_is_removed(ready):
    """The schema is made and removed, and no table is left; also where something differs."""
    models = segment(**small_shop.OPTIONS)
    assert models.verify(AsideDuckDB(ready)).differing == []
    assert there(ready) == []
    ready.execute(f"DELETE FROM {BUILT}sessions")
    assert compared(differences(models, AsideDuckDB(ready))) == {
        "sessions": (0, 4, 4, 0, 0),
        "page_views": (4, 4, 0, 0, 3),  # a view: the last page of each session has lost its end
    }
    assert there(ready) == []


@pytest.mark.parametrize("fail_at", [0, 1, 6, 9])
def test_a_failure_removes_what_was_made(ready, fail_at):
    """At whatever statement."""
    before = small_shop.contents(ready)
    with pytest.raises(WarehouseError):
        segment(**small_shop.OPTIONS).verify(AsideDuckDB(ready, fail_at=fail_at))
    assert small_shop.contents(ready) == before


def test_what_a_dead_verification_left_is_removed_by_a_later_one(ready):
    """Once it is a day old; a younger one may be at work."""
    models = segment(**small_shop.OPTIONS)
    with pytest.raises(WarehouseError):
        models.verify(AsideDuckDB(ready, fail_at=6, dead_after=True))
    left = there(ready)
    assert len(left) > 4
    models.verify(AsideDuckDB(ready))
    assert there(ready) == left
    for (name,) in left[1:]:
        kind, _, run = name.partition("_20")
        ready.execute(f"ALTER TABLE {SCHEMA}.{name} RENAME TO {kind}_2020{run[2:]}")
    assert models.verify(AsideDuckDB(ready)).differing == []
    assert there(ready) == []


def test_a_schema_that_was_there_stays(ready):
    """Somebody made it, because the role of the verification may not."""
    ready.execute(f"CREATE SCHEMA {SCHEMA}")
    segment(**small_shop.OPTIONS).verify(AsideDuckDB(ready))
    assert there(ready) == [(SCHEMA,)]


# What stands in its way


def test_models_that_are_not_built(ready):
    """The first that is missing is named."""
    ready.execute(f"DROP TABLE {BUILT}users")
    with pytest.raises(WarehouseError, match=r"segment_models.segment_users is not built. .*segment-models run"):
        segment(**small_shop.OPTIONS).verify(ready)
    segment(**small_shop.OPTIONS).verify(ready, select=["sessions"])


def test_models_of_another_configuration(ready):
    """Other columns are not compared."""
    options = small_shop.OPTIONS | {"custom_user_fields": ["email"]}
    with pytest.raises(RunError, match=r"segment_users was built with another configuration"):
        segment(**options).verify(ready)


def test_raw_columns_of_another_type(ready):
    """A text is not compared with the number that the raw column has become."""
    ready.execute("UPDATE web.identifies SET email = '7'; ALTER TABLE web.identifies ALTER email TYPE BIGINT")
    ready.execute("UPDATE ios.identifies SET email = '7'; ALTER TABLE ios.identifies ALTER email TYPE BIGINT")
    with pytest.raises(RunError, match="built from raw columns of other types: email is TEXT, now BIGINT"):
        segment(**small_shop.OPTIONS).verify(ready, select=["users"])


def test_raw_tables_that_are_gone(ready):
    """A schema that is gone is an error; a table that is gone is a warning, and its rows are extra."""
    ready.execute("DROP TABLE web.pages")
    report = differences(segment(**small_shop.OPTIONS | {"custom_page_fields": []}), ready, select=["user_map"])
    assert compared(report) == {"user_map": (4, 3, 0, 1, 1)}
    assert unequal(report, "user_map") == [[("mapped_at", at("2026-03-02 09:40"), at("2026-03-02 09:05"))]]
    assert "web has no `pages` table, so it contributes no page views." in report.warnings
    ready.execute("DROP SCHEMA web CASCADE")
    with pytest.raises(SourceError, match="There is no schema 'web'"):
        segment(**small_shop.OPTIONS).verify(ready)


def test_no_right_to_make_the_schema(ready):
    """The message says what it is for; nothing is left."""
    with pytest.raises(WarehouseError, match=f"verify could not create the schema {SCHEMA}: .* Grant the right"):
        segment(**small_shop.OPTIONS).verify(AsideDuckDB(ready, fail_at=0))


def test_a_database_that_is_read_only(files):
    """The rebuild has to stand somewhere."""
    connection = duckdb.connect(str(files / "built.duckdb"), read_only=True)
    with closing(connection), pytest.raises(WarehouseError, match="read-only"):
        segment(**small_shop.OPTIONS).verify(connection)


def test_inside_a_transaction_of_the_caller(ready):
    """Its end is not ours to decide."""
    ready.begin()
    with pytest.raises(WarehouseError, match="inside a transaction"):
        segment(**small_shop.OPTIONS).verify(ready)
    ready.rollback()


@pytest.mark.parametrize("part", [{"sample": "50%"}, {"sample": "10%"}, {"since": "2024-03-04"}], ids=str)
def test_a_part_of_people_who_share_devices(part):
    """Whose a call of a shared device is, its log-ins say, and not who logged in last: also where some are compared."""
    pages = []
    for number in range(12):
        device, first, last = f"d{number}", f"a{number}", f"b{number}"
        pages += [
            page(f"p{number}-1", "2024-02-20 10:00", device=device),
            page(f"p{number}-2", "2024-03-01 10:00", device=device, user=first),
            page(f"p{number}-3", "2024-03-03 10:00", device=device, user=last),
            page(f"p{number}-4", "2024-03-04 10:00", device=f"other {number}", user=first),
        ]
    with closing(DuckDBWarehouse()) as warehouse:
        built = warehouse.build(web(pages=pages), include_tracks=False, default_config={"type": "table"})
        assert ("a0", 3) in built("sessions", "user_id", "session_index")
        config = {"schema": MODELS_SCHEMA, "type": "table"}
        models = segment(segment_schema=["web"], include_tracks=False, default_config=config)
        assert models.verify(warehouse.connection, **part).differing == []
