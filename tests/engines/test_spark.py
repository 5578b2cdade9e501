"""What is particular of Spark: times in any zone, patterns, publishing by a pointer, formats, and how it can fail."""

import os
import re
import subprocess
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlglot import exp

from engines import spark as engine
from segment_models import CheckError, ConfigError, SourceError, WarehouseError, segment, warehouses
from segment_models.plan import RunCheck
from segment_models.run import Built, Checked, carry_out
from segment_models.warehouses.relation import Layout, Relation
from segment_models.warehouses.spark.dialect import DIALECT, SparkDialect
from stories import Raw, at, page, web

pytestmark = [
    pytest.mark.engine("spark"),
    pytest.mark.skipif(engine.missing() is not None, reason=f"spark: {engine.missing()}"),
]

ROOT = Path(__file__).parents[2]
ASIDE = Relation("out", "segment_users_20260301100000_a1b2c3")
USERS = Relation("out", "segment_users")
FEW = ["page_events", "track_events", "user_map"]
"""Models enough to see a table and views published."""


@pytest.fixture
def warehouse():
    """An empty warehouse, which the test may give settings; they are taken back."""
    opened = engine.SparkWarehouse()
    before = dict(opened.connection.conf.getAll)
    yield opened
    opened.close()
    for name, value in opened.connection.conf.getAll.items():
        if before.get(name) != value and opened.connection.conf.isModifiable(name):
            opened.connection.conf.unset(name) if name not in before else opened.connection.conf.set(name, before[name])


@pytest.fixture
def pages(warehouse):
    """A warehouse with two pages of one visitor."""
    warehouse.write(web(pages=[page("p1", "10:00:00"), page("p2", "10:01:00", user="u")]))
    return warehouse


def few(warehouse, listen=lambda _: None, **options):
    """Build few models."""
    models = segment(**{"segment_schema": "web", "default_config": {"schema": "out"}, **options})
    return models.run(warehouse.connection, select=FEW, listen=listen)


def user_map(warehouse):
    """The rows of the table that `few` builds."""
    return sorted((row["anonymous_id"], row["user_id"]) for row in warehouse.fetch("out", "segment_user_map"))


def location(warehouse, table="segment_user_map"):
    """Where a table's files are, and whether it owns them."""
    rows = warehouse.connection.sql(f"DESCRIBE TABLE EXTENDED out.{table}").collect()
    told = {row["col_name"]: row["data_type"] for row in rows}
    return Path(told["Location"].removeprefix("file:")), told["Type"]


def kind_of(text):
    return exp.DataType.build(text, dialect="spark")


def answer(warehouse, value, *, source="(SELECT 1)"):
    """The value of an expression."""
    query = exp.select(value.as_("found")).from_(source)
    return warehouses.connect(warehouse.connection).fetch(DIALECT.render(query)).values[0][0]


class TestMeaning:
    """What is said to Spark means the same in any session."""

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York"])
    @pytest.mark.parametrize("ansi", ["true", "false"])
    def test_times_in_any_session(self, warehouse, zone, ansi):
        """Text, days and times without a zone are UTC, also an hour that New York skips; finer digits are cut."""
        warehouse.connection.conf.set("spark.sql.session.timeZone", zone)
        warehouse.connection.conf.set("spark.sql.ansi.enabled", ansi)
        columns = {
            "'2024-03-10 02:30:00.1234567'": "string",
            "'2024-03-10T04:30:00.123456+02:00'": "string",
            "'2024-03-10 02:30:00.123456 UTC'": "string",
            "TIMESTAMP_NTZ '2024-03-10 02:30:00.123456'": "timestamp_ntz",
            "TIMESTAMP '2024-03-10 02:30:00.123456Z'": "timestamp",
        }
        for value, kind in columns.items():
            found = DIALECT.timestamp(exp.maybe_parse(value, dialect="spark"), kind_of(kind))
            assert answer(warehouse, found) == datetime(2024, 3, 10, 2, 30, 0, 123456), value  # noqa: DTZ001
        day = DIALECT.timestamp(exp.maybe_parse("DATE '2024-03-10'", dialect="spark"), kind_of("date"))
        assert answer(warehouse, day) == datetime(2024, 3, 10)  # noqa: DTZ001
        for told in ("TIMESTAMP '2024-03-10 02:30:00.5Z'", "TIMESTAMP_NTZ '2024-03-10 02:30:00.5'"):
            kind = "timestamp_ntz" if "NTZ" in told else "timestamp"
            moment = DIALECT.text(exp.maybe_parse(told, dialect="spark"), kind_of(kind))
            assert answer(warehouse, moment) == "2024-03-10 02:30:00.5"

    @pytest.mark.parametrize("ansi", ["true", "false"])
    @pytest.mark.parametrize(
        "text",
        [
            "10:00:00",
            "2024",
            "2024-03",
            "",
            "2024-02-30",
            "tomorrow",
            "1709287200",
            "2024-13-01 10:00:00Z",
            " 2024-03-01",
        ],
    )
    def test_text_that_is_no_time(self, warehouse, text, ansi):
        """Spark alone would read some of it as today, or as a year's beginning."""
        warehouse.connection.conf.set("spark.sql.ansi.enabled", ansi)
        assert answer(warehouse, DIALECT.timestamp(exp.Literal.string(text), kind_of("string"))) is None

    @pytest.mark.parametrize(
        ("text", "pattern", "found"),
        [
            ("  ", "^ *$", True),
            (" \\n", "^ *$", False),
            ("0\\n", "^[0-]*$", False),
            ("0\\r", "^[0-]*$", False),
            ("a$b", r"a\$b$", True),
            ("x$", "[$]$", True),
            ("]$", "[]$]{2}", True),
            ("a\\u2028b", "a.b", True),
            ("a\\nb", "a.b", False),
            ("it's", "'s$", True),
            ("Test", "test", False),
        ],
    )
    def test_patterns(self, warehouse, text, pattern, found):
        """They find what they find elsewhere, where Java's own meaning of $ and . differs."""
        text = text.encode("ascii").decode("unicode_escape")
        assert answer(warehouse, DIALECT.matches(exp.Literal.string(text), pattern)) is found

    @pytest.mark.parametrize("ansi", ["true", "false"])
    def test_a_value_that_cannot_be_cast(self, warehouse, ansi):
        """It is NULL, never an error."""
        warehouse.connection.conf.set("spark.sql.ansi.enabled", ansi)
        value = DIALECT.value(exp.Literal.string("x"), kind_of("string"), kind_of("bigint"))
        assert answer(warehouse, value) is None

    def test_text_with_a_collation(self, warehouse):
        """Columns that compare without case are cast, so ids that differ in case are two."""
        warehouse.create_schema("web")
        warehouse.connection.sql(
            "CREATE TABLE web.pages USING parquet AS SELECT id COLLATE UTF8_LCASE AS id, 'd' AS anonymous_id, "
            "TIMESTAMP '2024-03-01 10:00:00Z' AS timestamp FROM VALUES ('p'), ('P') AS rows(id)"
        )
        few(warehouse)
        assert sorted(row["page_id"] for row in warehouse.fetch("out", "segment_page_events")) == ["P", "p"]

    def test_the_same_rows_in_every_session(self, warehouse):
        """A view made in one session means the same in another zone, without ANSI, and with cases told apart."""
        pages = Raw([{"id": "p1", "anonymous_id": "d", "timestamp": "2024-03-10 02:30:00"}], {"timestamp": "text"})
        warehouse.write(web(pages=pages))
        few(warehouse)
        other = warehouse.connection.newSession()
        other.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
        other.conf.set("spark.sql.ansi.enabled", "false")
        other.conf.set("spark.sql.caseSensitive", "true")
        micros = "SELECT unix_micros(timestamp) FROM out.segment_page_events"
        assert other.sql(micros).collect()[0][0] == 1710037800000000
        segment(segment_schema="web", default_config={"schema": "out"}).run(other, select=FEW)
        assert other.sql(micros).collect()[0][0] == 1710037800000000


class TestPublishing:
    """A table of files is told to read another folder, in one change of the catalog."""

    def test_the_pointer_moves(self, pages):
        """Each run writes a folder; the one before stays for its readers, older ones are removed."""
        few(pages)
        first, kind = location(pages)
        assert kind == "EXTERNAL"
        assert re.fullmatch(r"\d{14}_[0-9a-f]{6}", first.name)
        assert first.parent.name == "segment_user_map.runs"
        few(pages)
        second, _ = location(pages)
        assert first.is_dir()
        assert second != first
        few(pages)
        third, _ = location(pages)
        assert (first.exists(), second.is_dir(), third.is_dir()) == (False, True, True)
        assert pages.kinds("out") == {
            "segment_inventory": "table",
            "segment_user_map": "table",
            "segment_page_events": "view",
            "segment_track_events": "view",
        }

    def test_a_reader_sees_the_old_rows_until_the_checks_hold(self, pages):
        """At every step somebody else reads the table as it was, and afterwards as it is."""
        few(pages)
        pages.write(web(pages=[page("p1", "10:00:00", device="e")]))
        seen = []

        def look(event):
            if isinstance(event, Checked) or (isinstance(event, Built) and event.rows is not None):
                seen.append(user_map(pages))

        few(pages, listen=look)
        assert len(seen) > 3
        assert all(rows == [("d", "u")] for rows in seen)
        assert user_map(pages) == [("e", None)]

    def test_a_reader_in_the_middle_of_the_old_files(self, pages):
        """A query that was planned before a run is answered after it, from the old files."""
        few(pages)
        planned = pages.connection.newSession().table("out.segment_user_map")
        planned.count()
        pages.write(web(pages=[page("p1", "10:00:00", device="e")]))
        few(pages)
        assert [row["anonymous_id"] for row in planned.collect()] == ["d"]

    def test_columns_that_changed(self, pages):
        """A table made with other columns is made anew; so is one that somebody made otherwise."""
        pages.create_schema("out")
        pages.connection.sql("CREATE TABLE out.segment_user_map USING parquet AS SELECT 1 AS something")
        few(pages)
        assert user_map(pages) == [("d", "u")]
        assert location(pages)[1] == "EXTERNAL"

    def test_a_view_becomes_a_table_and_a_view_again(self, pages):
        """Each is made in the other's place."""
        for kind in ("view", "table", "view"):
            few(pages, models={"user_map": {"type": kind}})
            assert pages.kinds("out")["segment_user_map"] == kind
            assert user_map(pages) == [("d", "u")]

    def test_a_run_that_is_interrupted(self, pages):
        """The tables are as they were, nothing of the run is left in the catalog, and the next run works."""
        few(pages)
        before = location(pages), pages.kinds("out")
        pages.write(web(pages=[page("p1", "10:00:00", device="e")]))

        def interrupt(event):
            if isinstance(event, Checked):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            few(pages, listen=interrupt)
        assert (location(pages), pages.kinds("out")) == before
        assert user_map(pages) == [("d", "u")]
        assert pages.kinds("_segment_models_run") == {}
        few(pages)
        assert user_map(pages) == [("e", None)]

    def test_what_a_killed_run_left(self, pages):
        """A table aside and its folder that are older than a day go with the next run; younger ones may be at work."""
        few(pages)
        folder = location(pages)[0].parent
        for run in ("20200101000000_aaaaaa", "29990101000000_bbbbbb"):
            pages.connection.sql(
                f"CREATE TABLE out.segment_user_map_{run} USING parquet LOCATION 'segment_user_map.runs/{run}' AS "
                "SELECT 1 AS x"
            )
        few(pages)
        tables = {name for name in pages.kinds("out") if name.startswith("segment_user_map")}
        assert tables == {"segment_user_map", "segment_user_map_29990101000000_bbbbbb"}
        assert not (folder / "20200101000000_aaaaaa").exists()
        assert (folder / "29990101000000_bbbbbb").is_dir()

    def test_a_check_that_fails_publishes_nothing(self, pages):
        """Not even a view."""
        warehouse = warehouses.connect(pages.connection)
        plan = segment(segment_schema="web", default_config={"schema": "out"}).plan(pages.connection, select=FEW)
        steps = list(plan.steps)
        place = next(index for index, step in enumerate(steps) if isinstance(step, RunCheck))
        steps[place] = RunCheck(steps[place].check, "SELECT 'p1' AS page_id")
        with pytest.raises(CheckError, match=r"1 check failed"):
            carry_out(type(plan)(tuple(steps), (), transactional=False), warehouse, lambda _: None)
        assert pages.kinds("out") == {}

    def test_labels_are_properties(self, pages):
        """Of tables and of views."""
        few(pages, models={name: {"labels": {"team": "web"}} for name in FEW})
        for name in FEW:
            rows = pages.connection.sql(f"SHOW TBLPROPERTIES out.segment_{name}").collect()
            assert ("team", "web") in {(row["key"], row["value"]) for row in rows}, name


class TestFormats:
    """Parquet is what a session has; Delta and Iceberg replace a table by a statement of their own."""

    LAYOUT = Layout(partition_by="date(first_seen_at)", cluster_by=("user_id",), format="parquet")

    def test_another_format_of_files(self, pages):
        """ORC is published as Parquet is."""
        few(pages, default_config={"schema": "out", "format": "orc"})
        assert user_map(pages) == [("d", "u")]
        assert {path.suffix for path in location(pages)[0].glob("part-*")} == {".orc"}

    def test_a_format_that_the_session_lacks(self, pages):
        """The error names it and says what to do; the tables are as they were."""
        few(pages)
        before = location(pages)
        models = segment(segment_schema="web", default_config={"schema": "out", "format": "delta"})
        with pytest.raises(
            WarehouseError, match=r"This Spark session has no format 'delta'\. Start the session with its"
        ):
            models.run(pages.connection, select=FEW)
        assert location(pages) == before

    @pytest.mark.parametrize("form", ["delta", "iceberg"])
    def test_spark_parses_every_statement_of_other_formats(self, warehouse, form):
        """Their packages are not here to carry them out, but Spark's own parser takes them."""
        layout = Layout("date(first_seen_at)", ("user_id",), (("team", "web"),), form)
        query = exp.select("user_id").from_("t")
        statements = [DIALECT.replace("table", ASIDE, query, layout), *DIALECT.publish(ASIDE, USERS, layout)]
        parser = warehouse.connection._jsparkSession.sessionState().sqlParser()
        for statement in statements:
            assert parser.parsePlan(statement) is not None
        assert statements[-1].startswith("CREATE OR REPLACE TABLE `out`.`segment_users`\nUSING " + form.upper())
        wanted = {"delta": "CLUSTER BY (`user_id`)", "iceberg": "DAYS(`first_seen_at`)"}
        assert wanted[form] in statements[-1]

    @pytest.mark.parametrize(
        ("form", "ignored"),
        [
            ("parquet", ["partition_by is ignored: parquet", "cluster_by is ignored: parquet"]),
            ("delta", ["partition_by: date(first_seen_at) is ignored: delta"]),
            ("iceberg", ["cluster_by is ignored: Iceberg"]),
        ],
    )
    def test_options_a_format_has_no_use_for(self, form, ignored):
        """Each is said, and a plain column divides a Delta table."""
        layout = Layout("date(first_seen_at)", ("user_id",), (), form)
        notes = list(DIALECT.unused(USERS, layout))
        assert [note[: len(start)] for note, start in zip(notes, ignored, strict=True)] == ignored
        assert (
            "PARTITIONED BY (\n  `user_id`\n)" in DIALECT.publish(ASIDE, USERS, Layout("user_id", (), (), "delta"))[0]
        )

    def test_an_ignored_option_is_reported(self, pages):
        """The run says so."""
        report = few(pages, models={"user_map": {"partition_by": "date(mapped_at)"}})
        assert any(note.startswith("user_map: partition_by is ignored: parquet tables") for note in report.warnings)

    def test_a_catalog_of_its_own(self):
        """There the catalog's own format is written, and a table is replaced by a statement."""
        users = Relation("lake.out", "segment_users")
        aside = Relation("lake.out", ASIDE.name)
        (statement,) = DIALECT.publish(aside, users, Layout())
        assert statement.startswith("CREATE OR REPLACE TABLE `lake`.`out`.`segment_users` AS")
        assert (
            SparkDialect(current_catalog="lake")
            .publish(ASIDE, USERS, Layout())[0]
            .startswith("CREATE OR REPLACE TABLE")
        )


class TestLooking:
    """What is there, as the session's catalog tells it."""

    def test_temporary_views_are_no_tables(self, pages):
        """A temporary view of the name of a raw table or of a model is somebody's own."""
        pages.connection.sql("CREATE TEMPORARY VIEW tracks AS SELECT 'x' AS id")
        try:
            few(pages)
            assert pages.fetch("out", "segment_track_events") == []
        finally:
            pages.connection.catalog.dropTempView("tracks")

    def test_a_catalog_in_memory_is_said(self, pages):
        """What ends with the session is not built silently."""
        assert any("This Spark session has no Hive support" in note for note in few(pages).warnings)

    def test_only_tables_that_matter_are_looked_at(self, pages):
        """A source has a table for each kind of event."""
        for number in range(3):
            pages.connection.sql(f"CREATE TABLE web.event_{number} USING parquet AS SELECT 1 AS x")
        warehouse = warehouses.connect(pages.connection)
        asked = []
        columns = warehouse.columns
        warehouse.columns = lambda relation: asked.append(relation.name) or columns(relation)
        held = warehouse.catalog(["web"])["web"]
        assert sorted(held) == ["event_0", "event_1", "event_2", "pages"]
        assert held["pages"]["id"].name == "id"
        assert asked == ["pages"]
        assert held.get("event_2")["x"].name == "x"
        assert held.get("event_3", {}) == {}
        assert asked == ["pages", "event_2"]

    def test_rows_for_python(self, pages):
        """Times come as UTC, whatever the zones of session and machine are."""
        few(pages)
        relation = "SELECT page_id, timestamp FROM out.segment_page_events ORDER BY page_id"
        warehouse = warehouses.connect(pages.connection)
        assert warehouse.fetch(relation, limit=1).values == (("p1", at("10:00:00")),)
        assert warehouse.arrow(relation).to_pylist()[1] == {"page_id": "p2", "timestamp": at("10:01:00")}


def test_the_plan_of_sessions(warehouse, request):
    """Events go to where their session is and stay there: no product of tables, no table of events to everyone.

    Every table counts as large (`engines.spark.SETTINGS`), and here plans are shown whole.
    """
    conf = warehouse.connection.conf
    for name, value in {"spark.sql.maxPlanStringLength": "1000000", "spark.sql.debug.maxToStringFields": "100"}.items():
        request.addfinalizer(partial(conf.set, name, conf.get(name)))
        conf.set(name, value)
    assert conf.get("spark.sql.autoBroadcastJoinThreshold") == "-1"
    warehouse.write(web(pages=[page("p1", "10:00:00")], tracks=[]))
    models = segment(segment_schema="web", default_config={"schema": "out"})
    models.run(warehouse.connection)
    sql = models.compile(connection=warehouse.connection)["sessions"]
    plan = warehouse.connection.sql(f"EXPLAIN {sql}").collect()[0][0]
    assert not re.search(r"Cartesian|NestedLoop|BroadcastExchange|SinglePartition", plan)
    for keys in re.findall(r"hashpartitioning\((.*?), \d+\)", plan):
        assert re.search(r"(session_id|track_id|page_id|user_id|anonymous_id)#", keys), keys
    assert "hashpartitioning(session_id#" in plan


class TestBadInput:
    """It ends with one message that says what to do."""

    def test_a_schema_that_is_not_there(self, pages):
        """The nearest one is offered."""
        with pytest.raises(SourceError, match=r"'webb?'|Did you mean 'web'"):
            segment(segment_schema="webb").run(pages.connection)

    def test_a_name_that_spark_does_not_take(self, pages):
        """Spark's own catalog takes letters, digits and _."""
        with pytest.raises(WarehouseError, match="letters, digits and _"):
            few(pages, model_prefix="my ")

    def test_a_statement_that_fails(self, pages, capfd):
        """One line, and no stack on the terminal."""
        with pytest.raises(WarehouseError, match=r"Spark refused a statement: .*nowhere") as error:
            warehouses.connect(pages.connection).execute("SELECT * FROM nowhere")
        assert "\n" not in str(error.value)
        assert "at org.apache" not in capfd.readouterr().err

    def test_an_unknown_option(self):
        """The nearest one is offered."""
        with pytest.raises(ConfigError, match=r"unknown option 'formt'\. Did you mean 'format'\?"):
            warehouses.connect("spark://local[1]?formt=delta")

    def test_a_session_that_is_there_already(self, warehouse):
        """Spark allows one in a process, so it has to be handed over."""
        warehouse.connection.sql("SELECT 1")
        with pytest.raises(WarehouseError, match=r"has a Spark session already.*models\.run\(spark\)"):
            warehouses.connect("spark://local[1]")


def python(code, **environment):
    """Run a few lines in a process of their own; return what they print."""
    settings = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]), **environment}
    kept = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept | settings, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


CONNECT = """
from segment_models import ConfigError, WarehouseError, warehouses
try:
    warehouses.connect({url!r})
except (ConfigError, WarehouseError) as error:
    print(error)
"""


class TestOpening:
    """A URL starts a session of its own, in a process of its own here, as Spark allows one in each."""

    def test_no_master(self):
        """Spark itself would try for a minute; we ask first."""
        told = python(CONNECT.format(url="spark://127.0.0.1:1"))
        assert told.startswith("No Spark master answers at 127.0.0.1:1 within 5 seconds.")

    def test_a_password_in_the_address(self):
        """There is none for a master, and it is not shown."""
        told = python(CONNECT.format(url="spark://me:s3cret@127.0.0.1:1"))
        assert told.startswith("A Spark master takes no user and no password in its address.")
        assert "s3cret" not in told

    def test_no_java(self, tmp_path):
        """The message says which Java, and where it was looked for."""
        assert python(CONNECT.format(url="spark://local[1]"), PATH=str(tmp_path)).startswith(
            "Spark needs Java 17 or newer: there is no java, and JAVA_HOME is not set."
        )
        assert f"JAVA_HOME is {tmp_path}" in python(CONNECT.format(url="spark://local[1]"), JAVA_HOME=str(tmp_path))

    def test_no_pyspark(self):
        """The message names the extra."""
        hidden = "import sys; sys.modules['pyspark'] = None\n" + CONNECT.format(url="spark://local[1]")
        told = python(hidden)
        assert told.startswith("The driver of Spark cannot be loaded ")
        assert told.endswith(": pip install 'segment-models[spark]'")

    def test_a_session_that_is_stopped(self):
        """It says so, and what to do."""
        code = (
            "from engines import spark\nfrom segment_models import WarehouseError, segment\n"
            "session = spark.session()\nsession.stop()\n"
            "try:\n    segment(segment_schema='web').run(session)\nexcept WarehouseError as error:\n    print(error)"
        )
        assert python(code).startswith("The Spark session is stopped.")

    def test_what_is_built_by_url_stays(self, tmp_path):
        """A session on this machine with a catalog that stays: built by one session, read by another."""
        code = f"""
from segment_models import segment, warehouses
url = "spark://local[1]?warehouse={tmp_path}/lake&spark.driver.bindAddress=127.0.0.1&spark.driver.host=127.0.0.1"
url += "&spark.ui.enabled=false&spark.sql.shuffle.partitions=1&spark.sql.session.timeZone=Asia/Tokyo"
first = warehouses.connect(url)
first.execute("CREATE SCHEMA web")
first.execute("CREATE TABLE web.pages USING parquet AS SELECT 'p1' AS id, 'd' AS anonymous_id, "
    "TIMESTAMP '2024-03-01 10:00:00Z' AS timestamp")
first.close()
for _ in range(2):
    report = segment(segment_schema="web").run(url, select={FEW!r})
assert not any("Hive" in note for note in report.warnings), report.warnings
second = warehouses.connect(url)
print(second.fetch("SELECT anonymous_id, user_id FROM segment_models.segment_user_map").values)
"""
        assert python(code, JAVA_HOME=str(engine.java_home())) == "(('d', None),)"
        assert (tmp_path / "lake" / "segment_models.db" / "segment_user_map.runs").is_dir()
