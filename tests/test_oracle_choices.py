"""Whose a call is and where a session starts, where the configuration offers a choice: R6a to R6d, R8a to R8c."""

from datetime import datetime, timedelta

import pytest

from histories import random_world, without
from odd_addresses import with_addresses
from oracle import Options, accept, account, build, columns, is_server_call, shared_ids
from test_oracle import app, at, call, one, only

WEEK = {"Mon": "2024-03-04", "Wed": "2024-03-06", "Thu": "2024-03-07", "Fri": "2024-03-08"}


def moment(text: str) -> datetime:
    """Return a moment of a week, such as `Mon 10:00`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"{WEEK[day]}T{clock}")


WEEK_OF_TWO = [
    call(id_, "10:00:00", user=user, device="a1") | {"timestamp": moment(when), "received_at": moment(when)}
    for id_, when, user in [
        ("p1", "Mon 10:00", None),
        ("p2", "Mon 10:05", "A"),
        ("p3", "Mon 10:09", None),
        ("p4", "Wed 20:00", None),
        ("p5", "Thu 09:00", None),
        ("p6", "Thu 09:02", "B"),
        ("p7", "Fri 09:00", None),
    ]
]
DAY_OF_FOUR = {
    "web": {
        "pages": [
            call("p1", "10:00:00", user="mina", device="d", url="/tea"),
            call("p2", "10:50:00", user="mina", device="d", url="/cart"),
        ]
    },
    "server": {"tracks": [call("t1", "10:25:00", user="mina"), call("t2", "23:00:00", user="mina")]},
}


def shared(options: Options, **tables) -> list[tuple]:
    """Return whose each call on a shared id is, by which rule and which log-in."""
    rows = build(app(**tables), options)["segment_shared_calls"]
    return only(rows, "event_id", "user_id", "rule", "log_in_event_id")


class TestSharedDevices:
    """R6a to R6d."""

    @pytest.mark.parametrize(("policy", "persons"), [("visit", "AAABBBB"), ("latest", "BABBBBB"), ("first", "AAAAABA")])
    def test_week_of_two(self, policy, persons):
        """A and B use one device: by visit each call without a user is of who logs in around it."""
        built = build(app(pages=WEEK_OF_TWO), Options(shared_devices=policy))
        assert only(built["segment_sessionized_pages"], "page_id", "user_id") == [
            (f"p{number}", person) for number, person in enumerate(persons, start=1)
        ]

    def test_rule_of_each_call(self):
        """Each call without a user tells the rule and the log-in that decided."""
        assert shared(Options(shared_devices="visit"), pages=WEEK_OF_TWO) == [
            ("p1", "A", "later_in_visit", "p2"),
            ("p3", "A", "earlier_in_visit", "p2"),
            ("p4", "B", "next_log_in", "p6"),
            ("p5", "B", "later_in_visit", "p6"),
            ("p7", "B", "last_log_in", "p6"),
        ]

    def test_whole_row(self):
        """A row names the call, the id, the owner, the rule and the log-in."""
        pages = [call("p1", "10:00:00", device="d"), call("p2", "10:01:00", user="u", device="d")]
        pages += [call("p3", "12:00:00", user="v", device="d")]
        assert build(app(pages=pages), Options(shared_devices="visit"))["segment_shared_calls"] == [
            {
                "source": "app",
                "call_type": "page",
                "event_id": "p1",
                "timestamp": at("10:00:00"),
                "anonymous_id": "d",
                "user_id": "u",
                "rule": "later_in_visit",
                "log_in_event_id": "p2",
            }
        ]

    def test_map_keeps_the_latest_user(self):
        """The map says who was last, and that the id is shared; an id of one user is not."""
        pages = [*WEEK_OF_TWO, call("x", "10:00:00", user="A", device="own")]
        pages += [call("y", "10:00:00", user="B", device="own2"), call("z", "10:00:00", user="B")]
        for policy in ("visit", "latest", "first"):
            built = build(app(pages=pages), Options(shared_devices=policy))
            assert only(built["segment_user_map"], "anonymous_id", "user_id", "is_shared") == [
                ("a1", "B", True),
                ("own", "A", False),
                ("own2", "B", False),
            ]

    def test_calls_without_an_id_share_none(self):
        """Many users without an anonymous id have no device in common."""
        calls = [{"anonymous_id": None, "user_id": user} for user in "AB"]
        calls += [{"anonymous_id": "d", "user_id": user} for user in ("A", None, "A")]
        assert shared_ids(calls) == set()

    def test_identify_at_the_time_of_a_page_is_before_it(self):
        """In the order of R7 an identify comes first, so the page has it as an earlier log-in of its visit."""
        pages = [call("p1", "10:00:00", device="d")]
        identifies = [call("i1", "10:00:00", user="u", device="d"), call("i2", "12:00:00", user="v", device="d")]
        assert shared(Options(shared_devices="visit"), pages=pages, identifies=identifies) == [
            ("p1", "u", "earlier_in_visit", "i1")
        ]

    def test_identify_without_a_user_has_an_owner(self):
        """The address that a visitor leaves before the log-in is the trait of who logs in."""
        identifies = [
            call("i1", "10:00:00", device="d", email="a@example.com"),
            call("i2", "10:01:00", user="A", device="d"),
            call("i3", "15:00:00", user="B", device="d"),
        ]
        built = build(app(identifies=identifies), Options(shared_devices="visit", custom_user_fields=("email",)))
        assert only(built["segment_users"], "user_id", "email") == [("A", "a@example.com"), ("B", None)]
        assert only(built["segment_shared_calls"], "event_id", "call_type") == [("i1", "identify")]

    def test_all_calls_of_the_id_make_visits(self):
        """An identify, or a call with a user id, keeps a visit together; a gap of the timeout ends it."""
        for clock, rule in [("10:29:59.999999", "earlier_in_visit"), ("10:30:00", "last_log_in")]:
            pages = [call("p0", "08:00:00", user="u", device="d"), call("p1", "10:00:00", user="v", device="d")]
            pages += [call("p2", clock, device="d")]
            assert shared(Options(shared_devices="visit"), pages=pages) == [("p2", "v", rule, "p1")]

    def test_later_log_in_before_the_earlier(self):
        """Between two log-ins of one visit, a call is of who logs in next."""
        pages = [call("p1", "10:00:00", user="u", device="d"), call("p2", "10:01:00", device="d")]
        pages += [call("p3", "10:02:00", user="v", device="d"), call("p4", "10:03:00", user="u", device="d")]
        assert shared(Options(shared_devices="visit"), pages=pages) == [("p2", "v", "later_in_visit", "p3")]

    def test_next_log_in_before_the_last(self):
        """A visit without a log-in is of who logs in next, though somebody else was there before."""
        pages = [call("p1", "10:00:00", user="u", device="d"), call("p2", "11:00:00", device="d")]
        pages += [call("p3", "15:00:00", user="v", device="d")]
        assert shared(Options(shared_devices="visit"), pages=pages) == [("p2", "v", "next_log_in", "p3")]

    def test_other_ids_are_other_devices(self):
        """A log-in on another device says nothing, and a call of a user on the id stays the user's."""
        pages = [call("p1", "10:00:00", device="d"), call("p2", "10:01:00", user="w", device="e")]
        pages += [call("p3", "10:02:00", user="u", device="d"), call("p4", "10:03:00", user="v", device="d")]
        assert shared(Options(shared_devices="visit"), pages=pages) == [("p1", "u", "later_in_visit", "p3")]

    def test_rejected_log_in_shares_nothing(self):
        """Only good calls tell users: a second user who was dated years ahead does not count."""
        pages = [call("p1", "10:00:00", user="u", device="d"), call("p2", "10:01:00", device="d")]
        pages += [call("p3", "10:02:00", user="v", device="d") | {"timestamp": at("10:02:00") + timedelta(days=900)}]
        built = build(app(pages=pages), Options(shared_devices="visit"))
        assert built["segment_shared_calls"] == []
        assert only(built["segment_user_map"], "user_id", "is_shared") == [("u", False)]

    @pytest.mark.parametrize(("limit", "person"), [(3, "A"), (2, "B")])
    def test_beyond_the_limit_is_the_latest(self, limit, person):
        """An id with more calls than the limit keeps its latest user, and is shared all the same."""
        pages = [call("p1", "10:00:00", device="d"), call("p2", "10:01:00", user="A", device="d")]
        pages += [call("p3", "12:00:00", user="B", device="d")]
        built = build(app(pages=pages), Options(shared_devices="visit", shared_id_limit=limit))
        assert only(built["segment_sessionized_pages"], "page_id", "user_id")[0] == ("p1", person)
        assert len(built["segment_shared_calls"]) == (1 if person == "A" else 0)
        assert one(built["segment_user_map"])["is_shared"] is True

    def test_columns(self):
        """What is told of shared devices is a model and a column; where the latest user has all there is no model."""
        assert columns(Options(shared_devices="latest"))["segment_user_map"][-1] == "is_shared"
        assert "segment_shared_calls" not in columns(Options(shared_devices="latest"))
        for options in (Options(), Options(shared_devices="latest")):
            built = build(app(pages=WEEK_OF_TWO), options)
            assert {model: list(rows[0]) for model, rows in built.items() if rows}.items() <= columns(options).items()


class TestServerCalls:
    """R8a."""

    @pytest.mark.parametrize(
        ("policy", "sessions"),
        [
            ("attach", [(None, "t2"), (1, "p1"), (1, "t1"), (2, "p2")]),
            ("session", [(1, "p1"), (1, "p2"), (1, "t1"), (2, "t2")]),
            ("apart", [(None, "t1"), (None, "t2"), (1, "p1"), (2, "p2")]),
        ],
    )
    def test_day_of_four_events(self, policy, sessions):
        """A server's call starts no session and holds none together; it joins what it comes right after."""
        rows = build(DAY_OF_FOUR, Options(server_events=policy))["segment_sessionized_events"]
        told = sorted(((row["session_index"], row["page_id"] or row["track_id"]) for row in rows), key=repr)
        assert told == sorted(sessions, key=repr)

    def test_session_that_a_call_joined(self):
        """It ends with its own last event; the call is counted and recorded."""
        first, second = build(DAY_OF_FOUR, Options(server_events="attach"))["segment_sessions"]
        assert first["session_start_timestamp"] == first["session_end_timestamp"] == at("10:00:00")
        assert first["stats"] == {"total_tracks": 1, "total_pages": 1, "duration_millis": 0}
        assert [record["timestamp"] for record in first["records"]] == [at("10:00:00"), at("10:25:00")]
        assert second["stats"] == {"total_tracks": 0, "total_pages": 1, "duration_millis": 0}
        assert len(second["records"]) == 1

    def test_outside_sessions(self):
        """A call outside is still a row, starts nothing, and counts for its person."""
        built = build(DAY_OF_FOUR, Options(server_events="attach"))
        outside = [row for row in built["segment_sessionized_events"] if row["session_id"] is None]
        assert only(outside, "user_id", "track_id", "session_start_event") == [("mina", "t2", False)]
        assert only(built["segment_sessionized_tracks"], "track_id", "session_index") == [("t1", 1), ("t2", None)]
        assert only(built["segment_users"], "total_sessions", "total_tracks") == [(2, 2)]

    def test_account_tells_what_is_outside(self):
        """Of the calls kept, the account says how many are in no session."""
        told = account(DAY_OF_FOUR, Options(server_events="attach"))
        assert told["server", "track"] == {"read": 2, "duplicates": 0, "rejected": 0, "kept": 2, "outside": 1}
        assert told["web", "page"]["outside"] == told["web", "identify"]["outside"] == 0
        assert account(DAY_OF_FOUR, Options(server_events="apart"))["server", "track"]["outside"] == 2
        assert account(DAY_OF_FOUR, Options(server_events="session"))["server", "track"]["outside"] == 0

    def test_less_than_the_timeout(self):
        """A call joins up to the last microsecond before the timeout, counted from the last event of no server."""
        for clock, index in [("10:29:59.999999", 1), ("10:30:00", None)]:
            sources = app(
                pages=[call("p1", "10:00:00", user="u", device="d")],
                tracks=[call("t1", "10:20:00", user="u"), call("t2", clock, user="u")],
            )
            rows = build(sources, Options(server_events="attach"))["segment_sessionized_tracks"]
            assert only(rows, "track_id", "session_index") == [("t1", 1), ("t2", index)]

    def test_order_at_one_moment(self):
        """At the time of a page, a call joins if the order has it after the page."""
        for source, index in [("a", None), ("z", 1)]:
            sources = {
                "web": {"pages": [call("p1", "10:00:00", user="u", device="d")]},
                source: {"tracks": [call("t1", "10:00:00", user="u")]},
            }
            rows = build(sources, Options(server_events="attach"))["segment_sessionized_tracks"]
            assert only(rows, "session_index") == [(index,)]

    def test_sources_of_servers(self):
        """A call of a named source is a server's, though it carries an anonymous id; first values are not its own."""
        sources = {
            "web": {"pages": [call("p2", "10:01:00", user="u", device="d", url="/2")]},
            "proxy": {
                "pages": [
                    call("p1", "10:00:00", user="u", device="d", url="/1"),
                    call("p3", "10:02:00", user="u", device="d", url="/3"),
                ]
            },
        }
        built = build(sources, Options(server_events="attach", server_sources=("proxy",)))
        session = one(built["segment_sessions"])
        assert session["first_page_values"]["first_url"] == session["last_page_values"]["last_url"] == "/2"
        assert session["stats"]["total_pages"] == 2
        assert only(built["segment_sessionized_pages"], "page_id", "session_index") == [
            ("p1", None),
            ("p2", 1),
            ("p3", 1),
        ]

    def test_junk_is_no_anonymous_id(self):
        """An anonymous id that is junk is none of the call's own (R3)."""
        sources = app(tracks=[call("t1", "10:00:00", user="u", device="null")])
        assert build(sources, Options(server_events="attach"))["segment_sessions"] == []
        assert is_server_call({"anonymous_id": None, "source": "app"}, Options())

    def test_person_of_servers_only(self):
        """Somebody whom only servers know is a user without sessions."""
        sources = app(tracks=[call("t1", "10:00:00", user="u")], pages=[call("p1", "10:00:00", user="v", device="d")])
        built = build(sources, Options(server_events="attach"))
        assert only(built["segment_users"], "user_id", "total_sessions", "total_tracks") == [("u", 0, 1), ("v", 1, 0)]

    def test_without_anonymous_ids_anywhere(self):
        """Where no event table has the column, everything comes from servers, and makes sessions as before."""
        rows = [{"id": "t1", "timestamp": at("10:00:00"), "user_id": "u"}]
        identifies = [call("i1", "10:00:00", user="u", device="d")]
        sources = app(tracks=rows, identifies=identifies)
        assert len(build(sources, Options(server_events="attach"))["segment_sessions"]) == 1
        assert build(sources, Options(server_events="apart"))["segment_sessions"] == []
        layout = {"app": {"tracks": without("tracks", "anonymous_id"), "identifies": without("identifies")}}
        assert len(build(sources, Options(server_events="attach"), layout=layout)["segment_sessions"]) == 1
        layout["app"]["pages"] = without("pages")
        assert build(sources, Options(server_events="attach"), layout=layout)["segment_sessions"] == []
        only_tracks = Options(server_events="attach", include_pages=False)
        assert len(build(sources, only_tracks, layout=layout)["segment_sessions"]) == 1


class TestMidnight:
    """R8b."""

    @pytest.mark.parametrize(
        ("zone", "sessions"), [(None, 1), ("UTC", 1), ("Europe/Berlin", 2), ("America/New_York", 1)]
    )
    def test_midnight_of_a_zone(self, zone, sessions):
        """22:55 and 23:05 in UTC are two days in Berlin in winter, and one in London and New York."""
        pages = [call("p1", "22:55:00", device="d"), call("p2", "23:05:00", device="d")]
        assert len(build(app(pages=pages), Options(session_midnight=zone))["segment_sessions"]) == sessions

    def test_summer(self):
        """On the night of 31 March 2024 Berlin turns its clocks: the next midnight is at 22:00."""
        pages = [call(f"p{hour}", "10:00:00", device="d") for hour in (21, 22, 23)]
        for page, hour in zip(pages, (21, 22, 23), strict=True):
            page["timestamp"] = page["received_at"] = datetime.fromisoformat(f"2024-03-31T{hour}:00")
        options = Options(session_midnight="Europe/Berlin", session_timeout_millis=7_200_000)
        rows = build(app(pages=pages), options)["segment_sessionized_pages"]
        assert only(rows, "page_id", "session_index") == [("p21", 1), ("p22", 2), ("p23", 2)]

    def test_server_calls_are_not_before(self):
        """The event before is of no server; a server's call after midnight joins the session before it."""
        sources = app(
            pages=[call("p1", "23:50:00", user="u", device="d")],
            tracks=[call("t1", "23:50:00", user="u") | {"timestamp": at("23:50:00") + timedelta(minutes=15)}],
        )
        options = Options(session_midnight="UTC", server_events="attach")
        assert only(build(sources, options)["segment_sessionized_tracks"], "session_index") == [(1,)]


class TestCampaign:
    """R8c."""

    @staticmethod
    def indexes(*visits: tuple, **options) -> list[int]:
        """Return the number of the session of each page, in their order; a page is its time, query and referrer."""
        pages = [
            call(f"p{number}", f"{clock}:00", device="d", url=f"https://shop.example.com/{query}", referrer=referrer)
            for number, (clock, query, referrer) in enumerate(visits)
        ]
        rows = build(app(pages=pages), Options(session_campaign=True, **options))["segment_sessionized_pages"]
        return [index for _, index in only(rows, "page_id", "session_index")]

    def test_new_campaign_starts_a_session(self):
        """A campaign that comes in a session starts one; the same again does not; another does."""
        spring, summer = "?utm_source=mail&utm_campaign=spring", "?utm_source=mail&utm_campaign=summer"
        visits = [("10:00", "", None), ("10:01", spring, None), ("10:02", "", None), ("10:03", spring, None)]
        visits += [("10:04", summer, None), ("10:05", spring, None)]
        assert self.indexes(*visits) == [1, 2, 2, 2, 3, 4]

    def test_same_campaign_in_another_session(self):
        """The same campaign as in the session before starts a session, if the running one has had none."""
        spring = "?utm_campaign=spring"
        assert self.indexes(("10:00", spring, None), ("11:00", "", None), ("11:05", spring, None)) == [1, 2, 3]
        assert self.indexes(("10:00", spring, None), ("11:00", spring, None), ("11:05", spring, None)) == [1, 2, 2]

    def test_click_ids(self):
        """A click id that is paid for starts a session, each click its own; others and referrers start none."""
        assert self.indexes(("10:00", "", None), ("10:01", "?gclid=1", None), ("10:02", "?gclid=2", None)) == [1, 2, 3]
        assert self.indexes(("10:00", "", None), ("10:01", "?fbclid=1", None)) == [1, 1]
        assert self.indexes(("10:00", "", None), ("10:01", "?irclickid=1", None)) == [1, 1]
        assert self.indexes(("10:00", "", None), ("10:01", "", "https://www.google.com/")) == [1, 1]

    def test_split_makes_a_gap_no_longer(self):
        """A session that a campaign started goes on as any other, and its gap counts from the event before."""
        visits = [("10:00", "", None), ("10:20", "?gclid=1", None), ("10:40", "", None), ("11:10", "", None)]
        assert self.indexes(*visits) == [1, 2, 2, 3]

    def test_off_by_default(self):
        """Without the option a campaign starts nothing."""
        pages = [call("p1", "10:00:00", device="d"), call("p2", "10:01:00", device="d", url="/?gclid=1")]
        assert len(build(app(pages=pages), Options())["segment_sessions"]) == 1


@pytest.mark.parametrize("seed", ["one", "two", "three"])
class TestAnyHistory:
    """What holds for any history, whatever is chosen."""

    @staticmethod
    def world(seed: str) -> dict:
        """Return random histories of several devices, users and sources."""
        return random_world(seed, 40)

    def test_only_shared_ids_need_a_policy(self, seed):
        """All policies give the same person for every call, but for those without a user id on a shared id."""
        persons = {}
        for policy in ("visit", "latest", "first"):
            built = build(self.world(seed), Options(shared_devices=policy, include_screens=True))
            shared_ones = {row["anonymous_id"] for row in built["segment_user_map"] if row["is_shared"]}
            rows = built["segment_sessionized_events"]
            named = ("source", "page_id", "track_id", "screen_id", "user_id")
            persons[policy] = only([row for row in rows if row["anonymous_id"] not in shared_ones], *named)
        assert shared_ones
        assert persons["visit"] == persons["latest"] == persons["first"]

    def test_owner_is_a_user_of_the_id(self, seed):
        """A shared call is of somebody who sent a user id with its anonymous id, told by the call that is named."""
        options = Options(shared_devices="visit")
        calls, _ = accept(self.world(seed), options)
        sent = {(call["anonymous_id"], call["user_id"], call["id"]) for call in calls if call["user_id"] is not None}
        rows = build(self.world(seed), options)["segment_shared_calls"]
        assert {row["rule"] for row in rows} >= {"later_in_visit", "earlier_in_visit", "next_log_in"}
        assert {(row["anonymous_id"], row["user_id"], row["log_in_event_id"]) for row in rows} <= sent

    def test_each_event_is_in_one_session_at_most(self, seed):
        """What is kept is in one record of a session, or outside, as the account says."""
        for policy in ("attach", "session", "apart"):
            options = Options(server_events=policy, server_sources=("Zed",))
            built, accounts = build(self.world(seed), options), account(self.world(seed), options)
            rows = built["segment_sessionized_events"]
            outside = sum(counts["outside"] for counts in accounts.values())
            kept = sum(counts["kept"] for (_, call_type), counts in accounts.items() if call_type != "identify")
            assert sum(row["session_id"] is None for row in rows) == outside
            assert sum(len(row["records"]) for row in built["segment_sessions"]) + outside == kept == len(rows)
            assert (outside > 0) is (policy != "session")

    def test_server_calls_move_no_session(self, seed):
        """Attached or apart, the sessions are the same but for counts and records."""
        told = []
        for policy in ("attach", "apart"):
            rows = build(self.world(seed), Options(server_events=policy, session_midnight="UTC"))["segment_sessions"]
            told.append(
                [{name: row[name] for name in row if name not in ("records", "stats")} for row in rows]
                + [{"duration": row["stats"]["duration_millis"]} for row in rows]
            )
        assert told[0] == told[1]


@pytest.mark.parametrize("options", [Options(session_midnight="Atlantic/Azores"), Options(session_campaign=True)])
def test_splits_only_add_sessions(options):
    """A split makes sessions smaller, and every session of the plain rules starts where it did."""
    added = 0
    for seed in ("a", "b"):
        world = with_addresses(random_world(seed, 60), seed)
        plain = {row["session_id"] for row in build(world, Options())["segment_sessions"]}
        split = {row["session_id"] for row in build(world, options)["segment_sessions"]}
        assert plain <= split
        added += len(split - plain)
    assert added > 0
