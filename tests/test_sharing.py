"""Stories that share a build see what they would see alone, and are told alone where that would not do."""

from __future__ import annotations

from contextlib import closing

import duckdb
import pytest

from conftest import ENGINES, known_gap, story_warehouse
from sharing import Group, Sharing, SharingWarehouse, Wanted, shared_builds
from stories import DuckDBWarehouse, Raw, identify, page, screen, session_id, track, web

MODELS = ("page_events", "rejected_events", "user_map", "sessionized_events", "sessionized_tracks", "sessions", "users")

LOGIN = {"pages": [page("p1", "10:00:00"), page("p2", "10:40:00")]}
STORIES = [
    web(**LOGIN, identifies=[identify("i1", "11:00:00", user="ann", email="a@x.org")]),
    web(**LOGIN, identifies=[identify("i1", "11:00:00", user="bob", email="b@x.org")]),
    web(pages=[page("p1", "10:00:00", title="T"), page("p1", "09:00:00", title="S"), page("null", "10:00:00")]),
    web(screens=[screen("p1", "10:00:00")], tracks=[track("p1", "10:00:00", user="d")]),
    web(pages=[page(None, "10:00:00", device="null", user="  ")]),
    {"web": {"pages": [page("10", "10:00:00"), page("9", "10:00:00")]}, "Zed": {"pages": [page("a", "10:00:00")]}},
    web(pages=[], identifies=[]),
]
"""Ids, times and people that meet in all of them; one has a row without any id, one has no rows."""


def everything(built):
    return {model: sorted(map(repr, built.rows(model))) for model in MODELS}


def test_each_story_sees_what_it_sees_alone():
    """Every row of every model, in a build that all share and in one of its own."""
    wanted = [Wanted(sources, {"include_screens": True}) for sources in STORIES]
    assert all(one.can_share() for one in wanted)
    together = Group(DuckDBWarehouse, wanted)
    for one in wanted:
        with closing(DuckDBWarehouse()) as own, closing(SharingWarehouse(DuckDBWarehouse, one, together)) as shared:
            part = shared.build(one.sources, **one.options)
            assert everything(part) == everything(own.build(one.sources, **one.options))
            assert shared._own is None
    assert together.error is None


def test_a_row_that_is_wrong_is_seen():
    """What an engine made of one story's rows reaches that story, and no other."""
    sharing = Sharing([Wanted(web(pages=[page("p1", "10:00:00")]), {})] * 2)
    rows = [{"source": "l0web", "user_id": f"s{n}.d", "session_id": "wrong", "session_index": 7} for n in (1, 1, 0)]
    assert sharing.divided({"sessionized_events": rows}) == [
        {"sessionized_events": [{"source": "web", "user_id": "d", "session_id": "wrong", "session_index": 7}]},
        {"sessionized_events": [{"source": "web", "user_id": "d", "session_id": "wrong", "session_index": 7}] * 2},
    ]


@pytest.mark.parametrize(
    "row", [{"user_id": "null", "anonymous_id": None}, {"user_id": "s0.ann", "anonymous_id": "s1.d"}]
)
def test_a_row_of_nobody_or_of_two_ends_the_sharing(row):
    """A junk id that an engine lets pass is no story's; and no story's person has another's device."""
    sharing = Sharing([Wanted(web(pages=[page("p1", "10:00:00")]), {})] * 2)
    with pytest.raises(ValueError, match=r"a row of user_map is of [02] stories"):
        sharing.divided({"user_map": [row]})


def test_a_session_has_its_own_id_again():
    """By R9 it follows from the source and the id of the first event, which were called otherwise."""
    wanted = [Wanted(web(pages=[page(id_, "10:00:00")]), {}) for id_ in ("p1", "p2")]
    together = Group(DuckDBWarehouse, wanted)
    for one, id_ in zip(wanted, ("p1", "p2"), strict=True):
        part = SharingWarehouse(DuckDBWarehouse, one, together).build(one.sources)
        assert part("sessions", "session_id") == [(session_id("web", "page", id_),)]


def test_who_asks_for_more_than_rows_is_told_alone():
    """The report and the catalog are those of a build of the story's own; so are its rows from then on."""
    wanted = [Wanted(web(pages=[page(id_, "10:00:00")]), {}) for id_ in ("p1", "p2")]
    with closing(SharingWarehouse(DuckDBWarehouse, wanted[1], Group(DuckDBWarehouse, wanted))) as warehouse:
        built = warehouse.build(wanted[1].sources)
        assert built.rows("page_events")[0]["page_id"] == "p2"
        assert len(warehouse.settings) == 3
        assert warehouse._own is None
        assert {row[0] for row in built.report.account.values} == {"web"}
        assert set(warehouse.kinds("web")) == {"pages"}
        assert built("page_events", "source", "page_id") == [("web", "p2")]


def test_a_second_build_finds_the_first():
    """It is made where the first one was, as when the story is told alone."""
    wanted = [Wanted(web(pages=[page(id_, "10:00:00")]), {}) for id_ in ("p1", "p2")]
    with closing(SharingWarehouse(DuckDBWarehouse, wanted[0], Group(DuckDBWarehouse, wanted))) as warehouse:
        warehouse.build(wanted[0].sources)
        built = warehouse.build({"app": {"pages": [page("a1", "10:00:00")]}})
        assert built("page_events", "page_id") == [("a1",)]
        assert set(warehouse.kinds("web")) == {"pages"}


def test_where_a_shared_build_fails_each_story_is_told_alone():
    """One that cannot be built fails with its own error, and the others hold."""
    good = Wanted(web(pages=[page("p1", "10:00:00")]), {})
    bad = Wanted(web(pages=[page("p1", "10:00:00", received_at="no time")]), {})
    together = Group(DuckDBWarehouse, [good, bad])
    with closing(SharingWarehouse(DuckDBWarehouse, good, together)) as warehouse:
        assert warehouse.build(good.sources)("page_events", "page_id") == [("p1",)]
        assert warehouse._own is not None
    assert "no time" in str(together.error)
    with (
        closing(SharingWarehouse(DuckDBWarehouse, bad, together)) as warehouse,
        pytest.raises(duckdb.ConversionException, match="no time"),
    ):
        warehouse.build(bad.sources)


@pytest.mark.parametrize(
    ("sources", "options"),
    [
        (web(pages=[page(" p1", "10:00:00")]), {}),
        (web(pages=[page("p1", "10:00:00", device="NULL")]), {}),
        (web(pages=[page("p1", "10:00:00", user="007")]), {}),
        (web(pages=Raw([page("p1", "10:00:00", user=42)], {"user_id": "integer"})), {}),
        ({"a|b": {"pages": [page("p1", "10:00:00")]}}, {}),
        (web(pages=[page("p1", "10:00:00")]), {"junk_ids": ["p1"]}),
        (web(pages=[page("p1", "10:00:00")]), {"model_prefix": ""}),
        (web(pages=[page("p1", "10:00:00")]), {"models": {"users": {"enabled": False}}}),
    ],
)
def test_what_a_mark_would_change_is_not_shared(sources, options):
    """Ids that are nearly junk, names that are odd, and what is configured about ids, names and places."""
    assert not Wanted(sources, options).can_share()


def test_a_custom_field_of_another_type_is_another_configuration():
    """A field is of one type in all sources, so one story would change the other's."""

    def configuration(kind):
        pages = Raw([page("p1", "10:00:00", depth=1)], {"depth": kind})
        return Wanted(web(pages=pages), {"custom_page_fields": ["depth"]}).configuration()

    assert configuration("integer") == configuration("integer") != configuration("double")


@pytest.mark.parametrize("engine", ENGINES)
def test_no_shared_build_fails(engine, request):
    """Each story would be told alone, and slowly; so it is said here."""
    kind = story_warehouse(engine)
    stories = shared_builds(request.session).of(engine, kind, known_gap)
    groups = {id(together): together for _, together in stories.values()}.values()
    for together in groups:
        together.rows(0)
    assert [str(together.error) for together in groups if together.error] == []
