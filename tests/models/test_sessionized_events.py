"""`segment_sessionized_events`: every event with its person (R6) and its session (R7 to R9)."""

import pytest

from stories import at, identify, page, screen, session_id, track, web


class TestPerson:
    """R6: the event's own user, else the one its anonymous id belongs to, else the anonymous id."""

    def test_a_log_in_names_what_was_before(self, warehouse):
        """Pages before the log-in, and after the log-out, are the user's."""
        tables = web(
            pages=[page("p1", "2024-02-01 10:00:00"), page("p2", "2024-04-01 10:00:00")],
            identifies=[identify("i1", "10:00:00", user="ann")],
        )
        built = warehouse.build(tables)
        assert built("sessionized_events", "page_id", "user_id", "anonymous_id") == [
            ("p1", "ann", "d"),
            ("p2", "ann", "d"),
        ]

    def test_an_event_knows_better_than_the_map(self, warehouse):
        """On a shared device, calls with a user id are that user's, the others of who logged in around them."""
        rows = [page("p1", "10:00:00", user="ann"), page("p2", "11:00:00", user="bob"), page("p3", "09:00:00")]
        built = warehouse.build(web(pages=rows))
        assert built("sessionized_events", "page_id", "user_id") == [("p1", "ann"), ("p2", "bob"), ("p3", "ann")]

    def test_nobody_known(self, warehouse):
        """The anonymous id is the person."""
        assert warehouse.build(web(pages=[page("p1", "10:00:00")]))("sessionized_events", "user_id") == [("d",)]

    def test_two_devices(self, warehouse):
        """One user on two devices has one series of sessions."""
        rows = [
            page("p1", "10:00:00", device="a", user="ann"),
            page("p2", "10:20:00", device="b"),
            page("p3", "10:45:00", device="b", user="ann"),
        ]
        built = warehouse.build(web(pages=rows))
        assert built("sessionized_events", "page_id", "session_index") == [("p1", 1), ("p2", 1), ("p3", 1)]


class TestOrder:
    """R7: timestamp, then source, then call type, then id; text by its bytes."""

    def test_equal_times(self, warehouse):
        """The first of the session is the first by that order: source before type, type before id."""
        tables = {
            "a": {"tracks": [track("1", "10:00:00")], "screens": [screen("9", "10:00:00")]},
            "Z": {"tracks": [track("9", "10:00:00"), track("10", "10:00:00")]},
        }
        built = warehouse.build(tables, include_screens=True)
        starts = [row for row in built.rows("sessionized_events") if row["session_start_event"]]
        assert [(row["source"], row["track_id"]) for row in starts] == [("Z", "10")]
        records = built.one("sessions")["records"]
        ids = [(record["screen"] or {}).get("screen_id") or record["track"]["track_id"] for record in records]
        assert ids == ["10", "9", "9", "1"]

    def test_text_by_its_bytes(self, warehouse):
        """Capitals are before small letters, and U+FF61 before an emoji, which UTF-16 would turn around."""
        ids = ["\U0001f600", "\uff61", "é", "a", "Z", "10", "9"]
        built = warehouse.build(web(pages=[page(one, "10:00:00") for one in ids]))
        (session,) = built.rows("sessions")
        assert [record["page"]["page_id"] for record in session["records"]] == [
            "10",
            "9",
            "Z",
            "a",
            "é",
            "\uff61",
            "\U0001f600",
        ]

    def test_late_rows(self, warehouse):
        """The order of arrival is no order."""
        rows = [page("p3", "11:00:00"), page("p1", "10:00:00"), page("p2", "10:30:00")]
        built = warehouse.build(web(pages=rows))
        assert built("sessionized_events", "page_id", "session_index") == [("p1", 1), ("p2", 2), ("p3", 3)]


class TestTimeout:
    """R8: the timeout or more after the event before, in exact microseconds."""

    @pytest.mark.parametrize(
        ("timeout", "second", "sessions"),
        [
            (1_800_000, "10:29:59.999", 1),
            (1_800_000, "10:29:59.999999", 1),
            (1_800_000, "10:30:00", 2),
            (1_800_000, "10:30:00.000001", 2),
            (1, "10:00:00.000999", 1),
            (1, "10:00:00.001", 2),
            (1, "10:00:00", 1),
            (86_400_000, "2024-03-02 09:59:59.999999", 1),
            (86_400_000, "2024-03-02 10:00:00", 2),
        ],
    )
    def test_a_gap(self, warehouse, timeout, second, sessions):
        """A microsecond less than the timeout is the same session, the timeout exactly is a new one."""
        rows = [page("p1", "10:00:00"), page("p2", second)]
        built = warehouse.build(web(pages=rows), session_timeout_millis=timeout)
        assert built("sessionized_events", "page_id", "session_index", "session_start_event") == [
            ("p1", 1, True),
            ("p2", sessions, sessions == 2),
        ]

    def test_no_boundary_is_counted(self, warehouse):
        """Times that straddle a minute or a half hour are as far apart as they are."""
        rows = [page("p1", "10:00:59.999999"), page("p2", "10:30:59.999998"), page("p3", "11:00:59.999998")]
        built = warehouse.build(web(pages=rows))
        assert built("sessionized_events", "page_id", "session_index") == [("p1", 1), ("p2", 1), ("p3", 2)]

    def test_before_1970(self, warehouse):
        """Gaps do not know the epoch."""
        rows = [
            page("p1", "1969-12-31 23:45:00"),
            page("p2", "1970-01-01 00:14:59.999999"),
            page("p3", "1970-01-01 00:45:00"),
        ]
        built = warehouse.build(web(pages=rows), earliest_timestamp="0001-01-01")
        assert built("sessionized_events", "page_id", "session_index") == [("p1", 1), ("p2", 1), ("p3", 2)]

    def test_each_event_moves_the_end(self, warehouse):
        """A visit of many short gaps is one session, however long."""
        rows = [page(f"p{hour}", f"{hour}:{minute:02}:00") for hour in range(10, 14) for minute in (0, 20, 40)]
        rows = [row | {"id": f"{row['id']}-{place}"} for place, row in enumerate(rows)]
        built = warehouse.build(web(pages=rows))
        assert {row["session_index"] for row in built.rows("sessionized_events")} == {1}

    def test_call_types_share_sessions(self, warehouse):
        """A track between two pages keeps them together; an identify does not."""
        gap = {"pages": [page("p1", "10:00:00"), page("p2", "10:40:00")]}
        with_track = warehouse.build(web(**gap, tracks=[track("t1", "10:20:00")]))
        assert with_track("sessionized_events", "session_index") == [(1,), (1,), (1,)]
        with_identify = warehouse.build(web(**gap, tracks=[], identifies=[identify("i1", "10:20:00", user="u")]))
        assert with_identify("sessionized_events", "session_index") == [(1,), (2,)]

    def test_sources_share_sessions(self, warehouse):
        """What a visitor does in the app continues what began on the web."""
        built = warehouse.build({"web": {"pages": [page("1", "10:00:00")]}, "app": {"pages": [page("1", "10:29:00")]}})
        assert built("sessionized_events", "source", "session_index") == [("app", 1), ("web", 1)]


class TestSessionIds:
    """R9: sessions are numbered within the person and named for their first event."""

    # Made with: printf 'page|3|web|p1' | md5sum
    KNOWN = (
        ("web", "page", "p1", "7a79255e35d6ce8666428c82ac16d8f5"),
        ("Büro", "page", "p1", "04fa5cc4af170d6a3e4315ca2fb12e4f"),  # a source of four characters, five bytes
        ("server", "track", "t|1", "45c38128370f59656601ed276520361e"),
        ("ios", "screen", "S-1", "0cb3bd635817f4622168a695da8efaac"),
    )

    @pytest.mark.parametrize(("source", "call_type", "id_", "md5"), KNOWN)
    def test_the_md5_of_the_first_event(self, warehouse, source, call_type, id_, md5):
        """Type, length and name of the source, and id, in UTF-8."""
        built = warehouse.build({source: {f"{call_type}s": [page(id_, "10:00:00")]}}, include_screens=True)
        assert built("sessionized_events", "source", "session_id") == [(source, md5)]
        assert built("sessions", "session_id") == [(md5,)]
        assert session_id(source, call_type, id_) == md5

    def test_a_log_in_changes_the_person_and_not_the_id(self, warehouse):
        """A link to a session stays good."""
        pages = [page("p1", "10:00:00")]
        anonymous = warehouse.build(web(pages=pages))("sessions", "user_id", "session_id")
        known = warehouse.build(web(pages=pages, identifies=[identify("i", "12:00:00", user="ann")]))
        assert anonymous == [("d", session_id("web", "page", "p1"))]
        assert known("sessions", "user_id", "session_id") == [("ann", session_id("web", "page", "p1"))]

    def test_an_earlier_session_changes_the_number_and_not_the_id(self, warehouse):
        """A late arrival is number one, and nothing else is renamed."""
        rows = [page("p2", "12:00:00"), page("p1", "10:00:00")]
        built = warehouse.build(web(pages=rows))
        assert built("sessions", "session_index", "session_id") == [
            (1, session_id("web", "page", "p1")),
            (2, session_id("web", "page", "p2")),
        ]

    def test_numbers_are_the_persons(self, warehouse):
        """Everyone has a first session."""
        rows = [
            page("p1", "10:00:00", device="a"),
            page("p2", "12:00:00", device="b"),
            page("p3", "14:00:00", device="a"),
        ]
        built = warehouse.build(web(pages=rows))
        assert built("sessions", "user_id", "session_index") == [("a", 1), ("a", 2), ("b", 1)]

    def test_sources_whose_names_run_into_the_ids(self, warehouse):
        """Two different events never have one name: the length of the source tells where it ends."""
        tables = {
            "a": {"pages": [page("b|c", "10:00:00", device="1")]},
            "a|b": {"pages": [page("c", "10:00:00", device="2")]},
        }
        built = warehouse.build(tables)
        assert len(set(built("sessions", "session_id"))) == 2


def test_one_id_of_three(warehouse):
    """Each event has the id of its own type, and the times and ids it came with."""
    tables = web(pages=[page("p", "10:00:00")], tracks=[track("t", "10:00:00")], screens=[screen("s", "10:00:00")])
    built = warehouse.build(tables, include_screens=True)
    assert built("sessionized_events", "page_id", "screen_id", "track_id", "timestamp", "session_start_event") == [
        ("p", None, None, at("10:00:00"), True),
        (None, "s", None, at("10:00:00"), False),
        (None, None, "t", at("10:00:00"), False),
    ]
