"""Of thousands of odd addresses, each engine says what an independent reading of A1 to A11 and C1 to C20 says."""

import warnings
from contextlib import closing

import pytest

import histories
import oracle
from conftest import ENGINES, story_warehouse
from odd_addresses import CONFIGURED, random_pages
from oracle import Options
from stories import Raw
from test_property import HOSTS, compare, keyword_arguments

OPTIONS = {"as it comes": Options(), "configured": Options(**CONFIGURED)}
MANY = {"duckdb": 20_000}
ELSEWHERE = 3_000
MODELS = ("segment_touches", "segment_session_sources", "segment_users")


@pytest.mark.parametrize("world", OPTIONS)
@pytest.mark.parametrize(
    "engine", [one if one == "duckdb" else pytest.param(one, marks=pytest.mark.full) for one in ENGINES]
)
def test_touches_sources_and_first_sources(engine, world):
    """Every row and column of each model that says where somebody came from."""
    pages = random_pages(f"{world} {engine}", MANY.get(engine, ELSEWHERE))
    expected = oracle.build({"app": {"pages": pages}}, OPTIONS[world], hosts=HOSTS)
    kinds = {name: "timestamp" if name in histories.TIMES else "text" for name in histories.COLUMNS["pages"]}
    with closing(story_warehouse(engine)()) as warehouse, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warehouse.write({"app": {"pages": Raw(pages, kinds, tuple(kinds))}})
        built = warehouse.run(segment_schema=["app"], **keyword_arguments(OPTIONS[world]))
        for model in MODELS:
            difference = compare(model, expected[model], built.rows(model.removeprefix("segment_")))
            assert difference is None, difference.text
