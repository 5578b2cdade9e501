"""Whatever is wrong with the input, a run ends well: it works, or one error says what, where and what next.

After an error the tables are as they were.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest
from ruamel.yaml import YAML
from sqlglot import exp

from segment_models import (
    CheckError,
    ConfigError,
    ExplainError,
    RunError,
    SegmentModelsError,
    SourceError,
    WarehouseError,
    segment,
)
from segment_models.models.definitions import DEFINITIONS
from segment_models.sources import Column, resolve
from segment_models.sql import query
from segment_models.warehouses import dialect_of
from segment_models.warehouses.relation import Layout, Relation
from segment_models.warehouses.spark.looking import _Tables

PAGES = """
    CREATE SCHEMA javascript;
    CREATE TABLE javascript.pages AS
    FROM (VALUES
        ('p1', 'd', 'u', TIMESTAMP '2024-03-01 10:00', '/'),
        ('p2', 'd', NULL, TIMESTAMP '2024-03-01 10:10', '/a'))
        AS rows (id, anonymous_id, user_id, "timestamp", path)
"""


RUN_AND_DIE = """
import os, sys, duckdb
from segment_models import segment

def die(event):
    if getattr(event, "rows", None) is not None and event.model.name == "sessions":
        os._exit(9)

connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO javascript.pages VALUES ('p3', 'd', NULL, TIMESTAMP '2024-03-02', '/b')")
segment(segment_schema="javascript").run(connection, listen=die)
"""


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Return a database file with two pages of one visitor and the models built from them."""
    path = tmp_path_factory.mktemp("template") / "events.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PAGES)
        segment(segment_schema="javascript").run(connection)
    return path


@pytest.fixture
def path(template, tmp_path):
    """Return a database file of this test's own."""
    return shutil.copy(template, tmp_path / "events.duckdb")


@pytest.fixture
def db(path):
    """Return a connection to a database in which the models are built."""
    with duckdb.connect(str(path)) as connection:
        yield connection


@pytest.fixture
def empty():
    """Return a connection to a database with nothing in it."""
    with duckdb.connect() as connection:
        yield connection


def contents(connection, *, raw: bool = True) -> dict:
    """Return every row of every table and view, and which are what."""
    tables = connection.execute(
        "SELECT table_catalog, table_schema, table_name, table_type FROM information_schema.tables ORDER BY ALL"
    ).fetchall()
    return {
        (schema, table, kind): sorted(connection.execute(f'FROM "{catalog}"."{schema}"."{table}"').fetchall(), key=repr)
        for catalog, schema, table, kind in tables
        if raw or schema == "segment_models"
    }


def sessionized(connection, *columns: str) -> list[tuple]:
    """Return columns of the events with their sessions, in order."""
    names = ", ".join(columns)
    return connection.execute(
        f"SELECT {names} FROM segment_models.segment_sessionized_events ORDER BY timestamp, source, page_id"
    ).fetchall()


def refusal(models, connection, kind: type[SegmentModelsError]) -> str:
    """Return what a run is told that ends in an error and leaves everything as it was."""
    before = contents(connection)
    with pytest.raises(kind) as caught:
        models.run(connection)
    assert contents(connection) == before
    return str(caught.value)


class TestRawTables:
    """The raw tables are not what the configuration says."""

    def test_a_schema_that_does_not_exist(self, db):
        """The nearest schema is offered, and how to make one."""
        assert refusal(segment(segment_schema="javascrip"), db, SourceError) == (
            "There is no schema 'javascrip' in the warehouse. Did you mean 'javascript'? "
            "Correct segment_schema, or load raw events with: segment-models load"
        )

    def test_one_schema_of_several_does_not_exist(self, db):
        """Half of the sources would be half of the sessions."""
        told = refusal(segment(segment_schema=["javascript", "ios"]), db, SourceError)
        assert told.startswith("There is no schema 'ios' in the warehouse. ")

    def test_a_pattern_that_the_engine_does_not_know(self, db):
        """Python knows it: the message names the key."""
        for pattern in ("(?<=u)3", r"(u)\1", "u{1,5000}"):
            told = refusal(segment(segment_schema="javascript", junk_id_pattern=pattern), db, WarehouseError)
            assert told.startswith("junk_id_pattern is no regular expression that DuckDB knows.")

    def test_two_names_of_one_schema(self, db):
        """Each of its calls would be there once for each name."""
        [(database,)] = db.execute("SELECT current_database()").fetchall()
        told = refusal(segment(segment_schema=["javascript", f"{database}.JavaScript"]), db, SourceError)
        assert told == (
            f"segment_schema names one schema twice, as 'javascript' and as '{database}.JavaScript': "
            "its calls would count double. Keep one of the two."
        )

    def test_a_schema_without_any_enabled_table(self, db):
        """There is nothing to make sessions of; the switches are named."""
        db.execute("CREATE SCHEMA cloud; CREATE TABLE cloud.users (id VARCHAR)")
        told = refusal(segment(segment_schema="cloud"), db, SourceError)
        assert told.startswith("None of the tables tracks, pages exists in cloud. ")
        assert "include_pages" in told

    def test_the_only_table_is_switched_off(self, db):
        """Pages are there, screens are wanted."""
        models = segment(segment_schema="javascript", include_pages=False, include_tracks=False, include_screens=True)
        assert refusal(models, db, SourceError).startswith("None of the tables screens exists in javascript. ")

    def test_screens_are_missing(self, db):
        """A missing table is empty, and a warning says so."""
        report = segment(segment_schema="javascript", include_screens=True).run(db)
        assert "javascript has no `screens` table, so it contributes no screen views." in report.warnings
        assert db.execute("SELECT * FROM segment_models.segment_screen_events").fetchall() == []
        assert sessionized(db, "page_id", "screen_id") == [("p1", None), ("p2", None)]

    def test_identifies_are_missing(self, db):
        """Log-ins show in other calls, too."""
        report = segment(segment_schema="javascript").run(db)
        assert "javascript has no `identifies` table, so it contributes no identify calls." in report.warnings
        assert sessionized(db, "user_id") == [("u",), ("u",)]

    def test_identifies_without_anonymous_id(self, db):
        """A server knows no browsers: its identifies have no such column."""
        db.execute(
            "CREATE TABLE javascript.identifies AS "
            "SELECT 'i1' AS id, 'u' AS user_id, TIMESTAMP '2024-03-02' AS timestamp, 'u@x.org' AS email"
        )
        report = segment(segment_schema="javascript", custom_user_fields=["email"]).run(db)
        assert any(
            warning.startswith("javascript.identifies has no ") and "anonymous_id" in warning
            for warning in report.warnings
        )
        rows = db.execute("SELECT user_id, email, last_seen_at FROM segment_models.segment_users").fetchall()
        assert rows == [("u", "u@x.org", datetime(2024, 3, 2))]  # noqa: DTZ001 times in the models have no zone

    def test_a_table_without_id(self, empty):
        """Every call is rejected for want of its id; nothing fails."""
        empty.execute("CREATE SCHEMA web; CREATE TABLE web.tracks AS SELECT 'd' AS anonymous_id, now() AS timestamp")
        segment(segment_schema="web").run(empty)
        rows = empty.execute("SELECT reason FROM segment_models.segment_rejected_events").fetchall()
        assert rows == [("missing_id",)]

    def test_an_empty_table(self, empty):
        """No rows make no sessions, and every model is there with its columns; one is a list that we bring."""
        empty.execute("CREATE SCHEMA web; CREATE TABLE web.pages (id VARCHAR, timestamp TIMESTAMP)")
        models = segment(segment_schema="web")
        models.run(empty)
        ours = ("inventory", "traffic_sources")
        built = {
            place: rows
            for place, rows in contents(empty, raw=False).items()
            if not any(one in str(place) for one in ours)
        }
        assert {len(rows) for rows in built.values()} == {0}
        assert len(built) == len(list(models)) - 1 == 16

    def test_a_view_instead_of_a_table(self, db):
        """Some destinations give views; they are read alike."""
        db.execute("CREATE SCHEMA viewed; CREATE VIEW viewed.pages AS FROM javascript.pages")
        segment(segment_schema="viewed").run(db)
        assert sessionized(db, "source", "page_id") == [("viewed", "p1"), ("viewed", "p2")]

    def test_a_schema_of_an_attached_database(self, db):
        """A qualified schema is read there, and the source is named for its last part."""
        db.execute("ATTACH ':memory:' AS other; CREATE SCHEMA other.web")
        db.execute("CREATE TABLE other.web.pages AS FROM javascript.pages")
        segment(segment_schema="other.web").run(db)
        assert sessionized(db, "source", "page_id") == [("web", "p1"), ("web", "p2")]

    def test_models_in_an_attached_database(self, db):
        """Models can be built beside the raw data's database."""
        db.execute("ATTACH ':memory:' AS other")
        segment(segment_schema="javascript", default_config={"schema": "other.models", "type": "table"}).run(db)
        assert db.execute("SELECT count(*) FROM other.models.segment_sessionized_pages").fetchall() == [(2,)]

    @pytest.mark.parametrize("name", ["javascript", "segment_models"])
    def test_a_database_named_like_a_schema(self, name, tmp_path):
        """In javascript.duckdb, DuckDB reads javascript.pages by its full name, and can only make no views over it."""
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(
                PAGES.replace("javascript.", f"{name}.javascript.").replace("SCHEMA ", f"SCHEMA {name}.")
            )
            told = refusal(segment(segment_schema="javascript"), connection, WarehouseError)
            assert told.startswith(
                "A schema has the name of the database file, or of DuckDB's own databases, temp and system,"
            )
            assert "Rename the file or the schema, or build tables only, with default_config: {type: table}." in told
            segment(segment_schema="javascript", default_config={"type": "table"}).run(connection)
            rows = connection.execute(
                f"SELECT source, page_id FROM {name}.segment_models.segment_sessionized_pages ORDER BY page_id"
            ).fetchall()
            assert rows == [("javascript", "p1"), ("javascript", "p2")]


class TestCustomFields:
    """A custom field is a column that somebody named, rightly or wrongly."""

    def test_a_field_that_no_table_has(self, db):
        """A typo is likelier than a column to come: the nearest column is offered."""
        models = segment(segment_schema="javascript", custom_page_fields=["pth"])
        assert refusal(models, db, SourceError) == (
            "The custom field 'pth' is not a column of javascript.pages. Did you mean 'path'?"
        )

    def test_a_field_named_timestamp(self):
        """It is a column of the model already."""
        with pytest.raises(ConfigError, match="custom_page_fields: 'timestamp' is already a column of the model"):
            segment(segment_schema="javascript", custom_page_fields=["timestamp"])

    def test_fields_with_odd_names(self, empty):
        """Reserved words, spaces and quotes are names like others."""
        names = ("order", "user", "two words", 'a "quote"', "it's")
        columns = ", ".join(
            f"'{place}' AS \"{name.replace(chr(34), chr(34) * 2)}\"" for place, name in enumerate(names)
        )
        row = f"SELECT 'x' AS id, 'u' AS user_id, TIMESTAMP '2024-03-01' AS timestamp, {columns}"
        empty.execute("CREATE SCHEMA web")
        for table in ("pages", "tracks", "screens", "identifies"):
            empty.execute(f"CREATE TABLE web.{table} AS {row}")
        options = {f"custom_{kind}_fields": names for kind in ("page", "track", "screen", "user")}
        segment(segment_schema="web", include_screens=True, **options).run(empty)
        for model in ("sessionized_pages", "sessionized_tracks", "sessionized_screens", "users"):
            (values,) = empty.execute(f"SELECT * FROM segment_models.segment_{model}").fetchall()
            assert values[-len(names) :] == ("0", "1", "2", "3", "4")


SOLD = """
    CREATE TABLE javascript.tracks AS
    FROM (VALUES
        ('t1', 'd', 'u', TIMESTAMP '2024-03-01 10:05', 'order_completed'),
        ('t2', 'd', 'u', TIMESTAMP '2024-03-01 10:06', 'form_submitted'))
        AS rows (id, anonymous_id, user_id, "timestamp", event);
    CREATE TABLE javascript.order_completed AS
    SELECT 't1' AS id, 'order_completed' AS event, 'Order Completed' AS event_text, 12.5::DOUBLE AS revenue,
        'o1' AS order_id, 'EUR' AS currency;
    CREATE TABLE javascript.form_submitted AS
    SELECT 't2' AS id, 'form_submitted' AS event, 'Form Submitted' AS event_text, 'demo' AS form;
"""


NO_TABLE = (
    "The event 'EVENT' has no table 'EVENT' in javascript, so there are no properties to read. "
    "Did you mean 'order_completed'? Where the table has another name, say so with event_properties: "
    "{EVENT: {table: …, properties: […]}}."
)


def sell(connection, call, event, *, moment="2024-03-01 11:00", user="u", **properties) -> None:
    """Add a track call, and its row in the event's own table."""
    values = ", ".join(f"'{one}'" for one in (call, "d", user, moment, event))
    connection.execute(f"INSERT INTO javascript.tracks VALUES ({values})")
    columns = {"id": call, "event": event, "event_text": event} | properties
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    place = f"javascript.{event}"
    connection.execute(f"CREATE TABLE IF NOT EXISTS {place} ({', '.join(f'{name} VARCHAR' for name in columns)})")
    connection.execute(f"INSERT INTO {place} ({names}) VALUES ({marks})", [*columns.values()])


class TestWhatVisitsAreWorth:
    """Events, properties and conversions that are not there, or not what they seem."""

    @pytest.fixture
    def shop(self, db):
        """Return a connection to a database that has two events with tables of their own."""
        db.execute(SOLD)
        return db

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (
                {"event_properties": {"ordr_completed": ["revenue"]}},
                NO_TABLE.replace("EVENT", "ordr_completed"),
            ),
            (
                {"conversions": {"order_complete": {"key": "order_id"}}},
                NO_TABLE.replace("EVENT", "order_complete"),
            ),
            (
                {"event_properties": {"order_completed": ["revenu"]}},
                (
                    "The property 'revenu' of order_completed is not a column of javascript.order_completed. "
                    "Did you mean 'revenue'?"
                ),
            ),
            (
                {"conversions": {"demo": {"event": "form_submitted", "where": {"frm": "demo"}}}},
                (
                    "The property 'frm' of form_submitted is not a column of javascript.form_submitted. "
                    "Did you mean 'form'?"
                ),
            ),
            (
                {"custom_track_fields": ["revenue"]},
                (
                    "The custom field 'revenue' is not a column of javascript.tracks. It is one of "
                    "javascript.order_completed: Segment writes what an event carries into the event's own table. "
                    "Carry it along with event_properties: {order_completed: [revenue]}."
                ),
            ),
            (
                {"custom_track_fields": ["evnt"]},
                "The custom field 'evnt' is not a column of javascript.tracks. Did you mean 'event'?",
            ),
        ],
    )
    def test_what_no_table_has(self, shop, options, told):
        """The table is named, and the nearest name; of a column that an event has, the key to use."""
        assert refusal(segment(segment_schema="javascript", **options), shop, SourceError) == told

    def test_a_column_of_an_event_where_tables_are_looked_at_when_asked_for(self):
        """A catalog that knows the names of hundreds of tables has no columns of most: these are asked for."""

        class Looking:
            def columns(self, relation):
                names = {"tracks": ("id", "event"), "sold": ("id", "event", "event_text", "price")}[relation.name]
                return {name: Column(name, exp.DataType.build("text")) for name in names}

        tables = _Tables(Looking(), "web", ["tracks", "sold"])
        config = segment(segment_schema="web", include_pages=False, custom_track_fields=["price"]).config
        with pytest.raises(SourceError, match=r"one of web\.sold: .* event_properties: {sold: \[price\]}\."):
            resolve(config, {"web": tables})

    def test_a_conversion_that_nobody_made(self, shop):
        """A note says that no source has a table of its event, and offers the nearest; the run goes on without any."""
        report = segment(segment_schema="javascript", conversions={"form_submited": {}}).run(shop)
        assert (
            "No source has a table of the event `form_submited`, so the conversion `form_submited` will count nothing "
            "if `tracks` has no such event either. Did you mean 'form_submitted'? An event is named as in tracks.event."
        ) in report.warnings
        assert shop.execute("FROM segment_models.segment_conversions").fetchall() == []
        asked = "SELECT total_conversions, form_submited_count, form_submited_value"
        assert shop.execute(f"{asked} FROM segment_models.segment_session_facts").fetchall() == [(0, 0, 0)]

    @pytest.mark.parametrize(
        "gone", ["", "DROP TABLE javascript.order_completed; DROP TABLE javascript.form_submitted"]
    )
    def test_a_conversion_that_tracks_tell_of(self, shop, gone):
        """Nothing is noted where the event has its table, nor where events have no tables at all."""
        shop.execute(gone)
        report = segment(segment_schema="javascript", conversions={"form_submitted": {}}).run(shop)
        assert not [note for note in report.warnings if "conversion" in note]
        assert shop.execute("SELECT track_id FROM segment_models.segment_conversions").fetchall() == [("t2",)]

    def test_two_currencies_under_one_name(self, shop):
        """The check warns with both, and nothing fails: values are summed as they are."""
        sell(shop, "t3", "order_completed", revenue="7.5", order_id="o2", currency="USD")
        conversions = {"order_completed": {"value": "revenue", "key": "order_id"}}
        report = segment(segment_schema="javascript", conversions=conversions).run(shop)
        (warned,) = [one for one in report.checked if one.broken]
        assert (warned.check.name, warned.failed) == ("one_currency", False)
        assert warned.rows.values == (("order_completed", 2, "EUR", "USD", 2),)
        assert shop.execute("SELECT sum(conversion_value) FROM segment_models.segment_daily").fetchone() == (20,)

    def test_a_key_of_years_ago(self, shop):
        """A key counts once for all time: a shop that begins with number 1 again names its keys by their year."""
        sell(shop, "t3", "order_completed", moment="2031-03-01 10:00", user="v", revenue="7.5", order_id="o1")
        conversions = {"order_completed": {"value": "revenue", "key": "order_id"}}
        models = segment(segment_schema="javascript", conversions=conversions, max_clock_ahead="9999 days")
        models.run(shop)
        asked = (
            "SELECT track_id, user_id, is_repeat, conversion_index FROM segment_models.segment_conversions ORDER BY 1"
        )
        assert shop.execute(asked).fetchall() == [("t1", "u", False, 1), ("t3", "v", True, None)]

    def test_events_and_conversions_that_are_named_like_models(self, shop):
        """Each has its place beside the model, and stays right from load to load."""
        names = ("sessions", "page", "identify", "conversions", "daily")
        for number, name in enumerate(names):
            sell(shop, f"t1{number}", name, price=f"{number}")
        models = segment(
            segment_schema="javascript",
            default_config={"type": "incremental"},
            event_properties={name: ["price"] for name in names},
            conversions={"sessions": {"value": "price"}, "page_views": {"event": "page"}, "users": {"event": "daily"}},
        )
        models.run(shop)
        for number, name in enumerate(names):
            sell(shop, f"t2{number}", name, moment="2024-03-02 11:00", price=f"{number}.5")
        report = models.run(shop)
        assert all(one.updated for one in report.built if one.model.kind == "table")
        for number, name in enumerate(names):
            rows = shop.execute(
                f"SELECT track_id, price FROM segment_models.segment_event_{name} ORDER BY 1"
            ).fetchall()
            assert rows == [(f"t1{number}", f"{number}"), (f"t2{number}", f"{number}.5")]
        names = ("sessions", "conversions", "sessions_count", "sessions_value", "page_views_count", "users_count")
        counted = f"SELECT session_date, {', '.join(f'SUM({name})' for name in names)}"
        assert shop.execute(f"{counted} FROM segment_models.segment_daily GROUP BY 1 ORDER BY 1").fetchall() == [
            (date(2024, 3, 1), 2, 3, 1, 0, 1, 1),
            (date(2024, 3, 2), 1, 3, 1, 0.5, 1, 1),
        ]
        assert models.verify(shop).differing == []


class TestDays:
    """The days of zones whose clocks change at midnight (M1)."""

    @pytest.mark.parametrize(
        ("zone", "days"),
        [
            # forward from midnight to one: that day has 23 hours
            (
                "America/Sao_Paulo",
                {
                    "2018-11-04 02:59:59.999999": 3,
                    "2018-11-04 03:00": 4,
                    "2018-11-05 01:59:59": 4,
                    "2018-11-05 02:00": 5,
                },
            ),
            (
                "Asia/Beirut",
                {
                    "2022-03-26 21:59:59.999999": 26,
                    "2022-03-26 22:00": 27,
                    "2022-03-27 20:59": 27,
                    "2022-03-27 21:00": 28,
                },
            ),
            # back from midnight to eleven: that day has 25 hours
            (
                "America/Sao_Paulo",
                {"2018-02-17 02:00": 17, "2018-02-18 01:30": 17, "2018-02-18 02:30": 17, "2018-02-18 03:00": 18},
            ),
            # back from a minute after midnight: what comes later is on the day before
            (
                "America/St_Johns",
                {"2010-11-07 02:29:59": 6, "2010-11-07 02:30:30": 7, "2010-11-07 02:31": 6, "2010-11-07 03:30": 7},
            ),
        ],
    )
    def test_clocks_that_change_at_midnight(self, empty, zone, days):
        """Every moment is on the day that the clocks there show, and each day is there once."""
        rows = ", ".join(
            f"('p{number}', 'd{number}', NULL, TIMESTAMP '{moment}', '/')" for number, moment in enumerate(days)
        )
        empty.execute(
            "CREATE SCHEMA javascript; CREATE TABLE javascript.pages AS FROM (VALUES " + rows + ") AS rows ("
            'id, anonymous_id, user_id, "timestamp", path)'
        )
        segment(segment_schema="javascript", time_zone=zone).run(empty)
        expected = [(f"d{number}", day) for number, day in enumerate(days.values())]
        for model, column in (("session_facts", "session_date"), ("active_days", "active_date")):
            asked = f"SELECT user_id, day({column}) FROM segment_models.segment_{model} ORDER BY user_id"
            assert empty.execute(asked).fetchall() == expected, model
        found = empty.execute(
            "SELECT day(session_date), sessions FROM segment_models.segment_daily ORDER BY 1"
        ).fetchall()
        assert found == sorted(Counter(days.values()).items())

    def test_a_later_event_on_an_earlier_day(self, empty):
        """The first day of a person is the earliest date, though the event on it came second."""
        models = segment(
            segment_schema="javascript", time_zone="America/St_Johns", default_config={"type": "incremental"}
        )
        columns = '(id, anonymous_id, user_id, "timestamp", path)'
        empty.execute(
            "CREATE SCHEMA javascript; CREATE TABLE javascript.pages AS FROM (VALUES "
            f"('p1', 'd', NULL, TIMESTAMP '2010-11-07 02:30:30', '/')) AS rows {columns}"
        )
        models.run(empty)
        empty.execute("INSERT INTO javascript.pages VALUES ('p2', 'd', NULL, TIMESTAMP '2010-11-07 02:31', '/')")
        models.run(empty)
        asked = "SELECT day(active_date), events, is_first_day FROM segment_models.segment_active_days ORDER BY 1"
        assert empty.execute(asked).fetchall() == [(6, 1, True), (7, 1, False)]

    @pytest.mark.parametrize("key", ["time_zone", "session_midnight"])
    @pytest.mark.parametrize("zone", ["Europe/Berln", "", "+01:00", "europe"])
    def test_a_zone_that_is_none(self, key, zone):
        """It is said before anything is built, and how zones are named."""
        with pytest.raises(ConfigError) as caught:
            segment(segment_schema="javascript", **{key: zone})
        assert f"{key}: there is no time zone {zone!r}. Give one by its IANA name, such as Europe/Berlin" in str(
            caught.value
        )


class TestOddRows:
    """Rows that nobody would make up, and that arrive."""

    def test_odd_ids(self, empty):
        """Quotes, line breaks, emoji and length leave an id what it is."""
        ids = (
            "it's",
            'say "hi"',
            "line\nbreak\r\n",
            "👩\u200d👩\u200d👧",
            "\u202eabc",
            "x" * 10_000,
            "a|b",
            "%",
            "\\",
            "tab\t",
        )
        empty.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages (id VARCHAR, anonymous_id VARCHAR, timestamp TIMESTAMP)"
        )
        empty.executemany("INSERT INTO web.pages VALUES (?, ?, TIMESTAMP '2024-03-01')", [(one, one) for one in ids])
        segment(segment_schema="web").run(empty)
        assert set(sessionized(empty, "page_id", "user_id", "session_index")) == {(one, one, 1) for one in ids}

    def test_odd_times(self, empty):
        """Where the past has no bound, times of years 1 to 9999 are good; those far ahead of their arrival are not."""
        times = (
            "0001-01-01 00:00:00",
            "1969-12-31 23:59:59.999999",
            "1970-01-01 00:00:00",
            "9999-12-31 23:59:59.999999",
        )
        empty.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages "
            "(id VARCHAR, anonymous_id VARCHAR, timestamp TIMESTAMP, received_at TIMESTAMP)"
        )
        for place, moment in enumerate(times):
            for source, received_at in (("known", "2024-03-01"), ("unknown", None)):
                empty.execute(
                    "INSERT INTO web.pages VALUES (?, ?, ?, ?)", [f"{source}{place}", source, moment, received_at]
                )
        segment(segment_schema="web", earliest_timestamp="0001-01-01").run(empty)
        assert sessionized(empty, "page_id", "session_index", "timestamp::VARCHAR") == [
            ("known0", 1, "0001-01-01 00:00:00"),
            ("unknown0", 1, "0001-01-01 00:00:00"),
            ("known1", 2, "1969-12-31 23:59:59.999999"),
            ("unknown1", 2, "1969-12-31 23:59:59.999999"),
            ("known2", 2, "1970-01-01 00:00:00"),
            ("unknown2", 2, "1970-01-01 00:00:00"),
            ("unknown3", 3, "9999-12-31 23:59:59.999999"),
        ]
        rejected = empty.execute("SELECT event_id, reason FROM segment_models.segment_rejected_events").fetchall()
        assert rejected == [("known3", "clock_ahead")]

    def test_years_that_only_duckdb_knows(self, empty):
        """A time before the year 1 or after 9999 is none: it stops neither the run nor what reads its tables."""
        empty.execute("CREATE SCHEMA web; CREATE TABLE web.pages (id VARCHAR, user_id VARCHAR, timestamp TIMESTAMP)")
        years = ("290309-12-22 (BC) 00:00:00", "0044-03-15 (BC) 00:00:00", "12026-03-01", "2026-03-01")
        empty.executemany("INSERT INTO web.pages VALUES (?, 'u', ?::TIMESTAMP)", [(year, year) for year in years])
        empty.execute("ALTER TABLE web.pages ADD COLUMN seen TIMESTAMP; UPDATE web.pages SET seen = timestamp")
        empty.execute("ALTER TABLE web.pages ADD COLUMN day DATE; UPDATE web.pages SET day = timestamp")
        models = segment(segment_schema="web", custom_page_fields=["seen", "day"])
        models.run(empty)
        assert sessionized(empty, "page_id") == [("2026-03-01",)]
        rejected = empty.execute("SELECT event_id, reason FROM segment_models.segment_rejected_events").fetchall()
        assert sorted(rejected) == sorted((year, "missing_timestamp") for year in years[:3])
        assert models.explain_user("u", empty).sessions
        empty.execute("UPDATE web.pages SET timestamp = '2026-03-01'")
        models.run(empty)
        days = empty.execute("SELECT seen, day FROM segment_models.segment_page_events").fetchall()
        assert sorted(map(str, days)) == sorted(["(None, None)"] * 3 + [str((datetime(2026, 3, 1), date(2026, 3, 1)))])  # noqa: DTZ001 times in the models have no zone

    def test_a_time_that_becomes_text_in_any_zone(self, empty):
        """It is told in UTC, whoever runs; large whole numbers of several types keep every digit."""
        empty.execute("SET TimeZone = 'America/New_York'")
        large = {"HUGEINT": 2**127 - 1, "UBIGINT": 2**64 - 1, "BIGINT": 1}
        for schema, (kind, number) in zip(("a", "b", "c"), large.items(), strict=True):
            made = ("TIMESTAMPTZ", "2026-01-05 03:00:00+00") if schema == "a" else ("VARCHAR", "x")
            empty.execute(
                f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.pages AS SELECT '{schema}' AS id, 'u' AS user_id, "
                f"TIMESTAMP '2026-01-05' AS timestamp, {number}::{kind} AS n, '{made[1]}'::{made[0]} AS made"
            )
        segment(segment_schema=["a", "b", "c"], custom_page_fields=["n", "made"]).run(empty)
        found = empty.execute("SELECT page_id, n, made FROM segment_models.segment_page_events ORDER BY 1").fetchall()
        assert found == [("a", 2**127 - 1, "2026-01-05 03:00:00"), ("b", 2**64 - 1, "x"), ("c", 1, "x")]

    def test_a_number_that_becomes_null_is_no_secret(self, empty):
        """A run says of a field that is a double in one source that larger numbers of another are NULL."""
        for schema, kind, number in (("a", "BIGINT", 2**53 + 1), ("b", "DOUBLE", 1.5)):
            empty.execute(
                f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.pages AS SELECT '{schema}' AS id, 'u' AS user_id, "
                f"TIMESTAMP '2026-01-05' AS timestamp, {number}::{kind} AS n"
            )
        report = segment(segment_schema=["a", "b"], custom_page_fields=["n"]).run(empty)
        (said,) = (one for one in report.warnings if "custom field `n`" in one)
        assert "is a double in b.pages, so those of a.pages become doubles; numbers beyond 9007199254740992" in said

    def test_a_million_events_of_one_person(self, empty):
        """A bot asks for a page every ten seconds for sixteen weeks: one session that holds them all."""
        empty.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages AS "
            "SELECT 'p' || i AS id, 'bot' AS anonymous_id, TIMESTAMP '2024-01-01' + to_seconds(10 * i) AS timestamp "
            "FROM range(1000000) AS numbers (i)"
        )
        segment(segment_schema="web", include_tracks=False).run(empty)
        rows = empty.execute(
            "SELECT session_index, stats.total_pages, stats.duration_millis, len(records), "
            "records[1].page.page_id, records[1000000].page.page_id FROM segment_models.segment_sessions"
        ).fetchall()
        assert rows == [(1, 1_000_000, 9_999_990_000, 1_000_000, "p0", "p999999")]


class TestConnections:
    """There is no way into the warehouse, or no way to write there."""

    def test_a_file_that_another_process_has_open(self, path):
        """DuckDB lets one process write; the error says how to go on."""
        hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout.readline() == "open\n"
            with pytest.raises(WarehouseError) as caught:
                segment(segment_schema="javascript").run(f"duckdb:///{path}")
            holder.stdin.close()
        assert str(caught.value) == (
            f"The database {path} is open in another process, and DuckDB lets one write at a time. "
            "Close it there (a notebook, a DuckDB shell?) and run again."
        )

    def test_a_connection_that_only_reads(self, path):
        """The models cannot be built in it, and are what they were."""
        with duckdb.connect(str(path), read_only=True) as connection:
            told = refusal(segment(segment_schema="javascript"), connection, WarehouseError)
        assert told.startswith("The database is read-only, and the models cannot be built in it. Open it for writing.")

    def test_a_folder_in_place_of_the_file(self, tmp_path):
        """The file is named."""
        (tmp_path / "events.duckdb").mkdir()
        with pytest.raises(WarehouseError, match=r"The database .*events\.duckdb cannot be opened"):
            segment(segment_schema="javascript").run(f"duckdb:///{tmp_path / 'events.duckdb'}")

    def test_a_file_that_is_no_database(self, tmp_path):
        """It stays what it is."""
        other = tmp_path / "events.duckdb"
        other.write_text("id,timestamp\n" * 1000, encoding="utf-8")
        with pytest.raises(WarehouseError, match=r"events\.duckdb is not a DuckDB database\. Name another file"):
            segment(segment_schema="javascript").run(f"duckdb:///{other}")
        assert other.read_text(encoding="utf-8") == "id,timestamp\n" * 1000

    def test_a_folder_that_does_not_exist(self, tmp_path):
        """The folder is named."""
        with pytest.raises(WarehouseError, match=r"There is no folder .*nowhere for the database"):
            segment(segment_schema="javascript").run(f"duckdb:///{tmp_path}/nowhere/events.duckdb")

    def test_a_file_that_does_not_exist(self, tmp_path):
        """A run makes no database: there would be nothing in it to build from."""
        with pytest.raises(WarehouseError, match=r"There is no database .*events\.duckdb\."):
            segment(segment_schema="javascript").run(f"duckdb:///{tmp_path}/events.duckdb")
        assert list(tmp_path.iterdir()) == []

    def test_no_connection_at_all(self):
        """The key is named, with an example."""
        with pytest.raises(ConfigError, match=r"There is no connection\. Set it in the configuration"):
            segment(segment_schema="javascript").run()

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("events.duckdb", "is not a URL. For a DuckDB file it looks like duckdb:///"),
            ("me:s3cret@warehouse.example.com/events", "is not a URL"),
            ("duckbd:///events.duckdb", "There is no warehouse 'duckbd'. Did you mean 'duckdb'?"),
            ("oracle://me:s3cret@warehouse.example.com/events", "There is no warehouse 'oracle'."),
            ("oracle://me:s3cret[@warehouse.example.com/events", "There is no warehouse 'oracle'."),
            ("://me:s3cret@warehouse.example.com", "There is no warehouse ''."),
        ],
    )
    def test_a_url_that_names_no_warehouse(self, url, told):
        """What it should look like, and no secret of it."""
        with pytest.raises(ConfigError) as caught:
            segment(segment_schema="javascript", connection=url).run()
        assert told in str(caught.value)
        assert "s3cret" not in str(caught.value)
        assert caught.value.__cause__ is None

    def test_an_object_that_is_no_connection(self):
        """Its type is named, and what would do."""
        with pytest.raises(WarehouseError, match=r"A builtins\.dict is not a connection we know\. Give a URL or"):
            segment(segment_schema="javascript").run({"host": "example.com"})

    def test_a_connection_that_is_closed(self, path):
        """The driver's own word for it, not a traceback."""
        connection = duckdb.connect(str(path))
        connection.close()
        with pytest.raises(WarehouseError, match=r"(?i)closed"):
            segment(segment_schema="javascript").run(connection)


class TestTransactions:
    """All of a run is published, or none of it."""

    def test_the_caller_is_inside_a_transaction(self, db):
        """It is not ours to end: it is refused, and lives on."""
        db.begin()
        db.execute("CREATE TABLE javascript.mine AS SELECT 1 AS n")
        with pytest.raises(WarehouseError, match=r"The connection is inside a transaction\. Commit it or roll it back"):
            segment(segment_schema="javascript").run(db)
        db.execute("INSERT INTO javascript.mine VALUES (2)")
        db.commit()
        assert db.execute("FROM javascript.mine").fetchall() == [(1,), (2,)]

    def test_a_check_fails(self, db, monkeypatch):
        """Rows that break a rule are not published; the report has them."""
        add_pages(db)
        sessions = DEFINITIONS["sessions"]

        def numbered_from_two(context):
            right = sessions.query(context).subquery("right")
            return query("SELECT * REPLACE (session_index + 1 AS session_index)").from_(right)

        monkeypatch.setitem(DEFINITIONS, "sessions", replace(sessions, query=numbered_from_two))
        before = contents(db)
        with pytest.raises(CheckError, match=r"sessions_numbered \(1 row\).*Nothing was published\.") as caught:
            segment(segment_schema="javascript").run(db)
        assert contents(db) == before
        (failed,) = [one for one in caught.value.report.failures if one.check.name == "sessions_numbered"]
        assert failed.rows.values == (("u", 2, 2, 3),)

    def test_a_statement_fails(self, db, monkeypatch):
        """What was built before it is undone."""
        add_pages(db)
        failing = replace(DEFINITIONS["users"], query=lambda _: query("SELECT error('no') AS user_id"))
        monkeypatch.setitem(DEFINITIONS, "users", failing)
        told = refusal(segment(segment_schema="javascript"), db, WarehouseError)
        assert told.startswith("DuckDB refused a statement: ")

    @pytest.mark.parametrize("problem", [KeyboardInterrupt, MemoryError])
    def test_an_interruption(self, db, problem):
        """Ctrl-C after half of the models leaves all as they were, and the connection usable."""
        add_pages(db)

        def stop(event):
            if getattr(event, "rows", None) is not None and event.model.name == "sessions":
                raise problem

        before = contents(db)
        with pytest.raises(problem):
            segment(segment_schema="javascript").run(db, listen=stop)
        assert contents(db) == before
        segment(segment_schema="javascript").run(db)
        assert contents(db) != before

    def test_a_run_leaves_nothing_of_its_own(self, db):
        """The tables that a run keeps for itself are gone when it ends."""
        segment(segment_schema="javascript").run(db)
        schemas = db.execute("SELECT schema_name FROM duckdb_schemas() WHERE NOT internal ORDER BY ALL").fetchall()
        assert schemas == [("javascript",), ("segment_models",)]

    def test_a_process_that_is_killed(self, path):
        """The file opens again, with the tables as they were."""
        with duckdb.connect(str(path)) as connection:
            before = contents(connection, raw=False)
        died = subprocess.run([sys.executable, "-c", RUN_AND_DIE, path], check=False, timeout=60)
        assert died.returncode == 9
        with duckdb.connect(str(path)) as connection:
            tables = {key: rows for key, rows in contents(connection, raw=False).items() if key[2] == "BASE TABLE"}
            assert tables == {key: rows for key, rows in before.items() if key[2] == "BASE TABLE"}
            assert connection.execute("SELECT count(*) FROM javascript.pages").fetchall() == [(3,)]


def add_pages(connection) -> None:
    """Add what a run would change the tables for: a page of the next day."""
    connection.execute("INSERT INTO javascript.pages VALUES ('p3', 'd', NULL, TIMESTAMP '2024-03-02', '/b')")


class TestLayoutsThatAreNoLayouts:
    """What is configured of a table's layout is one expression or one word before it becomes SQL."""

    @pytest.mark.parametrize(
        ("engine", "layout", "told"),
        [
            ("spark", Layout(format="parquet LOCATION 's3://elsewhere' --"), "is no format. It is one word"),
            ("databricks", Layout(format="delta; DROP TABLE t"), "is no format. It is one word"),
            ("databricks", Layout(partition_by="date("), "is no expression. It looks like a column"),
            ("spark", Layout(format="delta", partition_by="a) AS SELECT 1 --"), "is no expression"),
            ("bigquery", Layout(partition_by="a; DROP TABLE t"), "is no expression"),
            ("bigquery", Layout(partition_by="a, b"), "is no expression"),
            ("bigquery", Layout(partition_by="a FROM b"), "is no expression"),
            ("bigquery", Layout(partition_by="(SELECT a FROM b)"), "is no expression"),
            ("bigquery", Layout(partition_by=""" a -- b"""), None),
            ("snowflake", Layout(cluster_by=("a; DROP TABLE t",)), "is no expression"),
            ("snowflake", Layout(cluster_by=("to_date(a)", "b")), None),
        ],
    )
    def test_in_a_run(self, engine, layout, told):
        """The engine is never told the rest."""
        dialect, select = dialect_of(engine), query("SELECT 1 AS a")
        if told is None:
            assert "DROP" not in dialect.replace("table", Relation("s", "t"), select, layout)
            return
        with pytest.raises(ConfigError, match=told):
            _ = (
                dialect.replace("table", Relation("s", "t"), select, layout),
                dialect.publish(Relation("s", "t_run"), Relation("s", "t"), layout),
            )

    @pytest.mark.parametrize(
        ("engine", "options"),
        [
            ("databricks", {"partition_by": "date("}),
            ("spark", {"partition_by": "date("}),
            ("databricks", {"format": "parquet LOCATION 'a'"}),
            ("databricks", {"cluster_by": "a; DROP TABLE t"}),
            ("snowflake", {"cluster_by": "a; DROP TABLE t"}),
            ("bigquery", {"partition_by": "a; DROP TABLE t"}),
            ("bigquery", {"cluster_by": "a; DROP TABLE t"}),
        ],
    )
    def test_in_an_export(self, engine, options, tmp_path):
        """Another tool is not told it either, and nothing is written."""
        models = segment(segment_schema="web", models={"sessions": {"type": "table", **options}})
        folder = tmp_path / "project"
        with pytest.raises(ConfigError, match="is no"):
            models.export_dbt(folder, target=engine, offline=True)
        if engine == "bigquery":
            with pytest.raises(ConfigError, match="is no expression"):
                models.export_dataform(folder, offline=True)
        assert not folder.exists()


def test_settings_of_a_dataform_project_are_text(tmp_path):
    """What a connection's URL says becomes a value, and never a line of its own."""
    url = "bigquery://my-project?location=EU\N{GRINNING FACE}%0AdefaultDataset: theirs"
    segment(segment_schema="web", connection=url).export_dataform(tmp_path, offline=True)
    said = YAML(typ="safe", pure=True).load((tmp_path / "workflow_settings.yaml").read_text(encoding="utf-8"))
    assert (said["defaultProject"], said["defaultLocation"]) == (
        "my-project",
        "EU\N{GRINNING FACE}\ndefaultDataset: theirs",
    )
    assert said["defaultDataset"] == "segment_models"


def test_a_relation_is_no_connection():
    """DuckDB's other objects are of the same module."""
    with pytest.raises(WarehouseError, match="A DuckDBPyRelation is not a connection"):
        segment(segment_schema="web").run(duckdb.sql("SELECT 1"))


def test_the_database_is_open_read_only_in_this_process(path):
    """The message says what to do about it."""
    with duckdb.connect(str(path), read_only=True), pytest.raises(WarehouseError, match="Close that connection, or"):
        segment(segment_schema="javascript", connection=f"duckdb:///{path}").run()


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_since_a_moment_that_no_year_holds(since, path):
    """In UTC it is before the first year, or after the last."""
    with pytest.raises(ConfigError, match="is not in the years 1 to 9999 in UTC"):
        segment(segment_schema="javascript").verify(f"duckdb:///{path}", since=since)


@pytest.mark.parametrize("column", ["configuration", "raw_columns"])
@pytest.mark.parametrize("damage", ["no JSON", "[1]", ""])
def test_a_damaged_log_of_runs(column, damage):
    """It is said to be damaged, and how to go on."""
    models = segment(segment_schema="javascript", default_config={"type": "incremental"})
    with duckdb.connect() as connection:
        connection.execute(PAGES)
        models.run(connection)
        connection.execute(f"UPDATE segment_models.segment_runs SET {column} = ?", [damage])
        with pytest.raises(RunError, match=r"segment_runs is damaged.*run --full-refresh"):
            models.run(connection)
        assert models.run(connection, full_refresh=True).built


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda models, db: models.forget(7, db, unseen=True), "A user id is a text, and not of the type int."),
        (lambda models, db: models.forget(["u", 7], db, unseen=True), "A user id is a text, and not of the type int."),
        (lambda models, db: models.explain_user(7, db), "A user id is a text, and not of the type int."),
        (lambda models, db: models.explain_session(7, db), "A session id is a text, and not of the type int."),
        (lambda models, db: models.run(db, select=[db]), "--select is a text, and not of the type DuckDBPyConnection."),
        (lambda models, db: models.run(db, tags=7), "--tag is a text, and not of the type int."),
        (lambda models, _: models.lineage(7), "A model's name is a text, and not of the type int."),
        (lambda models, db: models.sessions.to_arrow(db, columns=[7]), "A column's name is a text, and not of the"),
        (lambda models, db: models.sessions.to_arrow(db, where=7), "where is a text, and not of the type int."),
        (lambda models, db: models.funnel(db), "A funnel has two steps or more"),
    ],
)
def test_what_is_no_text(db, ask, message):
    """It is named by its type, and nothing is changed."""
    before = contents(db)
    with pytest.raises(ConfigError, match=f"^{re.escape(message)}"):
        ask(segment(segment_schema="javascript"), db)
    assert contents(db) == before


def test_the_sql_is_of_the_connections_engine():
    """Without a dialect; with one, it is of that, and no connection is opened."""
    models = segment(segment_schema="web", connection="postgresql://nobody@127.0.0.1:1/none")
    expected = segment(segment_schema="web").compile("postgres")
    assert models.compile() == expected
    assert models.sessions.sql() == expected["sessions"]
    other = segment(segment_schema="web").compile("snowflake")
    assert models.compile("snowflake", "postgresql://nobody@127.0.0.1:1/none") == other


def test_the_session_of_a_rejected_call():
    """It is in none, and explain says why."""
    models = segment(segment_schema="javascript")
    with duckdb.connect() as connection:
        connection.execute(PAGES)
        connection.execute("INSERT INTO javascript.pages VALUES ('p9', 'd', NULL, NULL, '/b')")
        models.run(connection)
        with pytest.raises(ExplainError, match=r"It is a page call of javascript .*no session.*missing_timest"):
            models.explain_session("p9", connection)
