"""What a later load changes in models that are there already: stories of two or three loads, a run after each.

The first load is of 2 March 2024, at noon; a row that says nothing else was loaded then, or with its own load.
"""

from datetime import datetime, timedelta

from segment_models import segment
from stories import Built, at, call, session_id, web

FIRST, SECOND, THIRD = "2024-03-02 12:00", "2024-03-03 12:00", "2024-03-04 12:00"
page = track = identify = call


def load(growing, when=FIRST, *, full_refresh=False, options=None, **tables):
    """Append rows loaded at one time, where they say nothing else, and run."""
    loaded = {name: [{"loaded_at": at(when), **row} for row in rows] for name, rows in tables.items()}
    growing.append(web(**loaded))
    how = {"segment_schema": ["web"], "default_config": {"type": "incremental"}, **(options or {})}
    return growing.run(full_refresh=full_refresh, **how)


def set_clock(monkeypatch, moment):
    """Let the next runs find this time on the machine's clock."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return at(moment).replace(tzinfo=tz)

    monkeypatch.setattr("segment_models.holding.datetime", Clock)


NO_TRACKS = {"include_tracks": False}


class TestLateEvents:
    """An event comes after the events that follow it."""

    def test_between_two_sessions(self, growing):
        """Twenty-five minutes from both, it makes them one, and the person has a session less."""
        visits = [page("p1", "10:00:00", user="ann"), page("p3", "10:50:00", user="ann")]
        built = load(growing, pages=[*visits, page("p4", "13:00:00", user="ann")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 1), (2, 1), (3, 1)]
        built = load(growing, SECOND, pages=[page("p2", "10:25:00", user="ann")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages", "session_id") == [
            (1, 3, session_id("web", "page", "p1")),
            (2, 1, session_id("web", "page", "p4")),
        ]
        assert built("users", "user_id", "total_sessions", "total_pages") == [("ann", 2, 4)]

    def test_before_the_first(self, growing):
        """It starts the session now, which has another id; the session after it keeps its own and its place."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "12:00:00")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p0", "09:45:00", url="/0")], options=NO_TRACKS)
        assert built("sessions", "session_index", "session_id", "first_page_values.first_url") == [
            (1, session_id("web", "page", "p0"), "/0"),
            (2, session_id("web", "page", "p2"), None),
        ]

    def test_years_before(self, growing):
        """A session of its own, and all that follow have the next number and the id they had."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "12:00:00")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p0", "2019-01-01 00:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "session_id") == [
            (index, session_id("web", "page", page_id)) for index, page_id in enumerate(("p0", "p1", "p2"), 1)
        ]

    def test_exactly_the_timeout_after(self, growing):
        """A new session, as when all comes at once; a microsecond less, and it belongs to the one before."""
        load(growing, pages=[page("p1", "10:00:00"), page("q1", "10:00:00", device="e")], options=NO_TRACKS)
        late = [page("p2", "10:30:00"), page("q2", "10:29:59.999999", device="e")]
        built = load(growing, SECOND, pages=late, options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index", "stats.total_pages") == [
            ("d", 1, 1),
            ("d", 2, 1),
            ("e", 1, 2),
        ]

    def test_equal_times(self, growing):
        """Of two events at one time, the order of all calls decides which starts the session, not which came first."""
        load(growing, tracks=[track("t", "10:00:00")], pages=[])
        built = load(growing, SECOND, pages=[page("z", "10:00:00")])
        assert built("sessions", "session_id") == [(session_id("web", "page", "z"),)]


class TestPersons:
    """Whose events they are is known later, or turns out otherwise."""

    def test_a_log_in_months_later(self, growing):
        """All that the visitor did on this device is the user's, from the first session on, and the visitor is gone."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "12:00:00")], options=NO_TRACKS)
        options = NO_TRACKS | {"include_anonymous_users": True}
        login = identify("i1", "2024-08-01 10:00", user="ann")
        built = load(growing, "2024-08-01 12:00", identifies=[login], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index") == [("ann", 1), ("ann", 2)]
        assert built("users", "user_id", "total_sessions", "first_seen_at") == [("ann", 2, at("10:00:00"))]
        assert built("user_map", "anonymous_id", "user_id", "mapped_at") == [("d", "ann", at("2024-08-01 10:00"))]
        built = load(growing, full_refresh=True, options=options)
        assert built("users", "user_id") == [("ann",)]

    def test_two_devices_become_one_person(self, growing):
        """Visits on both at one time are one session, once the second device logs in."""
        both = [
            page("p1", "10:00:00", user="ann"),
            page("p2", "10:20:00", device="phone"),
            page("p3", "10:40:00", user="ann"),
        ]
        built = load(growing, pages=both, options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index") == [("ann", 1), ("ann", 2), ("phone", 1)]
        login = identify("i1", "18:00:00", user="ann", device="phone")
        built = load(growing, SECOND, identifies=[login], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index", "stats.total_pages") == [("ann", 1, 3)]

    def test_a_device_changes_its_owner(self, growing):
        """What was done without a user id after the one who logged in first goes to the next who does (R6c)."""
        before = [page("p1", "08:00:00"), page("p2", "10:00:00", user="ann"), page("p3", "12:00:00")]
        built = load(growing, pages=before, options=NO_TRACKS)
        assert built("users", "user_id", "total_sessions") == [("ann", 3)]
        built = load(growing, SECOND, pages=[page("p4", "14:00:00", user="bob")], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index", "session_start_timestamp") == [
            ("ann", 1, at("08:00:00")),
            ("ann", 2, at("10:00:00")),
            ("bob", 1, at("12:00:00")),
            ("bob", 2, at("14:00:00")),
        ]
        assert built("users", "user_id", "total_sessions", "first_seen_at", "last_seen_at") == [
            ("ann", 2, at("08:00:00"), at("10:00:00")),
            ("bob", 2, at("12:00:00"), at("14:00:00")),
        ]

    def test_an_owner_loses_everything(self, growing):
        """The only call of hers carried no user id: nothing of her is left but the log-in."""
        login = identify("i1", "09:00:00", user="ann", email="a@x.org")
        options = NO_TRACKS | {"custom_user_fields": ["email"]}
        load(growing, pages=[page("p1", "10:00:00")], identifies=[login], options=options)
        built = load(growing, SECOND, identifies=[identify("i2", "11:00:00", user="bob")], options=options)
        assert built("sessions", "user_id", "session_index") == [("bob", 1)]
        assert built("users", "user_id", "total_sessions", "email") == [("ann", 0, "a@x.org"), ("bob", 1, None)]

    def test_an_older_log_in_comes_late(self, growing):
        """The device stays the later user's; what came before the older log-in is that one's now (R6c)."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "12:00:00", user="ann")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p0", "11:00:00", user="bob")], options=NO_TRACKS)
        assert built("user_map", "anonymous_id", "user_id", "mapped_at") == [("d", "ann", at("12:00:00"))]
        assert built("sessions", "user_id", "session_index") == [("ann", 1), ("bob", 1), ("bob", 2)]

    def test_two_log_ins_at_one_time(self, growing):
        """The order of all calls decides (R7), whichever came first: of a page and a track, the track."""
        log_ins = {"pages": [page("p1", "10:00:00", user="ann")], "tracks": [track("t1", "10:00:00", user="bob")]}
        others = {"pages": [page("p2", "10:00:00", user="cid", device="e")]}
        load(growing, tracks=log_ins["tracks"], **others)
        later = [track("t2", "10:00:00", user="dan", device="e")]
        built = load(growing, SECOND, pages=log_ins["pages"], tracks=later)
        assert built("user_map", "anonymous_id", "user_id") == [("d", "bob"), ("e", "dan")]

    def test_a_log_out(self, growing):
        """A call without a user id leaves the device with its user, as after a rebuild."""
        load(growing, pages=[page("p1", "10:00:00", user="ann")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p2", "12:00:00")], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index") == [("ann", 1), ("ann", 2)]
        assert built("user_map", "user_id", "mapped_at") == [("ann", at("10:00:00"))]

    def test_a_user_id_that_is_somebodys_anonymous_id(self, growing):
        """They are one person, as soon as the user id is seen."""
        load(growing, pages=[page("p1", "10:00:00", device="x"), page("p2", "10:40:00", device="y")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p3", "10:20:00", user="x", device="y")], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index", "stats.total_pages") == [("x", 1, 3)]
        assert built("users", "user_id", "is_identified", "total_sessions") == [("x", True, 1)]

    def test_traits(self, growing):
        """The latest by the time of the call holds, whichever was loaded last, and a NULL changes nothing."""
        options = NO_TRACKS | {"custom_user_fields": ["email"]}

        def traits(when, name, clock, email):
            row = identify(name, clock, user="ann", email=email)
            return load(growing, when, pages=[], identifies=[row], options=options)("users", "email")

        assert traits(FIRST, "i2", "10:00:00", "b@x.org") == [("b@x.org",)]
        assert traits(SECOND, "i1", "09:00:00", "a@x.org") == [("b@x.org",)]
        assert traits(THIRD, "i3", "11:00:00", None) == [("b@x.org",)]
        assert traits("2024-03-05 12:00", "i4", "12:00:00", "c@x.org") == [("c@x.org",)]


class TestCopies:
    """A copy of a call comes later, and was loaded before the copy that is there (R4)."""

    def test_of_another_person(self, growing):
        """The call is that person's, and who had it has nothing."""
        mapped = page("p2", "12:00:00", device="e")
        load(growing, pages=[page("p1", "10:00:00", user="ann", device="e"), mapped], options=NO_TRACKS)
        earlier = page("p1", "10:00:00", user="bob", device="f", loaded_at=at("2024-03-02 09:00"))
        built = load(growing, SECOND, pages=[earlier], options=NO_TRACKS)
        assert built("sessions", "user_id", "session_index", "session_start_timestamp") == [
            ("bob", 1, at("10:00:00")),
            ("e", 1, at("12:00:00")),
        ]
        assert built("user_map", "anonymous_id", "user_id") == [("e", None), ("f", "bob")]
        assert built("users", "user_id") == [("bob",)]

    def test_at_another_time(self, growing):
        """The call leaves the session it started, and is where its time says."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "10:10:00")], options=NO_TRACKS)
        earlier = page("p1", "12:00:00", loaded_at=at("2024-03-02 11:59:59.999999"))
        built = load(growing, SECOND, pages=[earlier], options=NO_TRACKS)
        assert built("sessions", "session_index", "session_id") == [
            (1, session_id("web", "page", "p2")),
            (2, session_id("web", "page", "p1")),
        ]

    def test_with_another_field(self, growing):
        """Only what it carries changes, everywhere it is told."""
        load(growing, pages=[page("p1", "10:00:00", url="/late")], options=NO_TRACKS)
        built = load(
            growing,
            SECOND,
            pages=[page("p1", "10:00:00", url="/early", loaded_at=at("2024-03-02 10:00"))],
            options=NO_TRACKS,
        )
        assert built("page_events", "page_id", "url") == [("p1", "/early")]
        assert built("sessionized_pages", "page_id", "url") == [("p1", "/early")]
        assert built("sessions", "first_page_values.first_url") == [("/early",)]

    def test_that_is_rejected(self, growing):
        """Dated a week after it was received, it takes the call out of its session and into the rejected events."""
        load(growing, pages=[page("p1", "10:00:00"), page("p2", "10:10:00")], options=NO_TRACKS)
        ahead = page("p1", "2024-03-08 10:00", received_at=at("10:00:00"), loaded_at=at("2024-03-02 10:00"))
        built = load(growing, SECOND, pages=[ahead], options=NO_TRACKS)
        assert built("rejected_events", "event_id", "reason") == [("p1", "clock_ahead")]
        assert built("sessions", "session_id", "stats.total_pages") == [(session_id("web", "page", "p2"), 1)]

    def test_of_a_rejected_call(self, growing):
        """It counts from then on, and is no longer among the rejected events."""
        ahead = page("p1", "2024-03-08 10:00", received_at=at("10:00:00"))
        built = load(growing, pages=[ahead, page("p2", "10:10:00")], options=NO_TRACKS)
        assert built("rejected_events", "event_id") == [("p1",)]
        right = page("p1", "10:00:00", received_at=at("10:00:00"), loaded_at=at("2024-03-02 10:00"))
        built = load(growing, SECOND, pages=[right], options=NO_TRACKS)
        assert built.rows("rejected_events") == []
        assert built("sessions", "session_id", "stats.total_pages") == [(session_id("web", "page", "p1"), 2)]

    def test_loaded_after(self, growing):
        """It changes nothing."""
        load(growing, pages=[page("p1", "10:00:00", url="/1")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p1", "11:00:00", user="bob", url="/2")], options=NO_TRACKS)
        assert built("page_events", "timestamp", "user_id", "url") == [(at("10:00:00"), None, "/1")]
        assert built("sessions", "user_id", "stats.total_pages") == [("d", 1)]

    def test_of_a_log_in_that_is_taken_back(self, growing):
        """The winning copy carries no user id: the device is nobody's again, and its visits are the visitor's."""
        load(
            growing,
            pages=[page("p1", "10:00:00")],
            identifies=[identify("i1", "10:01:00", user="ann")],
            options=NO_TRACKS,
        )
        earlier = identify("i1", "10:01:00", loaded_at=at("2024-03-02 11:00"))
        built = load(growing, SECOND, identifies=[earlier], options=NO_TRACKS)
        assert built("user_map", "anonymous_id", "user_id", "mapped_at") == [("d", None, None)]
        assert built("sessions", "user_id") == [("d",)]
        assert built("users", "user_id", "is_identified") == [("d", False)]


class TestBetween:
    """What else happens between two runs."""

    def test_a_run_as_tables(self, growing):
        """Models that were built whole in between are right again, though no incremental run saw those rows."""
        load(growing, pages=[page("p1", "10:00:00")], options=NO_TRACKS)
        load(growing, SECOND, pages=[page("p2", "10:10:00")], options=NO_TRACKS | {"default_config": {"type": "table"}})
        built = load(growing, THIRD, pages=[page("p3", "10:20:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 3)]

    def test_a_run_of_some_models(self, growing):
        """What is selected is brought up to date, and the next run of all is right in every model."""
        how = {"segment_schema": ["web"], "default_config": {"type": "incremental", "schema": "out"}, **NO_TRACKS}
        load(growing, pages=[page("p1", "10:00:00", user="ann")], options=NO_TRACKS)
        growing.append(web(pages=[page("p2", "10:10:00", user="ann", loaded_at=at(SECOND))]))
        chosen = ["page_events", "rejected_events", "user_map", "sessionized_events", "sessionized_pages", "sessions"]
        segment(**how).run(growing.connection, select=chosen)
        built = Built(growing, None)
        assert built("sessions", "stats.total_pages") == [(2,)]
        built = load(growing, THIRD, pages=[page("p3", "10:20:00", user="ann")], options=NO_TRACKS)
        assert built("sessions", "stats.total_pages") == [(3,)]
        assert built("users", "total_pages") == [(3,)]

    def test_a_run_without_a_model(self, growing):
        """A model that the last run left out is built whole."""
        load(growing, pages=[page("p1", "10:00:00")], options=NO_TRACKS)
        without = {"models": {"sessions": {"type": "table"}}}
        load(growing, SECOND, pages=[page("p2", "10:10:00")], options=NO_TRACKS | without)
        built = load(growing, THIRD, pages=[page("p3", "10:20:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 3)]


class TestLoads:
    """What counts as new, and what does not."""

    def test_no_news(self, growing):
        """A run without a new row leaves every row of every model as it was."""
        rejected = page(None, "10:00:00")
        pages = [page("p1", "10:00:00", user="ann"), page("p1", "10:00:00", user="ann"), rejected, rejected]
        built = load(growing, pages=pages, tracks=[track("t1", "10:01:00")], options={"include_anonymous_users": True})
        models = (
            "rejected_events",
            "user_map",
            "sessionized_events",
            "sessionized_pages",
            "sessions",
            "users",
            "page_events",
        )
        before = {model: sorted(map(repr, built.rows(model))) for model in models}
        for _ in range(2):
            built = load(growing, options={"include_anonymous_users": True})
            assert {model: sorted(map(repr, built.rows(model))) for model in models} == before

    def test_from_nothing(self, growing):
        """Raw tables without rows make models without rows, and the first rows come later."""
        assert load(growing, pages=[], options=NO_TRACKS).rows("sessions") == []
        built = load(growing, SECOND, pages=[page("p1", "10:00:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 1)]

    def test_a_new_table(self, growing):
        """Segment makes a table when something is sent: its rows are read, however long ago they were loaded."""
        load(growing, pages=[page("p1", "10:00:00")])
        long_ago = at("2023-01-01 00:00")
        login = identify("i1", "09:00:00", user="ann", loaded_at=long_ago)
        built = load(growing, SECOND, tracks=[track("t1", "10:10:00", loaded_at=long_ago)], identifies=[login])
        assert built("sessions", "user_id", "stats.total_tracks", "stats.total_pages") == [("ann", 1, 1)]

    def test_a_new_column(self, growing):
        """A column of Segment's own appears: rows that came before it have NULL, as after a rebuild."""
        load(growing, pages=[page("p1", "10:00:00")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p2", "10:01:00", url="/2", user="ann")], options=NO_TRACKS)
        assert built("sessions", "first_page_values.first_url", "last_page_values.last_url") == [(None, "/2")]
        assert built("page_events", "page_id", "url") == [("p1", None), ("p2", "/2")]

    def test_loaded_in_the_year_2538(self, growing):
        """Such a row counts, and holds nobody up: rows of the next day are new."""
        far = page("p1", "10:00:00", loaded_at=at("2538-07-04 12:00"))
        load(growing, pages=[far, page("p2", "10:01:00")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p3", "10:02:00")], options=NO_TRACKS)
        assert built("sessions", "stats.total_pages") == [(3,)]
        built = load(growing, THIRD, pages=[page("p1", "12:00:00"), page("p4", "10:03:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 3), (2, 1)]

    def test_a_loader_whose_clock_is_hours_ahead(self, growing, monkeypatch):
        """A row loaded in the future holds nobody up when that moment has passed, either: rows between are new."""
        set_clock(monkeypatch, "2024-03-02 12:05")
        ahead = page("p2", "10:01:00", loaded_at=at("2024-03-02 21:00"))
        load(growing, pages=[page("p1", "10:00:00"), ahead], options=NO_TRACKS)
        set_clock(monkeypatch, "2024-03-03 12:05")
        built = load(growing, "2024-03-02 13:00", pages=[page("p3", "10:02:00")], options=NO_TRACKS)
        assert built("sessions", "stats.total_pages") == [(3,)]

    def test_made_in_the_year_2538(self, growing):
        """Where nobody knows better, that is when it was made; what is made before is new all the same."""
        load(growing, pages=[page("p1", "2538-07-04 12:00"), page("p2", "10:00:00")], options=NO_TRACKS)
        built = load(growing, SECOND, pages=[page("p3", "10:01:00")], options=NO_TRACKS)
        assert built("sessions", "session_index", "stats.total_pages") == [(1, 2), (2, 1)]

    def test_a_rejected_row_holds_nobody_up(self, growing):
        """It was loaded a year after all others; rows loaded before it are new."""
        load(growing, pages=[page("p1", "10:00:00"), page(None, "10:00:00", loaded_at=at("2025-03-01 00:00"))])
        built = load(growing, SECOND, pages=[page("p2", "10:01:00")], tracks=[])
        assert built("sessions", "stats.total_pages") == [(2,)]
        assert built("rejected_events", "reason") == [("missing_id",)]

    def test_each_source_and_table_has_a_clock_of_its_own(self, growing):
        """Pages that are loaded hourly do not hold up tracks that are loaded monthly."""
        load(
            growing,
            "2024-05-01 00:00",
            pages=[page("p1", "10:00:00")],
            tracks=[track("t1", "10:01:00", loaded_at=at(FIRST))],
        )
        built = load(growing, SECOND, tracks=[track("t2", "10:02:00")])
        assert built("sessions", "stats.total_pages", "stats.total_tracks") == [(1, 2)]

    def test_just_within_the_overlap(self, growing):
        """Loaded exactly as long before the latest row as `load_overlap` says, a row is new."""
        options = NO_TRACKS | {"load_overlap": "90 minutes"}
        load(growing, pages=[page("p1", "10:00:00")], options=options)
        late = at(FIRST) - timedelta(minutes=90)
        built = load(growing, pages=[page("p2", "10:01:00", loaded_at=late)], options=options)
        assert built("sessions", "stats.total_pages") == [(2,)]

    def test_too_late_for_the_overlap(self, growing):
        """A row loaded earlier than that is not looked for: `load_overlap` says so, and a full refresh finds it."""
        load(growing, pages=[page("p1", "10:00:00")], options=NO_TRACKS)
        late = page("p2", "10:01:00", loaded_at=at(FIRST) - timedelta(hours=3, microseconds=1))
        built = load(growing, pages=[late], options=NO_TRACKS)
        assert built("sessions", "stats.total_pages") == [(1,)]
        built = load(growing, full_refresh=True, options=NO_TRACKS)
        assert built("sessions", "stats.total_pages") == [(2,)]

    def test_loaded_nobody_knows_when(self, growing):
        """Rows without any load time are always looked at, and counted once."""
        load(growing, pages=[page("p1", "10:00:00", loaded_at=None), page(None, "10:00:00", loaded_at=None)])
        late = [page("p2", "10:01:00", loaded_at=None), page("p1", "10:00:00", loaded_at=None)]
        built = load(growing, SECOND, pages=late)
        assert built("sessions", "stats.total_pages") == [(2,)]
        built = load(growing, THIRD, pages=[page(None, "10:00:00", loaded_at=None)])
        assert built("rejected_events", "event_id", "reason") == [(None, "missing_id")] * 2

    def test_received_only(self, growing):
        """Without the columns of a loader, the time Segment received the call says when it came."""

        def received(name, clock, when):
            return {"id": name, "timestamp": at(clock), "anonymous_id": "d", "received_at": at(when)}

        def came(*pages):
            growing.append(web(pages=list(pages)))
            how = {"segment_schema": ["web"], "default_config": {"type": "incremental"}}
            return growing.run(**how)("sessions", "session_index", "stats.total_pages")

        assert came(received("p1", "10:00:00", "10:00:01")) == [(1, 1)]
        assert came(received("p2", "10:05:00", "10:05:01"), received("p3", "09:55:00", "07:00:01")) == [(1, 3)]
