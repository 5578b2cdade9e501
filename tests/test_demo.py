"""The demo's sample is what its script wrote: every number is in sample/truth.json, and every story comes true."""

import json
from contextlib import closing
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from segment_models import demo, warehouses

TRUTH = json.loads((demo.SAMPLE.parent / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shop():
    """The connection to the sample's database, everything built."""
    with closing(duckdb.connect()) as connection:
        models = demo.demo_models()
        models.load([demo.SAMPLE], connection)
        models.run(connection)
        yield connection


def one(shop, sql, *parameters):
    (row,) = shop.execute(sql.replace("m.", "segment_models.segment_"), parameters).fetchall()
    return row


def test_there_are_as_many_sessions_and_events(shop):
    """Sessions, their events of each type, and those with one event."""
    sql = """
        SELECT count(*), sum(stats.total_pages), sum(stats.total_screens), sum(stats.total_tracks),
            count(*) FILTER (len(records) = 1)
        FROM m.sessions
    """
    events = TRUTH["sessions"]["events"]
    assert one(shop, sql) == (
        TRUTH["sessions"]["total"],
        events["page"],
        events["screen"],
        events["track"],
        TRUTH["sessions"]["single_event"],
    )


def test_sessions_start_in_the_sources_they_should(shop):
    """The source of each session's first event."""
    sql = "SELECT source, count(*) FROM segment_models.segment_sessionized_events WHERE session_start_event GROUP BY 1"
    assert dict(shop.execute(sql).fetchall()) == TRUTH["sessions"]["by_source_of_first_event"]


def test_sessions_come_from_the_campaigns_they_should(shop):
    """The first page's campaign source; none where there is no page or no campaign."""
    sql = """
        SELECT coalesce(first_page_values.first_utm_source, ''), count(*)
        FROM segment_models.segment_sessions GROUP BY 1
    """
    assert dict(shop.execute(sql).fetchall()) == TRUTH["sessions"]["by_first_utm_source"]


def test_there_are_as_many_people(shop):
    """Users, anonymous people who sent an identify, and anonymous ids."""
    people = TRUTH["people"]
    sql = "SELECT count(*) FILTER (is_identified), count(*) FILTER (NOT is_identified) FROM m.users"
    assert one(shop, sql) == (people["users"], people["anonymous_with_identify"])
    sql = "SELECT count(*), count(user_id) FROM m.user_map"
    assert one(shop, sql) == (people["anonymous_ids"], people["anonymous_ids_of_users"])


def test_rejected_calls_are_those_planned(shop):
    """Each reason as often as the script made it."""
    sql = "SELECT reason, count(*) FROM segment_models.segment_rejected_events GROUP BY 1"
    assert dict(shop.execute(sql).fetchall()) == TRUTH["rejected"]["by_reason"]


@pytest.mark.parametrize("person", TRUTH["stories"])
def test_stories_come_true(shop, person):
    """Each person of a story has the sessions, the totals and the traits it tells."""
    story = TRUTH["stories"][person]
    sql = """
        SELECT coalesce(list(session_start_timestamp ORDER BY session_index), []),
            coalesce(sum(stats.total_pages), 0), coalesce(sum(stats.total_screens), 0),
            coalesce(sum(stats.total_tracks), 0)
        FROM m.sessions WHERE user_id = ?
    """
    starts, *totals = one(shop, sql, person)
    told = [datetime.fromisoformat(moment).replace(tzinfo=None) for moment in story["session_starts"]]
    assert starts == told
    assert totals == [story[kind] - story["outside"][kind] for kind in ("pages", "screens", "tracks")]


@pytest.mark.parametrize("person", [person for person, story in TRUTH["stories"].items() if story["traits"]])
def test_traits_are_the_latest(shop, person):
    """Each trait that the models carry, as the story ends."""
    story = TRUTH["stories"][person]
    sql = """
        SELECT is_identified, total_sessions, email, name, "plan", company_name, created_at
        FROM m.users WHERE user_id = ?
    """
    identified, sessions, *traits = one(shop, sql, person)
    assert (identified, sessions) == (story["is_identified"], story["sessions"])
    names = ("email", "name", "plan", "company_name", "created_at")
    told = [story["traits"].get(name) for name in names]
    told[-1] = told[-1] and datetime.fromisoformat(told[-1]).replace(tzinfo=None)
    assert traits == told


def test_the_demo_shows_the_session_with_the_most_records(shop):
    """Of the person whose story it tells; the fields are those drawn."""
    session, records = demo.busiest_session(warehouses.connect(shop))
    assert session["user_id"] == demo.PERSON
    counts = shop.execute(
        "SELECT len(records) FROM segment_models.segment_sessions WHERE user_id = ?", [demo.PERSON]
    ).fetchall()
    assert len(records) == max(counts)[0]
    assert [record["timestamp"] for record in records] == sorted(record["timestamp"] for record in records)


def test_the_demo_shows_the_person(shop):
    """One row, whose totals are the story's."""
    rows = demo.the_user(warehouses.connect(shop))
    (row,) = rows.values
    user = dict(zip(rows.columns, row, strict=True))
    assert (user["user_id"], user["total_sessions"], user["total_pages"]) == ("mina-holt", 4, 7)


def test_the_demo_shows_what_visits_bring_by_channel(shop):
    """Each channel of the plan, that with the most sessions first: its share, people, sign-ups, orders, money."""
    rows = demo.visits_by_channel(warehouses.connect(shop))
    assert rows.columns == ("channel", "sessions", "share %", "people", "sign-ups", "orders", "revenue")
    by_channel, people, brought = (
        TRUTH["sessions"]["by_channel"],
        TRUTH["people"]["by_channel"],
        TRUTH["conversions"]["by_channel"],
    )
    told = sorted(by_channel.items(), key=lambda one: (-one[1], one[0]))
    assert [(channel, sessions, *rest) for channel, sessions, _, *rest in rows.values] == [
        (
            channel,
            sessions,
            people[channel],
            brought[channel]["signed_up"]["count"],
            brought[channel]["order_completed"]["count"],
            Decimal(f"{brought[channel]['order_completed']['value']:.2f}"),
        )
        for channel, sessions in told
    ]
    assert (rows.values[0][0], rows.values[0][2]) == ("Direct", 32.5)  # 1,046 of 3,223
    assert sum(row[6] for row in rows.values) == Decimal("14883.10")  # every order is in a visit
