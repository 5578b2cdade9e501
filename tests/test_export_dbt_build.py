"""Exported projects, built by the real dbt: the same rows as our own run, and tests that fail when they should."""

from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from engines import dbt
from engines.postgres import PostgresWarehouse, server
from segment_models import segment
from segment_models.demo import SAMPLE
from stories import INVENTORY, DuckDBWarehouse
from test_property import compare
from test_same_rows import OPTIONS as OF_CALLS
from test_same_rows import raw_tables

pytestmark = [
    pytest.mark.engine("dbt"),
    pytest.mark.skipif(dbt.missing() is not None, reason=f"dbt: {dbt.missing()}"),
]

OURS, THEIRS = "segment_models", "dbt_segment_models"
OPTIONS = OF_CALLS | {
    "event_properties": {"order_completed": ["revenue", "order_id", "currency"]},
    "conversions": {
        "signed_up": {},
        "order_completed": {"value": "revenue", "key": "order_id"},
        "subscription_renewed": {"value": "amount"},
    },
}
EVENTS = ("order_completed", "subscription_renewed")
CALLS = (
    *("page_calls", "track_calls", "screen_calls", "identify_calls"),
    *(f"{event}_properties" for event in EVENTS),
)
OWN = ("forgotten", *CALLS)
"""What an exported project has beside our models, and beside the days for MetricFlow."""
MODELS = segment(**OPTIONS)


class OnDuckDB:
    """The sample in a DuckDB file, built by us, and exported for dbt."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "shop.duckdb"
        with closing(duckdb.connect(str(self.file))) as connection:
            MODELS.load([SAMPLE], connection)
            MODELS.run(connection)
            MODELS.export_dbt(folder / "project", connection)
        self.project = dbt.Project(folder / "project", dbt.on_duckdb(self.file))

    @contextmanager
    def reading(self):
        """The database; not open while dbt runs, for which it is a file of its own."""
        warehouse = DuckDBWarehouse()
        warehouse.close()
        with duckdb.connect(str(self.file), read_only=True) as warehouse.connection:
            yield warehouse

    def types(self, warehouse, schema, model):
        rows = warehouse.connection.execute(f'DESCRIBE "{schema}"."{model}"').fetchall()
        return [row[:2] for row in rows]

    def close(self):
        """Nothing is open."""


class OnPostgres:
    """The sample on the Postgres server, likewise."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = PostgresWarehouse()
        with closing(DuckDBWarehouse()) as shop:
            segment(**OPTIONS).load([SAMPLE], shop.connection)
            self.warehouse.write(raw_tables(shop.run(**OPTIONS), OPTIONS))
        MODELS.run(self.warehouse.connection)
        MODELS.export_dbt(folder / "project", self.warehouse.connection)
        self.project = dbt.Project(folder / "project", dbt.on_postgres(server().url()))

    @contextmanager
    def reading(self):
        yield self.warehouse

    def types(self, warehouse, schema, model):
        rows = warehouse.plain.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 ORDER BY attnum",
            [f'"{schema}"."{model}"'],
        ).fetchall()
        return [tuple(row) for row in rows]

    def close(self):
        self.warehouse.close()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def built(request, tmp_path_factory):
    """The sample, built by us and by dbt."""
    if request.param == "postgres" and (reason := PostgresWarehouse.missing()):
        pytest.skip(f"postgres: {reason}")
    made = {"duckdb": OnDuckDB, "postgres": OnPostgres}[request.param](tmp_path_factory.mktemp(request.param))
    try:
        settings = made.project.folder / "dbt_project.yml"
        settings.write_text(dbt.enforced(settings.read_text(encoding="utf-8")), encoding="utf-8")
        made.said = made.project.dbt("build")
        made.outcome = made.project.results()
        yield made
    finally:
        made.close()


def test_every_test_is_green(built):
    """Every model is built and every test holds, and dbt has nothing to warn of."""
    models = [*(f"segment_{name}" for name in (*MODELS.graph().models, *OWN)), "metricflow_time_spine"]
    tests = TESTS | ({"segment_values_kept"} if isinstance(built, OnPostgres) else set())  # which has columns of text
    told = dict.fromkeys(models, "success") | dict.fromkeys(tests, "pass")
    assert built.outcome == told | {"segment_in_python": "no-op"}  # an exposure
    assert "WARNING" not in built.said


def test_the_rows_are_those_of_our_own_run(built):
    """Every column of every model, with its type, has the same values."""
    with built.reading() as warehouse:
        for model in MODELS.graph().models:
            name = f"segment_{model}"
            assert built.types(warehouse, THEIRS, name) == built.types(warehouse, OURS, name)
            expected = warehouse.fetch(OURS, name)
            difference = compare(name, expected, warehouse.fetch(THEIRS, name))
            assert difference is None, f"{model}: {difference.text}"
            assert expected
        own = {f"segment_{name}": "table" for name in (*OWN, "time_spine")}
        assert {**warehouse.kinds(THEIRS), INVENTORY: "table"} == warehouse.kinds(OURS) | own


def test_the_database_has_the_descriptions_of_our_own_run(built):
    """A comment on every model and every column; where columns are structs, dbt's lists their fields, too."""
    with built.reading() as warehouse:
        for model in MODELS.graph().models:
            kind, comment, columns = warehouse.comments(OURS, f"segment_{model}")
            theirs = warehouse.comments(THEIRS, f"segment_{model}")
            first_lines = {name: sentence.partition("\n")[0] for name, sentence in theirs[2].items()}
            assert (*theirs[:2], first_lines) == (kind, comment, columns)


def test_docs_show_every_description(built):
    """`dbt docs generate`: what the catalog holds is described in the manifest, column by column, in order."""
    built.project.dbt("docs generate", "--no-compile")
    manifest, catalog = built.project.artifact("manifest"), built.project.artifact("catalog")
    for model in MODELS.graph("duckdb" if isinstance(built, OnDuckDB) else "postgres").models.values():
        key = f"model.segment_models.segment_{model.name}"
        described = manifest["nodes"][key]
        assert described["description"] == model.description
        assert described["tags"] == ["segment"]
        sentences = {name: column["description"].partition("\n")[0] for name, column in described["columns"].items()}
        assert sentences == {column.name: column.description for column in model.columns}
        assert list(catalog["nodes"][key]["columns"]) == [column.name for column in model.columns]
    assert {source["source_name"] for source in manifest["sources"].values()} == {"web", "ios_app", "server"}


def test_metricflow_is_told_of_sessions_days_and_conversions(built):
    """dbt has read the metrics, and found the table of days that they need."""
    told = built.project.artifact("semantic_manifest")
    models = {one["name"]: one["node_relation"]["alias"] for one in told["semantic_models"]}
    ours = [f"segment_{name}" for name in ("session_facts", "daily", "conversions")]
    assert models == {name: name for name in ours}
    names = {one["name"] for one in told["metrics"]}
    assert {"segment_sessions", "segment_conversion_rate", "segment_daily_bounce_rate", "segment_conversions"} <= names
    (days,) = told["project_configuration"]["time_spines"]
    assert days["node_relation"]["alias"] == "segment_time_spine"
    assert days["primary_column"] == {"name": "date_day", "time_granularity": "day"}


def test_lineage_is_ours(built):
    """Each model depends on the models and raw tables that it reads."""
    nodes = built.project.artifact("manifest")["nodes"]
    for model in MODELS.graph_to_export(target="duckdb", offline=True).models.values():
        read = nodes[f"model.segment_models.segment_{model.name}"]["depends_on"]["nodes"]
        models = {name.rpartition("_models.segment_")[2] for name in read if name.startswith("model.")}
        assert models == {*model.reads, *(["forgotten"] if model.reads_raw else [])}
        raw = {".".join(name.split(".")[2:]) for name in read if name.startswith("source.")}
        assert raw <= set(model.reads_raw)
        assert bool(raw) == bool(model.reads_raw)


COLUMN_TESTS = {
    f"{test}_segment_{model}_{column}"
    for test in ("unique", "not_null")
    for model, column in (
        *(("user_map", "anonymous_id"), ("sessions", "session_id"), ("users", "user_id")),
        *(("session_sources", "session_id"), ("traffic_sources", "key"), ("session_facts", "session_id")),
    )
}
TESTS = COLUMN_TESTS | {
    "segment_a_gap_starts_a_session",
    *(f"segment_{name}_key" for name in CALLS),
    *(f"segment_{kind}_events_key" for kind in ("page", "track", "screen", "rejected", "sessionized")),
    *(f"segment_sessionized_{table}_key" for table in ("pages", "tracks", "screens")),
    *(f"segment_sessionized_{table}_session_id_relationship" for table in ("events", "pages", "tracks", "screens")),
    *("segment_sessions_numbered", "segment_sessions_apart", "segment_gaps_inside", "segment_sessions_agree"),
    *("segment_sessions_named", "segment_records_agree", "segment_first_and_last_agree", "segment_users_agree"),
    *("segment_users_known", "segment_user_map_agrees", "segment_rejected_reasons", "segment_rows_accounted"),
    *("segment_touches_key", "segment_touches_known", "segment_session_sources_session_id_relationship"),
    *("segment_session_sources_agree", "segment_attributed_in_lookback"),
    *("segment_shared_calls_key", "segment_shared_calls_owned", "segment_shared_ids_limited"),
    *(f"segment_{name}_key" for name in ("page_views", "daily", "active_days", "conversion_calls", "conversions")),
    *(f"segment_event_{event}_key" for event in EVENTS),
    *(f"segment_event_{event}_session_id_relationship" for event in EVENTS),
    *(f"segment_{name}_session_id_relationship" for name in ("page_views", "session_facts", "conversions")),
    "segment_attribution_session_id_relationship",
    *("segment_page_times_add_up", "segment_facts_agree", "segment_daily_agrees", "segment_active_days_agree"),
    *("segment_conversions_once", "segment_conversions_agree", "segment_conversions_add_up", "segment_weights_sum"),
    *("segment_one_currency", "segment_properties_found"),
}

COPIED_TWICE = (
    *("page_events", "track_events", "screen_events", "page_views"),
    *("sessionized_pages", "sessionized_tracks", "sessionized_screens"),
)
BREAKING = """
    INSERT INTO segment_users FROM segment_users WHERE user_id = 'mina-holt';
    UPDATE segment_users SET user_id = NULL WHERE user_id <> 'mina-holt';
    INSERT INTO segment_user_map FROM segment_user_map WHERE anonymous_id = 'mina-laptop';
    UPDATE segment_user_map SET anonymous_id = NULL WHERE anonymous_id <> 'mina-laptop';
    INSERT INTO segment_rejected_events FROM segment_rejected_events;
    INSERT INTO segment_page_calls FROM segment_page_calls;
    INSERT INTO segment_track_calls FROM segment_track_calls;
    INSERT INTO segment_screen_calls FROM segment_screen_calls;
    INSERT INTO segment_identify_calls FROM segment_identify_calls;
    DELETE FROM segment_sessions WHERE session_index = 1;
    INSERT INTO segment_sessions FROM segment_sessions WHERE user_id = 'mina-holt' AND session_index = 2;
    UPDATE segment_sessions SET session_id = NULL WHERE user_id = 'mina-holt' AND session_index = 3;
    UPDATE segment_sessions SET session_start_timestamp = session_start_timestamp - INTERVAL 30 DAYS
        WHERE user_id = 'mina-holt' AND session_index = 4;
    INSERT INTO segment_sessionized_events FROM segment_sessionized_events WHERE user_id = 'mina-holt';
    UPDATE segment_sessionized_events SET timestamp = timestamp + INTERVAL 30 MINUTES
        WHERE NOT session_start_event AND session_index = 2;
    UPDATE segment_sessionized_events SET source = 'other' WHERE session_start_event AND session_index = 5;
    UPDATE segment_sessions SET first_page_values = NULL WHERE session_index = 6;
    UPDATE segment_rejected_events SET reason = 'because';
    INSERT INTO segment_touches FROM segment_touches;
    UPDATE segment_touches SET channel = 'Somewhere';
    INSERT INTO segment_session_sources FROM segment_session_sources WHERE session_index = 2;
    UPDATE segment_session_sources SET session_id = NULL WHERE session_index = 3;
    UPDATE segment_session_sources SET attributed_source = 'nowhere' WHERE session_index = 4;
    INSERT INTO segment_shared_calls FROM segment_shared_calls;
    UPDATE segment_shared_calls SET log_in_event_id = 'none';
    UPDATE segment_user_map SET is_shared = TRUE;
    INSERT INTO segment_traffic_sources FROM segment_traffic_sources WHERE key = 'bing.com';
    UPDATE segment_traffic_sources SET key = NULL WHERE key <> 'bing.com';
    INSERT INTO segment_session_facts FROM segment_session_facts WHERE session_index = 2;
    UPDATE segment_session_facts SET session_id = NULL WHERE session_index = 3;
    UPDATE segment_session_facts SET total_conversions = 7 WHERE session_index = 1;
    INSERT INTO segment_daily FROM segment_daily;
    INSERT INTO segment_active_days FROM segment_active_days;
    INSERT INTO segment_order_completed_properties FROM segment_order_completed_properties;
    INSERT INTO segment_subscription_renewed_properties FROM segment_subscription_renewed_properties;
    INSERT INTO segment_event_order_completed FROM segment_event_order_completed;
    INSERT INTO segment_event_subscription_renewed FROM segment_event_subscription_renewed;
    UPDATE segment_event_subscription_renewed SET session_id = 'none', track_id = 'none';
    INSERT INTO segment_conversion_calls FROM segment_conversion_calls;
    UPDATE segment_conversion_calls SET currency = track_id, is_repeat = FALSE;
    INSERT INTO segment_conversions FROM segment_conversions;
    UPDATE segment_attribution SET linear_weight = 2;
"""


def test_broken_data_is_seen_by_every_test(tmp_path):
    """Each test fails when the rows it speaks of are wrong; one that is set to warn does, and fails nothing."""
    made = OnDuckDB(tmp_path)
    checks = {"gaps_inside": "warn", "user_map_key": "warn"}
    models = segment(**OPTIONS, checks=checks, default_config={"schema": OURS}, shared_id_limit=3)
    with closing(duckdb.connect(str(made.file))) as connection:
        models.export_dbt(made.project.folder, connection)
    made.project.dbt("run", "--select", *(f"segment_{name}" for name in OWN))
    with closing(duckdb.connect(str(made.file))) as connection:
        for name, kind in DuckDBWarehouse.kinds(SimpleNamespace(connection=connection), OURS).items():
            twice = f"UNION ALL FROM {OURS}.{name}" if name.removeprefix("segment_") in COPIED_TWICE else ""
            connection.execute(f"CREATE {kind} {THEIRS}.{name} AS FROM {OURS}.{name} {twice}")
        connection.execute(f"SET search_path = '{THEIRS}'")
        connection.execute(BREAKING)
    made.project.dbt("test", code=1)
    warned = {"segment_gaps_inside", "unique_segment_user_map_anonymous_id", "not_null_segment_user_map_anonymous_id"}
    warned |= {"segment_shared_ids_limited", "segment_one_currency", "segment_properties_found"}
    told = {name: "warn" if name in warned else "fail" for name in TESTS}
    assert made.project.results() == told | {
        "segment_a_gap_starts_a_session": "pass"
    }  # which reads three rows of its own
