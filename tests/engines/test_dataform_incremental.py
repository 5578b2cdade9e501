"""Incremental models in Dataform's own hands: compiled by it, and carried out after load upon load.

Google's evaluator and an emulator of BigQuery carry out what Dataform sends. What is expected comes from the oracle.
"""

import json
import re
from pathlib import Path

import pytest

from engines import dataform_cli
from engines.dataform_cli import PROJECT, name_of, reads
from installed import is_installed

if reason := dataform_cli.missing():
    pytest.skip(f"dataform: {reason}", allow_module_level=True)
if not all(map(is_installed, ("zetasql", "google.cloud.bigquery"))):
    pytest.skip("bigquery: zetasql or google-cloud-bigquery is not installed", allow_module_level=True)

import loads
import oracle
from engines.dataform_emulated import EmulatedWarehouse
from engines.dataform_runs import AssertionFailedError, DataformWarehouse, files_of, graph_of, in_order
from engines.emulator import Emulator, emulator_python
from histories import WITH_EVENTS, merge
from oracle import Options
from segment_models import segment
from stories import MODELS_SCHEMA
from test_forgetting import md5
from test_incremental import World, written
from test_property import HOSTS, WORTH, compare, keyword_arguments

pytestmark = pytest.mark.engine("dataform")

DOCS = Path(__file__).parents[2] / "docs" / "dataform.md"
FEW = (
    *("touches", "traffic_sources", "session_sources"),
    *("sessionized_pages", "sessionized_tracks", "sessionized_screens"),
)
"""Models that are left out where many runs are made: no other model reads them."""
MODELS = {
    "segment_schema": "web",
    "include_tracks": False,
    "default_config": {"schema": "out", "type": "incremental", "labels": {"team": "web"}, "tags": ["segment"]},
    "models": {
        "page_events": {"type": "view"},
        "sessions": {"cluster_by": ["user_id"]},
        "users": {"schema": "elsewhere"},
    },
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Return the folder of an export, and what Dataform makes of it."""
    folder = tmp_path_factory.mktemp("project")
    segment(**MODELS).export_dataform(folder, offline=True)
    return folder, graph_of(folder, files_of(folder))


def named(graph, name):
    (found,) = (one for one in in_order(graph) if one["target"]["name"] == name)
    return found


class TestCompiled:
    """What Dataform makes of the files."""

    def test_every_model_follows_the_one_that_publishes(self, exported):
        """A table is an operation after it, with its columns; a view reads tables, and so follows as well."""
        _, graph = exported
        for model in segment(**MODELS).graph("bigquery").models.values():
            action = named(graph, model.relation.name)
            if model.kind == "view":
                assert action["type"] == "view"
                assert reads(action) == {"out.segment_page_calls"}
            else:
                assert action["hasOutput"]
                assert reads(action) == {"out_run.segment_run_publish"}
            assert action["actionDescriptor"]["description"] == model.description
            assert len(action["actionDescriptor"]["columns"]) >= len(model.columns)

    def test_it_publishes_last(self, exported):
        """After every table of the run and every assertion; none of them depends on a model."""
        _, graph = exported
        publish = reads(named(graph, "segment_run_publish"))
        own = [one for one in graph["tables"] + graph["operations"] if one["target"]["schema"] == "out_run"]
        assert {name_of(one) for one in graph["assertions"]} <= publish
        for action in (*own, *graph["assertions"]):
            assert {one for one in reads(action) if one.startswith("out.")} <= {"out.segment_forgotten"}
        before = {name_of(one) for one in in_order(graph)[: in_order(graph).index(named(graph, "segment_run_publish"))]}
        assert {name_of(one) for one in own} - before == {"out_run.segment_run_publish"}

    def test_a_first_run_and_a_later_one(self, exported):
        """That it is full is said by Dataform where its table is missing or a full refresh is asked for."""
        _, graph = exported
        started = named(graph, "segment_run_started")
        assert re.search(r"TRUE\s+OR last.run_id IS NULL", started["query"])
        assert re.search(r"FALSE\s+OR last.run_id IS NULL", started["incrementalQuery"])
        assert "DELETE FROM `the-project.out_run.segment_run_started`" in started["incrementalPreOps"][0]
        assert not started["protected"], "or a full refresh would not be one"
        assert "`the-project.out.INFORMATION_SCHEMA.TABLES`" in started["query"]
        assert "`the-project.elsewhere.INFORMATION_SCHEMA.TABLES`" in started["query"]
        assert "'segment_sessions'" in started["query"]

    def test_developers_have_their_own(self, exported):
        """A suffix for datasets and a prefix for tables, as Dataform has them for workspaces, reach every name."""
        folder, _ = exported
        told = ("--schema-suffix=dev", "--table-prefix=me", f"--default-database={dataform_cli.PROJECT}")
        done = dataform_cli.dataform("compile", str(folder), "--json", *told)
        assert done.returncode == 0, done.stderr
        raw = {"`the-project.web.pages`", "`the-project.web.identifies`"}
        names = set(re.findall(r"`the-project\.[^`]+`", done.stdout)) - raw
        wrong = [
            one
            for one in names
            if not re.match(r"`the-project\.(out|out_run|elsewhere)_dev\.(me_segment_|INFORMATION_)", one)
        ]
        assert wrong == []
        assert "'me_segment_sessions'" in done.stdout

    def test_the_timeout_is_a_variable(self, exported):
        """Of the project, or of one compilation; the run is of another configuration then."""
        folder, graph = exported
        done = dataform_cli.dataform("compile", str(folder), "--json", "--vars=segment_session_timeout_millis=600000")
        assert done.returncode == 0, done.stderr
        assert "1800000000" in named(graph, "segment_run_events_rebuilt")["query"]
        assert "1800000000" not in done.stdout
        assert "'600000000'" in done.stdout

    def test_tables_are_made_as_configured(self, exported):
        """With partitions, clusters, labels and descriptions."""
        _, graph = exported
        (sql,) = named(graph, "segment_run_publish")["queries"]
        made = re.search(r"CREATE TABLE IF NOT EXISTS `the-project.out.segment_sessions` \(.*?\);\n", sql, re.DOTALL)[0]
        assert "`stats` STRUCT<total_pages INT64, duration_millis INT64> OPTIONS (description = '" in made
        assert "PARTITION BY timestamp_trunc(session_start_timestamp, MONTH)\nCLUSTER BY `user_id`\n" in made
        assert "labels = [('team', 'web')]" in made


def test_awkward_names_and_texts(tmp_path):
    """Dataform takes names and texts that look like its own language."""
    options = {
        "segment_schema": ["raw-project-1.web", "ios"],
        "default_config": {"schema": "models-project-1.out", "type": "incremental"},
        "custom_page_fields": ["js {", "a'b", 'c"d', "e--f", "config { x: 1 }", "g/*h", "order"],
        "custom_user_fields": ["pre_operations {", "$${ i } j"],
        "junk_ids": ["it's", 'a "b"', "back\\slash", "new\nline", "`", "$${ k }", "js { }", "-- /*"],
        "models": {"users": {"description": 'It\'s \\ "so"\nand `that`, $${ here }, config { } /* --'}},
    }
    segment(**options).export_dataform(tmp_path, offline=True)
    graph = graph_of(tmp_path, files_of(tmp_path))
    (sql,) = named(graph, "segment_run_publish")["queries"]
    assert "`pre_operations {` STRING" in sql
    assert "`${ i } j` STRING" in sql
    arrived = named(graph, "segment_run_pages_arrived")["query"]
    assert "`raw-project-1.web.pages`" in arrived
    assert "`config { x: 1 }`" in arrived
    assert "'${ k }'" in arrived


@pytest.fixture(scope="module")
def emulator():
    if emulator_python() is None:
        pytest.skip("bigquery: there is no .venv-bqemulator")
    started = Emulator()
    yield started
    started.stop()


class Shop:
    """Random histories that come in loads, and the few models that all others are made from."""

    def __init__(self, warehouse, world, left_out=FEW):
        self.warehouse, self.world, self.options, self.left_out = warehouse, world, world.options, left_out
        self.waiting = loads.side_by_side(loads.random_loads("a shop", 3, world, loads=3))
        self.so_far = {}
        self.forgotten = set()

    def load(self):
        """Let the next rows arrive."""
        load = self.waiting.pop(0)
        self.so_far = merge([self.so_far, load])
        self.warehouse.append(written(load, self.world, self.so_far))

    def graph(self):
        """Return what Dataform makes of the export."""
        few = {name: {"enabled": False} for name in self.left_out}
        told = {"segment_schema": list(self.world.layout), **keyword_arguments(self.options), "models": few}
        return self.warehouse.export(**told, default_config={"type": "incremental"})

    def run(self, *arguments):
        """Run everything; return whether it was full. Every model is what the rules say of all rows so far."""
        self.carry_out(*arguments)
        hosts = None if "touches" in self.left_out else HOSTS
        expected = oracle.build(self.remembered(), self.options, layout=self.world.layout, hosts=hosts)
        for name in expected.keys() - {f"segment_{one}" for one in self.left_out}:
            difference = compare(name, expected[name], self.warehouse.fetch(MODELS_SCHEMA, name))
            assert difference is None, f"{name}: {difference.text}"
        return self.is_full()

    def carry_out(self):
        """Carry out every action."""
        self.warehouse.carry_out(self.graph())

    def would_be_full(self, *, full_refresh=False):
        """Return whether a run that starts now is full; it goes no further."""
        first = ("segment_forgotten", "segment_run_tables", "segment_run_started")
        self.warehouse.carry_out(self.graph(), full_refresh=full_refresh, only=lambda name: name in first)
        return self.is_full()

    def is_full(self):
        return self.warehouse.fetch("out_run", "segment_run_started")[0]["is_full"]

    def forget(self):
        """Forget somebody as the page says."""
        (person,) = self.ask("SELECT MIN(user_id) AS id FROM `out`.`segment_user_map`")
        (sql,) = re.findall(r"```sql\n(INSERT.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
        written_as = person["id"].replace("\\", "\\\\").replace("'", "\\'")
        self.ask(sql.replace("segment_models.", "`out`.").replace("mina-holt", written_as))
        self.forgotten = {row["id_hash"] for row in self.ask("SELECT id_hash FROM `out`.`segment_forgotten`")}
        assert md5(person["id"]) in self.forgotten

    def remembered(self):
        """Return the raw rows of those who are not forgotten."""
        return {
            source: {
                table: [row for row in rows if self.person(row) not in self.forgotten] for table, rows in tables.items()
            }
            for source, tables in self.so_far.items()
        }

    def person(self, row):
        ids = (oracle.clean_id(row.get(name), self.options) for name in ("user_id", "anonymous_id"))
        return next((md5(one) for one in ids if one is not None), None)

    def ask(self, sql):
        return self.warehouse.ask(sql)

    def everything(self):
        """Return every row of every published table, and which run they are of."""
        tables = [f"`out`.`{name}`" for name in self.warehouse.kinds(MODELS_SCHEMA)]
        tables.append("`out_run`.`segment_run_publish`")
        return {table: sorted(map(repr, self.ask(f"SELECT * FROM {table}"))) for table in tables}


class DataformsShop(Shop):
    """One whose actions Dataform carries out, on an emulator."""

    def __init__(self, emulator, folder):
        super().__init__(EmulatedWarehouse(emulator.client(), folder), World(Options(include_tracks=False)))
        self.emulator, self.folder = emulator, folder

    def carry_out(self, *arguments):
        """Let Dataform run everything."""
        self.graph()
        keys = self.folder.with_name("credentials.json")
        keys.write_text(json.dumps({"projectId": PROJECT, "location": "US"}))
        told = ("run", str(self.folder), "--credentials", str(keys), *arguments)
        done = dataform_cli.dataform(*told, BIGQUERY_EMULATOR_HOST=f"{self.emulator.url}/bigquery/v2")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def shop(emulator, tmp_path_factory):
    """Return a shop after its first run."""
    made = DataformsShop(emulator, tmp_path_factory.mktemp("shop") / "p")
    made.load()
    assert made.run()
    return made


@pytest.mark.full
class TestOnAnEmulator:
    """One run after the other, each in a state that the one before has left."""

    def test_a_later_run(self, shop):
        """What arrived since is read, and no more than that is built."""
        shop.load()
        assert not shop.run()

    def test_once_more(self, shop):
        """What publishes does it once a run; without a run of its own it refuses, and changes nothing."""
        before, graph = shop.everything(), shop.graph()
        shop.warehouse.carry_out(graph, only=lambda name: name == "segment_run_publish")
        assert shop.everything() == before
        shop.warehouse.carry_out(graph, only=lambda name: name in ("segment_run_tables", "segment_run_started"))
        with pytest.raises(Exception, match="Another run has started or ended meanwhile"):
            shop.warehouse.carry_out(graph, only=lambda name: name == "segment_run_publish")
        assert shop.everything() == before

    def test_two_runs_at_a_time(self, shop):
        """When another one has started, no table of the first is made from its own ones any more."""
        before, graph = shop.everything(), shop.graph()
        first = ("segment_run_tables", "segment_run_started")
        shop.warehouse.carry_out(graph, only=lambda name: name in first or "_run_was_" in name)
        shop.warehouse.carry_out(graph, only=lambda name: name in first)
        with pytest.raises(Exception, match="Another run has started or ended meanwhile"):
            shop.warehouse.carry_out(graph, only=lambda name: name == "segment_run_loads")
        assert shop.everything() == before

    def test_a_check_fails(self, shop):
        """It reads what would be published, and nothing is."""
        before, graph = shop.everything(), shop.graph()
        shop.ask("INSERT INTO `out_run`.`segment_run_sessions_rebuilt` (session_id) SELECT 'x' UNION ALL SELECT 'x'")
        with pytest.raises(AssertionFailedError, match="segment_sessions_key"):
            shop.warehouse.carry_out(graph, only=lambda name: name in ("segment_sessions_key", "segment_run_publish"))
        assert shop.everything() == before

    def test_what_makes_a_run_full(self, shop):
        """A full refresh, another timeout, somebody forgotten, a missing table: each by itself, then all at once."""
        assert not shop.would_be_full()
        assert shop.would_be_full(full_refresh=True)
        shop.options = Options(include_tracks=False, session_timeout_millis=600_000)
        assert shop.would_be_full()
        shop.options = shop.world.options
        assert not shop.would_be_full()
        shop.forget()
        assert shop.would_be_full()
        kept = shop.ask("SELECT * FROM `out`.`segment_forgotten`")
        shop.ask("DELETE FROM `out`.`segment_forgotten` WHERE TRUE")
        assert not shop.would_be_full()
        shop.ask("DROP TABLE `out`.`segment_sessions`")
        assert shop.would_be_full()
        shop.forget()
        assert shop.forgotten == {row["id_hash"] for row in kept}
        shop.options = Options(include_tracks=False, session_timeout_millis=600_000)
        shop.load()
        assert shop.run("--full-refresh")


@pytest.mark.full
def test_on_googles_evaluator(tmp_path):
    """Every kind of call, and what visits are worth: what Google's analyzer accepts gives the rows of the rules."""
    shop = Shop(DataformWarehouse(tmp_path), World(WORTH, {"app": WITH_EVENTS["app"]}), left_out=())
    shop.load()
    assert shop.run()
    shop.load()
    assert not shop.run()
