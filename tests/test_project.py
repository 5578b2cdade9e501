"""The library's face: what `segment(...)` takes, what its models can do, and whose connection is whose."""

import shutil
from contextlib import closing

import duckdb
import pyarrow as pa
import pytest

import small_shop
from segment_models import ConfigError, Models, WarehouseError, segment, warehouses

FILE = """\
connection: duckdb:///shop.duckdb
segment_schema: [web, ios]
include_screens: true
custom_user_fields: [email]
session_timeout_millis: 600000
models:
  users: {tags: [crm]}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "segment_models.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built_database(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    with closing(small_shop.open_shop(path)) as connection:
        segment(**small_shop.OPTIONS).run(connection)
    return path


@pytest.fixture
def database(built_database, tmp_path):
    """A file in which the shop's models are built."""
    return shutil.copy(built_database, tmp_path / "shop.duckdb")


# Settings


def test_keywords_are_the_configuration():
    """Every key is a keyword."""
    models = segment(segment_schema="web", session_timeout_millis=1000, custom_user_fields=["email"])
    assert isinstance(models, Models)
    assert models.config.segment_schema == ("web",)
    assert models.config.session_timeout_millis == 1000
    assert ">= 1000000" in models.sessionized_events.sql()


def test_a_call_of_the_dataform_package_can_be_pasted():
    """Its camel case is understood, the misspelt key of its README included."""
    models = segment(
        segmentSchema="javascript",
        sessionTimeoutMillis=1800000,
        customPageFields=["url_hash", "category"],
        customUserFields=["email"],
        customerTrackFields=["browser_type"],
        defaultConfig={"schema": "dataform_segment", "tags": ["segment"], "type": "view"},
        declareSources=True,
        includeScreens=False,
    )
    assert models.config.custom_track_fields == ("browser_type",)
    assert str(models.graph().models["users"].relation) == "dataform_segment.segment_users"
    assert models.users.type == "view"


def test_a_file_is_the_configuration(file):
    """A path is read."""
    models = segment(file)
    assert models.config.segment_schema == ("web", "ios")
    assert models.users.tags == ("crm",)
    assert segment(str(file)).config == models.config


@pytest.mark.parametrize(
    "options",
    [{"session_timeout_millis": 5000}, {"sessionTimeoutMillis": 5000}],
    ids=["snake case", "camel case"],
)
def test_keywords_override_a_file(file, options):
    """A keyword replaces the file's key in whichever spelling; the other keys stay."""
    config = segment(file, **options).config
    assert config.session_timeout_millis == 5000
    assert config.custom_user_fields == ("email",)
    assert config.include_screens


def test_a_keyword_that_is_no_key_is_an_error(file):
    """The error names the nearest."""
    with pytest.raises(
        ConfigError, match=r"sesion_timeout_millis: there is no such key\. Did you mean 'session_timeout_"
    ):
        segment(file, sesion_timeout_millis=1)


def test_a_setting_of_one_model_can_be_changed():
    """``models.sessions.type = "view"`` changes that model and no other."""
    models = segment(segment_schema="web")
    assert (models.sessions.type, models.users.type) == ("table", "table")
    models.sessions.type = "view"
    assert (models.sessions.type, models.users.type) == ("view", "table")
    models.sessions.name = "visits"
    models.sessions.schema = "lake"
    models.sessions.tags = ["daily", "web"]
    models.sessions.description = "Visits."
    assert (models.sessions.name, models.sessions.schema) == ("visits", "lake")
    assert (models.sessions.tags, models.sessions.description) == (("daily", "web"), "Visits.")
    assert models.sessions.type == "view"
    assert repr(models.sessions) == "<model sessions: view lake.visits>"


def test_changes_are_kept_beside_the_files(file):
    """A change of one model leaves what the file says of it and of others."""
    models = segment(file)
    models.users.type = "view"
    assert (models.users.type, models.users.tags) == ("view", ("crm",))
    assert models.config.session_timeout_millis == 600_000


def test_settings_without_effect_on_the_place_are_read_too():
    """Partitioning, clustering and whether a model is enabled."""
    models = segment(segment_schema="web", models={"sessions": {"partition_by": "date(session_start_timestamp)"}})
    assert models.sessions.partition_by == "date(session_start_timestamp)"
    assert models.users.partition_by is None
    assert models.users.cluster_by == ()
    models.users.enabled = False
    assert models.users.enabled is False
    assert "users" not in [model.key for model in models]


def test_a_wrong_setting_is_an_attribute_error():
    """Reading or setting what no model has offers the nearest."""
    models = segment(segment_schema="web")
    with pytest.raises(AttributeError, match=r"A model has no 'tipe'\. Did you mean 'type'\?"):
        _ = models.sessions.tipe
    with pytest.raises(AttributeError, match=r"A model has no 'shema'\. Did you mean 'schema'\?"):
        models.sessions.shema = "x"


def test_a_wrong_value_is_a_config_error_and_changes_nothing():
    """A type that does not exist is refused, and the model stays what it was."""
    models = segment(segment_schema="web")
    with pytest.raises(ConfigError, match=r"models\.sessions\.type"):
        models.sessions.type = "tabel"
    assert models.sessions.type == "table"


def test_a_model_that_does_not_exist_is_an_attribute_error():
    """The error offers the nearest."""
    with pytest.raises(AttributeError, match=r"There is no model 'sesions'\. Did you mean 'sessions'\?"):
        _ = segment(segment_schema="web").sesions


def test_iterating_gives_the_enabled_models_in_order():
    """Each after those it reads; none of a call type that is off."""
    models = segment(segment_schema="web", include_tracks=False)
    assert [model.key for model in models] == [
        "page_events",
        "rejected_events",
        "traffic_sources",
        "touches",
        "user_map",
        "shared_calls",
        "sessionized_events",
        "sessionized_pages",
        "sessions",
        "session_sources",
        "page_views",
        "session_facts",
        "daily",
        "active_days",
        "users",
    ]


# SQL


def test_sql_and_compile_agree():
    """The SQL of one model is that of all models, under its name."""
    models = segment(**small_shop.OPTIONS)
    compiled = models.compile()
    assert list(compiled) == [model.key for model in models]
    assert models.sessions.sql() == models.sessions.sql("duckdb") == compiled["sessions"]


def test_an_unknown_dialect_offers_the_nearest():
    """The error lists those there are."""
    with pytest.raises(ConfigError, match=r"no warehouse 'duckdv'\. Did you mean 'duckdb'\?"):
        segment(segment_schema="web").sessions.sql("duckdv")


def test_a_connection_in_the_place_of_a_dialect_is_refused():
    with duckdb.connect() as connection, pytest.raises(ConfigError, match=r"not DuckDBPyConnection\. .*connection="):
        segment(segment_schema="web").compile(connection)  # type: ignore[arg-type]


def test_compiling_with_a_connection_looks_at_the_tables(database):
    """A column that the source lacks is NULL in the SQL for it."""
    with closing(duckdb.connect(str(database))) as connection:
        connection.execute("ALTER TABLE web.pages DROP COLUMN title")
        sql = segment(**small_shop.OPTIONS).compile(connection=connection)["page_events"]
    assert sql.count("CAST(NULL AS TEXT) AS title") == 1
    assert sql.count('"title" AS title') == 1


# Connections and rows

SESSIONS = [("a2", 1), ("u1", 1), ("u1", 2), ("u1", 3)]


def people(table):
    return sorted(zip(table["user_id"].to_pylist(), table["session_index"].to_pylist(), strict=True))


def test_rows_come_as_arrow_pandas_and_polars(database):
    """The same four sessions in each."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    pl = pytest.importorskip("polars", reason="polars is not installed")
    models = segment(**small_shop.OPTIONS, connection=f"duckdb:///{database}")
    arrow, pandas, polars = models.sessions.to_arrow(), models.sessions.to_pandas(), models.sessions.to_polars()
    assert isinstance(arrow, pa.Table)
    assert isinstance(pandas, pd.DataFrame)
    assert isinstance(polars, pl.DataFrame)
    assert people(arrow) == SESSIONS
    assert sorted(zip(pandas["user_id"], pandas["session_index"], strict=True)) == SESSIONS
    assert sorted(polars.select("user_id", "session_index").rows()) == SESSIONS
    assert arrow.column_names == [column.name for column in models.graph().models["sessions"].columns]
    assert pa.types.is_list(arrow.schema.field("records").type)


def test_a_connection_of_the_callers_stays_open():
    """It is used for the run and for what follows, and is the caller's to close."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        models.run(connection)
        assert people(models.sessions.to_arrow()) == SESSIONS
        assert len(models.check().checked) == 40
        assert connection.execute("SELECT count(*) FROM segment_models.segment_users").fetchone() == (2,)


def test_a_connection_that_the_caller_has_closed_is_not_used_again():
    """What asks for it says what to do, and another connection goes on."""
    models = segment(**small_shop.OPTIONS, connection="duckdb:///nowhere.duckdb")
    with closing(small_shop.open_shop()) as connection:
        models.run(connection)
    for ask in (models.sessions.to_arrow, models.run, models.check, lambda: models.sessions.to_arrow(connection)):
        with pytest.raises(WarehouseError, match=r"^The connection is closed, .* Give an open one, as in run\(conn"):
            ask()
    assert models.sessions.sql() == models.sessions.sql("duckdb")
    with closing(small_shop.open_shop()) as another:
        models.run(another)
        assert people(models.sessions.to_arrow()) == SESSIONS


URLS = [
    *("postgresql://localhost/shop", "bigquery://project", "snowflake://ana@account/shop", "redshift://localhost/shop"),
    *("databricks://host/sql/1.0/warehouses/id", "spark://host:7077", "duckdb:///nowhere.duckdb"),
]


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.partition(":")[0])
def test_sql_is_for_the_configured_connection_which_is_not_opened(url):
    """Of a model, of all of them, and of an answer, wherever no other dialect is named."""
    name = warehouses.name_of(url)
    models = segment(**small_shop.OPTIONS, connection=url)
    elsewhere = segment(**small_shop.OPTIONS)
    assert models.sessions.sql() == elsewhere.sessions.sql(name)
    assert models.compile() == elsewhere.compile(name)
    assert models.funnel(["page:/", "page:/cart"]).sql() == elsewhere.funnel(["page:/", "page:/cart"]).sql(name)
    assert models.graph().context.dialect.name == name
    assert models.sessions.sql("duckdb") == elsewhere.sessions.sql()


def test_a_url_of_a_file_is_remembered_and_released(tmp_path):
    """After a run on a file, the rows are read from it, and others can open it."""
    small_shop.open_shop(tmp_path / "shop.duckdb").close()
    models = segment(**small_shop.OPTIONS)
    models.run(f"duckdb:///{tmp_path}/shop.duckdb")
    assert people(models.sessions.to_arrow()) == SESSIONS
    with closing(duckdb.connect(str(tmp_path / "shop.duckdb"))) as connection:
        assert len(small_shop.rows(connection, "segment_models.segment_sessions")) == 4


def test_a_database_in_memory_lives_as_long_as_the_models(tmp_path):
    """What is loaded into ``duckdb://`` is there for the run, and what is built for the reader."""
    lines = (
        '{"type": "page", "messageId": "m1", "anonymousId": "a1", "timestamp": "2026-03-02T09:00:00Z",'
        ' "receivedAt": "2026-03-02T09:00:01Z"}\n'
    )
    (tmp_path / "calls.json").write_text(lines, encoding="utf-8")
    models = segment(segment_schema="web", connection="duckdb://")
    models.load([tmp_path / "calls.json"], schema="web")
    models.run()
    assert people(models.sessions.to_arrow()) == [("a1", 1)]


def test_a_relative_url_is_relative_to_the_configuration_file(file, monkeypatch, tmp_path_factory):
    """Wherever the command is given."""
    small_shop.open_shop(file.parent / "shop.duckdb").close()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    models = segment(file)
    models.run()
    assert len(models.users.to_arrow()) == 2


def test_an_argument_goes_before_the_configurations_connection(database):
    """The connection given is the one used, and then the one remembered."""
    models = segment(**small_shop.OPTIONS, connection="duckdb:///nowhere.duckdb")
    assert people(models.sessions.to_arrow(f"duckdb:///{database}")) == SESSIONS
    assert people(models.sessions.to_arrow()) == SESSIONS


def test_no_connection_is_an_error_that_says_where_to_put_one():
    """Before anything is looked at."""
    with pytest.raises(ConfigError, match=r"There is no connection\. Set it in the configuration, as in connection: "):
        segment(segment_schema="web").run()


def test_something_that_is_no_connection_is_an_error():
    """The error names what it got."""
    with pytest.raises(WarehouseError, match=r"A builtins\.dict is not a connection we know"):
        segment(segment_schema="web").run({"path": "x"})


def test_rows_of_a_model_that_is_not_built_are_an_error():
    """Reading and checking before a run say so."""
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        with pytest.raises(WarehouseError, match=r"segment_models\.segment_sessions is not built\. Build the models"):
            models.sessions.to_arrow(connection)
        with pytest.raises(WarehouseError, match=r"is not built\. Build the models with: segment-models run"):
            models.check(connection)


def test_reading_a_file_does_not_lock_others_out(database):
    """A model's rows are read over a connection that only reads, so another reader can be there."""
    with closing(duckdb.connect(str(database), read_only=True)):
        models = segment(**small_shop.OPTIONS, connection=f"duckdb:///{database}")
        assert people(models.sessions.to_arrow()) == SESSIONS
