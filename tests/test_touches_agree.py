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
WIDEST = {"redshift": 512}
"""How many characters a raw column holds where it does not hold any text: what is longer comes cut."""
MODELS = ("segment_touches", "segment_session_sources", "segment_users")


def cut(rows: list[dict], widest: int | None) -> list[dict]:
    """Return rows whose texts have at most so many characters."""
    return [{name: one[:widest] if isinstance(one, str) else one for name, one in row.items()} for row in rows]


@pytest.mark.parametrize("world", OPTIONS)
@pytest.mark.parametrize(
    "engine", [one if one == "duckdb" else pytest.param(one, marks=pytest.mark.full) for one in ENGINES]
)
def test_touches_sources_and_first_sources(engine, world):
    """Every row and column of each model that says where somebody came from."""
    pages = cut(random_pages(f"{world} {engine}", MANY.get(engine, ELSEWHERE)), WIDEST.get(engine))
    expected = oracle.build({"app": {"pages": pages}}, OPTIONS[world], hosts=HOSTS)
    kinds = {name: "timestamp" if name in histories.TIMES else "text" for name in histories.COLUMNS["pages"]}
    with closing(story_warehouse(engine)()) as warehouse, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warehouse.write({"app": {"pages": Raw(pages, kinds, tuple(kinds))}})
        built = warehouse.run(segment_schema=["app"], **keyword_arguments(OPTIONS[world]))
        for model in MODELS:
            difference = compare(model, expected[model], built.rows(model.removeprefix("segment_")))
            assert difference is None, difference.text
