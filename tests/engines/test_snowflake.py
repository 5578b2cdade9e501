"""What is Snowflake's own: names, times, statements, connections and errors; and whole runs with its driver."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp, parse, parse_one

import small_shop
from engines.snowflake import Emulator, SnowflakeWarehouse, emulator, missing
from engines.snowflake_functions import WORDS
from segment_models import CheckError, ConfigError, WarehouseError, segment, warehouses
from segment_models.fields import FieldType
from segment_models.holding import Holding
from segment_models.plan import Record, make_plan
from segment_models.selection import select
from segment_models.sql import query
from segment_models.warehouses.relation import Layout, Relation
from segment_models.warehouses.snowflake.dialect import COLLATED, DIALECT, WITH_ZONE, WITHOUT_ZONE
from segment_models.warehouses.snowflake.names import spelled, stored, written
from segment_models.warehouses.snowflake.refusals import closed_door, refusal
from stories import at, page, track, web
from worth_shop import WORTH

pytestmark = pytest.mark.engine("snowflake")

GOLDEN = Path(__file__).parents[1] / "golden" / "snowflake"
JOURNEYS = Path(__file__).parents[1] / "golden" / "journeys" / "snowflake"
WORD = re.compile(r"(?<![\w$])[A-Z][A-Z0-9_$]*(?![\w$])")
OTHER_TEXT = re.compile(r"/\*.*?\*/|'(?:[^'\\]|''|\\.)*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)


def words(sql):
    """Return the words in capitals of a statement, without those in comments, texts and quoted names."""
    return set(WORD.findall(OTHER_TEXT.sub(" ", sql)))


def kind(name):
    """Return a type of Snowflake's."""
    return exp.DataType.build(name, dialect="snowflake")


def sql_of(tree):
    """Return an expression on one line."""
    return " ".join(DIALECT.render(tree).split())


DEPTH = exp.column("DEPTH", quoted=True)


class TestStatements:
    """No analyzer of Snowflake's can be had: every word is looked up in its manual, every statement parses."""

    @pytest.mark.parametrize(
        "path", [*sorted(GOLDEN.glob("*.sql")), *sorted(JOURNEYS.glob("*.sql"))], ids=lambda path: path.stem
    )
    def test_every_word_of_the_models_is_in_the_manual(self, path):
        """A function or keyword that nobody has looked up fails here."""
        sql = path.read_text(encoding="utf-8")
        assert words(sql) - WORDS.keys() == set()
        assert len(parse(sql, dialect="snowflake")) == 1

    def test_every_word_of_a_run_is_in_the_manual(self):
        """Tables aside, checks, the account, publishing, comments, cleaning up; of odd types and conversions, too."""
        models = segment(
            **small_shop.OPTIONS,
            models={"sessions": {"cluster_by": ["user_id", "to_date(session_start_timestamp)"]}},
            junk_id_pattern="test",
        )
        graph = models.graph("snowflake")
        plan = make_plan(graph, Holding({}, 3, 1, run="20240301100000_abcdef"), tuple(graph.models))
        statements = list(plan.statements())
        worth = segment(segment_schema=["web", "ios"], **WORTH).graph("snowflake")
        statements += make_plan(worth, Holding({}, 3, 1, run="20240301100000_abcdef"), tuple(worth.models)).statements()
        odd = [
            DIALECT.timestamp(DEPTH.copy(), kind(name))
            for name in ("varchar", "variant", "timestamp_tz", "date", "float")
        ]
        odd += [DIALECT.text(DEPTH.copy(), kind(name)) for name in ("timestamp_ltz", "date", "binary", "boolean")]
        statements += [DIALECT.render(tree) for tree in odd]
        assert len(statements) > 50
        for sql in statements:
            assert words(sql) - WORDS.keys() == set(), sql
        assert {"FLATTEN", "CLONE", "CLUSTER", "HASH", "REGEXP_INSTR", "CONVERT_TIMEZONE"} <= set().union(
            *map(words, statements)
        )

    def test_every_word_of_a_later_run_is_in_the_manual(self):
        """What brings models up to date, too; and nothing in the transaction is a statement that would commit it."""
        plan = small_shop.later_run("snowflake")
        for sql in plan.statements():
            assert words(sql) - WORDS.keys() == set(), sql
            assert len(parse(sql, dialect="snowflake")) == 1
        (update,) = (step for step in plan.steps if isinstance(step, Record))
        assert {sql.split()[0] for sql in (update.lock, *update.statements)} == {"UPDATE", "DELETE", "INSERT"}
        assert len(update.statements) > 30

    def test_every_page_is_one_of_the_manual(self):
        """Each word has the address of its page."""
        assert all(page.startswith("https://docs.snowflake.com/en/") for page in WORDS.values())

    def test_a_table_is_put_in_its_place_by_a_clone_with_its_grants(self):
        """Rows are not copied, and a reader sees the old table or the new one."""
        aside = Relation("_segment_models_run", "sessions_1")
        assert DIALECT.publish(aside, Relation("out", "segment_sessions"), Layout()) == (
            "CREATE OR REPLACE TRANSIENT TABLE out.segment_sessions CLONE _segment_models_run.sessions_1 COPY GRANTS",
        )

    def test_the_schema_of_a_run(self):
        """It costs no fail-safe and no time travel, and its text compares by bytes whatever the database says."""
        assert " ".join(DIALECT.create_schema("lake._segment_models_run").split()) == (
            "CREATE TRANSIENT SCHEMA IF NOT EXISTS lake._segment_models_run "
            "DATA_RETENTION_TIME_IN_DAYS=0 DEFAULT_DDL_COLLATION=''"
        )
        assert DIALECT.create_schema("lake.out") == "CREATE SCHEMA IF NOT EXISTS lake.out"

    def test_a_view_is_described_as_it_is_made(self):
        """Its columns can have no comments afterwards."""
        layout = Layout(description="It's a view.", columns=(("a", "One."), ("price paid", "Two.")))
        sql = DIALECT.replace("view", Relation("out", "v"), query("SELECT 1 AS a"), layout)
        assert " ".join(sql.split()) == (
            "CREATE OR REPLACE VIEW out.v ( a COMMENT 'One.', \"price paid\" COMMENT 'Two.' ) "
            "COPY GRANTS COMMENT='It''s a view.' AS SELECT 1 AS a"
        )

    def test_a_table_is_described_in_two_statements(self):
        """However many columns it has."""
        table, columns = DIALECT.comment("table", Relation("out", "t"), "It's a table.", {"a": "One.", "order": "Two."})
        assert table == "COMMENT ON TABLE out.t IS 'It''s a table.'"
        assert " ".join(columns.split()) == (
            "ALTER TABLE out.t ALTER COLUMN a COMMENT 'One.', COLUMN \"ORDER\" COMMENT 'Two.'"
        )

    def test_clustering(self):
        """The rows are written in the order of the keys, so that the clone needs no reclustering."""
        sql = DIALECT.replace(
            "table", Relation("out", "t"), query("SELECT 1 AS a"), Layout(cluster_by=("user_id", "to_date(a)"))
        )
        assert " ".join(sql.split()) == (
            "CREATE OR REPLACE TRANSIENT TABLE out.t CLUSTER BY (user_id, TO_DATE(a)) AS "
            "SELECT 1 AS a ORDER BY user_id, TO_DATE(a)"
        )

    def test_options_without_a_use_are_told(self):
        """partition_by and labels are not ignored in silence."""
        models = segment(
            segment_schema="web",
            default_config={"labels": {"team": "growth"}},
            models={"sessions": {"partition_by": "date(session_start_timestamp)"}},
        )
        graph = models.graph("snowflake")
        told = make_plan(graph, Holding({}), select(graph, ["sessions", "+sessions"])).warnings
        assert any(
            warning.startswith("sessions: partition_by is ignored: Snowflake partitions tables by itself")
            for warning in told
        )
        assert any("ALTER TABLE … SET TAG" in warning for warning in told)

    def test_having_says_whose_column_it_means(self):
        """An alias of the same name would be taken for it, and be an aggregate in an aggregate."""
        tree = query("SELECT source, min(reason) AS reason FROM rejected GROUP BY source HAVING count(reason) <> 1")
        assert sql_of(tree).endswith("HAVING COUNT(rejected.reason) <> 1")

    def test_order_by_says_whose_column_it_means(self):
        """Two tables of a join have a column of that name."""
        tree = query("SELECT a.source FROM a JOIN b ON a.source = b.source ORDER BY source")
        assert sql_of(tree).endswith("ORDER BY a.source")

    def test_a_path_into_structs(self):
        """A colon leads into an OBJECT, dots go on; a key that is no plain name is quoted."""
        track = DIALECT.struct_field(exp.column("record"), "track")
        assert sql_of(DIALECT.struct_field(track, "price paid")) == 'record:track."price paid"'

    def test_a_struct_that_is_not_there(self):
        """It has the type of those that are."""
        assert "CAST(NULL AS OBJECT) AS page" in (GOLDEN / "sessions.sql").read_text(encoding="utf-8")


class TestNames:
    """Names are read as SQL reads them."""

    @pytest.mark.parametrize(
        ("name", "in_catalog", "in_sql"),
        [
            ("segment_models", "SEGMENT_MODELS", "segment_models"),
            ("Analytics", "ANALYTICS", "analytics"),
            ("DEPTH", "DEPTH", "depth"),
            ("order", "ORDER", '"ORDER"'),
            ("price paid", "price paid", '"price paid"'),
            ("2fa", "2fa", '"2fa"'),
            ("größe", "größe", '"größe"'),
            ('"Depth"', "Depth", '"Depth"'),
            ('"depth"', "depth", '"depth"'),
            ('"DEPTH"', "DEPTH", "depth"),
            ('a"b', 'a"b', '"a""b"'),
        ],
    )
    def test_names(self, name, in_catalog, in_sql):
        """Capitals without quotes; in double quotes as it stands; quotes only where they are needed."""
        assert stored(name) == in_catalog
        assert written(name) == in_sql
        assert stored(spelled(in_catalog)) == in_catalog

    def test_a_name_that_every_session_reads_alike(self):
        """With or without QUOTED_IDENTIFIERS_IGNORE_CASE: what needs no quotes has none."""
        sql = segment(segment_schema="web", custom_page_fields=["depth"]).sessions.sql("snowflake")
        assert '"' not in sql


class TestTypes:
    """Every raw type becomes text or UTC with microseconds, whatever the session's parameters are."""

    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-01",
            "2024-03-01T10:00",
            "2024-03-01T10:00:00",
            "2024-03-01 10:00:00.1234567",
            "2024-03-01 10:00:00 UTC",
            "0001-01-01 00:00:00",
        ],
    )
    def test_texts_without_a_zone(self, text):
        """They are read as TIMESTAMP_NTZ, which is UTC."""
        assert shape(text) == (True, False)

    @pytest.mark.parametrize(
        "text",
        [
            "2024-03-01T10:00:00Z",
            "2024-03-01T10:00:00.123Z",
            "2024-03-01 10:00:00+02:00",
            "2024-03-01 10:00:00.5-0530",
            "2024-03-01 10:00 +02",
        ],
    )
    def test_texts_with_a_zone(self, text):
        """They are read as TIMESTAMP_TZ, and told in UTC."""
        assert shape(text) == (False, True)

    @pytest.mark.parametrize(
        "text",
        [
            "yesterday",
            "",
            " ",
            "1709287200000",
            "infinity",
            "10:00:00",
            "03/01/2024",
            "2024-03-01Z",
            "2024-03-01 10:00\n",
        ],
    )
    def test_texts_that_are_no_times(self, text):
        """AUTO would take a number for seconds, milliseconds or microseconds by its size."""
        assert shape(text) == (False, False)

    def test_text(self):
        """The format is given, so that TIMESTAMP_INPUT_FORMAT does not count, and finer digits are cut."""
        sql = sql_of(DIALECT.timestamp(DEPTH.copy(), kind("varchar")))
        assert sql.startswith("CASE WHEN YEAR( CASE WHEN REGEXP_LIKE(")
        assert "THEN CAST(DATE_TRUNC( 'MICROSECOND', CASE WHEN REGEXP_LIKE(" in sql
        assert "THEN TRY_TO_TIMESTAMP_NTZ(RTRIM(depth, ' UTC'), 'AUTO') WHEN REGEXP_LIKE(" in sql
        assert "THEN CAST(CONVERT_TIMEZONE('UTC', TRY_TO_TIMESTAMP_TZ(depth, 'AUTO')) AS TIMESTAMP_NTZ) END" in sql

    @pytest.mark.parametrize(
        ("found", "moment", "cut"),
        [
            ("timestamp_ntz(9)", "depth", "DATE_TRUNC('MICROSECOND', depth)"),
            *(
                (
                    zoned,
                    "CONVERT_TIMEZONE('UTC', depth)",
                    "DATE_TRUNC('MICROSECOND', CONVERT_TIMEZONE('UTC', depth))",
                )
                for zoned in ("timestamp_tz", "timestamp_ltz")
            ),
            ("date", "depth", "depth"),
        ],
    )
    def test_times(self, found, moment, cut):
        """Nanoseconds are cut, which a cast need not do; a zone is left for UTC; other years are none."""
        sql = f"CASE WHEN YEAR({moment}) BETWEEN 1 AND 9999 THEN CAST({cut} AS TIMESTAMP_NTZ(6)) END"
        assert sql_of(DIALECT.timestamp(DEPTH.copy(), kind(found))) == sql

    def test_numbers_and_truths(self):
        """A number is microseconds once its magnitude is known; a truth is no time."""
        number, truth = (sql_of(DIALECT.timestamp(DEPTH.copy(), kind(one))) for one in ("number(38, 0)", "boolean"))
        assert number.startswith("CAST(TO_TIMESTAMP_NTZ( CASE WHEN depth BETWEEN 0 AND 99999999999 THEN ")
        assert number.endswith(" END, 6 ) AS TIMESTAMP_NTZ(6))")
        assert truth == "CAST(NULL AS TIMESTAMP_NTZ(6))"

    def test_a_text_with_a_collation(self):
        """It compares by its bytes in the models (R7)."""
        collated = kind("varchar")
        collated.meta[COLLATED] = True
        assert sql_of(DIALECT.text(DEPTH.copy(), collated)) == "COLLATE(depth, 'utf8')"
        assert sql_of(DIALECT.value(DEPTH.copy(), collated, DIALECT.type(FieldType.TEXT))) == "COLLATE(depth, 'utf8')"
        assert sql_of(DIALECT.text(DEPTH.copy(), kind("varchar"))) == "depth"

    @pytest.mark.parametrize(
        ("found", "wanted"),
        [
            (("number(38, 0)", "number(10, 0)"), "NUMBER(38, 0)"),
            (("number(38, 0)", "float"), "FLOAT"),
            (("number(38, 0)", "number(10, 2)"), "FLOAT"),
            (("timestamp_ntz(9)", "date"), "TIMESTAMP_NTZ(6)"),
            (("timestamp_ntz(9)", "time"), "VARCHAR"),
            (("boolean", "varchar"), "VARCHAR"),
            (("variant", "variant"), "VARIANT"),
        ],
    )
    def test_a_type_for_two(self, found, wanted):
        """It holds every value of both."""
        assert sql_of(DIALECT.common_type([kind(name) for name in found])) == wanted

    @pytest.mark.parametrize(
        ("pattern", "sql"),
        [
            ("^ *$", "REGEXP_LIKE(depth, '^ *$')"),
            ("test", "REGEXP_INSTR(depth, 'test') > 0"),
            ("^a|b$", "REGEXP_INSTR(depth, '^a|b$') > 0"),
            (r"^cost\$", r"REGEXP_INSTR(depth, '^cost\\$') > 0"),
            (r"^\d'+$", r"REGEXP_LIKE(depth, '^\\d''+$')"),
        ],
    )
    def test_patterns(self, pattern, sql):
        """REGEXP_LIKE wants the whole text to match: it is asked where the pattern does, too."""
        assert sql_of(DIALECT.matches(DEPTH.copy(), pattern)) == sql


def shape(text):
    """Return whether a text has the shape of a time without a zone, and with one: both whole, as REGEXP_LIKE wants."""
    return duckdb.execute(
        "SELECT regexp_full_match($1, $2), regexp_full_match($1, $3)", [text, WITHOUT_ZONE, WITH_ZONE]
    ).fetchone()


@pytest.fixture(scope="module")
def connection_module():
    """Return the module that opens connections; skip where the driver is not installed."""
    return pytest.importorskip(
        "segment_models.warehouses.snowflake.connection",
        reason="snowflake: snowflake-connector-python is not installed",
    )


class TestUrls:
    """A URL is what the driver takes, in the form that others use for Snowflake."""

    @pytest.mark.parametrize(
        ("url", "given"),
        [
            (
                "snowflake://ann:p%40ss%2F@my-org/events/web?warehouse=compute_wh&role=transformer",
                {
                    "user": "ann",
                    "password": "p@ss/",
                    "account": "my-org",
                    "database": "events",
                    "schema": "web",
                    "warehouse": "compute_wh",
                    "role": "transformer",
                },
            ),
            (
                "snowflake://ann@my-org/events?private_key_file=keys/rsa.p8&private_key_file_pwd=true",
                {
                    "user": "ann",
                    "account": "my-org",
                    "database": "events",
                    "private_key_file": "/project/keys/rsa.p8",
                    "private_key_file_pwd": "true",
                },
            ),
            (
                "snowflake://ann@my-org/events?authenticator=externalbrowser&client_session_keep_alive=true",
                {
                    "user": "ann",
                    "account": "my-org",
                    "database": "events",
                    "authenticator": "externalbrowser",
                    "client_session_keep_alive": True,
                },
            ),
            ("snowflake://?connection_name=prod&role=dev", {"connection_name": "prod", "role": "dev"}),
            (
                "snowflake://a@proxy.local:8080/db?account=my-org",
                {"user": "a", "account": "my-org", "host": "proxy.local", "port": 8080, "database": "db"},
            ),
        ],
    )
    def test_what_the_driver_is_given(self, connection_module, url, given):
        """Names and values go to it as they are."""
        assert connection_module._arguments(url, Path("/project")) == {**given, "application": "segment_models"}

    def test_the_default_connection(self, connection_module):
        """With nothing said, it is the one of connections.toml."""
        assert connection_module._arguments("snowflake:///db", Path())["database"] == "db"
        assert connection_module._arguments("snowflake://", Path()) == {}

    @pytest.mark.parametrize(
        "url", ["snowflake://?role=dev", "snowflake://u:s3cret@h:port/db", "snowflake://u:s3cret@a/b?port=x"]
    )
    def test_what_cannot_be_read(self, connection_module, url):
        """The error says how a connection looks, and no password."""
        with pytest.raises(ConfigError) as caught:
            connection_module.open_url(url, Path())
        assert "s3cret" not in str(caught.value)

    def test_the_driver_is_missing(self, monkeypatch):
        """The error names the extra."""
        monkeypatch.setitem(sys.modules, "snowflake.connector", None)
        monkeypatch.delitem(sys.modules, "segment_models.warehouses.snowflake.connection", raising=False)
        with pytest.raises(WarehouseError, match=r"pip install 'segment-models\[snowflake\]'"):
            warehouses.connect("snowflake://ann@my-org/events")


class TestColumns:
    """What the information schema says of columns."""

    @staticmethod
    def row(name, kind="TEXT", precision=None, scale=None, collation=None):
        """Return a row of the information schema."""
        return ("PAGES", name, kind, precision, scale, collation)

    def test_columns_that_differ_only_in_case(self, connection_module):
        """The one counts that SQL finds without quotes, wherever it stands; where there is none, the first."""
        for names in (["id", "ID", "Id"], ["ID", "id"]):
            columns = connection_module._by_table(map(self.row, names))["PAGES"]
            assert {key: column.name for key, column in columns.items()} == {"id": "ID"}
        columns = connection_module._by_table(map(self.row, ["Id", "id"]))["PAGES"]
        assert columns["id"].name == '"Id"'

    @pytest.mark.parametrize(
        ("row", "sql"),
        [
            (("NUMBER", 38, 0), "NUMBER(38, 0)"),
            (("NUMBER", 10, 2), "NUMBER(10, 2)"),
            (("TEXT", None, None), "VARCHAR"),
            (("TIMESTAMP_NTZ", None, None), "TIMESTAMP_NTZ(9)"),
            (("TIMESTAMP_LTZ", None, None), "TIMESTAMP_LTZ"),
            (("FLOAT", None, None), "FLOAT"),
            (("SOMETHING NEW", None, None), "VARIANT"),
        ],
    )
    def test_types(self, connection_module, row, sql):
        """Each is told with its digits; one that is not known is taken for whatever casts to text."""
        columns = connection_module._by_table([self.row("A", *row)])["PAGES"]
        assert sql_of(columns["a"].type) == sql

    @pytest.mark.parametrize(("collation", "collated"), [("en-ci", True), ("utf8", False), (None, False)])
    def test_collations(self, connection_module, collation, collated):
        """A text column that does not compare by its bytes is known."""
        columns = connection_module._by_table([self.row("A", collation=collation)])["PAGES"]
        assert columns["a"].type.meta.get(COLLATED, False) is collated


class TestRefusals:
    """What Snowflake refuses is told with what to do next."""

    @pytest.mark.parametrize(
        ("number", "message", "told"),
        [
            (606, "No active warehouse selected in the current session.", "GRANT USAGE ON WAREHOUSE … TO ROLE DEV"),
            (90105, "Cannot perform SELECT. This session does not have a current database.", "/DATABASE"),
            (
                3001,
                "SQL access control error: Insufficient privileges to operate on database 'EVENTS'",
                "GRANT USAGE, CREATE SCHEMA ON DATABASE EVENTS TO ROLE DEV",
            ),
            (
                3001,
                "SQL access control error: Insufficient privileges to operate on schema 'OUT'",
                "GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA OUT TO ROLE DEV",
            ),
            (
                3001,
                "SQL access control error: Insufficient privileges to operate on table 'SEGMENT_USERS'",
                "GRANT SELECT ON TABLE SEGMENT_USERS TO ROLE DEV to read it; to replace it, the role must own it",
            ),
            (3001, "SQL access control error: Insufficient privileges", "the right that the message names"),
            (
                2003,
                "Object 'EVENTS.WEB.PAGES' does not exist or not authorized.",
                "USAGE on the database and the schema",
            ),
            (
                630,
                "Statement reached its statement or warehouse timeout of 60 second(s)",
                "STATEMENT_TIMEOUT_IN_SECONDS",
            ),
            (100082, "Max LOB size (16777216) exceeded", "nested: false"),
            (390114, "Authentication token has expired.", "broke off; run again"),
            (1003, "SQL compilation error", "Snowflake refused a statement"),
        ],
    )
    def test_refusals(self, number, message, told):
        """By the number of the error: its text, and the grant that is missing."""
        explained = refusal(number, message, "DEV")
        assert told in explained
        assert message in explained

    @pytest.mark.parametrize(
        ("message", "told"),
        [
            ("Incorrect username or password was specified.", "check user and password, private_key_file"),
            ("JWT token is invalid.", "check user and password, private_key_file"),
            ("Role 'NOBODY' specified in the connect string does not exist", "GRANT ROLE … TO USER ann"),
            ("HTTP request failed: 404 Not Found", "could not be reached under the account 'my-org'"),
        ],
    )
    def test_what_keeps_a_connection_from_opening(self, message, told):
        """A wrong user, key, role, account: each is told, and never a secret."""
        given = {"user": "ann", "account": "my-org", "password": "hunter2"}
        explained = closed_door(f"{message} (hunter2)", given)
        assert told in explained
        assert "hunter2" not in explained


PAGES = web(
    pages=[
        page("p1", "10:00:00", url="/", received_at=at("10:00:01")),
        page("p2", "10:10:00", url="/a", user="ann", received_at=at("10:10:01")),
    ],
    tracks=[track("t1", "12:00:00", event="order_completed", received_at=at("12:00:01"))],
)


@pytest.fixture
def warehouse():
    """Return an empty database of the emulator's; skip where it cannot be had."""
    if reason := missing():
        pytest.skip(f"snowflake: {reason}")
    opened = SnowflakeWarehouse()
    yield opened
    opened.close()


@pytest.fixture
def shared():
    """Return the URL of a database of its own in the emulator, and a function that asks it."""
    if reason := missing():
        pytest.skip(f"snowflake: {reason}")
    shared.count = getattr(shared, "count", 0) + 1
    name = f"EVENTS_{os.getpid()}_{shared.count}"
    opened = SnowflakeWarehouse.__new__(SnowflakeWarehouse)
    opened.connection = emulator().connect(name)
    opened.write(PAGES)
    yield emulator().url(name), opened
    opened.close()


def asked_since(start):
    """Return the statements the emulator was asked since a number of them."""
    return emulator().statements()[start:]


def once_idle(ask, seconds=60):
    """Return an answer, once the emulator, which cannot cancel a statement, has come to the end of the last one."""
    until = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Exception as error:
            if "connection is busy" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.2)


class TestRuns:
    """Whole runs, with the real driver against the emulator."""

    def test_the_command_line(self, shared, tmp_path):
        """From nothing to sessions: init, run, check, and what a dry run would do."""
        url, opened = shared

        def told(*arguments):
            command = [sys.executable, "-W", "ignore", "-m", "segment_models", *arguments]
            known = os.environ | {"SEGMENT_MODELS_SECRET": "s3cret"}
            done = subprocess.run(
                command, cwd=tmp_path, env=known, capture_output=True, text=True, check=False, timeout=120
            )
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout + done.stderr

        assert "SEGMENT_MODELS_SECRET" in told("init", "--connection", url, "--segment-schema", "web")
        assert "s3cret" not in (tmp_path / "segment_models.yaml").read_text(encoding="utf-8")
        dry = told("run", "--dry-run")
        assert "CREATE OR REPLACE TRANSIENT TABLE segment_models.segment_sessions CLONE" in " ".join(dry.split())
        assert opened.kinds("segment_models") == {}
        assert "checks" in told("run")
        assert "checks" in told("check")
        rows = opened.ask("select session_id, stats:total_pages::int from segment_models.segment_sessions").fetchall()
        assert sorted(count for _, count in rows) == [0, 2]

    def test_arrow(self, shared):
        """Columns have the models' names; OBJECTs are JSON text."""
        models = segment(segment_schema="web", connection=shared[0])
        models.run()
        table = models.sessions.to_arrow()
        assert table.column_names[:3] == ["session_id", "session_index", "user_id"]
        assert sorted(table["session_index"].to_pylist()) == [1, 2]

    def test_names_in_any_case(self, warehouse):
        """Schemas and tables are found as SQL finds them."""
        warehouse.write(PAGES)
        built = warehouse.run(segment_schema=["Web"], default_config={"schema": "OUT"})
        assert sorted(warehouse.kinds("out")) == sorted(warehouse.kinds("OUT"))
        assert built.report.failures == []

    def test_a_table_in_small_letters(self, warehouse):
        """SQL does not find it without quotes: the error says how to make a view that it finds."""
        warehouse.create_schema("web")
        warehouse.ask('CREATE TABLE web."pages" (id VARCHAR)')
        with pytest.raises(WarehouseError, match=r"VIEW web.pages COPY GRANTS AS SELECT \* FROM web.\"pages\""):
            segment(segment_schema="web").run(warehouse.connection)

    def test_the_query_tag(self, warehouse):
        """A run's statements are tagged, and the session is as it was afterwards, also if the run fails."""
        warehouse.write(PAGES)
        start = len(emulator().statements())
        warehouse.run(segment_schema=["web"])
        asked = asked_since(start)
        tagged = asked.index("ALTER SESSION SET QUERY_TAG = 'segment-models'")
        restored = asked.index("ALTER SESSION UNSET QUERY_TAG")
        made = [
            number for number, sql in enumerate(asked) if sql.startswith(("CREATE", "DROP", "COMMENT", "ALTER TABLE"))
        ]
        assert tagged < min(made)
        assert max(made) < restored
        assert "ALTER SESSION UNSET QUOTED_IDENTIFIERS_IGNORE_CASE" in asked

    def test_the_schema_of_the_session(self, warehouse):
        """Making a schema makes it the session's; afterwards it is the one there was."""
        warehouse.write(PAGES)
        warehouse.ask("USE SCHEMA web")
        warehouse.run(segment_schema=["web"])
        assert warehouse.ask("SELECT count(*) FROM pages").fetchone() == (2,)

    def test_a_transaction_of_the_callers(self, warehouse):
        """The first CREATE would commit it: the run refuses, and it is still there."""
        warehouse.write(PAGES)
        warehouse.ask("BEGIN")
        warehouse.ask("DELETE FROM web.pages")
        with pytest.raises(WarehouseError, match="inside a transaction"):
            segment(segment_schema="web").run(warehouse.connection)
        warehouse.ask("ROLLBACK")
        assert warehouse.ask("SELECT count(*) FROM web.pages").fetchone() == (2,)

    @pytest.mark.usefixtures("warehouse")
    def test_a_connection_that_is_closed(self):
        """It is told before the driver is asked for anything."""
        connection = emulator().connect("stories")
        connection.close()
        with pytest.raises(WarehouseError, match=r"^The connection is closed, so it cannot be used again\."):
            segment(segment_schema="web").run(connection)

    def test_a_schema_that_the_role_may_use_but_not_make(self, warehouse, monkeypatch):
        """Snowflake wants the right to make schemas also for one that is there: then it is not needed."""
        module = warehouses._module("snowflake", "connection")
        run = module.Snowflake._run

        def refusing(self, sql, then):
            if "SCHEMA IF NOT EXISTS" in sql:
                error = module.snowflake.connector.errors.ProgrammingError(
                    "SQL access control error: Insufficient privileges to operate on database 'EVENTS'", errno=3001
                )
                raise WarehouseError(refusal(3001, error.msg, "DEV")) from error
            return run(self, sql, then)

        warehouse.write(PAGES)
        monkeypatch.setattr(module.Snowflake, "_run", refusing)
        with pytest.raises(WarehouseError, match="GRANT USAGE, CREATE SCHEMA ON DATABASE EVENTS TO ROLE DEV"):
            warehouse.run(segment_schema=["web"])
        warehouse.create_schema("out")
        warehouse.create_schema("_segment_models_run")
        assert warehouse.run(segment_schema=["web"]).report.failures == []

    def test_a_check_that_fails_publishes_nothing(self, warehouse, monkeypatch):
        """The tables are as they were, and nothing is left aside."""
        warehouse.write(PAGES)
        warehouse.run(segment_schema=["web"])
        before = warehouse.fetch("out", "segment_users")
        module = warehouses._module("snowflake", "connection")
        run = module.Snowflake._run

        def spoiling(self, sql, then):
            if sql.startswith("SELECT\n  COUNT(*)") and "users_" in sql:
                table = next(iter(parse_one(sql, dialect="snowflake").find_all(exp.Table))).sql("snowflake")
                run(self, f"INSERT INTO {table} SELECT * FROM {table}", lambda _: None)
            return run(self, sql, then)

        monkeypatch.setattr(module.Snowflake, "_run", spoiling)
        with pytest.raises(CheckError, match="users_key"):
            warehouse.run(segment_schema=["web"])
        assert warehouse.fetch("out", "segment_users") == before
        assert warehouse.kinds("_segment_models_run") == {}

    def test_a_run_that_died(self, warehouse):
        """What it left aside is dropped a day later, not before: it could be a run under way."""
        warehouse.write(PAGES)
        warehouse.create_schema("_segment_models_run")
        recent = f"users_{datetime.now():%Y%m%d%H%M%S}_abcdef"  # noqa: DTZ005 a day more or less
        for name in ("users_20200101000000_abcdef", recent):
            warehouse.ask(f"CREATE TABLE _segment_models_run.{name} (a INT)")
        warehouse.run(segment_schema=["web"])
        assert warehouse.kinds("_segment_models_run") == {recent: "table"}

    def test_a_server_that_is_gone_in_mid_run(self):
        """The error says so, and no secret; the run ends."""
        if reason := missing():
            pytest.skip(f"snowflake: {reason}")
        own = Emulator()
        opened = SnowflakeWarehouse.__new__(SnowflakeWarehouse)
        opened.connection = own.connect("EVENTS", FAKESNOW_DB_PATH=":isolated:")
        opened.connection.cursor().execute("CREATE SCHEMA web")
        opened.write(PAGES)

        def listen(event):
            if getattr(event, "rows", None) is not None and event.model.name == "user_map":
                own._process.kill()
                own._process.wait()

        with pytest.raises(WarehouseError, match="broke off; run again") as caught:
            segment(segment_schema="web").run(opened.connection, listen=listen)
        assert "s3cret" not in str(caught.value)

    def test_ctrl_c(self, warehouse):
        """The statement under way is cancelled in Snowflake, the run's own tables are dropped."""
        warehouse.write(PAGES)
        start = len(emulator().statements())

        def listen(event):
            if type(event).__name__ == "Build" and event.model.name == "sessions":
                threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT)).start()

        with pytest.raises(KeyboardInterrupt):
            segment(segment_schema="web", default_config={"schema": "out"}).run(warehouse.connection, listen=listen)
        asked = asked_since(start)
        assert any(sql.startswith("SELECT SYSTEM$CANCEL_ALL_QUERIES(") for sql in asked)
        assert "ALTER SESSION UNSET QUERY_TAG" in asked
        assert once_idle(lambda: warehouse.kinds("out")) == {}

    def test_nobody_there(self):
        """The account is named, and no password."""
        if reason := missing():
            pytest.skip(f"snowflake: {reason}")
        url = "snowflake://ann:s3cret@my-org/db?host=127.0.0.1&port=1&protocol=http&login_timeout=2"
        with pytest.raises(WarehouseError, match="could not be reached under the account 'my-org'") as caught:
            segment(segment_schema="web", connection=url).run()
        assert "s3cret" not in str(caught.value)

    def test_flat(self, warehouse):
        """The values are those of the structs."""
        warehouse.write(PAGES)
        built = warehouse.run(segment_schema=["web"], nested=False)
        assert built("sessions", "total_pages", "first_url", "last_url") == [(0, None, None), (2, "/", "/a")]

    def test_objects_in_sql(self, warehouse):
        """What the page on Snowflake tells people to ask."""
        warehouse.write(PAGES)
        warehouse.run(segment_schema=["web"])
        rows = warehouse.ask(
            "select s.session_id, r.value:page.url::varchar as url, r.value:timestamp::timestamp_ntz as moment "
            "from out.segment_sessions as s, lateral flatten(input => s.records) as r "
            "where r.value:page.page_id is not null order by moment"
        ).fetchall()
        assert [(url, when) for _, url, when in rows] == [("/", at("10:00:00")), ("/a", at("10:10:00"))]
