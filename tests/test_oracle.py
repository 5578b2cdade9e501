"""Each rule as a small story: the rows given, the rows expected, both written by hand."""

import csv
import json
import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import histories
from oracle import Options, account, build, columns

DATA = Path(__file__).parents[2] / "shared" / "data"


def plain(**given) -> Options:
    """Return options without what test_oracle_choices is about."""
    return Options(**{"shared_devices": "latest", "server_events": "session"} | given)


EVERYTHING = plain(include_screens=True, **histories.CUSTOM_FIELDS)


def at(clock: str) -> datetime:
    """Return a moment of the one day on which most stories play."""
    return datetime.fromisoformat(f"2024-03-01T{clock}")


def call(id_, clock, *, user=None, device=None, **others) -> dict:
    """Return a raw row that was received when it was sent."""
    when = at(clock)
    return {
        "id": id_,
        "timestamp": when,
        "received_at": when,
        "user_id": user,
        "anonymous_id": device,
    } | others


def app(**tables) -> dict:
    """Return one source named app."""
    return {"app": tables}


def only(rows: list[dict], *names: str) -> list[tuple]:
    """Return some columns of the rows, in an order that does not depend on how they were made."""
    return sorted((tuple(row[name] for name in names) for row in rows), key=repr)


def one(rows: list[dict]) -> dict:
    """Return the only row there is."""
    assert len(rows) == 1
    return rows[0]


class TestSources:
    """R1 and R2."""

    def test_sources_are_united(self):
        """The same visitor in two sources has one session over both, and each row tells its source."""
        sources = {
            "web": {"pages": [call("p1", "10:00:00", device="d")]},
            "server": {"tracks": [call("t1", "10:05:00", device="d")]},
        }
        built = build(sources, plain())
        assert only(built["segment_sessionized_events"], "source", "page_id", "track_id", "session_index") == [
            ("server", None, "t1", 1),
            ("web", "p1", None, 1),
        ]

    def test_number_and_text_are_one_id(self):
        """A source that typed its user ids as numbers means the same persons as one with text."""
        sources = {
            "web": {"pages": [call("p1", "10:00:00", user="42")]},
            "server": {"tracks": [call("t1", "10:05:00", user=42)]},
        }
        assert only(build(sources, plain())["segment_users"], "user_id", "total_sessions") == [("42", 1)]

    def test_zone_is_told_in_utc(self):
        """A timestamp with a zone is the same moment in UTC."""
        zoned = datetime(2024, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
        row = call("p1", "10:00:00", device="d") | {"timestamp": zoned}
        assert one(build(app(pages=[row]), plain())["segment_page_events"])["timestamp"] == at("10:00:00")

    def test_missing_columns_are_null(self):
        """A page table without titles or campaigns gives pages with neither."""
        rows = [{"id": "p1", "timestamp": at("10:00:00"), "anonymous_id": "d", "url": "/"}]
        assert one(build(app(pages=rows), plain())["segment_page_events"]) == {
            "source": "app",
            "page_id": "p1",
            "timestamp": at("10:00:00"),
            "user_id": None,
            "anonymous_id": "d",
            "url": "/",
            "referrer": None,
            "title": None,
            "name": None,
            "search": None,
            "path": None,
            "utm_content": None,
            "utm_medium": None,
            "utm_source": None,
            "utm_campaign": None,
            "utm_term": None,
        }

    def test_campaign_name_is_utm_campaign(self):
        """`context_campaign_name` is `utm_campaign`; the others keep their last word."""
        campaign = {
            "context_campaign_content": "1",
            "context_campaign_medium": "2",
            "context_campaign_source": "3",
            "context_campaign_name": "4",
            "context_campaign_term": "5",
        }
        row = one(build(app(pages=[call("p1", "10:00:00", device="d", **campaign)]), plain())["segment_page_events"])
        assert list(row.items())[-5:] == [
            ("utm_content", "1"),
            ("utm_medium", "2"),
            ("utm_source", "3"),
            ("utm_campaign", "4"),
            ("utm_term", "5"),
        ]

    def test_what_is_switched_off_is_not_there(self):
        """Without tracks and screens there is no model, no column and no sub-column of either."""
        sources = app(pages=[call("p1", "10:00:00", device="d")], tracks=[call("t1", "10:01:00", device="d")])
        built = build(sources, plain(include_tracks=False))
        assert set(built) == {
            "segment_page_events",
            "segment_rejected_events",
            "segment_user_map",
            "segment_sessionized_events",
            "segment_sessionized_pages",
            "segment_sessions",
            "segment_users",
        }
        session = one(built["segment_sessions"])
        assert session["stats"] == {"total_pages": 1, "duration_millis": 0}
        assert set(session["records"][0]) == {"timestamp", "page"}
        assert "track_id" not in one(built["segment_sessionized_events"])

    def test_switched_off_calls_map_nobody(self):
        """A log-in that only a switched-off call saw is not known."""
        sources = app(
            pages=[call("p1", "10:00:00", device="d")], screens=[call("s1", "10:01:00", user="u", device="d")]
        )
        assert build(sources, plain())["segment_user_map"] == [
            {"anonymous_id": "d", "user_id": None, "mapped_at": None, "is_shared": False}
        ]


class TestIds:
    """R3."""

    @pytest.mark.parametrize(
        "junk",
        [
            "",
            " ",
            "   ",
            "null",
            "undefined",
            "anonymous",
            "anonymousId",
            "-1",
            "0",
            0,
            -1,
            "000",
            "-",
            "0-0-0",
        ],
    )
    def test_junk_is_null(self, junk):
        """An id that is empty, spaces or shared by many clients is no id, wherever it stands."""
        rows = [call("p1", "10:00:00", user=junk, device="d"), call("p2", "10:00:00", user="u", device=junk)]
        rows += [call(junk, "10:00:00", user="u")]
        built = build(app(pages=rows), plain())
        assert only(built["segment_page_events"], "page_id", "user_id", "anonymous_id") == [
            ("p1", None, "d"),
            ("p2", "u", None),
        ]
        assert only(built["segment_rejected_events"], "event_id", "reason") == [(None, "missing_id")]

    @pytest.mark.parametrize(
        "text",
        [
            "NULL",
            "Anonymous",
            " 0",
            "0 ",
            "null ",
            "-2",
            "00x",
            "0.0",
            "\t",
            "0\n",
            "\u00a0",
            "\uff10",
            "\u2013",
        ],
    )
    def test_almost_junk_is_an_id(self, text):
        """Junk is matched exactly: with another case, a space more or another kind of dash it is an id."""
        built = build(app(pages=[call(text, "10:00:00", user=text)]), plain())
        assert only(built["segment_page_events"], "page_id", "user_id") == [(text, text)]

    def test_ids_differ_by_case_zeros_and_spaces(self):
        """Ids are texts: `a` is not `A`, `1` is not `01` and `a` is not `a` with a space."""
        people = ["a", "A", "a ", " a", "1", "01", "1.0", "\u00e9", "e\u0301"]
        rows = [call(f"p{n}", "10:00:00", user=person) for n, person in enumerate(people)]
        assert only(build(app(pages=rows), plain())["segment_users"], "user_id") == only(
            [{"user_id": person} for person in people], "user_id"
        )

    def test_junk_can_be_configured(self):
        """Another list and another pattern replace the ones that come along."""
        rows = [call("p1", "10:00:00", user="guest"), call("p2", "10:00:00", user="null")]
        rows += [call("p3", "10:00:00", user="test-7"), call("p4", "10:00:00", user="000")]
        built = build(app(pages=rows), plain(junk_ids=("guest",), junk_id_pattern="^test-[0-9]$"))
        assert only(built["segment_page_events"], "page_id", "user_id") == [("p2", "null"), ("p4", "000")]


class TestDuplicates:
    """R4."""

    def test_first_loaded_copy_stays(self):
        """Of two copies the one loaded first stays, though the other was received first."""
        late = call("p1", "10:00:00", device="d", url="/late", loaded_at=at("12:00:00"), uuid_ts=at("09:00:00"))
        early = call("p1", "10:00:00", device="d", url="/early", uuid_ts=at("11:00:00"))
        assert one(build(app(pages=[late, early]), plain())["segment_page_events"])["url"] == "/early"

    def test_unknown_load_time_comes_last(self):
        """A copy without any load time yields to one that has one."""
        unknown = call("p1", "09:00:00", device="d", url="/unknown", received_at=None)
        known = call("p1", "10:00:00", device="d", url="/known")
        assert one(build(app(pages=[unknown, known]), plain())["segment_page_events"])["url"] == "/known"

    def test_then_the_earlier_timestamp(self):
        """Copies loaded together are ordered by their timestamp, and no timestamp comes last."""
        together = at("12:00:00")
        copies = [
            call("p1", "10:00:01", device="d", url="/a", loaded_at=together),
            call("p1", "10:00:00", device="d", url="/b", loaded_at=together),
            call("p1", "10:00:00", device="d", url="/a", loaded_at=together) | {"timestamp": None},
        ]
        built = build(app(pages=copies), plain())
        assert only(built["segment_page_events"], "url") == [("/b",)]
        assert built["segment_rejected_events"] == []

    def test_then_the_columns_of_the_model(self):
        """Copies that agree in time are ordered by user_id first, by bytes, with NULL last."""
        copies = [call("p1", "10:00:00", user=user, device="d") for user in (None, "\U0001f600", "\uff61", "null")]
        assert one(build(app(pages=copies), plain())["segment_page_events"])["user_id"] == "\uff61"

    def test_then_the_fields_in_their_order(self):
        """A smaller referrer does not outweigh a greater url, for the url stands before it."""
        copies = [
            call("p1", "10:00:00", device="d", url="/b", referrer="a"),
            call("p1", "10:00:00", device="d", url="/a", referrer="b"),
            call("p1", "10:00:00", device="d", url="/a", referrer=None),
        ]
        row = one(build(app(pages=copies), plain())["segment_page_events"])
        assert (row["url"], row["referrer"]) == ("/a", "b")

    def test_custom_numbers_compare_as_numbers(self):
        """Copies that differ in a number only: 9 comes before 10."""
        copies = [call("p1", "10:00:00", device="d", scroll=scroll) for scroll in (10, 9)]
        built = build(app(pages=copies), plain(custom_page_fields=("scroll",)))
        assert one(built["segment_page_events"])["scroll"] == 9

    def test_custom_fields_that_are_not_configured_decide_nothing(self):
        """A copy is not preferred for a column that no model has; then the earlier received one stays."""
        copies = [
            call("p1", "10:00:00", user="null", scroll=1, received_at=at("10:00:09"), uuid_ts=at("11:00:00")),
            call("p1", "10:00:00", user="null", scroll=2, received_at=at("10:00:05"), uuid_ts=at("11:00:00")),
        ]
        built = build(app(pages=copies), plain())
        assert only(built["segment_rejected_events"], "received_at") == [(at("10:00:05"),)]

    def test_rejected_first_copy_takes_the_call_with_it(self):
        """The copy loaded first is the call, even where it is rejected and a later copy would not be."""
        first = call("p1", "10:00:00", loaded_at=at("11:00:00"))
        second = call("p1", "10:00:00", user="u", loaded_at=at("12:00:00"))
        built = build(app(pages=[second, first]), plain())
        assert built["segment_page_events"] == []
        assert only(built["segment_rejected_events"], "event_id", "reason") == [("p1", "missing_person")]

    def test_same_id_in_another_source_is_another_call(self):
        """Two sources may use one id."""
        sources = {name: {"pages": [call("p1", "10:00:00", user="u")]} for name in ("web", "ios")}
        assert only(build(sources, plain())["segment_page_events"], "source") == [("ios",), ("web",)]

    def test_same_id_in_another_call_type_is_another_call(self):
        """A page and a track with one id are two events, and each session record tells which it is."""
        sources = app(pages=[call("x", "10:00:00", user="u")], tracks=[call("x", "10:00:00", user="u", event="e")])
        session = one(build(sources, plain())["segment_sessions"])
        assert session["stats"] == {"total_tracks": 1, "total_pages": 1, "duration_millis": 0}
        assert session["records"][0]["track"] is None
        assert session["records"][1] == {
            "timestamp": at("10:00:00"),
            "track": {"timestamp": at("10:00:00"), "track_id": "x", "event": "e"},
            "page": None,
        }

    def test_calls_without_id_are_no_duplicates(self):
        """Two calls without an id are two rejected calls."""
        rows = [call(None, "10:00:00", user="u"), call("null", "10:00:00", user="u")]
        assert len(build(app(pages=rows), plain())["segment_rejected_events"]) == 2

    def test_identifies_have_duplicates_too(self):
        """The copy of an identify that was loaded later changes nobody's email."""
        identifies = [
            call("i1", "10:00:00", user="u", email="late", loaded_at=at("12:00:00")),
            call("i1", "10:00:00", user="u", email="early", loaded_at=at("11:00:00")),
        ]
        built = build(app(identifies=identifies), plain(custom_user_fields=("email",)))
        assert one(built["segment_users"])["email"] == "early"


class TestRejected:
    """R5."""

    def test_reasons_in_their_order(self):
        """A call has one reason: first its id, then its timestamp, then its person, then its clock."""
        rows = [
            {"received_at": at("10:00:00")},
            {"id": "no-time", "received_at": at("10:00:00")},
            {"id": "no-one", "timestamp": at("10:00:00"), "received_at": at("10:00:00") - timedelta(days=2)},
            call("ahead", "10:00:00", user="u") | {"received_at": at("10:00:00") - timedelta(days=2)},
        ]
        assert only(build(app(pages=rows), plain())["segment_rejected_events"], "event_id", "reason") == [
            ("ahead", "clock_ahead"),
            ("no-one", "missing_person"),
            ("no-time", "missing_timestamp"),
            (None, "missing_id"),
        ]

    def test_a_day_ahead_is_accepted(self):
        """Exactly 24 hours ahead is accepted; one microsecond more is not."""
        day = timedelta(hours=24)
        rows = [
            call("exactly", "10:00:00", user="u") | {"received_at": at("10:00:00") - day},
            call("more", "10:00:00.000001", user="u") | {"received_at": at("10:00:00") - day},
        ]
        built = build(app(pages=rows), plain())
        assert only(built["segment_page_events"], "page_id") == [("exactly",)]
        assert only(built["segment_rejected_events"], "event_id", "reason") == [("more", "clock_ahead")]

    def test_clock_cannot_be_ahead_of_nothing(self):
        """Where it is not known when a call was received, any year is accepted."""
        row = {"id": "p1", "timestamp": datetime.fromisoformat("2538-01-01"), "user_id": "u"}
        row["loaded_at"] = at("10:00:00")
        built = build(app(pages=[row]), plain())
        assert only(built["segment_page_events"], "page_id") == [("p1",)]

    def test_rejected_identify_is_kept_apart(self):
        """A rejected identify is told by its call type, maps nobody and makes no user."""
        ahead = call("i1", "10:00:00", user="u", device="d") | {"received_at": at("10:00:00") - timedelta(days=3)}
        built = build(app(identifies=[ahead], pages=[call("p1", "10:00:00", device="d")]), plain())
        assert built["segment_rejected_events"] == [
            {
                "source": "app",
                "call_type": "identify",
                "event_id": "i1",
                "timestamp": at("10:00:00"),
                "received_at": at("10:00:00") - timedelta(days=3),
                "user_id": "u",
                "anonymous_id": "d",
                "reason": "clock_ahead",
            }
        ]
        assert built["segment_users"] == []
        assert only(built["segment_user_map"], "anonymous_id", "user_id") == [("d", None)]


class TestWho:
    """R6."""

    def test_log_out_does_not_erase_the_mapping(self):
        """Pages before the log-in and after the log-out are the same person's."""
        pages = [
            call("p1", "10:00:00", device="d"),
            call("p2", "10:01:00", user="u", device="d"),
            call("p3", "10:02:00", device="d"),
        ]
        built = build(app(pages=pages), plain())
        assert built["segment_user_map"] == [
            {"anonymous_id": "d", "user_id": "u", "mapped_at": at("10:01:00"), "is_shared": False}
        ]
        assert only(built["segment_sessions"], "user_id", "session_index") == [("u", 1)]

    def test_shared_device_belongs_to_the_last_user(self):
        """On a shared device the nameless calls are the last user's; named calls stay their user's."""
        pages = [
            call("p1", "10:00:00", device="kiosk"),
            call("p2", "10:01:00", user="ann", device="kiosk"),
            call("p3", "10:02:00", user="bob", device="kiosk"),
            call("p4", "10:03:00", device="kiosk"),
        ]
        built = build(app(pages=pages), plain())
        assert only(built["segment_sessionized_pages"], "page_id", "user_id") == [
            ("p1", "bob"),
            ("p2", "ann"),
            ("p3", "bob"),
            ("p4", "bob"),
        ]

    def test_tie_is_decided_by_the_order(self):
        """Of two log-ins at one moment the later in the order counts: a track comes after a page."""
        sources = app(
            tracks=[call("a", "10:00:00", user="by-track", device="d")],
            pages=[call("b", "10:00:00", user="by-page", device="d")],
            identifies=[call("c", "10:00:00", user="by-identify", device="d")],
        )
        assert only(build(sources, plain())["segment_user_map"], "user_id") == [("by-track",)]

    def test_source_comes_before_call_type(self):
        """At one moment an identify of a later source comes after a track of an earlier one, by bytes."""
        sources = {
            "app": {"identifies": [call("1", "10:00:00", user="by-app", device="d")]},
            "Zed": {"tracks": [call("9", "10:00:00", user="by-zed", device="d")]},
        }
        assert only(build(sources, plain())["segment_user_map"], "user_id") == [("by-app",)]

    def test_device_named_as_a_user(self):
        """A visitor whose anonymous id is another's user id is that person."""
        pages = [call("p1", "10:00:00", user="x"), call("p2", "10:01:00", device="x")]
        built = build(app(pages=pages), plain())
        assert only(built["segment_sessions"], "user_id", "session_index") == [("x", 1)]
        assert only(built["segment_user_map"], "anonymous_id", "user_id") == [("x", None)]

    def test_mapping_is_one_step(self):
        """A device mapped to a user whose name is another mapped device is not followed further."""
        pages = [
            call("p1", "10:00:00", user="b", device="a"),
            call("p2", "10:01:00", user="c", device="b"),
            call("p3", "10:02:00", device="a"),
        ]
        built = build(app(pages=pages), plain())
        assert only(built["segment_sessionized_pages"], "page_id", "user_id") == [
            ("p1", "b"),
            ("p2", "c"),
            ("p3", "b"),
        ]

    def test_identify_alone_maps(self):
        """An identify maps its device; the device of an identify without a user is in the map with none."""
        identifies = [call("i1", "10:00:00", user="u", device="d"), call("i2", "10:00:00", device="e")]
        assert only(build(app(identifies=identifies), plain())["segment_user_map"], "anonymous_id", "user_id") == [
            ("d", "u"),
            ("e", None),
        ]


class TestSessions:
    """R7, R8 and R9."""

    def test_thirty_minutes_is_a_new_session(self):
        """Exactly 30:00.000 starts a session; a millisecond or a microsecond less does not."""
        for gap, sessions in [
            ("10:30:00", 2),
            ("10:29:59.999", 1),
            ("10:29:59.999999", 1),
            ("10:30:00.000001", 2),
        ]:
            pages = [call("p1", "10:00:00", device="d"), call("p2", gap, device="d")]
            assert len(build(app(pages=pages), plain())["segment_sessions"]) == sessions

    def test_gap_is_of_exact_timestamps(self):
        """A microsecond less than 30 minutes is one session, though its milliseconds are 30 minutes apart."""
        pages = [call("p1", "10:00:00.000999", device="d"), call("p2", "10:30:00.000998", device="d")]
        assert len(build(app(pages=pages), plain())["segment_sessions"]) == 1

    def test_gap_counts_from_the_event_before(self):
        """Three pages 20 minutes apart are one session of 40 minutes."""
        pages = [call(f"p{clock}", clock, device="d") for clock in ("10:00:00", "10:20:00", "10:40:00")]
        session = one(build(app(pages=pages), plain())["segment_sessions"])
        assert session["stats"] == {"total_tracks": 0, "total_pages": 3, "duration_millis": 2_400_000}
        assert session["session_start_timestamp"] == at("10:00:00")
        assert session["session_end_timestamp"] == at("10:40:00")

    def test_identify_does_not_prolong_a_session(self):
        """An identify between two pages is no event: 40 minutes between the pages are two sessions."""
        sources = app(
            pages=[call("p1", "10:00:00", user="u"), call("p2", "10:40:00", user="u")],
            identifies=[call("i1", "10:20:00", user="u")],
        )
        assert only(build(sources, plain())["segment_sessions"], "session_index") == [(1,), (2,)]

    def test_milliseconds_are_of_the_difference(self):
        """0.9 ms to 1.1 ms is no millisecond, though the clock passed one."""
        pages = [call("p1", "10:00:00.000900", device="d"), call("p2", "10:00:00.001100", device="d")]
        assert one(build(app(pages=pages), plain())["segment_sessions"])["stats"]["duration_millis"] == 0

    def test_milliseconds_are_whole(self):
        """1.999 ms is one millisecond."""
        pages = [call("p1", "10:00:00", device="d"), call("p2", "10:00:00.001999", device="d")]
        assert one(build(app(pages=pages), plain())["segment_sessions"])["stats"]["duration_millis"] == 1

    def test_ties_have_one_order(self):
        """Events of one moment are ordered by source, then call type, then id, all by bytes."""
        moment = "10:00:00"
        sources = {
            "b": {"pages": [call("a", moment, user="u")]},
            "a": {
                "tracks": [call("\U0001f600", moment, user="u"), call("\uff61", moment, user="u")],
                "pages": [call("z", moment, user="u"), call("Z", moment, user="u")],
                "screens": [call("a", moment, user="u")],
            },
            "B": {"tracks": [call("z", moment, user="u")]},
        }
        records = one(build(sources, plain(include_screens=True))["segment_sessions"])["records"]
        order = [
            next(struct[f"{name}_id"] for name, struct in record.items() if name != "timestamp" and struct)
            for record in records
        ]
        assert order == ["z", "Z", "z", "a", "\uff61", "\U0001f600", "a"]

    def test_session_starts_with_the_first_in_order(self):
        """Of two events at one moment only the first starts the session and gives it its id."""
        sources = app(tracks=[call("t1", "10:00:00", user="u")], pages=[call("p1", "10:00:00", user="u")])
        rows = build(sources, plain())["segment_sessionized_events"]
        assert only(rows, "page_id", "track_id", "session_start_event", "session_id") == [
            ("p1", None, True, "230ec1a6c11cc91bff3475681cba3d77"),
            (None, "t1", False, "230ec1a6c11cc91bff3475681cba3d77"),
        ]

    def test_session_id_is_an_md5(self):
        """The id is the MD5 of `page|3|app|p1`, as md5sum tells it."""
        built = build(app(pages=[call("p1", "10:00:00", device="d")]), plain())
        assert one(built["segment_sessions"])["session_id"] == "230ec1a6c11cc91bff3475681cba3d77"

    def test_session_id_counts_characters(self):
        """A source's length is in characters and the text is UTF-8: `track|3|s\u00fcd|1|` and an emoji."""
        built = build({"s\u00fcd": {"tracks": [call("1|\U0001f600", "10:00:00", device="d")]}}, plain())
        assert one(built["segment_sessions"])["session_id"] == "dff9d7c07f9523ed69be674f965eae1c"

    def test_session_id_survives_log_in_and_earlier_sessions(self):
        """A later log-in and a session found earlier change the index and the user, not the id."""
        before = app(pages=[call("p1", "10:00:00", device="d")])
        after = app(
            pages=[
                call("p1", "10:00:00", device="d"),
                call("p0", "08:00:00", device="d"),
                call("p2", "10:05:00", user="u", device="d"),
            ]
        )
        assert only(build(before, plain())["segment_sessions"], "session_index", "user_id", "session_id") == [
            (1, "d", "230ec1a6c11cc91bff3475681cba3d77")
        ]
        assert (2, "u", "230ec1a6c11cc91bff3475681cba3d77") in only(
            build(after, plain())["segment_sessions"], "session_index", "user_id", "session_id"
        )

    def test_separators_do_not_mix_triples_up(self):
        """Source `a` with id `b|c` and source `a|b` with id `c` give two session ids."""
        sources = {
            "a": {"pages": [call("b|c", "10:00:00", user="u")]},
            "a|b": {"pages": [call("c", "10:00:00", user="v")]},
        }
        ids = {session["session_id"] for session in build(sources, plain())["segment_sessions"]}
        assert len(ids) == 2

    def test_another_timeout(self):
        """With a timeout of one millisecond, 999 microseconds are one session and 1,000 are two."""
        for clock, sessions in [("10:00:00.000999", 1), ("10:00:00.001000", 2)]:
            pages = [call("p1", "10:00:00", device="d"), call("p2", clock, device="d")]
            assert len(build(app(pages=pages), plain(session_timeout_millis=1))["segment_sessions"]) == sessions


class TestFirstAndLast:
    """R10."""

    def test_values_come_whole(self):
        """A title missing on the first page is not taken from the second."""
        pages = [
            call("p1", "10:00:00", device="d", url="/1", title=None, search=""),
            call("p2", "10:01:00", device="d", url="/2", title="two"),
            call("p3", "10:02:00", device="d", url=None, title=None),
        ]
        options = plain(include_tracks=False, custom_page_fields=("scroll",))
        session = one(build(app(pages=pages), options)["segment_sessions"])
        first, last = session["first_page_values"], session["last_page_values"]
        assert (first["first_url"], first["first_title"], first["first_search"]) == ("/1", None, "")
        assert (last["last_url"], last["last_title"], last["last_search"]) == (None, None, None)
        assert list(first)[-2:] == ["first_utm_term", "first_scroll"]

    def test_pages_at_one_moment(self):
        """Of two pages at one moment the smaller id is first and the greater last."""
        pages = [call(name, "10:00:00", device="d", url=name) for name in ("b", "a", "c")]
        session = one(build(app(pages=pages), plain())["segment_sessions"])
        assert session["first_page_values"]["first_url"] == "a"
        assert session["last_page_values"]["last_url"] == "c"

    def test_session_without_pages(self):
        """Without a page there are no first values, not a struct of NULLs."""
        session = one(build(app(tracks=[call("t1", "10:00:00", device="d")]), plain())["segment_sessions"])
        assert session["first_page_values"] is None
        assert session["last_page_values"] is None

    def test_page_of_nulls_is_a_page(self):
        """A page that tells nothing is still the first page: a struct of NULLs, not NULL."""
        session = one(build(app(pages=[call("p1", "10:00:00", device="d")]), plain())["segment_sessions"])
        assert set(session["first_page_values"].values()) == {None}

    def test_screens_have_their_own(self):
        """First and last screens come from screens, with custom fields after the name."""
        screens = [
            call("s1", "10:00:00", device="d", name="Home", category="a"),
            call("s2", "10:01:00", device="d"),
        ]
        options = plain(include_screens=True, custom_screen_fields=("category",))
        session = one(build(app(screens=screens), options)["segment_sessions"])
        assert session["first_screen_values"] == {"first_name": "Home", "first_category": "a"}
        assert session["last_screen_values"] == {"last_name": None, "last_category": None}
        assert session["first_page_values"] is None


class TestUsers:
    """R11."""

    def test_whole_row(self):
        """An identified person: seen, identified, counted and described."""
        sources = app(
            pages=[call("p1", "10:00:00", device="d"), call("p2", "12:00:00", device="d")],
            tracks=[call("t1", "10:05:00", user="u", device="d")],
            identifies=[
                call("i0", "09:00:00", device="d", email="old"),
                call("i1", "10:04:00", user="u", device="d", email="new"),
                call("i2", "13:00:00", user="u", email=None),
            ],
        )
        assert build(sources, plain(custom_user_fields=("email", "age")))["segment_users"] == [
            {
                "user_id": "u",
                "is_identified": True,
                "first_seen_at": at("09:00:00"),
                "last_seen_at": at("13:00:00"),
                "first_identified_at": at("10:04:00"),
                "total_sessions": 2,
                "total_tracks": 1,
                "total_pages": 2,
                "email": "new",
                "age": None,
            }
        ]

    def test_anonymous_person_who_sent_an_identify(self):
        """An identify by anonymous id alone makes a user who is not identified and has no sessions."""
        built = build(
            app(identifies=[call("i1", "10:00:00", device="d", email="e")]),
            plain(custom_user_fields=("email",)),
        )
        assert built["segment_users"] == [
            {
                "user_id": "d",
                "is_identified": False,
                "first_seen_at": at("10:00:00"),
                "last_seen_at": at("10:00:00"),
                "first_identified_at": None,
                "total_sessions": 0,
                "total_tracks": 0,
                "total_pages": 0,
                "email": "e",
            }
        ]
        assert built["segment_sessions"] == []

    def test_other_visitors_are_an_option(self):
        """A visitor who only looked around is a user where anonymous users are included."""
        sources = app(pages=[call("p1", "10:00:00", device="d")])
        assert build(sources, plain())["segment_users"] == []
        assert only(
            build(sources, plain(include_anonymous_users=True))["segment_users"], "user_id", "is_identified"
        ) == [("d", False)]

    def test_known_by_a_track_alone(self):
        """A user id in a track is enough to be a user; no identify is needed."""
        built = build(app(tracks=[call("t1", "10:00:00", user="u")]), plain(custom_user_fields=("email",)))
        assert only(built["segment_users"], "user_id", "is_identified", "first_identified_at", "email") == [
            ("u", True, at("10:00:00"), None)
        ]

    def test_fields_are_each_the_latest_known(self):
        """Each field is the latest that is not NULL, so two fields may come from two identifies."""
        identifies = [
            call("i1", "10:00:00", user="u", email="first", age=1),
            call("i2", "10:01:00", user="u", email=None, age=2),
            call("i3", "10:02:00", user="u", email="", age=None),
        ]
        built = build(app(identifies=identifies), plain(custom_user_fields=("email", "age")))
        assert only(built["segment_users"], "email", "age") == [("", 2)]

    def test_latest_is_by_timestamp_not_by_load(self):
        """An identify that was sent earlier and loaded later changes nothing."""
        identifies = [
            call("i1", "10:00:00", user="u", email="sent first", loaded_at=at("15:00:00")),
            call("i2", "11:00:00", user="u", email="sent last", loaded_at=at("12:00:00")),
        ]
        built = build(app(identifies=identifies), plain(custom_user_fields=("email",)))
        assert only(built["segment_users"], "email") == [("sent last",)]

    def test_fields_of_a_device_move_with_it(self):
        """What an anonymous visitor told is the person's whom the device is mapped to."""
        sources = app(
            identifies=[call("i1", "10:00:00", device="d", email="e")],
            pages=[call("p1", "11:00:00", user="u", device="d")],
        )
        built = build(sources, plain(custom_user_fields=("email",)))
        assert only(built["segment_users"], "user_id", "email") == [("u", "e")]


class TestAccount:
    """R12."""

    def test_every_row_is_accounted_for(self):
        """Four rows read: one kept, one a duplicate, two rejected."""
        pages = [call("p1", "10:00:00", user="u"), call("p1", "10:00:00", user="u")]
        pages += [call(None, "10:00:00", user="u"), call("p2", "10:00:00")]
        assert account(app(pages=pages), plain()) == {
            ("app", "identify"): {"read": 0, "duplicates": 0, "rejected": 0, "kept": 0, "outside": 0},
            ("app", "track"): {"read": 0, "duplicates": 0, "rejected": 0, "kept": 0, "outside": 0},
            ("app", "page"): {"read": 4, "duplicates": 1, "rejected": 2, "kept": 1, "outside": 0},
        }

    @settings(deadline=None)
    @given(history=histories.histories())
    def test_each_kept_event_is_in_one_session(self, history):
        """Read is duplicates, rejected and kept; and the kept events are those of the sessions' records."""
        built = build(history, EVERYTHING)
        kept = {"track": 0, "page": 0, "screen": 0, "identify": 0}
        rejected = Counter(row["call_type"] for row in built["segment_rejected_events"])
        for (source, call_type), counts in account(history, EVERYTHING).items():
            table = {"identify": "identifies"}.get(call_type, f"{call_type}s")
            assert counts["read"] == len(history[source][table])
            assert counts["read"] == counts["duplicates"] + counts["rejected"] + counts["kept"]
            kept[call_type] += counts["kept"]
            rejected[call_type] -= counts["rejected"]
        assert not any(rejected.values())
        records = [record for session in built["segment_sessions"] for record in session["records"]]
        for call_type in ("track", "page", "screen"):
            assert len([record for record in records if record[call_type]]) == kept[call_type]
            assert len(built[f"segment_sessionized_{call_type}s"]) == kept[call_type]
        assert len(built["segment_sessionized_events"]) == len(records)


class TestAnyHistory:
    """What holds for all of them."""

    @settings(deadline=None)
    @given(history=histories.histories())
    def test_rows_have_the_columns_they_should(self, history):
        """Every row of every model has its columns in their order."""
        built = build(history, EVERYTHING)
        assert set(built) == set(columns(EVERYTHING))
        for model, rows in built.items():
            assert all(list(row) == columns(EVERYTHING)[model] for row in rows)

    @settings(deadline=None)
    @given(history=histories.histories(), seed=st.integers(0, 1000))
    def test_arrival_does_not_matter(self, history, seed):
        """Rows that arrive in another order give the same tables."""
        calls = histories.calls_of(history)
        random.Random(seed).shuffle(calls)  # noqa: S311 (no secret)
        shuffled = histories.laid_out(calls, histories.FULL)
        first, second = build(history, EVERYTHING), build(shuffled, EVERYTHING)
        for model, rows in first.items():
            assert Counter(map(repr, rows)) == Counter(map(repr, second[model]))

    @settings(max_examples=30, deadline=None)
    @given(several=st.lists(histories.histories(), max_size=5))
    def test_isolated_histories_do_not_meet(self, several):
        """Many histories in one database give what each gives by itself."""
        isolated = [histories.isolate(history, n) for n, history in enumerate(several)]
        together = build(histories.merge(isolated), EVERYTHING)
        apart = [build(history, EVERYTHING) for history in isolated]
        for model, rows in together.items():
            of_each = [row for built in apart for row in built[model]]
            assert Counter(map(repr, rows)) == Counter(map(repr, of_each))

    @settings(deadline=None)
    @given(history=histories.histories(), n=st.integers(1, 9))
    def test_isolation_keeps_the_story(self, history, n):
        """Marked ids stay duplicates, junk and persons where they were: the account is the same."""
        assert account(histories.isolate(history, n), EVERYTHING) == account(history, EVERYTHING)

    @settings(max_examples=10, deadline=None)
    @given(history=histories.histories())
    def test_what_is_written_is_read_back(self, history):
        """The raw tables hold the history, value by value."""
        with duckdb.connect() as connection:
            histories.write(connection, history)
            for source, tables in history.items():
                for table, rows in tables.items():
                    result = connection.execute(f'SELECT * FROM "{source}"."{table}"')
                    names = [column[0] for column in result.description]
                    assert [dict(zip(names, row, strict=True)) for row in result.fetchall()] == rows


def parquet(path: Path, *names: str) -> list[dict]:
    """Return columns of a parquet file, times in UTC without a zone."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        listed = ", ".join(f'"{name}"' for name in names)
        result = connection.execute(f'SELECT {listed}, CAST("timestamp" AS TIMESTAMP) AS "timestamp" FROM \'{path}\'')
        return [dict(zip((*names, "timestamp"), row, strict=True)) for row in result.fetchall()]


class TestRealVisitors:
    """What others counted, with programs of their own."""

    @pytest.mark.skipif(not (DATA / "reconstructr").exists(), reason="../shared/data is not there")
    def test_readers_of_wikipedia(self):
        """The published count of sessions of 10,000 readers, and what it is when only longer gaps count."""
        expected = json.loads((DATA / "reconstructr" / "expected.json").read_text())
        pages = parquet(DATA / "reconstructr" / "pages.parquet", "id", "anonymous_id")
        assert len(pages) == expected["events"] == 63_524
        sessions = build(app(pages=pages), plain())["segment_sessions"]
        assert len(sessions) == expected["sessions"] == 22_226
        assert len({session["user_id"] for session in sessions}) == expected["visitors"] == 10_000
        single = len([session for session in sessions if session["stats"]["total_pages"] == 1])
        assert round(100 * single / len(pages), 2) == expected["single_event_sessions_over_events_pct"]
        later = build(app(pages=pages), plain(session_timeout_millis=1_800_001))["segment_sessions"]
        assert len(later) == 22_224

    @pytest.mark.skipif(not (DATA / "snowplow_ecommerce").exists(), reason="../shared/data is not there")
    def test_visitors_of_a_shop(self):
        """Which events are together in a session is what the tracker itself said; 11 have no visitor."""
        folder = DATA / "snowplow_ecommerce"
        tracks = parquet(folder / "tracks.parquet", "id", "anonymous_id", "user_id", "event")
        built = build(app(tracks=tracks), plain())
        strangers = {row["event_id"] for row in built["segment_rejected_events"]}
        assert len(strangers) == 11
        assert {row["reason"] for row in built["segment_rejected_events"]} == {"missing_person"}
        members = {}
        with (folder / "truth.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                if row["id"] not in strangers:
                    members.setdefault(row["session_id"], set()).add(row["id"])
        told = {frozenset(ids) for ids in members.values()}
        made = {
            frozenset(record["track"]["track_id"] for record in session["records"])
            for session in built["segment_sessions"]
        }
        assert len(made) == 62
        assert made == told
