"""Explain: why a session starts and ends where it does, and which calls made a person who they are."""

from contextlib import closing
from decimal import Decimal

import pytest

import small_shop
import worth_shop
from segment_models import ExplainError, RunError, WarehouseError, segment
from segment_models.explain import (
    Call,
    ConversionExplained,
    Converted,
    Engagement,
    FirstOfKey,
    Mapping,
    Neighbour,
    RejectedCall,
    SessionOf,
    Trait,
    as_data,
)
from segment_models.explain import told as explaining
from stories import MODELS_SCHEMA, DuckDBWarehouse, at, identify, page, properties, session_id, track, web

MINUTE = 60_000_000


def test_the_same_on_every_engine(warehouse):
    """A visitor's page before a log-in by a track of another day, odd ids and all; told alike everywhere."""
    user, device = "o'hara\\", 'd"1'
    pages = [
        page("p1", "2024-03-01 23:59:59.999999", device=device, path="/"),
        page("p2", "2024-03-02 00:29:59.999998", device=device, path="/tea"),
        page("p3", "2024-03-02 00:59:59.999998", device=device, path="/cart"),
        page("p4", None, device=device),
    ]
    tracks = [
        track("t1", "2024-03-02 08:00:00", device=device, user=user, event="signed_up"),
        track("t2", "2024-03-02 07:00:00", device=device, user="other", event="opened"),
    ]
    identifies = [
        identify("i1", "2024-03-02 09:00:00", device=device, email="old@example.com", plan=None),
        identify("i2", "2024-03-02 10:00:00", device=None, user=user, email="new@example.com", plan="free"),
        identify("i3", "2024-03-02 11:00:00", device=device, email=None, plan="paid"),
    ]
    options = {"custom_user_fields": ["email", "plan"], "shared_devices": "latest"}
    warehouse.build(web(pages=pages, tracks=tracks, identifies=identifies), **options)
    models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA}, **options)

    first, second, third = (session_id("web", *call) for call in (("page", "p1"), ("page", "p3"), ("track", "t1")))
    mapping = Mapping(device, user, at("2024-03-02 08:00:00"), Call("web", "track", "t1", at("2024-03-02 08:00:00")))
    found = models.explain_session(first, warehouse.connection)
    assert (found.session_id, found.session_index, found.user_id) == (first, 1, user)
    assert (found.start, found.end) == (at("2024-03-01 23:59:59.999999"), at("2024-03-02 00:29:59.999998"))
    assert (found.events, found.events_by_rule, found.mappings) == (2, {"mapping": 2}, (mapping,))
    start = at("2024-03-02 00:59:59.999998")
    assert found.previous is None
    assert found.next == Neighbour(second, 2, start, start, 30 * MINUTE)
    assert found.timeout_micros == 30 * MINUTE
    assert [(event.id, event.gap_micros, event.what, event.rule) for event in found.timeline] == [
        ("p1", None, "/", "mapping"),
        ("p2", 30 * MINUTE - 1, "/tea", "mapping"),
    ]
    found = models.explain_session(third, warehouse.connection)
    assert (found.previous.session_id, found.previous.gap_micros) == (second, 420 * MINUTE + 2)
    assert (found.next, found.events_by_rule, found.mappings) == (None, {"user_id": 1}, ())

    found = models.explain_user(user, warehouse.connection)
    assert (found.first_call.id, found.last_call.id, found.is_identified) == ("p1", "i3", True)
    assert (found.mappings, found.anonymous_ids) == ((mapping,), 1)
    assert found.calls_by_rule == {
        "identify": {"mapping": 2, "user_id": 1},
        "page": {"mapping": 3},
        "track": {"user_id": 1},
    }
    assert found.sessions == 3
    assert found.first_session == SessionOf(first, 1, at("2024-03-01 23:59:59.999999"))
    assert found.last_session == SessionOf(third, 3, at("2024-03-02 08:00:00"))
    assert found.traits == (
        Trait("email", "new@example.com", Call("web", "identify", "i2", at("2024-03-02 10:00:00"))),
        Trait("plan", "paid", Call("web", "identify", "i3", at("2024-03-02 11:00:00"))),
    )
    assert found.rejected == (RejectedCall("web", "page", "p4", None, "missing_timestamp"),)
    with pytest.raises(ExplainError, match=r"It is an anonymous id of .*, by the track t1 of web at 2024-03-02 08:00"):
        models.explain_user(device, warehouse.connection)


@pytest.fixture(scope="module")
def shop():
    """The shop with its models built."""
    with closing(small_shop.open_shop()) as connection:
        segment(**small_shop.OPTIONS).run(connection)
        yield connection


SESSION_2 = session_id("web", "page", "p3")
SESSION_1, SESSION_3 = session_id("web", "page", "p1"), session_id("ios", "screen", "s1")

SESSIONS = {
    SESSION_1: f"""\
Session 1 of u1  {SESSION_1}
  3 events from 2026-03-02 09:00:00.000 to 2026-03-02 09:10:00.000 UTC

It starts here: it is u1's first event (R8).
It ends there: u1's next event is 0:30:00.000 later, and 0:30:00.000 or more starts a session (R8).
  session 2  {SESSION_2}  starts 2026-03-02 09:40:00.000

It came from google / organic (Organic Search): by google.com, the referrer of page p1 (A6).

It is engaged: one of these is enough (P3).
  yes  it lasted 0:10:00.000, which is no less than 0:00:10.000
  yes  it has 2 pages and screens together
  no   it has no conversion

Its events are u1's (R6):
       2  by the user id that they carry
       1  by their anonymous id, which belongs to the user
          a1 is u1's by the page p3 of web at 2026-03-02 09:40:00.000

When (UTC), gap, and by which rule:
  2026-03-02 09:00:00.000                  mapping       web page p1  /
  2026-03-02 09:05:00.000    +0:05:00.000  user id       web track t1  signed_up
  2026-03-02 09:10:00.000    +0:05:00.000  user id       web page p2  /tea
""",
    SESSION_3: f"""\
Session 3 of u1  {SESSION_3}
  3 events from 2026-03-03 08:00:00.000 to 2026-03-03 08:20:00.000 UTC

It starts here: u1's event before is 22:20:00.000 earlier, and 0:30:00.000 or more starts a session (R8).
  session 2  {SESSION_2}  ended 2026-03-02 09:40:00.000
It ends there: u1 has no later event.

It came from (direct) / (none) (Direct): no page of it says where from (A9).
  By last non-direct: google / organic (Organic Search), of session {SESSION_1} (A10).

It is engaged: one of these is enough (P3).
  yes  it lasted 0:20:00.000, which is no less than 0:00:10.000
  yes  it has 2 pages and screens together
  no   it has no conversion

Its events are u1's (R6):
       3  by their anonymous id, which belongs to the user
          a3 is u1's by the identify i3 of ios at 2026-03-03 08:01:00.000

When (UTC), gap, and by which rule:
  2026-03-03 08:00:00.000                  mapping       ios screen s1  Start
  2026-03-03 08:05:00.000    +0:05:00.000  mapping       ios track t1
  2026-03-03 08:20:00.000    +0:15:00.000  mapping       ios screen s2  Cart
""",
}

USERS = {
    "u1": f"""\
u1: known by a user id
  first seen  2026-03-02 09:00:00.000 UTC  page p1 of web
  last seen   2026-03-03 08:20:00.000 UTC  screen s2 of ios
  first session    1  {SESSION_1}  2026-03-02 09:00:00.000
  last session     3  {SESSION_3}  2026-03-03 08:00:00.000
  came first from google / organic (Organic Search) (A11)

Calls that are this person's (R6):
       2  identify  by the user id that they carry
       1  page      by their anonymous id, which belongs to the user
       2  page      by the user id that they carry
       2  screen    by their anonymous id, which belongs to the user
       1  track     by their anonymous id, which belongs to the user
       1  track     by the user id that they carry

Anonymous ids that belong to u1 (R6):
          a1 is u1's by the page p3 of web at 2026-03-02 09:40:00.000
          a3 is u1's by the identify i3 of ios at 2026-03-03 08:01:00.000

Values, each the latest that was sent (R11):
  email         u1@example.com  by the identify i1 of web at 2026-03-02 09:05:00.000
  company name  Tea & Co  by the identify i3 of ios at 2026-03-03 08:01:00.000

Calls that cannot be used (R5):
  clock_ahead         web page p5  2030-01-01 00:00:00.000
""",
    "a4": """\
a4: an anonymous id, without a log-in
  first seen  2026-03-02 11:00:00.000 UTC  identify i2 of web
  last seen   2026-03-02 11:00:00.000 UTC  identify i2 of web
  no session

Calls that are this person's (R6):
       1  identify  by their anonymous id, which no user id came with

Values, each the latest that was sent (R11):
  email         a4@example.com  by the identify i2 of web at 2026-03-02 11:00:00.000
  company name  was never sent
""",
}


@pytest.mark.parametrize("session", SESSIONS, ids=["first", "last"])
def test_a_session_in_words(shop, session):
    """Its bounds, whose its events are, and its events."""
    lines = explaining.session(segment(**small_shop.OPTIONS).explain_session(session, shop))
    assert "".join(f"{line.rstrip()}\n" for line in lines) == SESSIONS[session]


@pytest.mark.parametrize("user", USERS)
def test_a_person_in_words(shop, user):
    """When they were seen, which calls are theirs, where their values come from."""
    lines = explaining.user(segment(**small_shop.OPTIONS).explain_user(user, shop))
    assert "".join(f"{line.rstrip()}\n" for line in lines) == USERS[user]


def test_a_session_as_data(shop):
    """The same, with ISO times in UTC."""
    data = as_data(segment(**small_shop.OPTIONS).explain_session(SESSION_2, shop))
    assert data["previous"] == {
        "session_id": SESSION_1,
        "session_index": 1,
        "start": "2026-03-02T09:00:00.000000Z",
        "end": "2026-03-02T09:10:00.000000Z",
        "gap_micros": 30 * MINUTE,
    }
    assert data["timeline"] == [
        {
            "timestamp": "2026-03-02T09:40:00.000000Z",
            "gap_micros": None,
            "source": "web",
            "call_type": "page",
            "id": "p3",
            "what": "/cart",
            "user_id": "u1",
            "anonymous_id": "a1",
            "rule": "user_id",
            "log_in_event_id": None,
            "is_server": False,
        }
    ]


UNKNOWN = {
    ("session", "p2"): f"There is no session 'p2'. It is a page call of session {SESSION_1}: ",
    ("session", "u1"): "There is no session 'u1'. It is a person: segment-models explain user u1",
    ("session", SESSION_2[:6]): f"Sessions that begin so: {SESSION_2}",
    ("session", "f" * 32): "A session is named for its first event, so an event that came late",
    ("user", "a1"): "It is an anonymous id of 'u1', by the page p3 of web at 2026-03-02 09:40:00.000: ",
    ("user", "U1 "): "There is no person 'U1 '. Did you mean 'u1'?",
    ("user", SESSION_2): f"It is a session: segment-models explain session {SESSION_2}",
    ("user", "a5"): "one whose calls are all rejected is nobody (R5)",
}


@pytest.mark.parametrize("unknown", UNKNOWN, ids=lambda unknown: f"{unknown[0]} {unknown[1][:6]}")
def test_an_id_that_is_none(shop, unknown):
    """What it is instead, if it is anything."""
    what, wanted = unknown
    models = segment(**small_shop.OPTIONS)
    with pytest.raises(ExplainError) as caught:
        (models.explain_session if what == "session" else models.explain_user)(wanted, shop)
    assert UNKNOWN[unknown] in str(caught.value)


def test_a_long_session_is_told_in_part():
    """The first fifty events, and how many more there are; the counts are of all."""
    with closing(small_shop.open_shop()) as connection:
        for number in range(60):
            row = {"id": f"x{number:02}", "timestamp": f"2026-04-01 10:{number:02}", "anonymous_id": "long"}
            small_shop.insert(connection, "web.pages", row)
        models = segment(**small_shop.OPTIONS)
        models.run(connection)
        found = models.explain_session(session_id("web", "page", "x00"), connection)
    assert (found.events, found.events_by_rule, len(found.timeline)) == (60, {"anonymous_id": 60}, 50)
    assert list(explaining.session(found))[-1] == "  … and 10 more"


def test_sessions_that_are_too_near(shop):
    """Tables that are not as the rules say are told as they are, with a word on it."""
    lines = list(
        explaining.session(
            segment(**small_shop.OPTIONS, session_timeout_millis=3_600_000).explain_session(SESSION_2, shop)
        )
    )
    assert (
        "It starts here: u1's event before is 0:30:00.000 earlier, although only 1:00:00.000 or more starts a session "
        "(R8): see segment-models verify"
    ) in lines


def test_models_that_are_not_built():
    """There is nothing to explain yet, or it was built with other columns."""
    with closing(small_shop.open_shop()) as connection:
        with pytest.raises(WarehouseError, match="is not built"):
            segment(**small_shop.OPTIONS).explain_session(SESSION_2, connection)
        segment(**small_shop.OPTIONS).run(connection)
        with pytest.raises(RunError, match="another configuration"):
            segment(**small_shop.OPTIONS | {"include_screens": False, "custom_screen_fields": []}).explain_user(
                "u1", connection
            )


@pytest.mark.parametrize(
    ("micros", "told"),
    [
        (0, "0:00:00.000"),
        (1, "0:00:00.000001"),
        (30 * MINUTE - 1, "0:29:59.999999"),
        (1500, "0:00:00.001500"),
        (25 * 60 * MINUTE + 61_002_000, "1 d 1:01:01.002"),
        (1_000_000 * 24 * 60 * MINUTE, "1,000,000 d 0:00:00.000"),
    ],
)
def test_gaps_in_words(micros, told):
    """Days, hours, minutes, seconds; microseconds where there are any."""
    assert explaining.gap(micros) == told


def test_calls_on_a_shared_device_and_of_a_server():
    """Each event says which log-in decided whose it is, and that a server sent it."""
    with closing(DuckDBWarehouse()) as warehouse:
        pages = [page("p1", "10:00:00"), page("p2", "10:05:00", user="A"), page("p3", "2024-03-02 09:00:00", user="B")]
        warehouse.build(web(pages=pages, tracks=[track("t1", "10:06:00", device=None, user="A")]))
        models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA})
        found = models.explain_session(session_id("web", "page", "p1"), warehouse.connection)
        assert (found.user_id, found.end, found.events) == ("A", at("10:05:00"), 3)
        assert found.events_by_rule == {"user_id": 2, "later_in_visit": 1}
        assert [(one.id, one.rule, one.log_in_event_id, one.is_server) for one in found.timeline] == [
            ("p1", "later_in_visit", "p2", False),
            ("p2", "user_id", None, False),
            ("t1", "user_id", None, True),
        ]


def worth():
    """A shop in which o1 is ordered by mina's browser, reported by the server, and sent again by paul, a day later."""
    shop = worth_shop.shop(
        pages=[
            worth_shop.visit("p1", "10:00:00", device="a1", user="mina"),
            worth_shop.visit("p4", "10:00:01", device=None, user="mina"),
            worth_shop.visit("p2", "2024-03-02 10:00:00", device="a2", user="paul"),
            worth_shop.visit("p3", "2024-03-03 10:00:00", device="a3"),
        ],
        tracks=[
            worth_shop.sign_up("t1", "10:00:00", device="a1", user="mina"),
            worth_shop.order("t2", "10:00:02", device="a1", user="mina"),
            worth_shop.order("t3", "10:00:03", device=None, user="mina"),
            worth_shop.order("t4", "2024-03-02 10:00:09.999", device="a2", user="paul"),
            worth_shop.order("t5", "2024-03-02 23:00:00", device=None, user="mina"),
            worth_shop.look("t6", "2024-03-04 10:00:00", device="a3"),
        ],
        order_completed=[
            properties("t2", revenue=1234.5, order_id="o1", currency="EUR"),
            properties("t3", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t4", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t5", revenue=0.5, order_id="o2"),
        ],
    )
    return {"web": shop}


MINA, PAUL = session_id("web", "page", "p1"), session_id("web", "page", "p2")
NOBODY, ONLY_TRACKS = session_id("web", "page", "p3"), session_id("web", "track", "t6")


def test_what_a_session_brings_and_why_it_is_engaged(warehouse):
    """An order counts once, for whoever sent it first (V2); the others are told with it, of whatever person (P3)."""
    warehouse.build(worth(), **worth_shop.WORTH)
    models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA}, **worth_shop.WORTH)
    found = models.explain_session(MINA, warehouse.connection)
    # The server moves no end, its page is no view (R8a), its order is a repeat: 2 seconds, a page, two conversions.
    assert found.engagement == Engagement(
        is_engaged=True,
        is_bounce=False,
        duration_millis=2000,
        engaged_after_millis=10_000,
        views=1,
        conversions=2,
        value=Decimal("1234.5"),
    )
    signed_up, ordered = Call("web", "track", "t1", at("10:00:00")), Call("web", "track", "t2", at("10:00:02"))
    again = Call("web", "track", "t3", at("10:00:03"))
    assert found.conversions == (
        ConversionExplained("signed_up", signed_up, None, None, None, 1, None),
        ConversionExplained("order_completed", ordered, Decimal("1234.5"), "EUR", "o1", 1, None),
        ConversionExplained("order_completed", again, Decimal(20), "EUR", "o1", None, FirstOfKey(ordered, "mina")),
    )
    assert found.conversion_calls == 3
    found = models.explain_session(PAUL, warehouse.connection)
    # 9.999 seconds, one page, and an order that is mina's: nothing is enough.
    assert (found.engagement.is_engaged, found.engagement.is_bounce) == (False, True)
    assert (found.engagement.duration_millis, found.engagement.views) == (9999, 1)
    assert (found.engagement.conversions, found.engagement.value) == (0, 0)
    assert [(one.index, one.repeats) for one in found.conversions] == [(None, FirstOfKey(ordered, "mina"))]
    found = models.explain_session(ONLY_TRACKS, warehouse.connection)
    assert (found.engagement.is_engaged, found.engagement.is_bounce, found.engagement.views) == (False, None, 0)
    assert (found.conversions, found.conversion_calls) == ((), 0)
    found = models.explain_user("mina", warehouse.connection)
    # o1 and o2, of which o2 came at 23:00, from the server, in no session.
    assert found.conversions == (
        Converted("order_completed", count=2, outside=1, repeats=1, value=Decimal(1235)),
        Converted("signed_up", count=1, outside=0, repeats=0, value=Decimal(0)),
    )
    assert models.explain_user("a3", warehouse.connection).conversions == ()


BROUGHT = {
    MINA: """\
It is engaged: one of these is enough (P3).
  no   it lasted 0:00:02.000, which is less than 0:00:10.000
  no   it has one page or screen
  yes  it has 2 conversions, worth 1,234.50

Its conversions (V1 to V4), each with its number among mina's of this name:
  number 1    2024-03-01 10:00:00.000  signed_up  without a value  track t1 of web
  number 1    2024-03-01 10:00:02.000  order_completed  1,234.50 EUR  key o1  track t2 of web
  repeat      2024-03-01 10:00:03.000  order_completed  20.00 EUR  key o1  track t3 of web
              counts only as the track t2 of web at 2024-03-01 10:00:02.000, mina's: the key is the same (V2)
""",
    PAUL: """\
It is a bounce: none of these holds (P3).
  no   it lasted 0:00:09.999, which is less than 0:00:10.000
  no   it has one page or screen
  no   it has no conversion

Its conversions (V1 to V4), each with its number among paul's of this name:
  repeat      2024-03-02 10:00:09.999  order_completed  20.00 EUR  key o1  track t4 of web
              counts only as the track t2 of web at 2024-03-01 10:00:02.000, mina's: the key is the same (V2)
""",
    NOBODY: """\
It is a bounce: none of these holds (P3).
  no   it lasted 0:00:00.000, which is less than 0:00:10.000
  no   it has one page or screen
  no   it has no conversion
""",
    ONLY_TRACKS: """\
It is not engaged: none of these holds (P3).
  no   it lasted 0:00:00.000, which is less than 0:00:10.000
  no   it has no page and no screen
  no   it has no conversion
""",
}


@pytest.fixture(scope="module")
def worth_built():
    """The shop of `worth`, and its models."""
    with closing(DuckDBWarehouse()) as warehouse:
        warehouse.build(worth(), **worth_shop.WORTH)
        yield segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA}, **worth_shop.WORTH), warehouse


@pytest.mark.parametrize("session", BROUGHT, ids=["conversions", "repeat", "page", "track"])
def test_what_a_session_brings_in_words(worth_built, session):
    """Between where it came from and whose its events are."""
    models, warehouse = worth_built
    lines = list(explaining.session(models.explain_session(session, warehouse.connection)))
    start = next(place for place, line in enumerate(lines) if "(P3)" in line)
    end = next(place for place, line in enumerate(lines) if line.startswith("Its events are"))
    assert "".join(f"{line}\n" for line in lines[start : end - 1]) == BROUGHT[session]


def test_what_a_person_brings_in_words(worth_built):
    """With what is outside of sessions, and what is no conversion because it was sent before."""
    models, warehouse = worth_built
    lines = list(explaining.user(models.explain_user("mina", warehouse.connection)))
    start = lines.index("Conversions, each once (V2):")
    assert lines[start + 1 :] == [
        "       2  order_completed, worth 1,235.00, 1 of them in no session (R8a); 1 repeat beside",
        "       1  signed_up",
    ]


def test_an_event_in_no_session(worth_built):
    """It is a server's, of a person, who is what can be explained."""
    models, warehouse = worth_built
    with pytest.raises(ExplainError, match=r"It is a track call of 'mina' that a server sent, and that is in no ses"):
        models.explain_session("t5", warehouse.connection)
