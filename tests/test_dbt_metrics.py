"""What an exported project tells MetricFlow: semantic models, metrics, and a table of days. dbt parses it elsewhere."""

import re
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

import small_shop
from segment_models import segment, warehouses
from segment_models.config import documents
from segment_models.dbt import find_place, project

METRICS = "models/segment/_segment__metrics.yml"
SPINE = "models/segment/metricflow_time_spine.sql"
ORDER = [
    ("ios", "tracks", "t2", "2026-03-03 08:10", None, "a3", "2026-03-03 12:00", {"event": "order_completed"}),
    ("ios", "order_completed", "t2", "2026-03-03 08:10", None, "a3", "2026-03-03 12:00", {"revenue": "12.50"}),
]
"""An order in the third session of u1, who has signed up in the first."""


def exported(target="duckdb", folder=Path("nowhere"), **options):
    """Return the texts of an export by their paths."""
    graph = segment(**small_shop.WORTH | options).graph_to_export(target=target, incremental=True)
    return {file.path: file.text for file in project(graph, folder, find_place(folder)).files}


def told(files):
    """Return the semantic models and the metrics of an export by their names."""
    whole = documents.load(files[METRICS])
    assert set(whole) == {"version", "semantic_models", "metrics"}
    return [{one["name"]: one for one in whole[kind]} for kind in ("semantic_models", "metrics")]


def measures(semantic):
    """Return each measure by its name, with the model it is of; no two have one name."""
    found = [(one["name"], name, one) for name, model in semantic.items() for one in model["measures"]]
    assert len({name for name, *_ in found}) == len(found)
    return {name: (model, one) for name, model, one in found}


@pytest.fixture(scope="module")
def numbers():
    """Every simple metric of the small shop, and every ratio."""
    semantic, metrics = told(exported())
    models, found = segment(**small_shop.WORTH), {}
    with closing(small_shop.open_shop(worth=True)) as shop:
        small_shop.load(shop, ORDER)
        models.run(shop)
        for name, (model, one) in measures(semantic).items():
            how = {"sum": "sum({})", "count_distinct": "count(DISTINCT {})"}[one["agg"]].format(one["expr"])
            (found[name],) = shop.execute(f"SELECT {how} FROM segment_models.{model}").fetchone()
    for name, one in metrics.items():
        if one["type"] == "ratio":
            parts = [found[one["type_params"][part]] for part in ("numerator", "denominator")]
            found[name] = float(parts[0]) / float(parts[1])
        else:
            assert one["type_params"] == {"measure": name}
    assert set(found) == set(metrics)
    return {name.removeprefix("segment_"): value for name, value in found.items()}


class TestWhatIsAsked:
    """The numbers that MetricFlow gets are those counted by hand."""

    def test_of_sessions_and_of_days(self, numbers):
        """Four sessions, of which two have one page and nothing else; both tables say the same."""
        expected = {"sessions": 4, "engaged_sessions": 2, "bounces": 2, "new_users": 2, "pages": 4}
        expected |= {"duration_millis": 1_800_000, "duration_per_session": 450_000.0, "pages_per_session": 1.0}
        expected |= {"engagement_rate": 0.5, "bounce_rate": 0.5, "value_per_session": 3.125}
        assert {name: numbers[name] for name in expected} == expected
        assert {name: numbers[f"daily_{name}"] for name in expected} == expected
        assert numbers["users"] == 2

    def test_of_conversions(self, numbers):
        """A sign-up and an order, in two sessions of one person; only the order has a value."""
        expected = {"converting_sessions": 2, "conversion_rate": 0.5, "converting_users": 1}
        expected |= {"session_conversions": 2, "daily_conversions": 2, "conversions": 2}
        expected |= {f"{of}conversion_value": Decimal("12.500000") for of in ("session_", "daily_", "")}
        expected["value_per_conversion"] = 6.25
        assert {name: numbers[name] for name in expected} == expected

    def test_nothing_else(self, numbers):
        """What is not named above does not exist: no rate of a table of days counts people."""
        ours = {name for name in numbers if not name.startswith("daily_")}
        assert {name.removeprefix("daily_") for name in numbers} == ours
        assert "daily_users" not in numbers
        assert len(numbers) == 33


@pytest.mark.parametrize("target", warehouses.NAMES)
def test_all_that_is_named_is_a_column(target):
    """On every warehouse: of the model that it is said of, and no dimension is called like an entity."""
    files = exported(target)
    semantic, _ = told(files)
    graph = segment(**small_shop.WORTH).graph_to_export(target=target, incremental=True)
    assert set(semantic) == {"segment_session_facts", "segment_daily", "segment_conversions"}
    for name, one in semantic.items():
        assert one["model"] == f"ref('{name}')"
        known = {column.name for column in graph.models[name.removeprefix("segment_")].columns}
        for what in [*one["dimensions"], *one.get("entities", []), *one["measures"]]:
            tree = sqlglot.parse_one(what.get("expr", what["name"]), dialect=graph.context.dialect.sqlglot)
            assert {column.name for column in tree.find_all(exp.Column)} <= known, what
        days = {what["name"]: what for what in one["dimensions"] if what["type"] == "time"}
        assert days[one["defaults"]["agg_time_dimension"]]["type_params"] == {"time_granularity": "day"}


def test_the_day_of_a_conversion_is_that_of_the_time_zone():
    """As that of a session is (M1); and a column that is a word of the engine's is in quotes."""
    semantic, _ = told(exported("bigquery"))
    days = {one["name"]: one for one in semantic["segment_conversions"]["dimensions"]}
    assert days["conversion_date"]["expr"] == "DATE(timestamp, 'Europe/Berlin')"
    semantic, _ = told(exported("redshift", time_zone="UTC"))
    days = {one["name"]: one for one in semantic["segment_conversions"]["dimensions"]}
    assert days["conversion_date"]["expr"] == 'CAST("timestamp" AS DATE)'


class TestWhatThereIs:
    """Only models that exist are spoken of."""

    def test_without_conversions(self):
        """There is nothing of what visits are worth."""
        semantic, metrics = told(exported(conversions={}))
        assert set(semantic) == {"segment_session_facts", "segment_daily"}
        assert not [name for name in metrics if "conver" in name or "value" in name]

    def test_without_days_or_facts(self):
        """A model that is switched off takes its metrics along; with the last one goes the table of days."""
        semantic, _ = told(exported(models={"daily": {"enabled": False}}))
        assert set(semantic) == {"segment_session_facts", "segment_conversions"}
        off = {name: {"enabled": False} for name in ("session_facts", "daily")}
        files = exported(models=off, conversions={})
        assert not {METRICS, SPINE} & set(files)
        assert "time_spine" not in files["models/segment/_segment__models.yml"]

    def test_other_dimensions(self):
        """`daily_dimensions` are the dimensions; a moment is grouped by its days."""
        semantic, _ = told(exported(daily_dimensions=["is_engaged", "session_end_timestamp"]))
        found = {one["name"]: one["type"] for one in semantic["segment_daily"]["dimensions"]}
        assert found == {"session_date": "time", "is_engaged": "categorical", "session_end_timestamp": "time"}

    def test_of_views_and_of_incremental_models(self):
        """They are the same, however the models are built."""
        whole = exported()[METRICS]
        assert exported(default_config={"type": "view"})[METRICS] == whole
        assert exported(default_config={"type": "incremental"})[METRICS] == whole


@pytest.mark.parametrize("prefix", ["segment_", "", "Web__", "_2_", "ünï code-"])
def test_names_are_such_as_metricflow_takes(prefix):
    """Small letters, digits and underscores, of which no two stand together; a letter first."""
    files = exported(model_prefix=prefix)
    (path,) = (path for path in files if path.endswith("__metrics.yml"))
    semantic, metrics = told({METRICS: files[path]})
    entities = [one["name"] for model in semantic.values() for one in model.get("entities", [])]
    for name in [*semantic, *metrics, *measures(semantic), *entities]:
        assert re.fullmatch(r"(?!.*__)[a-z][a-z0-9_]*[a-z0-9]", name), name


class TestDays:
    """The table of days that MetricFlow wants."""

    def test_every_day_once(self):
        """From 2000 to 2049, as dates."""
        sql = exported()[SPINE].partition(") }}")[2]
        with closing(small_shop.open_shop()) as shop:
            found = shop.execute(sql)
            assert found.description[0][:2] == ("date_day", "DATE")
            days = sorted(day for (day,) in found.fetchall())
        assert (days[0], days[-1], len(days)) == (date(2000, 1, 1), date(2049, 12, 31), 18_263)
        assert len(set(days)) == len(days)

    def test_it_is_described(self):
        """dbt 1.9 and newer are told so; older ones find it by its name."""
        (one,) = (
            model
            for model in documents.load(exported()["models/segment/_segment__models.yml"])["models"]
            if model["name"] == "metricflow_time_spine"
        )
        assert one["time_spine"] == {"standard_granularity_column": "date_day"}
        assert [(column["name"], column["granularity"]) for column in one["columns"]] == [("date_day", "day")]

    def test_a_second_export_has_the_days_of_the_first(self, tmp_path):
        """And keeps to that, whichever is exported again."""
        (tmp_path / "dbt_project.yml").write_text("name: mine\nprofile: mine\n")
        ways = [small_shop.WORTH | {"model_prefix": prefix} for prefix in ("web_", "app_")]
        for _ in range(2):
            for way in ways:
                segment(**way).export_dbt(tmp_path, target="duckdb")
        assert [path.parent.name for path in tmp_path.rglob("metricflow_time_spine.sql")] == ["web"]
        for way in ways:
            assert segment(**way).export_dbt(tmp_path, target="duckdb", check=True).written == ()

    @pytest.mark.parametrize(
        ("name", "text", "is_theirs"),
        [
            ("metricflow_time_spine.sql", "SELECT 1", True),
            ("days.yml", "{name: days, columns: [{name: day, granularity: day}]}", True),
            ("days.yml", "{name: days, columns: [{name: day, granularity: hour}]}", True),
            ("days.yml", "{name: days, columns: [{name: day, granularity: month}]}", False),
            ("days.yml", "{name: days, columns: [{name: other, granularity: day}]}", False),
            ("days.yml", "{name: days}", False),
        ],
    )
    def test_a_project_that_has_one(self, tmp_path, name, text, is_theirs):
        """Its own is enough: ours is not written."""
        (tmp_path / "dbt_project.yml").write_text("name: mine\nmodel-paths: [transform]\n")
        (tmp_path / "transform").mkdir()
        if name.endswith(".yml"):
            text = text.replace("{name: days", "{name: days, time_spine: {standard_granularity_column: day}", 1)
            text = f"models: [{text}]"
        (tmp_path / "transform" / name).write_text(text)
        done = segment(**small_shop.WORTH).export_dbt(tmp_path, target="duckdb")
        assert ("transform/segment/metricflow_time_spine.sql" in done.written) != is_theirs
        assert "transform/segment/_segment__metrics.yml" in done.written

    @pytest.mark.parametrize("text", ["models: [1, {name: x, time_spine: 2}]", "models: 3", "a: [", "[]", ""])
    def test_files_that_say_nothing_of_it(self, tmp_path, text):
        """Whatever a file of theirs holds, it is no error here."""
        (tmp_path / "dbt_project.yml").write_text("name: mine\n")
        (tmp_path / "models").mkdir()
        (tmp_path / "models" / "theirs.yml").write_text(text)
        assert SPINE in segment(**small_shop.WORTH).export_dbt(tmp_path, target="duckdb").written
