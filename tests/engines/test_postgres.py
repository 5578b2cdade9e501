"""Postgres, beyond what the stories tell of every engine: its types, its connections, and input that must end well."""

import re
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from random import Random
from string import ascii_letters

import pytest
from typer.testing import CliRunner

from conftest import story_warehouse
from segment_models import ConfigError, RunError, SourceError, WarehouseError, segment
from segment_models.cli.main import app
from segment_models.plan import Build
from segment_models.run import carry_out
from stories import Raw, at, identify, page, screen, web

psycopg = pytest.importorskip("psycopg", reason="postgres: psycopg is not installed")
from psycopg.rows import dict_row  # noqa: E402

from engines.postgres import empty, server  # noqa: E402
from segment_models.warehouses.postgres import connection as postgres  # noqa: E402

pytestmark = pytest.mark.engine("postgres")

PAGES = {"pages": [page("p1", "10:00:00", user="u", path="/"), page("p2", "10:10:00", path="/a")]}


@pytest.fixture
def warehouse():
    """Return the empty database of stories."""
    with closing(story_warehouse("postgres")()) as opened:
        yield opened


@pytest.fixture
def db(warehouse):
    """Return a connection to a database in which the models of two pages are built."""
    warehouse.build(web(**PAGES))
    return warehouse.connection


@pytest.fixture
def other():
    """Return another connection to the same database, which waits for no lock."""
    with server().connect() as connection:
        connection.execute("SET lock_timeout = '100ms'")
        yield connection


@pytest.fixture
def role(warehouse):
    """Return a role that may log in, and nothing more."""
    connection = warehouse.connection
    connection.execute("DROP ROLE IF EXISTS analyst; CREATE ROLE analyst LOGIN")
    yield "analyst"
    empty(connection)
    connection.execute("DROP OWNED BY analyst; DROP ROLE analyst")


def models(**options):
    """Return the models that stories build."""
    return segment(**{"segment_schema": "web", "default_config": {"schema": "out"}, **options})


def refusal(connection, kind=WarehouseError, **options) -> str:
    """Return what a run is told that ends in an error."""
    with pytest.raises(kind) as caught:
        models(**options).run(connection)
    return str(caught.value)


def paths(connection) -> list[str]:
    """Return the paths of the built pages."""
    rows = connection.execute("SELECT path FROM out.segment_sessionized_pages ORDER BY path").fetchall()
    return [path for (path,) in rows]


def add_page(connection, name="p3") -> None:
    """Add a page that starts another session."""
    connection.execute(
        "INSERT INTO web.pages (id, timestamp, anonymous_id, path) VALUES (%s, '2024-03-02', 'd', %s)",
        [name, f"/{name}"],
    )


def sessions(connection) -> int:
    """Return how many sessions are built."""
    return connection.execute("SELECT count(*) FROM out.segment_sessions").fetchone()[0]


class TestTypes:
    """What columns become."""

    def test_published_types(self, warehouse):
        """Texts compare by bytes, times have a zone, counts are bigint, records are jsonb."""
        warehouse.build(
            web(
                pages=Raw(
                    [page("p1", "10:00:00", depth=1, seen=at("10:00:00"))], {"depth": "double", "seen": "timestamp"}
                )
            ),
            custom_page_fields=["depth", "seen"],
        )
        columns = warehouse.connection.execute(
            "SELECT column_name, data_type, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'out' AND table_name = 'segment_sessions'"
        ).fetchall()
        types = {name: (kind, collation) for name, kind, collation in columns}
        assert types["session_id"] == types["user_id"] == types["first_url"] == ("text", "C")
        assert types["session_index"] == types["total_pages"] == types["duration_millis"] == ("bigint", None)
        assert types["session_start_timestamp"] == types["first_seen"] == ("timestamp with time zone", None)
        assert types["first_depth"] == ("double precision", None)
        assert types["records"] == ("jsonb", None)

    def test_every_text_compares_by_its_bytes(self, warehouse):
        """In tables and views, also one that is NULL in every row, or a word of ours."""
        warehouse.build(
            web(pages=[{"id": "p1", "timestamp": at("10:00:00"), "anonymous_id": "d"}]), include_screens=True
        )
        rows = warehouse.connection.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'out' AND data_type = 'text'"
        ).fetchall()
        assert len(rows) > 60
        assert [row for row in rows if row[2] != "C"] == []

    @pytest.mark.skipif(
        server()._locales is None, reason="postgres: this machine has no localedef to make a locale with"
    )
    def test_the_order_is_of_bytes_in_a_database_that_orders_by_language(self, warehouse):
        """The database thinks a comes before B; of copies and of calls at one time, B is the first."""
        assert warehouse.connection.execute("SELECT 'a' < 'B'").fetchone() == (True,)
        rows = [page(name, "10:00:00", path=name) for name in ("a", "B", "é", "Z")]
        copies = [page("copied", "11:00:00", title=title) for title in ("a", "B")]
        built = warehouse.build(web(pages=rows + copies))
        row = next(row for row in built.rows("sessions") if row["stats"]["total_pages"] == 4)
        assert [record["page"]["page_id"] for record in row["records"]] == ["B", "Z", "a", "é"]
        assert built("page_events", "page_id", "title")[-3:-1] == [("a", None), ("copied", "B")]

    def test_ids_of_other_types(self, warehouse):
        """They are read as text, as people write them, whatever the session's settings are."""
        cases = [
            ("bigint", "42", "42"),
            ("double precision", "7", "7"),
            ("double precision", "0.1", "0.1"),
            ("numeric(10, 2)", "7", "7.00"),
            ("varchar(1024)", "a ", "a "),
            ("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            ("boolean", "yes", "true"),
            ("timestamptz", "2024-03-01 12:00:00.5+02", "2024-03-01 10:00:00.5"),
            ("timestamp", "2024-03-01 10:00:00", "2024-03-01 10:00:00"),
            ("date", "2024-03-01", "2024-03-01"),
            ("jsonb", '{"a":1}', '{"a": 1}'),
            ("types.mood", "happy", "happy"),
            ("types.short", "abc", "abc"),
        ]
        db = warehouse.connection
        db.execute("CREATE SCHEMA types; CREATE TYPE types.mood AS ENUM ('happy')")
        db.execute("CREATE DOMAIN types.short AS varchar(3)")
        for place, (kind, value, _) in enumerate(cases):
            db.execute(f"CREATE SCHEMA s{place}")
            db.execute(f"CREATE TABLE s{place}.pages (id text, anonymous_id {kind}, timestamp timestamptz)")
            db.execute(f"INSERT INTO s{place}.pages VALUES ('p1', %s, '2024-03-01')", [value])
        db.execute("SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'SQL, DMY'; SET extra_float_digits = -15")
        models(
            segment_schema=[f"s{place}" for place in range(len(cases))],
            default_config={"type": "table", "schema": "out"},
        ).run(db)
        found = dict(db.execute("SELECT source, anonymous_id FROM out.segment_page_events").fetchall())
        assert found == {f"s{place}": text for place, (*_, text) in enumerate(cases)}

    def test_days_that_exist(self, warehouse):
        """Text is a time if its day exists: every day of years that are leap years or not, and days that never were."""
        years = ("0001", "1900", "2000", "2023", "2024", "2100", "9999")
        texts = [f"{y}-{m:02}-{d:02}" for y in years for m in range(14) for d in range(33)]
        rows = [{"id": text, "anonymous_id": "d", "timestamp": f"{text}T12:00:00Z"} for text in texts]
        built = warehouse.build(web(pages=Raw(rows, {"timestamp": "text"})), earliest_timestamp="0001-01-01")
        expected = {text: datetime.fromisoformat(f"{text}T12:00:00") for text in texts if exists(text)}
        assert dict(built("page_events", "page_id", "timestamp")) == expected
        assert len(expected) == 365 * 7 + 2

    def test_texts_that_are_times_or_not(self, warehouse):
        """Forms that people send; what Postgres might read as another time, or refuse, is no time."""
        times = {
            "2024-03-01 10:00:00 UTC": "10:00:00",
            "2024-03-01T10:00Z": "10:00:00",
            "2024-03-01T10:00:00+0530": "04:30:00",
            "2024-03-01 10:00:00-05": "15:00:00",
            "9999-12-31T23:59:59.9999999Z": "9999-12-31 23:59:59.999999",
            "2024-02-29T23:59:59.000000999": "2024-02-29 23:59:59",
        }
        none = ["0000-01-01", "0001-01-01T00:00:00+01:00", "9999-12-31T23:00:00-02:00", "2024-03-01T24:00:00"]
        none += ["2024-03-01T10:60:00", "2024-03-01T10:00:60Z", "2024-03-01T10:00:00+16:00", "now", "today", "epoch"]
        none += ["2024-03-01T10:00:00 Europe/Berlin", "2024-03-01\n", " 2024-03-01", "2024-03-01T10", "10:00:00"]
        none += ["٢٠٢٤-03-01", "2024-3-1", "20240301", "01/03/2024", "infinity", "12024-03-01", "2024-03-01 BC"]
        rows = [{"id": text, "anonymous_id": "d", "timestamp": text} for text in (*times, *none)]
        warehouse.connection.execute("SET TimeZone = 'America/New_York'")
        built = warehouse.build(web(pages=Raw(rows, {"timestamp": "text"})))
        found = dict(built("page_events", "page_id", "timestamp"))
        assert found == {text: at(moment) for text, moment in times.items()}

    def test_times_beyond_the_years_1_to_9999(self, warehouse):
        """No driver could tell them, and a day need not even be a time of Postgres: they are none."""
        cases = [
            ("timestamptz", "0044-03-15 12:00:00+00 BC"),
            ("timestamptz", "12024-03-01 12:00:00+00"),
            ("timestamp", "294276-12-31 23:59:59"),
            ("timestamp", "-infinity"),
            ("date", "5874897-12-31"),
            ("date", "0044-03-15 BC"),
        ]
        db = warehouse.connection
        for place, (kind, value) in enumerate(cases):
            db.execute(f"CREATE SCHEMA s{place}")
            db.execute(f"CREATE TABLE s{place}.pages (id text, anonymous_id text, timestamp {kind}, seen {kind})")
            db.execute(f"INSERT INTO s{place}.pages VALUES ('p1', 'd', %s, %s)", [value, value])
        sources = [f"s{place}" for place in range(len(cases))]
        built = warehouse.run(segment_schema=sources, custom_page_fields=["seen"])
        assert built("rejected_events", "source", "reason") == [(name, "missing_timestamp") for name in sources]

    def test_custom_fields_of_types_of_postgres(self, warehouse):
        """What compares is kept; json, which does not, becomes text."""
        db = warehouse.connection
        db.execute("CREATE SCHEMA web")
        db.execute(
            "CREATE TABLE web.pages (id text, anonymous_id text, timestamp timestamptz, cart json, tags jsonb, "
            "price numeric(10, 2), place point, day date, gone timestamp, list int[])"
        )
        row = "'d', '2024-03-01', '{\"a\":1}', '[1]', 1.50, '(1,2)', '2024-02-29', '2024-03-01 10:00', '{1,2}'"
        db.execute(f"INSERT INTO web.pages VALUES ('p1', {row}), ('p1', {row})")
        fields = ["cart", "tags", "price", "place", "day", "gone", "list"]
        built = warehouse.run(segment_schema="web", custom_page_fields=fields)
        row = built.one("page_events")
        found = {name: str(row[name]) for name in fields}
        assert found == {
            "cart": '{"a":1}',
            "tags": "[1]",
            "price": "1.50",
            "place": "(1,2)",
            "day": "2024-02-29",
            "gone": "2024-03-01 10:00:00",
            "list": "{1,2}",
        }

    def test_first_and_last_values_of_types_of_postgres(self, warehouse):
        """They have the type of the field, one that has no largest value among them, and come from one page each."""
        db = warehouse.connection
        db.execute("CREATE SCHEMA web")
        kinds = {"tags": "jsonb", "place": "uuid", "is_new": "boolean", "price": "double precision"}
        columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        db.execute(f"CREATE TABLE web.pages (id text, anonymous_id text, timestamp timestamptz, {columns})")
        one, none = "00000000-0000-0000-0000-000000000001", "NULL, NULL, NULL, NULL"
        db.execute(
            f"INSERT INTO web.pages VALUES ('p1', 'd', '2024-03-01 10:00', 'null', '{one}', false, '-0'), "
            f"('p2', 'd', '2024-03-01 10:01', '[2]', NULL, true, 2.5), ('p3', 'd', '2024-03-01 10:02', {none})"
        )
        warehouse.run(segment_schema="web", custom_page_fields=list(kinds))
        names = [f"{which}_{name}" for which in ("first", "last") for name in kinds]
        told = ", ".join(f"{name}::text" for name in names)
        assert db.execute(f"SELECT {told} FROM out.segment_sessions").fetchall() == [
            ("null", one, "false", "-0", None, None, None, None)
        ]
        typed = ", ".join(f"pg_typeof({name})::text" for name in names)
        assert db.execute(f"SELECT {typed} FROM out.segment_sessions").fetchall() == [(*kinds.values(),) * 2]

    def test_a_number_too_large_for_a_double(self, warehouse):
        """Where sources disagree, it is NULL; the run goes on."""
        db = warehouse.connection
        for schema, kind, value in (("web", "numeric", "1e400"), ("app", "bigint", "7")):
            db.execute(f"CREATE SCHEMA {schema}")
            db.execute(f"CREATE TABLE {schema}.pages (id text, anonymous_id text, timestamp timestamptz, n {kind})")
            db.execute(f"INSERT INTO {schema}.pages VALUES ('p1', 'd', '2024-03-01', %s)", [value])
        built = warehouse.run(segment_schema=["web", "app"], custom_page_fields=["n"])
        assert built("page_events", "source", "n") == [("app", 7.0), ("web", None)]


def exists(text: str) -> bool:
    """Return whether a day exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class TestRecords:
    """Records are a jsonb array."""

    @pytest.mark.parametrize("kind", ["table", "view"])
    def test_times_have_one_form(self, warehouse, kind):
        """UTC with microseconds and a Z, also a custom field's, whatever the zone of who builds and who reads."""
        zoned = "timestamp with zone"
        row = page("p1", "10:00:00.500", seen="2024-03-01 12:00:00+02", day="2024-03-01")
        warehouse.connection.execute("SET TimeZone = 'Asia/Kolkata'")
        built = warehouse.build(
            web(pages=Raw([row], {"seen": zoned, "day": "date"})),
            custom_page_fields=["seen", "day"],
            default_config={"type": kind},
        )
        warehouse.connection.execute("SET TimeZone = 'America/New_York'")
        ((records,),) = warehouse.connection.execute(f"SELECT records FROM {built.schema}.segment_sessions").fetchall()
        assert records[0]["timestamp"] == records[0]["page"]["timestamp"] == "2024-03-01T10:00:00.500000Z"
        assert records[0]["page"]["seen"] == "2024-03-01T10:00:00.000000Z"
        assert records[0]["page"]["day"] == "2024-03-01"
        assert records[0]["track"] is None

    def test_more_fields_than_a_function_takes(self, warehouse):
        """A function takes 100 arguments; a page of 120 fields is one object all the same."""
        fields = {f"field {n}": str(n) for n in range(120)}
        built = warehouse.build(web(pages=[page("p1", "10:00:00", **fields)]), custom_page_fields=list(fields))
        (record,) = built.one("sessions")["records"]
        assert {name: record["page"][name] for name in fields} == fields

    def test_a_query_over_records(self, db):
        """As the docs write it."""
        rows = db.execute(
            "SELECT count(*) FROM out.segment_sessions, jsonb_array_elements(records) AS record "
            "WHERE record -> 'page' ->> 'path' = '/a'"
        )
        assert rows.fetchall() == [(1,)]

    def test_arrow(self, db):
        """Rows as Arrow: times in UTC without a zone, records as their text."""
        db.execute("SET TimeZone = 'Asia/Kolkata'")
        table = models().sessions.to_arrow(db)
        (row,) = table.to_pylist()
        assert row["session_start_timestamp"] == at("10:00:00")
        assert row["total_pages"] == 2
        assert row["first_path"] == "/"
        assert row["records"].startswith("[{")


class TestCatalog:
    """Names are what they are, in whatever case."""

    def test_names_that_differ_only_in_case(self, warehouse):
        """The one in lower case counts, as Segment writes it, wherever it stands."""
        db = warehouse.connection
        db.execute('CREATE SCHEMA web; CREATE TABLE web."PAGES" (id text)')
        db.execute(
            'CREATE TABLE web.pages ("User_Id" text, id text, timestamp timestamptz, user_id text, "USER_ID" text, '
            '"Path" text, "PATH" text)'
        )
        db.execute("INSERT INTO web.pages VALUES ('wrong', 'p1', '2024-03-01', 'right', 'wrong', 'second', 'first')")
        row = warehouse.run(segment_schema="web").one("page_events")
        assert (row["user_id"], row["path"]) == ("right", "first")

    def test_a_schema_in_another_case(self, warehouse):
        """A schema made with quotes is found without minding its case."""
        warehouse.write({"Web": PAGES})
        assert warehouse.run(segment_schema="web")("page_events", "page_id") == [("p1",), ("p2",)]

    def test_a_schema_with_its_database(self, db):
        """The connection's own database may be named."""
        models(segment_schema="stories.web").run(db)
        assert paths(db) == ["/", "/a"]

    def test_a_schema_of_another_database(self, db):
        """Postgres reads one database per connection."""
        told = refusal(db, segment_schema="other.web")
        assert "The schema other.web is in another database" in told
        assert "this is stories" in told

    def test_a_schema_that_does_not_exist(self, db):
        """The nearest is offered."""
        assert "Did you mean 'web'?" in refusal(db, SourceError, segment_schema="wbe")

    def test_materialized_views_and_partitions(self, warehouse):
        """They are read as tables are."""
        warehouse.write({"source": PAGES})
        db = warehouse.connection
        db.execute("CREATE SCHEMA web; CREATE MATERIALIZED VIEW web.pages AS SELECT * FROM source.pages")
        db.execute("CREATE TABLE web.tracks (id text, timestamp timestamptz, user_id text) PARTITION BY LIST (user_id)")
        built = warehouse.run(segment_schema="web")
        assert built("sessionized_pages", "page_id") == [("p1",), ("p2",)]

    def test_functions_of_somebody_are_not_called(self, db):
        """A search_path that puts other functions before Postgres's own changes nothing."""
        before = db.execute("SELECT session_id FROM out.segment_sessions").fetchall()
        db.execute("CREATE FUNCTION web.md5(text) RETURNS text LANGUAGE sql AS $$SELECT 'theirs'$$")
        db.execute("SET search_path = web, pg_catalog")
        models().run(db)
        assert db.execute("SELECT session_id FROM out.segment_sessions").fetchall() == before
        assert db.execute("SHOW search_path").fetchone() == ("web, pg_catalog",)


class TestPrecision:
    """A raw column of a type with a precision: the models' columns hold every value, and the next run finds them so."""

    COLUMNS = (
        "id text, user_id text, timestamp timestamptz(0), price numeric(10, 2), seen timestamptz(0), clock time(3)"
    )
    FIELDS = ("price", "seen", "clock")

    @pytest.fixture
    def precise(self, warehouse):
        """Return a connection to raw tables with such columns."""
        db = warehouse.connection
        row = "'u', '2024-03-01 10:00:00Z', 1.50, '2024-03-01 11:00:00Z', '12:00:00.5'"
        db.execute("CREATE SCHEMA web")
        for table in ("pages", "identifies"):
            db.execute(f"CREATE TABLE web.{table} ({self.COLUMNS}); INSERT INTO web.{table} VALUES ('1', {row})")
        return db

    @pytest.mark.parametrize("kind", ["table", "incremental"])
    def test_what_is_built_is_found_as_it_is(self, precise, kind):
        """verify holds; the next run refills the tables, so that a view on the users stays."""
        config = models(
            custom_user_fields=self.FIELDS,
            custom_page_fields=self.FIELDS,
            default_config={"type": kind, "schema": "out"},
        )
        config.run(precise)
        config.verify(precise)
        precise.execute("CREATE VIEW web.rich AS SELECT user_id, price FROM out.segment_users")
        precise.execute("ALTER TABLE web.identifies ALTER price TYPE numeric(12, 4), ALTER timestamp TYPE timestamptz")
        precise.execute(
            "INSERT INTO web.identifies VALUES ('2', 'u', '2024-03-01 10:00:00.123456Z', 1.2345, NULL, NULL)"
        )
        config.run(precise)
        config.verify(precise)
        assert [str(price) for (price,) in precise.execute("SELECT price FROM web.rich")] == ["1.2345"]
        (seen,) = precise.execute("SELECT last_seen_at FROM out.segment_users").fetchone()
        assert seen.microsecond == 123456

    def test_sources_of_two_precisions(self, precise):
        """They are one type, which loses nothing."""
        precise.execute("CREATE SCHEMA app; CREATE TABLE app.pages (id text, user_id text, price numeric(30, 15))")
        precise.execute("INSERT INTO app.pages VALUES ('2', 'u', 123456789012345.123456789012345)")
        precise.execute("ALTER TABLE app.pages ADD timestamp timestamptz DEFAULT '2024-03-01 10:00:00Z'")
        models(segment_schema=["web", "app"], custom_page_fields=["price"]).run(precise)
        prices = precise.execute("SELECT price FROM out.segment_page_events ORDER BY price").fetchall()
        assert [str(price) for (price,) in prices] == ["1.50", "123456789012345.123456789012345"]


class TestLongValues:
    """What is longer than an index or a name of Postgres takes."""

    def test_ids_of_any_length(self, warehouse):
        """An id of 30,000 characters is an id; runs go on, full and incremental."""
        random = Random(8)  # noqa: S311 no secret
        page_id, anonymous, user = ("".join(random.choices(ascii_letters, k=30_000)) for _ in range(3))
        settings = {"default_config": {"type": "incremental", "schema": "out"}}
        warehouse.write(web(pages=[page("p1", "10:00:00", user="u")]))
        models(**settings).run(warehouse.connection)
        warehouse.insert("web", "pages", Raw([page(page_id, "11:00:00", user=user, anonymous=anonymous)]))
        for full_refresh in (False, True, False):
            models(**settings).run(warehouse.connection, full_refresh=full_refresh)
            models(**settings).verify(warehouse.connection)
        rows = warehouse.connection.execute(
            "SELECT page_id, user_id FROM out.segment_sessionized_pages ORDER BY page_id = 'p1'"
        ).fetchall()
        assert rows == [(page_id, user), ("p1", "u")]

    def test_an_index_of_somebody_that_takes_no_long_id(self, db):
        """It is named, with what to do; nothing is changed."""
        db.execute("CREATE INDEX mine ON out.segment_sessions (user_id)")
        user = "".join(Random(8).choices(ascii_letters, k=3_000))  # noqa: S311 no secret
        db.execute(
            "INSERT INTO web.pages (id, timestamp, user_id, anonymous_id) VALUES ('p3', '2024-03-02', %s, 'd3')", [user]
        )
        told = refusal(db)
        assert "so long a value" in told
        assert "DROP INDEX mine" in told
        assert sessions(db) == 1

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ({"custom_page_fields": ["f" * 58]}, f"'first_{'f' * 58}' has 64 bytes. Postgres allows 63"),
            ({"custom_page_fields": ["é" * 29]}, "has 64 bytes"),
            ({"default_config": {"schema": "s" * 64}}, "Give the models a shorter schema"),
            ({"model_prefix": "p" * 46}, "Shorten model_prefix"),
        ],
    )
    def test_names(self, options, told):
        """One that Postgres would cut is refused, with its length."""
        with pytest.raises(ConfigError, match=re.escape(told)):
            models(**options).compile("postgres")

    def test_names_as_long_as_may_be(self, warehouse):
        """They are found again."""
        custom, schema, prefix = "f" * 57, "s" * 63, "p" * 45
        warehouse.write(web(pages=[page("p1", "10:00:00", user="u", **{custom: "x"})]))
        config = models(
            custom_page_fields=[custom], default_config={"type": "table", "schema": schema}, model_prefix=prefix
        )
        for _ in range(2):
            config.run(warehouse.connection)
        config.check(warehouse.connection)
        config.verify(warehouse.connection)


class TestPolicies:
    """The models' readers may be told apart by who sees which rows."""

    def test_a_table_with_policies_is_not_made_anew(self, db):
        """They would be lost with it, and default privileges show every row; a run of the same columns keeps them."""
        db.execute("ALTER TABLE out.segment_sessions ENABLE ROW LEVEL SECURITY")
        models().run(db)
        told = refusal(db, nested=False)
        assert told.startswith("out.segment_sessions must be created again because its columns or kind changed")
        assert sessions(db) == 1
        db.execute("ALTER TABLE out.segment_sessions DISABLE ROW LEVEL SECURITY")
        db.execute("CREATE POLICY mine ON out.segment_sessions USING (false)")
        assert refusal(db, nested=False) == told
        db.execute("DROP POLICY mine ON out.segment_sessions")
        models(nested=False).run(db)


class TestSettings:
    """A role, a database or a session may have settings of its own."""

    SETTINGS = ("DateStyle = 'German'", "IntervalStyle = 'sql_standard'", "TimeZone = 'Asia/Kolkata'")

    @pytest.fixture
    def set_up(self, warehouse):
        """Return a connection to a database with settings by which nothing may depend."""
        more = (
            *("bytea_output = 'escape'", "extra_float_digits = -15", "xmlbinary = 'hex'"),
            "quote_all_identifiers = on",  # by which the catalog tells types in quotes
        )
        for setting in (*self.SETTINGS, *more):
            warehouse.connection.execute(f"ALTER DATABASE stories SET {setting}")
        yield warehouse.connection
        with server().connect() as connection:
            connection.execute("ALTER DATABASE stories RESET ALL")

    def test_every_verb(self, set_up):
        """They run by URL, and a value becomes the same text as everywhere."""
        set_up.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages (id text, user_id text, timestamp timestamptz, "
            "uuid_ts timestamptz, wait interval, raw bytea, slots timestamptz[])"
        )
        row = "'u', '9999-12-31 23:00:00Z', '2024-03-01 10:00:00Z', '1 day 2 hours', '\\xff', '{2024-03-01 10:00:00Z}'"
        set_up.execute(f"INSERT INTO web.pages VALUES ('p1', {row})")
        config = models(
            custom_page_fields=["wait", "raw", "slots"], default_config={"type": "incremental", "schema": "out"}
        )
        url = server().url()
        for _ in range(2):
            config.run(url)
        config.verify(url)
        config.check(url)
        (row,) = config.page_events.to_arrow(url).to_pylist()
        assert row["timestamp"] == datetime.fromisoformat("9999-12-31T23:00:00")
        assert (row["wait"], row["raw"], row["slots"]) == ("1 day 02:00:00", "\\xff", '{"2024-03-01 10:00:00+00"}')
        assert config.explain_user("u", url)

    def test_a_connection_that_is_handed_over(self, db):
        """It has its own settings again afterwards."""
        for setting in self.SETTINGS:
            db.execute(f"SET {setting}")
        models().run(db)
        models().check(db)
        told = [db.execute(f"SHOW {setting.partition(' ')[0]}").fetchone()[0] for setting in self.SETTINGS]
        assert told == ["German, DMY", "sql_standard", "Asia/Kolkata"]


class TestPublishing:
    """A reader sees the old or the new, and what stands on a table stays."""

    def test_readers_go_on_reading(self, db, other):
        """While a run is under way, others read the old rows at once; afterwards the new ones."""
        add_page(db)
        seen = []
        models().run(db, listen=lambda _: seen.append(sessions(other)))
        assert len(seen) > 30
        assert set(seen) == {1}
        assert sessions(other) == 2

    def test_a_reader_that_began_before(self, db, other):
        """Inside one transaction it goes on seeing the old rows of every table, also after the run."""
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        assert sessions(other) == 1
        add_page(db)
        models().run(db)
        assert sessions(other) == 1
        assert other.execute("SELECT count(*) FROM out.segment_sessionized_events").fetchone() == (2,)
        other.execute("COMMIT")
        assert sessions(other) == 2

    def test_rows_that_come_while_a_run_goes_on(self, db, other):
        """They wait for the next run; this one still accounts for every row that it read."""
        report = models().run(db, listen=lambda event: isinstance(event, Build) and add_page(other, event.model.name))
        assert {row[2] for row in report.account.values} == {2}
        models().run(db)
        assert db.execute("SELECT count(*) FROM out.segment_page_events").fetchone()[0] > 2

    def test_what_stands_on_a_table_stays(self, db, role):
        """A view of somebody's, a grant and an index are there after the next run, and show its rows."""
        db.execute("CREATE SCHEMA reports; CREATE VIEW reports.visits AS SELECT user_id FROM out.segment_sessions")
        db.execute("CREATE INDEX by_user ON out.segment_sessions (user_id)")
        db.execute(f"GRANT SELECT ON out.segment_sessions TO {role}")
        add_page(db)
        models().run(db)
        assert db.execute("SELECT count(*) FROM reports.visits").fetchone() == (2,)
        assert db.execute("SELECT to_regclass('out.by_user')").fetchone() != (None,)
        granted = db.execute("SELECT has_table_privilege(%s, 'out.segment_sessions', 'SELECT')", [role]).fetchone()
        assert granted == (True,)

    def test_a_view_of_somebody_on_a_table_with_other_columns(self, db):
        """The table cannot be made anew under it: it is named, and everything is as it was."""
        db.execute("CREATE SCHEMA reports; CREATE VIEW reports.visits AS SELECT user_id FROM out.segment_sessions")
        add_page(db)
        told = refusal(db, nested=False)
        assert "view reports.visits depends on table" in told
        assert "drop the rest, run, and make them again" in told
        assert sessions(db) == 1
        db.execute("DROP VIEW reports.visits")
        models(nested=False).run(db)
        assert sessions(db) == 2

    def test_other_columns(self, warehouse):
        """With other call types and fields, tables and the views over them are made anew; back again, too."""
        rows = web(pages=[page("p1", "10:00:00", kind="k")], screens=[screen("s1", "10:01:00")])
        for options in ({}, {"include_screens": True, "custom_page_fields": ["kind"]}):
            built = warehouse.build(rows, **options)
            assert ("kind" in built.one("sessionized_pages")) == bool(options)
            assert ("screen_id" in built.rows("sessionized_events")[0]) == bool(options)
        told = refusal(warehouse.connection)
        assert "segment_sessionized_screens depends on table" in told
        warehouse.connection.execute("DROP VIEW out.segment_sessionized_screens")
        assert "screen_id" not in warehouse.run(segment_schema="web").rows("sessionized_events")[0]

    def test_a_custom_field_of_another_type(self, warehouse):
        """A column that was a number and is text now makes the tables anew."""
        warehouse.build(web(pages=Raw([page("p1", "10:00:00", n=1)], {"n": "integer"})), custom_page_fields=["n"])
        built = warehouse.build(web(pages=[page("p1", "10:00:00", n="one")]), custom_page_fields=["n"])
        assert built.one("sessions")["first_page_values"]["first_n"] == "one"

    def test_one_model_whose_columns_changed(self, db):
        """Selected alone, it is in the way of views that are not selected: they are named."""
        db.execute("ALTER TABLE web.pages ADD COLUMN received_at timestamptz; CREATE TABLE web.screens (id text)")
        with pytest.raises(WarehouseError, match=r"segment_sessionized_pages depends on table"):
            models(include_screens=True).run(db, select=["screen_events", "sessionized_events"])
        models(include_screens=True).run(db)

    def test_nothing_is_left_behind(self, db):
        """The temporary tables of a run are gone when it ends, on a connection that stays open."""
        rows = db.execute("SELECT relname FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'").fetchall()
        assert rows == []
        assert db.info.transaction_status.name == "IDLE"

    def test_statistics(self, db):
        """The tables of the models have statistics when a run ends; those of others are not touched."""
        rows = db.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'out'::regnamespace AND relkind = 'r'"
        ).fetchall()
        assert dict(rows)["segment_sessions"] == 1
        assert all(count >= 0 for name, count in rows if name != "segment_inventory")
        assert db.execute("SELECT reltuples FROM pg_class WHERE oid = 'web.pages'::regclass").fetchone() == (-1,)

    def test_descriptions(self, db):
        """Each model and each of its columns has one, also after a run that makes none of them anew."""
        models().run(db)
        described = (
            "SELECT count(*), count(CASE objsubid WHEN 0 THEN 1 END) FROM pg_description "
            "JOIN pg_class ON pg_class.oid = objoid AND classoid = 'pg_class'::regclass "
            "WHERE relnamespace = 'out'::regnamespace"
        )
        built = models().plan(db).models()
        assert db.execute(described).fetchone() == (sum(1 + len(model.columns) for model in built), len(built))
        (told,) = db.execute("SELECT obj_description('out.segment_sessions'::regclass)").fetchone()
        assert told == next(model for model in built if model.name == "sessions").description

    def test_a_connection_that_prepares(self, db):
        """The descriptions of a model are several commands in one text, which a prepared statement cannot be."""
        db.prepare_threshold = 0
        models().run(db)
        assert sessions(db) == 1

    def test_no_query_is_compiled(self, db):
        """JIT is off while a run goes on, and as it was afterwards."""
        db.execute("SET jit = on")
        opened = postgres.Postgres(db)
        opened.begin()
        assert opened.fetch("SHOW jit").values == (("off",),)
        opened.rollback()
        assert opened.fetch("SHOW jit").values == (("on",),)
        db.execute("RESET jit")

    def test_compression(self, warehouse):
        """Records are compressed with LZ4 where the server has it, unless somebody has chosen; the setting is back."""
        page_of_text = page("p1", "10:00:00", path="/" + "long" * 9999)
        warehouse.build(web(pages=[page_of_text]))
        db = warehouse.connection
        has_lz4 = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        used = "SELECT pg_column_compression(records) FROM out.segment_sessions"
        (has,) = db.execute(has_lz4).fetchone()
        assert db.execute(used).fetchone() == ("lz4" if has else "pglz",)
        assert db.execute("SHOW default_toast_compression").fetchone() == ("pglz",)
        db.execute("SET default_toast_compression = 'pglz'")
        models().run(db)
        assert db.execute(used).fetchone() == ("pglz",)
        db.execute("RESET default_toast_compression")

    def test_two_first_runs_at_once(self, db, other):
        """One that planned before the other was done says that the models are there by now."""
        db.execute("DROP SCHEMA IF EXISTS out CASCADE")
        plan = models().plan(db)
        models().run(other)
        with pytest.raises(WarehouseError, match=r"Another run built out\.\w+ at the same time.*Run again"):
            carry_out(plan, postgres.Postgres(db), lambda _: None)
        models().run(db)

    def test_two_runs_at_once(self, db, other):
        """The second to finish says so, publishes nothing, and can be run again."""
        once = iter([True])
        other.execute("SET lock_timeout = 0")

        def run_another(event):
            if isinstance(event, Build) and next(once, False):
                add_page(other)
                models().run(other)

        with pytest.raises(WarehouseError, match=r"Another run changed the tables meanwhile.*run again"):
            models().run(db, listen=run_another)
        assert sessions(db) == 2
        models().run(db)


RUN_AND_DIE = """
import os, sys, psycopg
from segment_models import segment

def die(event):
    if getattr(event, "rows", None) is not None and event.model.name == "sessions":
        os.kill(os.getpid(), 9)

segment(segment_schema="web", default_config={"schema": "out"}).run(sys.argv[1], listen=die)
"""


class TestInTheWay:
    """What stands in the way of a run is named."""

    @pytest.mark.parametrize("thing", ["SEQUENCE {}", "TYPE {} AS ENUM ('a')"])
    def test_something_else_of_the_name(self, db, thing):
        """It is no temporary table, and the model is said."""
        db.execute("DROP TABLE out.segment_users")
        db.execute(f"CREATE {thing.format('out.segment_users')}")
        told = refusal(db)
        assert "has the name of out.segment_users" in told
        assert "a sequence, an index or a type" in told

    def test_a_lock(self, db, other):
        """The tables of the statement that waited are named."""
        other.autocommit = False
        other.execute("LOCK TABLE web.pages IN ACCESS EXCLUSIVE MODE")
        db.execute("SET lock_timeout = '50ms'")
        told = refusal(db)
        assert "web.pages" in told
        assert "lock_timeout" in told


class TestAccidents:
    """Whatever happens in mid-run, the tables are as they were, and running again finishes."""

    def test_a_process_that_is_killed(self, db):
        """The server undoes what it did."""
        add_page(db)
        died = subprocess.run([sys.executable, "-c", RUN_AND_DIE, server().url()], check=False, timeout=120)
        assert died.returncode == -9
        assert sessions(db) == 1
        models().run(db)
        assert sessions(db) == 2

    def test_a_server_that_drops_the_connection(self, db, other):
        """The error says that nothing was published; the next run finishes."""
        add_page(db)
        pid = db.info.backend_pid

        def drop(event):
            if getattr(event, "rows", None) is not None and event.model.name == "sessions":
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

        with pytest.raises(
            WarehouseError, match=r"The server closed the connection, and nothing was published: run again\."
        ):
            models().run(db, listen=drop)
        assert sessions(other) == 1
        other.execute("SET lock_timeout = 0")
        models().run(other)
        assert sessions(other) == 2

    @pytest.mark.parametrize("problem", [KeyboardInterrupt, MemoryError])
    def test_an_interruption(self, db, problem):
        """Ctrl-C leaves all as it was, and the connection usable."""
        add_page(db)

        def stop(event):
            if getattr(event, "rows", None) is not None and event.model.name == "sessions":
                raise problem

        with pytest.raises(problem):
            models().run(db, listen=stop)
        assert sessions(db) == 1
        models().run(db)

    def test_records_beyond_what_postgres_holds(self, warehouse):
        """Postgres refuses an array of 256 MB: the error says what to do."""
        db = warehouse.connection
        db.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages (id text, anonymous_id text, timestamp timestamptz, url text)"
        )
        db.execute(
            "INSERT INTO web.pages SELECT 'p' || n, 'bot', timestamptz '2024-03-01' + n * interval '1 second', "
            "repeat('x', 300000) FROM generate_series(1, 1000) AS numbers (n)"
        )
        assert "leave the records out with nested: false" in refusal(db)
        models(nested=False).run(db)
        assert sessions(db) == 1


class TestConnections:
    """By URL, by what libpq finds, and by an object."""

    @pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
    def test_a_url(self, db, scheme):
        """Both schemes that libpq knows; the session is named."""
        add_page(db)
        url = server().url().replace("postgresql", scheme, 1)
        models().run(url)
        assert sessions(db) == 2

    def test_what_the_url_lacks(self, db, monkeypatch, tmp_path):
        """PG* variables and a password file fill it in, as for every program of Postgres."""
        db.execute("DROP ROLE IF EXISTS locked; CREATE ROLE locked SUPERUSER LOGIN PASSWORD 'open sesame'")
        (tmp_path / "pass").write_text(f"127.0.0.1:{server().port}:*:locked:open sesame\n")
        (tmp_path / "pass").chmod(0o600)
        for name, value in {"PGHOST": "127.0.0.1", "PGPORT": server().port, "PGPASSFILE": tmp_path / "pass"}.items():
            monkeypatch.setenv(name, str(value))
        models().run("postgresql://locked@/stories")
        monkeypatch.setenv("PGUSER", "postgres")
        monkeypatch.setenv("PGDATABASE", "stories")
        models().run("postgresql://")
        db.execute("REASSIGN OWNED BY locked TO postgres; DROP ROLE locked")

    @pytest.mark.parametrize("autocommit", [False, True])
    def test_an_object(self, db, autocommit):
        """A connection of any settings is used, stays open, and is as it was afterwards."""
        add_page(db)
        with psycopg.connect(server().url(), autocommit=autocommit, row_factory=dict_row) as connection:
            models().run(connection)
            models().check(connection)
            assert connection.autocommit is autocommit
            assert connection.info.transaction_status.name == "IDLE"
            assert connection.execute("SELECT count(*) FROM out.segment_sessions").fetchone() == {"count": 2}

    def test_an_object_inside_a_transaction(self, db):
        """It is not ours to end: it is refused, and lives on."""
        with psycopg.connect(server().url()) as connection:
            connection.execute("CREATE TABLE web.mine AS SELECT 1 AS n")
            told = refusal(connection)
            assert told == "The connection is inside a transaction. Commit it or roll it back before the run."
            connection.execute("INSERT INTO web.mine VALUES (2)")
            connection.commit()
        assert db.execute("SELECT count(*) FROM web.mine").fetchone() == (2,)

    def test_an_object_that_is_closed(self):
        """It is said."""
        connection = server().connect()
        connection.close()
        assert refusal(connection).startswith("The connection is closed, so it cannot be used again. Give an open one")

    def test_no_server(self):
        """Where it was looked for, and what to look at."""
        told = refusal("postgresql://postgres:s3cret@127.0.0.1:1/stories")
        assert told.startswith("Postgres cannot be reached: ")
        assert '"127.0.0.1", port 1' in told
        assert told.endswith("Check the host and the port, and that the server is running.")
        assert "s3cret" not in told

    def test_no_such_database(self):
        """It is named."""
        told = refusal(server().url("nowhere"))
        assert 'database "nowhere" does not exist' in told
        assert told.endswith("Name another database in the URL, or make this one.")

    def test_a_wrong_password(self, warehouse):
        """It is never shown, in the message or in what caused it."""
        warehouse.connection.execute("DROP ROLE IF EXISTS locked; CREATE ROLE locked LOGIN PASSWORD 'right'")
        with pytest.raises(WarehouseError) as caught:
            models().run(f"postgresql://locked:s3cret@127.0.0.1:{server().port}/stories")
        assert 'password authentication failed for user "locked"' in str(caught.value)
        assert "Set PGPASSWORD, or keep the password in ~/.pgpass." in str(caught.value)
        assert "s3cret" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        warehouse.connection.execute("DROP ROLE locked")

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://me:s3cret[@127.0.0.1/stories",
            "postgresql://me:s3cret@127.0.0.1:s3cret/stories",
            "postgresql://me:s3/cret@127.0.0.1/stories",
            "postgresql://me:s3@cret@127.0.0.1:1/stories",
            "postgresql://127.0.0.1:1/stories?password=s3cret&nonsense=1",
            "postgresql://me:s3%zzcret@127.0.0.1/stories",
        ],
    )
    def test_a_url_that_is_none(self, url):
        """No part of a password is shown, wherever a mark in it makes libpq take it for a host or a port."""
        told = refusal(url)
        assert "s3" not in told
        assert "cret@" not in told

    def test_an_encoding_other_than_utf8(self):
        """Ids and orders would be others."""
        with server().connect("postgres") as connection:
            connection.execute("DROP DATABASE IF EXISTS latin")
            connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
            told = refusal(server().url("latin"))
            connection.execute("DROP DATABASE latin")
        assert told.startswith("The database's encoding is LATIN1.")

    def test_a_server_that_is_too_old(self, monkeypatch):
        """Its version is named."""
        monkeypatch.setattr(postgres, "OLDEST", 990000)
        assert refusal(server().url()) == f"The server is Postgres {server().version}. Postgres 15 or newer is needed."

    def test_a_missing_driver(self):
        """The extra that brings it is named."""
        code = (
            "import sys; sys.modules['psycopg'] = None\n"
            "from segment_models import segment\n"
            "segment(segment_schema='web').run('postgresql://')"
        )
        ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
        assert "pip install 'segment-models[postgres]'" in ended.stderr.splitlines()[-1]

    def test_loading(self, db, tmp_path):
        """Segment itself writes to Postgres."""
        (tmp_path / "one.json").write_text("{}\n")
        with pytest.raises(WarehouseError, match="load does not write to Postgres"):
            models().load([tmp_path / "one.json"], db, schema="web")


class TestPermissions:
    """What a role may not do is told with the grant that is missing."""

    def url(self, role):
        """Return a URL for the role."""
        return server().url(user=role)

    def test_no_permission_to_make_a_schema(self, db, role):
        """The grant on the database is named."""
        db.execute(f"GRANT USAGE ON SCHEMA web TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA web TO {role}")
        told = refusal(self.url(role), default_config={"schema": "mine"})
        assert told.startswith("Permission denied for database stories. What is missing: ")
        assert "GRANT CREATE ON DATABASE stories TO analyst" in told

    def test_a_schema_made_by_somebody_else(self, db, role):
        """Permission on it is enough: no schema has to be made."""
        db.execute(f"GRANT USAGE ON SCHEMA web TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA web TO {role}")
        db.execute("CREATE SCHEMA mine")
        told = refusal(self.url(role), default_config={"schema": "mine"})
        assert "GRANT CREATE ON SCHEMA mine TO analyst (to build)" in told
        db.execute(f"GRANT USAGE, CREATE ON SCHEMA mine TO {role}")
        models(default_config={"schema": "mine"}).run(self.url(role))
        assert db.execute("SELECT count(*) FROM mine.segment_sessions").fetchone() == (1,)

    def test_no_permission_to_read(self, db, role):
        """First the schema, then the table."""
        db.execute(f"CREATE SCHEMA mine AUTHORIZATION {role}")
        told = refusal(self.url(role), default_config={"schema": "mine"})
        assert "GRANT USAGE ON SCHEMA web TO analyst (to read it)" in told
        db.execute(f"GRANT USAGE ON SCHEMA web TO {role}")
        told = refusal(self.url(role), default_config={"schema": "mine"})
        assert told.startswith("Permission denied for table pages. What is missing: GRANT SELECT ON pages TO analyst")

    @pytest.mark.parametrize("through_a_view", [False, True])
    def test_rows_that_a_policy_hides(self, db, role, through_a_view):
        """A run that would see a part of them is refused; a view of the table's owner that shows a part may be read."""
        models().run(db)
        db.execute("CREATE POLICY own ON web.pages USING (path = '/'); ALTER TABLE web.pages ENABLE ROW LEVEL SECURITY")
        db.execute("CREATE SCHEMA shown; CREATE VIEW shown.pages AS SELECT * FROM web.pages WHERE path = '/'")
        db.execute(f"GRANT USAGE ON SCHEMA web, shown TO {role}; GRANT CREATE ON DATABASE stories TO {role}")
        db.execute(f"GRANT SELECT ON web.pages, shown.pages TO {role}")
        if through_a_view:
            models(segment_schema="shown", default_config={"schema": "part"}).run(self.url(role))
            assert db.execute("SELECT count(*) FROM part.segment_sessionized_pages").fetchone() == (1,)
            return
        told = refusal(self.url(role), default_config={"schema": "part"})
        assert "Row-level security of the table pages hides rows from the role analyst" in told
        assert "ALTER ROLE analyst BYPASSRLS" in told
        models().run(db)  # who owns the table sees them all

    def test_no_permission_to_connect(self, db, role):
        """The right that is missing is named, not the host."""
        db.execute("REVOKE CONNECT ON DATABASE stories FROM PUBLIC")
        try:
            told = refusal(self.url(role))
        finally:
            db.execute("GRANT CONNECT ON DATABASE stories TO PUBLIC")
        assert "GRANT CONNECT ON DATABASE" in told
        assert "host" not in told

    def test_a_role_that_may_not_log_in(self, db, role):
        """Likewise."""
        db.execute(f"ALTER ROLE {role} NOLOGIN")
        assert "ALTER ROLE … LOGIN" in refusal(self.url(role))

    def test_tables_of_another_role(self, db, role):
        """Only an owner can describe or replace them."""
        db.execute(f"GRANT ALL ON SCHEMA web, out TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA web, out TO {role}")
        told = refusal(self.url(role))
        assert told.startswith("Another role owns the ")
        assert "ALTER … OWNER TO analyst" in told

    def test_a_read_only_database(self, db, role):
        """As a replica is."""
        db.execute(f"ALTER ROLE {role} SET default_transaction_read_only = on")
        db.execute(f"GRANT ALL ON SCHEMA web, out TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA web, out TO {role}")
        assert "The database is read-only" in refusal(self.url(role))
        models().check(self.url(role))


class TestCommandLine:
    """The verbs, as a new user types them."""

    def test_from_nothing_to_sessions(self, warehouse, tmp_path, monkeypatch):
        """init looks, --dry-run prints, run builds, check checks."""
        monkeypatch.chdir(tmp_path)
        arrived = {"received_at": at("10:20:00")}
        warehouse.write(
            web(
                pages=[page("p1", "10:00:00", user="u", **arrived)],
                screens=[screen("s1", "10:01:00", **arrived)],
                identifies=[identify("i1", "10:00:00", user="u", email="u@x.org", **arrived)],
            )
        )
        run = CliRunner().invoke
        begun = run(app, ["init", "--connection", server().url()])
        assert begun.exit_code == 0, begun.output
        assert "web: pages, screens, identifies" in begun.output
        written = (tmp_path / "segment_models.yaml").read_text()
        assert "segment_schema: web" in written
        assert "custom_user_fields: email" in written or "custom_user_fields: [email]" in written
        dry = run(app, ["run", "--dry-run"])
        assert dry.exit_code == 0, dry.output
        assert 'CREATE TABLE "segment_models"."segment_sessions"' in dry.output
        assert 'ANALYZE "pg_temp"."pages"' in dry.output
        assert warehouse.kinds("segment_models") == {}
        done = run(app, ["run"])
        assert done.exit_code == 0, done.output
        assert "Built 17 models and ran 38 checks" in done.output
        assert run(app, ["check"]).exit_code == 0
        again = run(app, ["run", "--dry-run"])
        assert 'DELETE FROM "segment_models"."segment_sessions"' in again.output
        assert "DROP" not in again.output.replace('DROP TABLE "pg_temp"', "")
        warehouse.connection.execute("UPDATE segment_models.segment_sessions SET session_index = 7")
        failed = run(app, ["check"])
        assert type(failed.exception).__name__ == "CheckError"
        assert "sessions_numbered" in str(failed.exception)

    def test_options_that_postgres_has_no_use_for(self, db):
        """Each is answered in the report."""
        layout = {"partition_by": "date(session_start_timestamp)", "cluster_by": ["user_id"]}
        report = models(models={"sessions": layout}).run(db)
        assert "sessions: partition_by is ignored: Postgres is not told to partition tables." in report.warnings
        assert any(
            warning.startswith("sessions: cluster_by is ignored: Postgres does not keep tables clustered")
            for warning in report.warnings
        )

    def test_tables_of_another_configuration(self, db):
        """check says so."""
        with pytest.raises(RunError, match="was built with another configuration"):
            models(nested=False).check(db)
