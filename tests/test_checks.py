"""Each check fails when what it guards is broken, and shows the rows; all hold on a healthy build.

Every model is a table here, so that each can be broken by hand. `ONE_NOTICES` holds breaks that one check alone
notices, `SEVERAL_NOTICE` the others; a test sees to it that no check is forgotten.
"""

import json
import shutil
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

import small_shop
from segment_models import CheckError, ConfigError, demo, segment, warehouses
from segment_models.checks import checks
from segment_models.run import run_checks
from stories import DuckDBWarehouse, properties
from worth_shop import AD, WORTH, order, shop, sign_up, visit

TABLES = {"default_config": {"type": "table"}}
TRUTH = json.loads((demo.SAMPLE.parent / "truth.json").read_text(encoding="utf-8"))


def built_file(folder, **options):
    """A database with every model built as a table, and its checks."""
    path = Path(folder) / "shop.duckdb"
    with closing(small_shop.open_shop(path)) as connection:
        models = segment(**small_shop.OPTIONS | TABLES | options)
        models.run(connection)
        return path, checks(models.graph_in(warehouses.connect(connection)))


@pytest.fixture(scope="module")
def nested(tmp_path_factory):
    return built_file(tmp_path_factory.mktemp("nested"), shared_id_limit=4)


@pytest.fixture(scope="module")
def worth(tmp_path_factory):
    """A shop with conversions: mina comes by an ad and orders, twice by mistake; days later she signs up and orders."""
    path = tmp_path_factory.mktemp("worth") / "shop.duckdb"
    tables = shop(
        pages=[visit("p1", "2024-03-01 09:00", **AD), visit("p2", "2024-03-04 10:00")],
        tracks=[
            order("t1", "2024-03-01 09:01", user="mina"),
            order("t2", "2024-03-01 09:02", user="mina"),
            sign_up("t3", "2024-03-04 10:01", user="mina"),
            order("t4", "2024-03-04 10:02", user="mina"),
        ],
        order_completed=[
            properties("t1", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t2", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t4", revenue=5.0, order_id="o2", currency="EUR"),
        ],
    )
    with closing(DuckDBWarehouse(str(path))) as warehouse:
        warehouse.write({"web": tables})
        strict = {"one_currency": "error", "properties_found": "error"}
        models = segment(segment_schema="web", **WORTH, **TABLES, checks=strict)
        models.run(warehouse.connection)
        return path, checks(models.graph_in(warehouses.connect(warehouse.connection)))


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    return built_file(tmp_path_factory.mktemp("flat"), nested=False)


@pytest.fixture
def copy_of(tmp_path):
    """Opens a copy of a built database."""
    opened = []

    def copy(path):
        opened.append(duckdb.connect(shutil.copy(path, tmp_path / f"copy{len(opened)}.duckdb")))
        return opened[-1]

    yield copy
    for connection in opened:
        connection.close()


def failures(connection, all_checks):
    """The checks that fail, with the rows they show."""
    try:
        run_checks(all_checks, warehouses.connect(connection), lambda _: None)
    except CheckError as error:
        return {
            one.check.name: [dict(zip(one.rows.columns, row, strict=True)) for row in one.rows.values]
            for one in error.report.failures
        }
    return {}


def shown(rows, *names):
    return sorted(tuple(row[name] for name in names) for row in rows)


def sql(text):
    """A statement in which ``m.name`` stands for the table of a model."""
    return text.replace("m.", "segment_models.segment_")


def again(model, where):
    """Insert the rows of a model that are there already."""
    return f"INSERT INTO m.{model} SELECT * FROM m.{model} WHERE {where}"


def moved(call_id, to, session, end, millis):
    """Move the first event of a session of u1, and let its session and its record say so, too."""
    record = f"CASE WHEN coalesce(r.page.page_id, r.track.track_id, r.screen.screen_id) = '{call_id}' THEN "
    return (
        f"UPDATE m.sessionized_events SET timestamp = '{to}' WHERE page_id = '{call_id}'",
        f"""
        UPDATE m.sessions SET session_start_timestamp = '{to}', session_end_timestamp = '{end}',
            stats = {{'total_tracks': stats.total_tracks, 'total_pages': stats.total_pages,
                'total_screens': stats.total_screens, 'duration_millis': {millis}}},
            records = list_transform(records, lambda r: {{'timestamp': {record} TIMESTAMP '{to}' ELSE r.timestamp END,
                'track': r.track, 'page': r.page, 'screen': r.screen}})
        WHERE user_id = 'u1' AND session_index = {session}
        """,
    )


def stat(name, value):
    """Set one of a session's stats."""
    names = ("total_tracks", "total_pages", "total_screens", "duration_millis")
    fields = ", ".join(f"'{one}': {value if one == name else f'stats.{one}'}" for one in names)
    return f"UPDATE m.sessions SET stats = {{{fields}}} WHERE user_id = 'a2'"


def set_session(assignment):
    return f"UPDATE m.sessions SET {assignment} WHERE user_id = 'a2'"


ONE_NOTICES = [
    # check, what breaks it, columns of the rows it shows, those rows
    ("page_events_key", [again("page_events", "page_id = 'p1'")], "source page_id copies", [("web", "p1", 2)]),
    (
        "page_events_key",
        ["UPDATE m.page_events SET page_id = NULL WHERE page_id = 'p1'"],
        "source page_id copies",
        [("web", None, 1)],
    ),
    ("traffic_sources_key", [again("traffic_sources", "key = 'google.*'")], "key copies", [("google.*", 2)]),
    ("touches_key", [again("touches", "page_id = 'p1'")], "source page_id copies", [("web", "p1", 2)]),
    *(
        ("touches_known", [f"UPDATE m.touches SET {damage}"], "source page_id", [("web", "p1")])
        for damage in [
            *("channel = NULL", "channel = 'Nonsense'", "touch = NULL", "touch = 'direct'", "touch = 'click_id'"),
            *("traffic_source = NULL", "traffic_medium = NULL", "traffic_campaign = NULL", "click_id = 'x'"),
        ]
    ),
    ("session_sources_key", [again("session_sources", "user_id = 'a2'")], "copies", [(2,)]),
    (
        "session_sources_agree",
        ["DELETE FROM m.session_sources WHERE user_id = 'a2'"],
        "not_in_sources not_in_events touch",
        [(True, False, None)],
    ),
    (
        "session_sources_agree",
        ["UPDATE m.session_sources SET session_index = 2 WHERE user_id = 'a2'"],
        "not_in_sources not_in_events touch",
        [(False, False, "direct")],
    ),
    *(
        (
            "attributed_in_lookback",
            [f"UPDATE m.session_sources SET {damage} WHERE user_id = 'u1' AND session_index = 2"],
            "user_id touch earlier_touch",
            [("u1", "direct", earlier)],
        )
        for damage, earlier in [
            *((f"attributed_{name} = 'bing'", "referrer") for name in ("source", "medium", "campaign", "channel")),
            ("attributed_is_own = TRUE", "referrer"),
            ("attributed_session_id = 'x'", None),
        ]
    ),
    ("track_events_key", [again("track_events", "source = 'ios'")], "source track_id copies", [("ios", "t1", 2)]),
    ("screen_events_key", [again("screen_events", "screen_id = 's2'")], "source screen_id copies", [("ios", "s2", 2)]),
    ("user_map_key", [again("user_map", "anonymous_id = 'a2'")], "anonymous_id copies", [("a2", 2)]),
    (
        "user_map_key users_known user_map_agrees",
        ["UPDATE m.user_map SET anonymous_id = NULL WHERE anonymous_id = 'a4'"],
        "anonymous_id copies",
        [(None, 1)],
    ),
    ("sessionized_pages_key", [again("sessionized_pages", "page_id = 'p4'")], "source page_id", [("web", "p4")]),
    (
        "sessionized_tracks_key",
        [again("sessionized_tracks", "source = 'web'")],
        "source track_id",
        [("web", "t1")],
    ),
    ("sessionized_screens_key", [again("sessionized_screens", "true")], "screen_id", [("s1",), ("s2",)]),
    ("users_key", [again("users", "user_id = 'u1'")], "user_id copies", [("u1", 2)]),
    (
        "users_key users_known",
        ["UPDATE m.users SET user_id = NULL WHERE user_id = 'a4'"],
        "user_id copies",
        [(None, 1)],
    ),
    (
        "sessionized_events_key active_days_agree",
        ["UPDATE m.sessionized_events SET user_id = NULL WHERE page_id = 'p2'"],
        "source page_id track_id copies in_sessions",
        [("web", "p2", None, 1, 1)],
    ),
    (
        "rejected_events_key",
        ["UPDATE m.rejected_events SET reason = NULL WHERE event_id = 't9'"],
        "call_type event_id copies reason",
        [("track", "t9", 1, None)],
    ),
    (
        # listed twice instead of another: the sum is right, the list is not
        "rejected_events_key",
        ["DELETE FROM m.rejected_events WHERE event_id IS NULL", again("rejected_events", "event_id = 'p5'")],
        "call_type event_id copies reason",
        [("page", "p5", 2, "clock_ahead")],
    ),
    (
        "sessions_numbered session_sources_agree facts_agree",
        [
            "UPDATE m.sessions SET session_index = 4 WHERE session_index = 3",
            "UPDATE m.sessionized_events SET session_index = 4 WHERE session_index = 3",
        ],
        "user_id sessions first_index last_index",
        [("u1", 3, 1, 4)],
    ),
    (
        "sessions_numbered session_sources_agree facts_agree",
        [
            "UPDATE m.sessions SET session_index = 0 WHERE user_id = 'a2'",
            "UPDATE m.sessionized_events SET session_index = 0 WHERE user_id = 'a2'",
        ],
        "user_id sessions first_index last_index",
        [("a2", 1, 0, 0)],
    ),
    (
        "sessions_apart session_sources_agree facts_agree",
        moved("p3", "2026-03-02 09:39:59.999999", 2, end="2026-03-02 09:39:59.999999", millis=0),
        "user_id session_index",
        [("u1", 2)],
    ),
    (
        "gaps_inside session_sources_agree facts_agree users_agree",
        moved("p1", "2026-03-02 08:35", 1, end="2026-03-02 09:10", millis=2_100_000),
        "user_id",
        [("u1",)],
    ),
    *(
        ("sessions_agree facts_agree", [statement], "not_in_sessions not_in_events", [(False, False)])
        for statement in [
            *(stat(name, value) for name in ("total_tracks", "total_pages", "total_screens") for value in (7, "NULL")),
            stat("duration_millis", 1),
            stat("duration_millis", "NULL"),
            set_session("session_start_timestamp = session_start_timestamp - INTERVAL 1 MICROSECOND"),
            set_session("session_end_timestamp = session_end_timestamp + INTERVAL 1 MICROSECOND"),
            set_session("session_start_timestamp = NULL"),
            set_session("session_end_timestamp = NULL"),
        ]
    ),
    (
        "sessions_agree active_days_agree",
        ["UPDATE m.sessionized_events SET user_id = 'a2' WHERE page_id = 'p2'"],
        "not_in_sessions not_in_events",
        [(False, False)],
    ),
    (
        "sessions_agree session_sources_agree",
        ["UPDATE m.sessionized_events SET session_index = 9 WHERE session_index = 3"],
        "not_in_sessions not_in_events",
        [(False, False)],
    ),
    (
        "records_agree first_and_last_agree",
        ["UPDATE m.sessions SET records = list_reverse(records) WHERE session_index = 3"],
        "position recorded_event_id expected_event_id",
        [(1, "s2", "s1"), (3, "s1", "s2")],
    ),
    (
        "records_agree",
        ["UPDATE m.sessions SET records = records[:2] WHERE session_index = 3"],
        "position recorded_event_id expected_event_id",
        [(3, None, "s2")],
    ),
    (
        "records_agree",
        ["UPDATE m.sessions SET records = list_append(records, records[1]) WHERE user_id = 'a2'"],
        "position recorded_event_id expected_event_id",
        [(2, "p4", None)],
    ),
    *(
        (
            "records_agree",
            [
                f"""
                UPDATE m.sessions SET records = list_transform(records, lambda r: {{'timestamp': {moment},
                    'track': r.track, 'page': r.page, 'screen': r.screen}}) WHERE user_id = 'a2'
                """
            ],
            "position recorded_event_id",
            [(1, "p4")],
        )
        for moment in ("r.timestamp + INTERVAL 1 MICROSECOND", "NULL::TIMESTAMP")
    ),
    (
        "page_views_key",
        ["UPDATE m.page_views SET page_id = NULL WHERE page_id = 'p4'"],
        "source page_id copies",
        [("web", None, 1)],
    ),
    *(
        ("page_times_add_up", [f"UPDATE m.page_views SET {damage}"], "user_id pages", [("u1", 2)])
        for damage in [
            "time_on_page_millis = time_on_page_millis + 1 WHERE page_id = 'p2'",
            "time_on_page_millis = time_on_page_millis - 3 WHERE page_id = 'p1'",
            "time_on_page_millis = NULL WHERE page_id = 'p1'",
            "is_entrance = FALSE WHERE page_id = 'p1'",
            "is_entrance = TRUE WHERE page_id = 'p2'",
            "is_exit = TRUE WHERE page_id = 'p1'",
            "is_exit = FALSE WHERE page_id = 'p2'",
            "page_index = 2 WHERE page_id = 'p1'",
            "page_index = 3 WHERE page_id = 'p2'",
        ]
    ),
    (
        "facts_agree daily_agrees",
        ["UPDATE m.session_facts SET is_bounce = FALSE WHERE user_id = 'a2'"],
        "user_id",
        [("a2",)],
    ),
    *(
        ("facts_agree", [f"UPDATE m.session_facts SET {damage} WHERE user_id = 'a2'"], "user_id", [(user,)])
        for damage, user in [
            ("user_id = 'u1'", "u1"),
            *((f"session_{end}_timestamp = '2026-03-02 10:00:01'", "a2") for end in ("start", "end")),
            *((f"{name} = {name} + 1", "a2") for name in ("total_tracks", "total_screens")),
            ("channel = NULL", "a2"),
        ]
    ),
    *(
        ("daily_agrees", [f"UPDATE m.daily SET {name} = {name} + 1 WHERE channel = 'Organic Search'"], "sessions", rows)
        for name, rows in [
            *(("sessions", [(4,)]), ("pages", [(3,)]), ("duration_millis", [(3,)])),
            *(("engaged_sessions", [(3,)]), ("new_users", [(3,)])),
        ]
    ),
    (
        "daily_agrees",
        ["DELETE FROM m.daily WHERE session_date = '2026-03-03'"],
        "sessions sessions_of_facts",
        [(None, 1)],
    ),
    *(
        ("active_days_agree", [f"UPDATE m.active_days SET {damage}"], "user_id events_counted", [("u1", 7)])
        for damage in [
            "events = events + 1 WHERE user_id = 'u1' AND is_first_day",
            "is_first_day = FALSE WHERE user_id = 'u1'",
            "is_first_day = TRUE WHERE user_id = 'u1'",
            "is_first_day = NOT is_first_day WHERE user_id = 'u1'",
        ]
    ),
    ("active_days_agree", ["DELETE FROM m.active_days WHERE user_id = 'a2'"], "user_id events_counted", [("a2", 1)]),
    (
        "rows_accounted",
        ["DELETE FROM m.rejected_events WHERE event_id = 'p5'"],
        "source call_type calls duplicates rejected used outside",
        [("web", "page", 7, 1, 1, 4, 0)],
    ),
    (
        "rows_accounted",
        ["INSERT INTO web.tracks (id, timestamp, user_id) VALUES ('t7', '2026-03-05 10:00', 'u1')"],
        "source call_type calls duplicates rejected used",
        [("web", "track", 3, 0, 1, 1)],
    ),
]
SEVERAL_NOTICE = {
    **{
        f"a session of {who}": ([set_session(f"user_id = {who}")], {"sessions_agree", "facts_agree", "users_known"})
        for who in ("'somebody'", "NULL")
    },
    "a session twice": (
        [again("sessions", "user_id = 'a2'")],
        {"sessions_key", "sessions_numbered", "sessions_apart"},
    ),
    "a session twice, under two people": (
        ["INSERT INTO m.sessions SELECT * REPLACE ('b9' AS user_id) FROM m.sessions WHERE user_id = 'a2'"],
        {"sessions_key", "sessions_agree", "facts_agree", "users_known"},
    ),
    "a session without an id": (
        ["UPDATE m.sessions SET session_id = NULL WHERE user_id = 'a2'"],
        {"sessions_key", "sessions_agree", "records_agree", "page_times_add_up", "facts_agree"},
    ),
    "a session lost": (
        ["DELETE FROM m.sessions WHERE user_id = 'a2'"],
        {"sessions_agree", "records_agree", "page_times_add_up", "facts_agree"},
    ),
    "a session of no events": (
        ["DELETE FROM m.sessionized_events WHERE user_id = 'a2'"],
        {"sessions_agree", "records_agree", "rows_accounted", "session_sources_agree", "active_days_agree"},
    ),
    "an event twice": (
        [again("sessionized_events", "page_id = 'p2'")],
        {"sessionized_events_key", "sessions_agree", "records_agree", "rows_accounted", "active_days_agree"},
    ),
    "an event lost": (
        ["DELETE FROM m.sessionized_events WHERE screen_id = 's1'"],
        {
            *("sessions_agree", "records_agree", "rows_accounted", "session_sources_agree", "gaps_inside"),
            "active_days_agree",
        },
    ),
    "an event in no session": (
        ["UPDATE m.sessionized_events SET session_id = NULL WHERE page_id = 'p2'"],
        {"sessionized_events_key", "sessions_agree", "records_agree", "gaps_inside", "users_agree"},
    ),
    "an event that is a page and a track": (
        ["UPDATE m.sessionized_events SET track_id = 'x' WHERE page_id = 'p2'"],
        {"sessionized_events_key", "sessions_agree", "records_agree", "rows_accounted"},
    ),
    "a rejected call twice": (
        [again("rejected_events", "event_id = 'p5'")],
        {"rejected_events_key", "rows_accounted"},
    ),
    "a rejected call of no source": (
        ["UPDATE m.rejected_events SET source = NULL WHERE event_id = 'p5'"],
        {"rejected_events_key", "rows_accounted"},
    ),
    "a session attributed to one that is too old": (
        [
            "UPDATE m.session_sources SET session_start_timestamp = '2025-12-02 09:39:59' WHERE touch = 'referrer'",
        ],
        {"session_sources_agree", "attributed_in_lookback"},
    ),
    "sessions that overlap": (
        [
            "UPDATE m.sessions SET session_end_timestamp = '2026-03-02 09:50' WHERE stats.duration_millis = 600000",
        ],
        {"sessions_apart", "sessions_agree", "page_times_add_up", "facts_agree"},
    ),
    "the facts of a session twice": (
        [again("session_facts", "user_id = 'a2'")],
        {"session_facts_key", "daily_agrees"},
    ),
    "the facts of a session lost": (
        ["DELETE FROM m.session_facts WHERE user_id = 'a2'"],
        {"facts_agree", "daily_agrees"},
    ),
    "the facts of a session on another day": (
        ["UPDATE m.session_facts SET session_date = '2026-03-03' WHERE user_id = 'a2'"],
        {"daily_agrees"},
    ),
    "a day twice": ([again("daily", "session_date = '2026-03-03'")], {"daily_key", "daily_agrees"}),
    "a day without its date": (
        ["UPDATE m.daily SET session_date = NULL WHERE session_date = '2026-03-03'"],
        {"daily_key", "daily_agrees"},
    ),
    "a person's day twice": (
        [again("active_days", "user_id = 'a2'")],
        {"active_days_key", "active_days_agree"},
    ),
    "a page's place twice": ([again("page_views", "page_id = 'p1'")], {"page_views_key", "page_times_add_up"}),
    **{
        f"a session whose facts have {name} otherwise": (
            [f"UPDATE m.session_facts SET {name} = {name} + 1 WHERE user_id = 'a2'"],
            {"facts_agree", "daily_agrees"},
        )
        for name in ("total_pages", "duration_millis")
    },
}


T1, T2, T3, T4 = (f"track_id = 't{number}'" for number in (1, 2, 3, 4))
WEIGHTS = ("first", "last", "first_non_direct", "last_non_direct", "linear", "position", "time_decay")
WORTH_NOTICES = [
    # the checks that fail, what breaks them
    ("conversion_calls_key", [again("conversion_calls", T3)]),
    ("conversions_key conversions_add_up", [again("conversions", T3)]),
    ("weights_sum", [again("attribution", f"{T3} AND session_index = 1")]),
    ("event_order_completed_key", [again("event_order_completed", T4)]),
    ("properties_found", ["DELETE FROM web.order_completed WHERE id = 't4'"]),
    ("properties_found", ["DELETE FROM m.event_order_completed WHERE track_id = 't4'"]),
    # the wrong one of two is the repeat, or none is
    ("conversions_once conversions_agree", [f"UPDATE m.conversion_calls SET is_repeat = FALSE WHERE {T2}"]),
    ("conversions_once", [f"UPDATE m.conversion_calls SET is_repeat = NULL WHERE {T3}"]),
    (
        "conversions_once",
        [
            f"UPDATE m.{model} SET is_repeat = NOT is_repeat WHERE {T1} OR {T2}"
            for model in ("conversion_calls", "conversions")
        ]
        + [
            f"UPDATE m.conversions SET conversion_index = CASE WHEN {T2} THEN 1 END WHERE {T1} OR {T2}",
            f"UPDATE m.attribution SET track_id = 't2' WHERE {T1}",
        ],
    ),
    *(
        ("conversions_agree", [f"UPDATE m.conversions SET {damage}"])
        for damage in [
            f"currency = 'USD' WHERE {T4}",
            f"currency = NULL WHERE {T4}",
            f"conversion_key = NULL WHERE {T4}",
            f"conversion_index = NULL WHERE {T4}",
            f"conversion_index = 3 WHERE {T2}",
            f"is_repeat = NULL WHERE {T2}",
        ]
    ),
    ("conversions_agree conversions_add_up", [f"UPDATE m.conversions SET value = value + 0.000001 WHERE {T4}"]),
    ("conversions_agree", [f"DELETE FROM m.conversions WHERE {T2}"]),
    ("conversions_agree", [f"DELETE FROM m.conversion_calls WHERE {T3}"]),
    (
        "daily_agrees conversions_add_up",
        ["UPDATE m.session_facts SET conversion_value = conversion_value + 0.000001 WHERE session_index = 2"],
    ),
    (
        "daily_agrees conversions_add_up",
        ["UPDATE m.session_facts SET total_conversions = total_conversions - 1 WHERE session_index = 2"],
    ),
    (
        "daily_agrees conversions_add_up",
        ["UPDATE m.session_facts SET is_engaged = FALSE, is_bounce = TRUE WHERE session_index = 2"],
    ),
    *(
        ("daily_agrees", [f"UPDATE m.daily SET {name} = {name} + 1 WHERE session_date = '2024-03-01'"])
        for name in ("conversions", "conversion_value")
    ),
    (
        "one_currency",
        [f"UPDATE m.{model} SET currency = 'USD' WHERE {T4}" for model in ("conversion_calls", "conversions")],
    ),
    *(
        ("weights_sum", [f"UPDATE m.attribution SET {name}_weight = 0.4 WHERE {T3} AND session_index = {index}"])
        for name in WEIGHTS
        for index in (1, 2)
    ),
    ("weights_sum", [f"UPDATE m.attribution SET touches = 1 WHERE {T3}"]),
    ("weights_sum", [f"DELETE FROM m.attribution WHERE {T1}"]),
    ("weights_sum", [f"DELETE FROM m.attribution WHERE {T3} AND session_index = 2"]),
    ("weights_sum", [f"UPDATE m.attribution SET track_id = 't9' WHERE {T1}"]),
]


def same(model, column, of, to):
    """Give the rows of a condition the value that another row has."""
    return f"UPDATE m.{model} SET {column} = (SELECT any_value({column}) FROM m.{model} WHERE {to}) WHERE {of}"


SHARED = (
    "INSERT INTO m.shared_calls (source, call_type, event_id, anonymous_id, user_id, log_in_event_id) "
    "VALUES ('web', 'page', 'p1',"
)
S2, S3 = "user_id = 'u1' AND session_index = 2", "user_id = 'u1' AND session_index = 3"
P1, P3 = "page_id = 'p1'", "page_id = 'p3'"
NO_START = "UPDATE m.sessionized_events SET session_start_event = FALSE"
PAGE_OF_ANOTHER = "(SELECT records[1] FROM m.sessions WHERE user_id = 'a2')"
DAMAGES = [
    # the check that finds it, what is done to the tables behind its back
    *(
        ("users_agree", f"UPDATE m.users SET {damage} WHERE user_id = 'u1'")
        for damage in [
            *(f"{name} = {name} + 1" for name in ("total_sessions", "total_pages", "total_tracks", "total_screens")),
            "total_pages = NULL",
            "first_seen_at = '2026-03-02 09:00:01'",
            "last_seen_at = '2026-03-03 08:19:59'",
            "first_seen_at = NULL",
            "last_seen_at = NULL",
            "is_identified = FALSE",
            "is_identified = NULL",
            "first_identified_at = NULL",
            "first_identified_at = '2026-03-02 08:59'",
            "first_identified_at = '2026-03-04'",
        ]
    ),
    ("shared_calls_key", f"{SHARED} 'a1', 'u1', 'i1'); {SHARED} 'a1', 'u1', 'i1')"),
    ("shared_calls_owned", f"{SHARED} 'a1', 'u1', 'i1')"),
    ("shared_calls_owned", f"UPDATE m.user_map SET is_shared = TRUE; {SHARED} 'a1', 'u9', 'i1')"),
    ("shared_calls_owned", f"UPDATE m.user_map SET is_shared = TRUE; {SHARED} 'a1', 'u1', 'p1')"),
    ("shared_ids_limited", "UPDATE m.user_map SET is_shared = TRUE WHERE anonymous_id = 'a1'"),
    ("gaps_inside", "UPDATE m.sessionized_events SET session_id = NULL, anonymous_id = NULL WHERE page_id = 'p2'"),
    ("gaps_inside", "UPDATE m.sessionized_events SET timestamp = timestamp + INTERVAL 20 DAY WHERE page_id = 'p2'"),
    ("gaps_inside", f"{same('sessionized_events', 'session_id', P3, P1)}; {NO_START} WHERE {P3}"),
    ("records_agree", same("sessions", "records", S2, S3)),
    ("records_agree", f"UPDATE m.sessions SET records = [records[1], records[3], records[2]] WHERE {S3}"),
    ("records_agree", f"UPDATE m.sessions SET records = [records[1], records[1], records[3]] WHERE {S3}"),
    ("records_agree", f"UPDATE m.sessions SET records = [records[1], records[2], {PAGE_OF_ANOTHER}] WHERE {S3}"),
    ("records_agree", f"UPDATE m.sessions SET records = list_append(records, NULL) WHERE {S3}"),
    ("records_agree", f"UPDATE m.sessions SET records = NULL WHERE {S3}"),
    ("records_agree", f"UPDATE m.sessions SET records = [] WHERE {S3}"),
    ("records_agree", f"DELETE FROM m.sessions WHERE {S3}"),
    ("records_agree", "UPDATE m.sessionized_events SET page_id = 'p9' WHERE page_id = 'p2'"),
    ("users_known", "DELETE FROM m.users WHERE user_id = 'u1'"),
    ("users_known", "UPDATE m.users SET user_id = 'u2' WHERE user_id = 'u1'"),
    ("users_known", "UPDATE m.users SET user_id = 'a9' WHERE user_id = 'a4'"),
    ("users_known", "UPDATE m.users SET total_sessions = 1 WHERE user_id = 'a4'"),
    ("users_known", "UPDATE m.users SET total_sessions = NULL WHERE user_id = 'a4'"),
    ("users_known", "UPDATE m.users SET first_seen_at = '2027-01-01' WHERE user_id = 'a4'"),
    ("users_known", "UPDATE m.users SET is_identified = TRUE WHERE user_id = 'a4'"),
    ("user_map_agrees", "DELETE FROM m.user_map WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "DELETE FROM m.user_map WHERE anonymous_id = 'a2'"),
    ("user_map_agrees", "UPDATE m.user_map SET anonymous_id = 'a9' WHERE anonymous_id = 'a3'"),
    ("user_map_agrees", "UPDATE m.user_map SET user_id = NULL WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "UPDATE m.user_map SET user_id = NULL, mapped_at = NULL WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "UPDATE m.user_map SET user_id = 'u9' WHERE anonymous_id = 'a3'"),
    ("user_map_agrees", "UPDATE m.user_map SET user_id = 'a4' WHERE anonymous_id = 'a3'"),
    ("user_map_agrees", "UPDATE m.user_map SET user_id = 'u1' WHERE anonymous_id = 'a2'"),
    ("user_map_agrees", "UPDATE m.user_map SET mapped_at = NULL WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "UPDATE m.user_map SET mapped_at = '2026-03-02 08:00' WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "UPDATE m.user_map SET mapped_at = '2027-01-01' WHERE anonymous_id = 'a1'"),
    ("user_map_agrees", "UPDATE m.sessionized_events SET anonymous_id = 'a9' WHERE page_id = 'p4'"),
    ("first_and_last_agree", f"UPDATE m.sessions SET first_page_values = NULL WHERE {S2}"),
    ("first_and_last_agree", f"UPDATE m.sessions SET last_page_values = NULL WHERE {S2}"),
    ("first_and_last_agree", same("sessions", "first_page_values", S2, "user_id = 'a2'")),
    ("first_and_last_agree", same("sessions", "last_page_values", S2, "user_id = 'a2'")),
    ("first_and_last_agree", same("sessions", "first_page_values", S3, "user_id = 'a2'")),
    ("first_and_last_agree", f"UPDATE m.sessions SET first_screen_values = NULL WHERE {S3}"),
    ("first_and_last_agree", same("sessions", "last_screen_values", S2, S3)),
    *(
        ("rejected_reasons", f"UPDATE m.rejected_events SET {damage}")
        for damage in [
            "reason = 'clock_ahead' WHERE event_id = 't9'",
            "reason = 'missing_person' WHERE event_id = 'p5'",
            "reason = 'missing_timestamp' WHERE event_id IS NULL",
            "reason = 'because' WHERE event_id = 'p5'",
            "event_id = NULL WHERE event_id = 'p5'",
            "timestamp = '2026-03-02 09:00' WHERE event_id = 'p5'",
            "user_id = 'u1' WHERE event_id = 't9'",
        ]
    ),
    ("sessions_named", "UPDATE m.sessionized_events SET page_id = 'p0' WHERE page_id = 'p1'"),
    ("sessions_named", "UPDATE m.sessionized_events SET source = 'ios' WHERE page_id = 'p1'"),
    ("sessions_named", "UPDATE m.sessionized_events SET session_id = 'x' WHERE user_id = 'a2'"),
    ("sessions_agree", "UPDATE m.sessionized_events SET session_start_event = FALSE WHERE page_id = 'p1'"),
    ("sessions_agree", "UPDATE m.sessionized_events SET session_start_event = TRUE WHERE page_id = 'p2'"),
    ("page_views_key", again("page_views", "page_id = 'p1'")),
    ("page_times_add_up", "UPDATE m.page_views SET time_on_page_millis = 0 WHERE page_id = 'p1'"),
    ("session_facts_key", again("session_facts", "user_id = 'a2'")),
    ("facts_agree", "UPDATE m.session_facts SET total_pages = 7 WHERE user_id = 'a2'"),
    ("daily_key", again("daily", "TRUE")),
    ("daily_agrees", "UPDATE m.daily SET sessions = sessions + 1"),
    ("active_days_key", again("active_days", "user_id = 'a2'")),
    ("active_days_agree", "UPDATE m.active_days SET events = events + 1 WHERE user_id = 'a2'"),
]


def test_a_damage_behind_the_back_of_a_run_is_found(nested, copy_of):
    """What somebody does to one value of one model by hand is found by the check that knows its rule."""
    path, all_checks = nested
    connection = copy_of(path)
    queries = {one.name: warehouses.connect(connection).dialect.render(one.query) for one in all_checks}
    missed = []
    for check, damage in DAMAGES:
        connection.execute("BEGIN")
        connection.execute(sql(damage))
        if not connection.execute(queries[check]).fetchall():
            missed.append((check, damage))
        connection.execute("ROLLBACK")
    assert missed == []


def test_records_at_one_moment_are_compared_one_by_one(nested, copy_of):
    """Source, call type and id say which of them comes first (R7); the other order is found though no time is wrong."""
    path, all_checks = nested
    connection = copy_of(path)
    (check,) = (one for one in all_checks if one.name == "records_agree")
    connection.execute(sql(f"UPDATE m.sessionized_events SET timestamp = '2026-03-03 08:00' WHERE {S3}"))
    place = "(source, CASE WHEN screen_id IS NULL THEN 'track' ELSE 'screen' END, coalesce(screen_id, track_id))"
    told = connection.execute(
        sql(f"SELECT coalesce(screen_id, track_id) FROM m.sessionized_events WHERE {S3} ORDER BY {place}")
    ).fetchall()
    whole = "coalesce(r.track.track_id, r.screen.screen_id)"

    def listed(ids):
        moment = "TIMESTAMP '2026-03-03 08:00'"
        records = ", ".join(f"list_filter(records, lambda r: {whole} = '{one}')[1]" for one in ids)
        again = (
            f"[{{'timestamp': {moment}, 'track': r.track, 'page': r.page, 'screen': r.screen}} FOR r IN [{records}]]"
        )
        connection.execute("BEGIN")
        connection.execute(sql(f"UPDATE m.sessions SET records = {again} WHERE {S3}"))
        found = failures_in(connection, check)
        connection.execute("ROLLBACK")
        return found

    one, two, three = (row[0] for row in told)
    assert listed([one, two, three]) == []
    assert listed([two, one, three]) == [(1, two, one), (2, one, two)]
    assert listed([one, one, three]) == [(2, one, two)]


def failures_in(connection, check):
    """The place of each record that a check shows, which it is and which it should be."""
    rows = connection.execute(warehouses.connect(connection).dialect.render(check.query)).fetchall()
    return sorted((position, recorded, expected) for _, position, recorded, expected, *_ in rows)


@pytest.mark.parametrize("broken", ONE_NOTICES, ids=[f"{check}-{n}" for n, (check, *_) in enumerate(ONE_NOTICES)])
def test_one_check_finds_what_it_guards(nested, copy_of, broken):
    """Broken by hand, exactly this check fails, and those named after it; it shows exactly the rows that break it."""
    check, breaks, columns, expected = broken
    path, all_checks = nested
    connection = copy_of(path)
    for statement in breaks:
        connection.execute(sql(statement))
    found = failures(connection, all_checks)
    noticed_by = check.split()
    assert list(found) == noticed_by
    assert shown(found[noticed_by[0]], *columns.split()) == expected


def test_what_conversions_and_attribution_are_held_to(worth, copy_of):
    """Each break is found by exactly these checks."""
    path, all_checks = worth
    connection = copy_of(path)
    queries = {one.name: warehouses.connect(connection).dialect.render(one.query) for one in all_checks}
    found = []
    for _, breaks in WORTH_NOTICES:
        connection.execute("BEGIN")
        for statement in breaks:
            connection.execute(sql(statement))
        found.append(
            (" ".join(name for name, asked in queries.items() if connection.execute(asked).fetchall()), breaks)
        )
        connection.execute("ROLLBACK")
    assert found == WORTH_NOTICES


@pytest.mark.parametrize("what", SEVERAL_NOTICE)
def test_what_several_checks_guard_is_found_by_each(nested, copy_of, what):
    """Some breaks are the business of more than one check; all of them fail."""
    path, all_checks = nested
    connection = copy_of(path)
    breaks, expected = SEVERAL_NOTICE[what]
    for statement in breaks:
        connection.execute(sql(statement))
    assert set(failures(connection, all_checks)) == expected


def test_every_check_is_broken_here(nested, worth):
    """No check is without a break that it finds."""
    broken = {one for check, *_ in ONE_NOTICES for one in check.split()}.union(
        *(names for _, names in SEVERAL_NOTICE.values())
    )
    broken |= {check for check, _ in DAMAGES} | {one for check, _ in WORTH_NOTICES for one in check.split()}
    alike = {"event_open_key", "event_signed_key", "event_form_submitted_key"}  # as that of every event
    assert broken | alike == {check.name for check in (*nested[1], *worth[1])}


def test_checks_hold_on_a_healthy_build(nested, flat, worth, copy_of):
    """Nothing is broken, nothing fails, with structs or without, with conversions or without."""
    for path, all_checks in (nested, flat, worth):
        assert failures(copy_of(path), all_checks) == {}


def test_flat_sessions_are_compared_with_their_events_too(flat, copy_of):
    """Without structs there are no records to check, and the counts are columns."""
    path, all_checks = flat
    connection = copy_of(path)
    assert "records_agree" not in {check.name for check in all_checks}
    connection.execute(sql("UPDATE m.sessions SET total_pages = 7 WHERE user_id = 'a2'"))
    found = failures(connection, all_checks)
    assert list(found) == ["sessions_agree", "facts_agree"]


def test_a_check_shows_ten_rows_and_counts_all(nested, copy_of):
    """Twelve users twice: ten are shown, twelve counted."""
    path, all_checks = nested
    connection = copy_of(path)
    for number in range(12):
        connection.execute(sql(f"INSERT INTO m.users (user_id) VALUES ('x{number}'), ('x{number}')"))
    with pytest.raises(CheckError, match=r"users_key \(12 rows\)") as error:
        run_checks(
            [one for one in all_checks if one.name == "users_key"], warehouses.connect(connection), lambda _: None
        )
    (failed,) = error.value.report.failures
    assert (failed.broken, len(failed.rows.values)) == (12, 10)


def test_check_raises_and_changes_nothing(nested, copy_of):
    """`models.check()` raises a CheckError that names the check; the tables stay, as broken as they are."""
    connection = copy_of(nested[0])
    connection.execute(sql(again("users", "user_id = 'u1'")))
    before = small_shop.contents(connection)
    with pytest.raises(CheckError, match=r"1 check failed: users_key \(1 row\)\. The built tables are as"):
        segment(**small_shop.OPTIONS | TABLES).check(connection)
    assert small_shop.contents(connection) == before


def test_check_runs_the_checks_of_the_selected_models(nested, copy_of):
    """What is broken elsewhere is not looked at."""
    connection = copy_of(nested[0])
    connection.execute(sql(again("users", "user_id = 'u1'")))
    models = segment(**small_shop.OPTIONS | TABLES)
    checked = [one.check.name for one in models.check(connection, select=["page_events"]).checked]
    assert checked == ["page_events_key", "shared_calls_owned", "shared_ids_limited"]


def test_a_check_set_to_warn_fails_nothing(nested, copy_of):
    """It is reported with its rows, and `check` and `run` end well."""
    connection = copy_of(nested[0])
    connection.execute(sql(again("users", "user_id = 'u1'")))
    report = segment(**small_shop.OPTIONS | TABLES, checks={"users_key": "warn"}).check(connection)
    (warned,) = [one for one in report.checked if one.broken]
    assert (warned.check.name, warned.check.severity, warned.broken, warned.failed) == ("users_key", "warn", 1, False)
    assert report.failures == []


def test_an_unknown_check_is_an_error():
    """The error offers the nearest name; it comes before anything is built."""
    with closing(small_shop.open_shop()) as connection:
        before = small_shop.contents(connection)
        with pytest.raises(
            ConfigError, match=r"no check 'user_key'\. Did you mean 'users_key'\? Checks: page_events_key,"
        ):
            segment(**small_shop.OPTIONS, checks={"user_key": "warn"}).run(connection)
        assert small_shop.contents(connection) == before


@pytest.mark.parametrize("known", ["screen_events_key", "records_agree", "sessionized_screens_key"])
def test_a_check_of_something_switched_off_is_still_known(known):
    """A configuration does not become wrong because screens, or structs, are switched off."""
    models = segment(segment_schema="web", include_screens=False, nested=False, checks={known: "warn"})
    assert known not in {check.name for check in checks(models.graph())}


def test_the_sample_adds_up():
    """R12 for the packaged sample: rows read, duplicates and rejected calls are those its script wrote."""
    with closing(duckdb.connect()) as connection:
        models = demo.demo_models()
        models.load([demo.SAMPLE], connection)
        report = models.run(connection)
    account = {(source, kind): rest for source, kind, *rest in report.account.values}
    assert account == {
        (source, kind): [
            calls,
            copies := TRUTH["copies"]["by_source"].get(source, {}).get(kind, 0),
            rejected := TRUTH["rejected"]["by_source"].get(source, {}).get(kind, 0),
            calls - copies - rejected - (outside := TRUTH["outside"]["by_source"].get(source, {}).get(kind, 0)),
            outside,
        ]
        for source, kinds in TRUTH["messages"]["by_source"].items()
        for kind, calls in kinds.items()
        if kind != "group"
    }
    reasons = {}
    for _, _, reason, calls in report.rejected.values:
        reasons[reason] = reasons.get(reason, 0) + calls
    assert reasons == TRUTH["rejected"]["by_reason"]
    used = {
        kind: sum(rest[3] for (_, one), rest in account.items() if one == kind) for kind in ("page", "screen", "track")
    }
    assert used == TRUTH["sessions"]["events"]
    assert all(checked.broken == 0 for checked in report.checked)


def test_a_session_that_compares_and_sorts_its_own_way_checks_the_same():
    """The checks see what a run sees, whatever the session has set, and leave its settings as they were."""
    with duckdb.connect() as connection:
        models = demo.demo_models()
        models.load([demo.SAMPLE], connection)
        models.run(connection)
        connection.execute("SET default_collation = 'nocase'; SET default_order = 'DESC'")
        assert models.check(connection).failures == []
        settings = "SELECT current_setting('default_collation'), current_setting('default_order')"
        assert connection.execute(settings).fetchall() == [("nocase", "DESC")]
