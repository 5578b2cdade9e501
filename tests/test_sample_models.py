"""The packaged sample, loaded and built as the demo does it, gives the numbers that were planned with it.

``truth.json`` was written from the plan of the sample, not from what is built.
"""

import json
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from segment_models.demo import SAMPLE, demo_models

TRUTH = json.loads((SAMPLE.parent / "truth.json").read_text(encoding="utf-8"))
STORIES = TRUTH["stories"]
KINDS = {"pages": "page", "screens": "screen", "tracks": "track", "identifies": "identify", "groups": "group"}


@pytest.fixture(scope="module")
def loaded_and_built():
    """Return a connection with everything, what the load reported, and what the run did."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Pacific/Auckland'")
        models = demo_models()
        loaded = models.load([SAMPLE], connection)
        ran = models.run(connection)
        connection.execute("SET search_path = 'segment_models'")
        yield connection, loaded, ran


@pytest.fixture
def loaded(loaded_and_built):
    return loaded_and_built[1]


@pytest.fixture
def account(loaded_and_built):
    """What became of every row read, by source and call type."""
    rows = loaded_and_built[2].account
    return {row[:2]: dict(zip(rows.columns[2:], row[2:], strict=True)) for row in rows.values}


@pytest.fixture
def select(loaded_and_built):
    """Return a function that answers a query on the models."""
    return lambda sql, *values: loaded_and_built[0].execute(f"SELECT {sql}", list(values)).fetchall()


@pytest.fixture
def one(select):
    """Return a function that answers with a single number."""
    return lambda sql: select(sql)[0][0]


def by_source(counts: dict) -> dict[tuple[str, str], int]:
    """Return planned numbers by source and call type; groups are read by no model."""
    return {
        (source, kind): count for source, kinds in counts.items() for kind, count in kinds.items() if kind != "group"
    }


def test_every_message_is_loaded(loaded):
    """Each message is a row of its source's table; none is turned away."""
    rows = {(source, KINDS[table]): count for (source, table), count in loaded.rows.items() if table in KINDS}
    planned = TRUTH["messages"]["by_source"]
    assert rows == {(source, kind): count for source, kinds in planned.items() for kind, count in kinds.items()}
    assert (loaded.messages, loaded.rejected) == (TRUTH["messages"]["total"], 0)


def test_every_row_is_read(account):
    """The models read every page, screen, track and identify call there is."""
    calls = {key: counts["calls"] for key, counts in account.items()}
    assert calls == by_source(TRUTH["messages"]["by_source"])


def test_copies_are_left_out(account):
    """Each call counts once (R4)."""
    duplicates = {key: counts["duplicates"] for key, counts in account.items() if counts["duplicates"]}
    assert duplicates == by_source(TRUTH["copies"]["by_source"])
    assert sum(duplicates.values()) == TRUTH["copies"]["total"]


def test_an_id_in_two_sources_is_two_calls(one):
    """The same id in another source is another call (R4)."""
    ids = "SELECT page_id FROM segment_page_events UNION ALL SELECT screen_id FROM segment_screen_events"
    ids += " UNION ALL SELECT track_id FROM segment_track_events"
    shared = one(f"count(*) FROM (SELECT 1 FROM ({ids}) AS ids (id) GROUP BY id HAVING count(*) > 1)")
    assert shared == TRUTH["ids_in_two_sources"]


def test_rejected_calls_have_their_reasons(select, account):
    """What cannot be used is kept aside, with the reason (R5)."""
    reasons = select("reason, count(*) FROM segment_rejected_events GROUP BY reason")
    assert dict(reasons) == TRUTH["rejected"]["by_reason"]
    rejected = {key: counts["rejected"] for key, counts in account.items() if counts["rejected"]}
    assert rejected == by_source(TRUTH["rejected"]["by_source"])
    assert sum(rejected.values()) == TRUTH["rejected"]["total"]


def test_every_other_event_is_in_a_session_or_outside(select, account):
    """Events are what was sent without copies and rejected calls; a server's may be in no session (R8a)."""
    counts = "count(page_id), count(screen_id), count(track_id) FROM segment_sessionized_events"
    assert select(f"{counts} WHERE session_id IS NOT NULL") == [
        tuple(TRUTH["sessions"]["events"][kind] for kind in ("page", "screen", "track"))
    ]
    outside = {key: counts["outside"] for key, counts in account.items() if counts["outside"]}
    assert outside == by_source(TRUTH["outside"]["by_source"])
    assert select("count(*) FROM segment_sessionized_events WHERE session_id IS NULL") == [(TRUTH["outside"]["total"],)]


def test_a_shared_tablet_is_told_apart_by_visits(select):
    """Each call of the family's tablet without a user, by the rule that says whose it is (R6c)."""
    rules = select("user_id, rule, count(*) FROM segment_shared_calls GROUP BY user_id, rule ORDER BY user_id, rule")
    assert rules == [
        ("lena-brandt", "last_log_in", 1),  # 18 March: nobody logs in any more
        ("lena-brandt", "later_in_visit", 1),  # 8 March: the log-in screen
        ("lena-brandt", "next_log_in", 3),  # 12 March: she is the next to log in, on the 15th
        ("theo-brandt", "earlier_in_visit", 1),  # 5 March: after his log-out
        ("theo-brandt", "later_in_visit", 3),  # 3 March: two screens and the log-in screen
        ("theo-brandt", "next_log_in", 2),  # 4 March: he is the next to log in, on the 5th
    ]


def test_sessions_are_those_that_were_planned(one):
    """As many visits, and as many of a single event."""
    assert one("count(*) FROM segment_sessions") == TRUTH["sessions"]["total"]
    assert one("count(*) FROM segment_sessions WHERE len(records) = 1") == TRUTH["sessions"]["single_event"]


def test_sessions_begin_in_the_sources_that_were_planned(select):
    """A session's first event tells where it began."""
    starts = select("source, count(*) FROM segment_sessionized_events WHERE session_start_event GROUP BY source")
    assert dict(starts) == TRUTH["sessions"]["by_source_of_first_event"]


def test_sessions_have_the_campaigns_that_were_planned(select):
    """The first page's campaign is the session's; '' stands for none, or no page at all."""
    campaigns = select("coalesce(first_page_values.first_utm_source, ''), count(*) FROM segment_sessions GROUP BY ALL")
    assert dict(campaigns) == TRUTH["sessions"]["by_first_utm_source"]
    named = select(
        "CASE WHEN touch = 'utm' AND traffic_campaign <> '(not set)' THEN traffic_campaign ELSE '' END, count(*) "
        "FROM segment_session_sources GROUP BY ALL"
    )
    assert dict(named) == TRUTH["sessions"]["by_first_campaign"]


@pytest.mark.parametrize("column", ["channel", "attributed_channel"])
def test_sessions_have_the_channels_that_were_planned(select, column):
    """Where each session came from by itself (A9), and by the last visit that was not direct (A10)."""
    channels = select(f"{column}, count(*) FROM segment_session_sources GROUP BY ALL")
    assert dict(channels) == TRUTH["sessions"][f"by_{column}"]


def test_users_have_the_first_channels_that_were_planned(select):
    """The channel of session 1 (A11); '' stands for a user without a session."""
    channels = select("coalesce(first_channel, ''), count(*) FROM segment_users GROUP BY ALL")
    assert dict(channels) == TRUTH["people"]["users_by_first_channel"]


def test_the_sample_has_each_way_of_being_sent(select):
    """A campaign, a click id with one and without, and another site; a payment page sends nobody (A3)."""
    ways = select("DISTINCT touch, click_id_name FROM segment_touches ORDER BY ALL")
    assert ways == [
        ("click_id", "fbclid"),
        ("click_id", "gclid"),
        ("referrer", None),
        ("utm", "gclid"),
        ("utm", None),
    ]
    hosts = {host for (host,) in select("DISTINCT referrer_host FROM segment_touches WHERE touch = 'referrer'")}
    assert {"chatgpt.com", "com.google.android.gm", "mail.google.com", "google.com", "youtube.com"} <= hosts
    paid = "FROM segment_page_events WHERE referrer = 'https://checkout.stripe.com/'"
    assert select(f"count(*) > 200 {paid}") == [(True,)]
    assert select(f"count(*) FROM segment_touches WHERE page_id IN (SELECT page_id {paid})") == [(0,)]


def test_people_are_those_that_were_planned(select, one):
    """Users, people who left an address, and visitors who did neither and have no row."""
    rows = dict(select("is_identified, count(*) FROM segment_users GROUP BY is_identified"))
    assert rows == {True: TRUTH["people"]["users"], False: TRUTH["people"]["anonymous_with_identify"]}
    everyone = "SELECT user_id FROM segment_sessionized_events"
    visitors = one(f"count(*) FROM ({everyone} EXCEPT SELECT user_id FROM segment_users)")
    assert visitors == TRUTH["people"]["anonymous_without_identify"]


def test_anonymous_ids_belong_to_the_users_that_were_planned(select):
    """The map has every anonymous id, and a user where one logged in."""
    assert select("count(*), count(user_id) FROM segment_user_map") == [
        (TRUTH["people"]["anonymous_ids"], TRUTH["people"]["anonymous_ids_of_users"])
    ]


def test_orders_and_their_revenue(select):
    """Each order counts once, though some were delivered again."""
    shops = ("web", "ios_app")
    revenues = " UNION ".join(f"SELECT '{shop}', id, revenue FROM {shop}.order_completed" for shop in shops)
    assert select(
        f"count(*), round(sum(revenue), 2) FROM segment_track_events AS tracks "
        f"JOIN ({revenues}) AS orders (source, id, revenue) ON (orders.source, orders.id) = (tracks.source, track_id) "
        f"WHERE event = 'order_completed'"
    ) == [(TRUTH["orders"]["completed"], TRUTH["orders"]["revenue"])]


@pytest.mark.parametrize("name", ["signed_up", "order_completed", "subscription_renewed"])
def test_conversions_are_those_that_were_planned(select, name):
    """How many there are, how many of them are in no session, and what they are worth to the last digit (V1 to V4)."""
    planned = TRUTH["conversions"][name]
    assert select(
        "count(*), count(*) FILTER (session_id IS NULL), coalesce(sum(value), 0), count(*) FILTER (is_repeat) "
        "FROM segment_conversions WHERE conversion = ?",
        name,
    ) == [(planned["count"], planned["outside"], Decimal(f"{planned['value']:.2f}"), 0)]


def test_visits_bring_what_was_planned(select):
    """By the channel of each session: its conversions of each name, and their value."""
    columns = ", ".join(
        f"sum({name}_count), sum({name}_value)" for name in ("signed_up", "order_completed", "subscription_renewed")
    )
    found = {row[0]: list(row[1:]) for row in select(f"channel, {columns} FROM segment_session_facts GROUP BY channel")}
    assert found == {
        channel: [figure for one in brought.values() for figure in (one["count"], Decimal(f"{one['value']:.2f}"))]
        for channel, brought in TRUTH["conversions"]["by_channel"].items()
    }


@pytest.mark.parametrize("rule", ["last_non_direct", "linear"])
def test_channels_earn_what_was_planned(select, rule):
    """What conversions are worth, put down to the sessions that led to them (T1 to T3)."""
    assert select("count(*) FROM segment_attribution") == [(TRUTH["attribution"]["rows"],)]
    found = dict(select(f"channel, sum(value * {rule}_weight) FROM segment_attribution GROUP BY channel"))
    assert found == pytest.approx(TRUTH["attribution"][rule], abs=0.00501)


def test_days_on_which_people_were_active_are_those_that_were_planned(one):
    """Every day of every person on which they have an event (M1)."""
    assert one("count(*) FROM segment_active_days") == TRUTH["active_days"]


@pytest.mark.parametrize("person", STORIES)
def test_a_story(select, person):
    """A person's sessions start when they should, and hold what they should."""
    story = STORIES[person]
    rows = select(
        "sessions.session_start_timestamp, stats.total_pages, stats.total_screens, stats.total_tracks, "
        "channel, attributed_channel FROM segment_sessions AS sessions "
        "JOIN segment_session_sources AS sources USING (session_id) "
        "WHERE sessions.user_id = ? ORDER BY sessions.session_index",
        person,
    )
    assert [row[0] for row in rows] == [naive(moment) for moment in story["session_starts"]]
    assert len(rows) == story["sessions"]
    totals = {kind: sum(row[place] for row in rows) for place, kind in enumerate(("pages", "screens", "tracks"), 1)}
    assert totals == {kind: story[kind] - story["outside"][kind] for kind in ("pages", "screens", "tracks")}
    assert [row[4] for row in rows] == story["channels"]
    assert [row[5] for row in rows] == story["attributed_channels"]


@pytest.mark.parametrize("person", STORIES)
def test_the_ids_of_a_story(select, person):
    """A person's events come from the anonymous ids of the story, and its rejected calls are counted."""
    story = STORIES[person]
    ids = select(
        "DISTINCT anonymous_id FROM segment_sessionized_events WHERE user_id = ? AND anonymous_id IS NOT NULL", person
    )
    assert sorted(row[0] for row in ids) == sorted(story["anonymous_ids"])
    rejected = select(
        "count(*) FROM segment_rejected_events WHERE user_id = ? OR anonymous_id IN (SELECT unnest(?))",
        person,
        story["anonymous_ids"],
    )
    assert rejected == [(story["rejected"],)]


@pytest.mark.parametrize("person", STORIES)
def test_the_traits_of_a_story(select, person):
    """A person's row has the latest traits; one who never sent an identify has none."""
    story = STORIES[person]
    rows = select(
        "is_identified, total_sessions, total_pages, total_screens, total_tracks, "
        "email, name, plan, company_name, created_at FROM segment_users WHERE user_id = ?",
        person,
    )
    if not story["is_identified"] and not story["traits"]:
        assert rows == []
        return
    traits = [story["traits"].get(name) for name in ("email", "name", "plan", "company_name", "created_at")]
    totals = [story[kind] for kind in ("sessions", "pages", "screens", "tracks")]
    assert rows == [(story["is_identified"], *totals, *traits[:4], naive(traits[4]))]


def naive(moment: str | None) -> datetime | None:
    """Return a moment in UTC as the warehouse has it, without a zone."""
    return datetime.fromisoformat(moment).replace(tzinfo=None) if moment else None
