"""What somebody does to the models of what visits are worth by hand is found: by a check, and by verify.

One shop is built once; each damage is done to it in a transaction that is rolled back.
"""

from contextlib import closing

import pytest

from segment_models import VerifyError, segment, warehouses
from segment_models.checks import checks
from stories import DuckDBWarehouse, Raw, properties, track
from worth_shop import AD, MAIL, ORDER, WORTH, look_at_screen, order, shop, sign_up, visit

OPTIONS = {"segment_schema": ["web"], "default_config": {"schema": "out", "type": "table"}, **WORTH}
A1, A2, B = ("user_id = 'a' AND session_index = 1", "user_id = 'a' AND session_index = 2", "user_id = 'b'")


def tables():
    """The shop: a sees an ad and signs up, comes back by mail and orders; b orders the same; c and e only look."""
    made = shop(
        pages=[
            visit("p1", "2024-03-01 10:00:00", user="a", path="/a", **AD),
            visit("p2", "2024-03-01 10:05:00", user="a", path="/b"),
            visit("p3", "2024-03-04 10:00:00", user="a", path="/c", **MAIL),
            visit("p4", "2024-03-04 12:00:00", device="c", path="/d"),
        ],
        screens=[look_at_screen("s1", "2024-03-05 12:00:00", device="e")],
        tracks=[
            sign_up("t1", "2024-03-01 10:06:00", user="a"),
            order("t2", "2024-03-04 10:01:00", user="a"),
            order("t3", "2024-03-04 11:00:00", user="b", device="b"),
            track("t4", "2024-03-04 11:00:01", user="b", device="b", event="form_submitted"),
            order("t5", "2024-03-09 11:00:00", user="a", device=None),
        ],
        form_submitted=[properties("t4", form="demo")],
        _open=[properties("x9", channel="mail")],
    )
    made["order_completed"] = Raw(
        [
            properties("t2", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t3", revenue=20.0, order_id="o1", currency="EUR"),
            properties("t5", revenue=5.0, order_id="o2", currency="EUR"),
        ],
        {"revenue": "double"},
        ORDER,
    )
    return made


@pytest.fixture(scope="module")
def built():
    """The shop with every model as a table, and what is asked of it."""
    with closing(DuckDBWarehouse()) as warehouse:
        warehouse.write({"web": tables()})
        models = segment(**OPTIONS)
        models.run(warehouse.connection)
        yield models, warehouse.connection


def sql(text):
    """A statement in which ``m.name`` stands for the table of a model."""
    return text.replace("m.", "out.segment_")


def again(model, where="TRUE"):
    """Insert rows of a model that are there already."""
    return f"INSERT INTO m.{model} SELECT * FROM m.{model} WHERE {where}"


def plus_one(model, where, *names):
    """Add one to each of these columns, in a statement of its own."""
    return [f"UPDATE m.{model} SET {name} = {name} + 1 WHERE {where}" for name in names]


PAGE, FIRST = "page_id = 'p1'", "session_date = DATE '2024-03-01'"
ORDERED = "conversion = 'order_completed' AND track_id"
DAMAGES = {
    "page_views_key": [again("page_views", PAGE)],
    "page_times_add_up": [
        *(
            f"UPDATE m.page_views SET {damage} WHERE {PAGE}"
            for damage in (
                *("page_index = 2", "page_index = 3", "page_index = NULL", "session_id = 'x'", "session_id = NULL"),
                *("is_entrance = FALSE", "is_exit = TRUE", "time_on_page_millis = NULL"),
                *("time_on_page_millis = time_on_page_millis + 1", "time_on_page_millis = time_on_page_millis - 3"),
                "time_on_page_millis = -1",
            )
        ),
        "UPDATE m.page_views SET is_entrance = TRUE WHERE page_id = 'p2'",
        "UPDATE m.page_views SET is_exit = FALSE WHERE page_id = 'p2'",
        "UPDATE m.page_views SET time_on_page_millis = 0 WHERE page_id = 'p2'",
        "UPDATE m.page_views SET page_index = 1 WHERE page_id = 'p2'",
        "DELETE FROM m.page_views WHERE page_id = 'p2'",
    ],
    "session_facts_key": [again("session_facts", B)],
    "facts_agree": [
        *plus_one("session_facts", A1, "total_pages", "total_tracks", "total_screens", "duration_millis"),
        *(
            f"UPDATE m.session_facts SET {damage} WHERE {A1}"
            for damage in (
                *("user_id = 'b'", "user_id = NULL", "session_index = 9", "session_id = 'x'", "total_pages = NULL"),
                "session_start_timestamp = session_start_timestamp - INTERVAL 1 MICROSECOND",
                "session_end_timestamp = session_end_timestamp + INTERVAL 1 MICROSECOND",
                *("is_engaged = NULL", "is_bounce = is_engaged", "is_first_session = FALSE", "session_date = NULL"),
                "channel = NULL",
            )
        ),
        "UPDATE m.session_facts SET is_engaged = FALSE, is_bounce = FALSE WHERE user_id = 'e'",
        f"UPDATE m.session_facts SET is_first_session = TRUE WHERE {A2}",
        f"DELETE FROM m.session_facts WHERE {B}",
        f"DELETE FROM m.sessions WHERE {B}",
    ],
    "daily_key": [again("daily", FIRST), f"UPDATE m.daily SET session_date = NULL WHERE {FIRST}"],
    "daily_agrees": [
        *plus_one("daily", FIRST, "sessions", "engaged_sessions", "bounces", "new_users", "pages", "duration_millis"),
        *plus_one("daily", FIRST, "conversions", "conversion_value", "signed_up_count", "order_completed_value"),
        f"DELETE FROM m.daily WHERE {FIRST}",
        f"UPDATE m.daily SET session_date = DATE '2024-03-02' WHERE {FIRST}",
        f"DELETE FROM m.session_facts WHERE {A1}",
        f"UPDATE m.session_facts SET session_date = DATE '2024-03-02' WHERE {A1}",
        f"UPDATE m.session_facts SET conversion_value = conversion_value + 0.000001 WHERE {A2}",
    ],
    "active_days_key": [again("active_days", B)],
    "active_days_agree": [
        *plus_one("active_days", B, "events"),
        f"DELETE FROM m.active_days WHERE {B}",
        f"UPDATE m.active_days SET is_first_day = FALSE WHERE {B}",
        "UPDATE m.active_days SET is_first_day = TRUE WHERE user_id = 'a'",
        "UPDATE m.active_days SET is_first_day = NOT is_first_day WHERE user_id = 'a' AND active_date < '2024-03-05'",
        f"UPDATE m.active_days SET user_id = 'z' WHERE {B}",
        f"DELETE FROM m.sessionized_events WHERE {B} AND track_id = 't4'",
    ],
    "conversion_calls_key": [again("conversion_calls", "track_id = 't1'")],
    "conversions_key": [again("conversions", "track_id = 't1'")],
    "conversions_once": [
        *(f"UPDATE m.conversion_calls SET {damage}" for damage in ("is_repeat = FALSE", "is_repeat = TRUE")),
        f"UPDATE m.conversion_calls SET is_repeat = NULL WHERE {ORDERED} = 't2'",
        "UPDATE m.conversion_calls SET is_repeat = TRUE WHERE conversion_key IS NULL",
        f"UPDATE m.conversion_calls SET is_repeat = NOT is_repeat WHERE {ORDERED} IN ('t2', 't3')",
        f"UPDATE m.conversion_calls SET conversion_key = 'o2' WHERE {ORDERED} = 't3'",
        f"UPDATE m.conversion_calls SET conversion_key = NULL WHERE {ORDERED} = 't3'",
        f"UPDATE m.conversion_calls SET timestamp = '2024-03-05' WHERE {ORDERED} = 't2'",
        f"DELETE FROM m.conversion_calls WHERE {ORDERED} = 't2'",
    ],
    "conversions_agree": [
        *(
            f"UPDATE m.conversions SET {damage} WHERE {ORDERED} = 't2'"
            for damage in (
                *("value = value + 0.000001", "value = NULL", "currency = 'USD'", "currency = NULL"),
                *("conversion_key = 'o9'", "conversion_key = NULL", "is_repeat = TRUE", "conversion_index = NULL"),
                *("conversion = 'demo'", "source = 'ios'", "track_id = 't9'"),
            )
        ),
        f"UPDATE m.conversions SET conversion_index = 1 WHERE {ORDERED} = 't3'",
        "DELETE FROM m.conversions WHERE track_id = 't1'",
        "DELETE FROM m.conversion_calls WHERE track_id = 't1'",
        f"UPDATE m.conversion_calls SET value = 1 WHERE {ORDERED} = 't2'",
    ],
    "conversions_add_up": [
        *plus_one("session_facts", A2, "total_conversions", "conversion_value"),
        f"UPDATE m.session_facts SET total_conversions = 0 WHERE {A2}",
        f"UPDATE m.session_facts SET is_engaged = FALSE, is_bounce = TRUE WHERE {A1}",
        f"DELETE FROM m.session_facts WHERE {A2}",
        f"DELETE FROM m.conversions WHERE {ORDERED} = 't2'",
        f"UPDATE m.conversions SET value = value + 0.000001 WHERE {ORDERED} = 't2'",
        f"UPDATE m.conversions SET is_repeat = FALSE WHERE {ORDERED} = 't3'",
        "UPDATE m.conversions SET session_id = 'x' WHERE track_id = 't1'",
    ],
    "one_currency": [f"UPDATE m.conversion_calls SET currency = 'USD' WHERE {ORDERED} = 't5'"],
    "weights_sum": [
        *(
            f"UPDATE m.attribution SET {name}_weight = {name}_weight + 0.00000001 WHERE {ORDERED} = 't2' "
            "AND touch_number = 1"
            for name in (*("first", "last", "first_non_direct", "last_non_direct", "linear", "position", "time_decay"),)
        ),
        f"UPDATE m.attribution SET touches = 3 WHERE {ORDERED} = 't2'",
        f"UPDATE m.attribution SET session_id = NULL WHERE {ORDERED} = 't2' AND touch_number = 1",
        f"DELETE FROM m.attribution WHERE {ORDERED} = 't2'",
        f"DELETE FROM m.attribution WHERE {ORDERED} = 't2' AND touch_number = 2",
        again("attribution", "track_id = 't1'"),
        f"UPDATE m.conversions SET is_repeat = TRUE WHERE {ORDERED} = 't2'",
        f"UPDATE m.conversions SET is_repeat = FALSE WHERE {ORDERED} = 't3'",
    ],
    "event_order_completed_key": [again("event_order_completed", "track_id = 't2'")],
    "event_open_key": ["INSERT INTO m.event_open (source) VALUES ('web')"],
    "event_signed_key": ["INSERT INTO m.event_signed (track_id) VALUES ('x')"],
    "event_form_submitted_key": [again("event_form_submitted")],
    "properties_found": [
        "DELETE FROM m.event_order_completed WHERE track_id = 't2'",
        "UPDATE m.event_order_completed SET source = 'ios' WHERE track_id = 't2'",
        "DELETE FROM web.order_completed WHERE id = 't2'",
        "UPDATE web.form_submitted SET id = 't9'",
    ],
}
"""Of each check, what is done to the models behind its back."""


def rows_of(built, check):
    """The rows that a check shows, in an order of their own."""
    models, connection = built
    (one,) = (one for one in checks(models.graph_in(warehouses.connect(connection))) if one.name == check)
    opened = warehouses.connect(connection)
    return sorted(map(str, connection.execute(opened.dialect.render(one.query)).fetchall()))


@pytest.mark.parametrize("check", DAMAGES)
def test_each_damage_is_found_by_its_check(built, check):
    """The check shows other rows than before: none before, but for the form whose properties have no call."""
    connection = built[1]
    before = rows_of(built, check)
    assert before == (["('open', 0, 1)"] if check == "properties_found" else [])
    missed = []
    for damage in DAMAGES[check]:
        connection.execute("BEGIN")
        connection.execute(sql(damage))
        if rows_of(built, check) == before:
            missed.append(damage)
        connection.execute("ROLLBACK")
    assert missed == []


def test_no_check_is_forgotten(built):
    """Each check that reads one of these models alone has a damage."""
    models, connection = built
    mine = ("page_views", "session_facts", "daily", "active_days", "conversion", "attribution", "event_")
    found = checks(models.graph_in(warehouses.connect(connection)))
    assert {one.name for one in found if any(name.startswith(mine) for name in one.reads)} == DAMAGES.keys()


def test_two_of_them_only_warn(built):
    """Loads come apart, and money may be of two currencies: that is told, and no run fails for it."""
    models, connection = built
    for model in ("conversion_calls", "conversions"):
        connection.execute(sql(f"UPDATE m.{model} SET currency = 'USD' WHERE {ORDERED} = 't5'"))
    try:
        report = models.check(connection, select=["conversion_calls"])
    finally:
        for model in ("conversion_calls", "conversions"):
            connection.execute(sql(f"UPDATE m.{model} SET currency = 'EUR' WHERE {ORDERED} = 't5'"))
    told = {one.check.name: (one.check.severity, one.failed, one.rows.values) for one in report.checked if one.broken}
    assert told == {"one_currency": ("warn", False, (("order_completed", 2, "EUR", "USD", 2),))}


def test_properties_without_a_call_warn(built):
    """The row of the event's table may have come before its call."""
    models, connection = built
    (warned,) = [one for one in models.check(connection).checked if one.broken]
    assert (warned.check.name, warned.check.severity, warned.failed) == ("properties_found", "warn", False)
    assert warned.rows.values == (("open", 0, 1),)


CHANGED = {
    # what is done to a model: it, and its missing, extra and differing rows, with the columns that differ
    "a value": (f"UPDATE m.conversions SET value = 21 WHERE {ORDERED} = 't2'", "conversions", 0, 0, 1, {"value": 1}),
    "a millionth": (
        f"UPDATE m.conversions SET value = value + 0.000001 WHERE {ORDERED} = 't2'",
        *("conversions", 0, 0, 1, {"value": 1}),
    ),
    "a number of a conversion": (
        f"UPDATE m.conversions SET conversion_index = 2 WHERE {ORDERED} = 't2'",
        *("conversions", 0, 0, 1, {"conversion_index": 1}),
    ),
    "a conversion of somebody else": (
        f"UPDATE m.conversions SET user_id = 'b' WHERE {ORDERED} = 't2'",
        *("conversions", 0, 0, 1, {"user_id": 1}),
    ),
    "a repeat": (
        f"UPDATE m.conversion_calls SET is_repeat = FALSE WHERE {ORDERED} = 't3'",
        *("conversion_calls", 0, 0, 1, {"is_repeat": 1}),
    ),
    "a day": (f"DELETE FROM m.daily WHERE {FIRST}", "daily", 1, 0, 0, {}),
    "people of a day": (f"UPDATE m.daily SET users = 7 WHERE {FIRST}", "daily", 1, 1, 0, {}),
    "a day of a person": (f"DELETE FROM m.active_days WHERE {B}", "active_days", 1, 0, 0, {}),
    "sessions of a day": (
        f"UPDATE m.active_days SET sessions = 2 WHERE {B}",
        *("active_days", 0, 0, 1, {"sessions": 1}),
    ),
    "weights that still sum to 1": (
        f"UPDATE m.attribution SET linear_weight = 0.2 + 0.2 * touch_number WHERE {ORDERED} = 't2'",
        *("attribution", 0, 0, 2, {"linear_weight": 2}),
    ),
    "a channel": (
        f"UPDATE m.attribution SET channel = 'Direct' WHERE {ORDERED} = 't2' AND touch_number = 1",
        *("attribution", 0, 0, 1, {"channel": 1}),
    ),
    "a session of a path": (
        f"DELETE FROM m.attribution WHERE {ORDERED} = 't2' AND touch_number = 1",
        *("attribution", 1, 0, 0, {}),
    ),
    "a property": (
        "UPDATE m.event_order_completed SET revenue = 20.000001 WHERE track_id = 't2'",
        *("event_order_completed", 0, 0, 1, {"revenue": 1}),
    ),
    "no property": (
        "UPDATE m.event_order_completed SET order_id = NULL, currency = NULL WHERE track_id = 't2'",
        *("event_order_completed", 0, 0, 1, {"order_id": 1, "currency": 1}),
    ),
    "a call of an event": (
        "DELETE FROM m.event_form_submitted",
        *("event_form_submitted", 1, 0, 0, {}),
    ),
    "a page before": (
        "UPDATE m.page_views SET previous_path = '/x' WHERE page_id = 'p2'",
        *("page_views", 0, 0, 1, {"previous_path": 1}),
    ),
    "engagement": (
        "UPDATE m.session_facts SET is_engaged = TRUE, is_bounce = FALSE WHERE user_id = 'c'",
        *("session_facts", 0, 0, 1, {"is_engaged": 1, "is_bounce": 1}),
    ),
    "a path": (
        f"UPDATE m.session_facts SET exit_path = '/a' WHERE {A1}",
        *("session_facts", 0, 0, 1, {"exit_path": 1}),
    ),
}


@pytest.mark.parametrize("change", CHANGED)
def test_verify_finds_what_is_changed_by_hand(built, change):
    """Also what no check can know: in the model's row of the report, with its columns."""
    models, connection = built
    damage, model, missing, extra, differing, columns = CHANGED[change]
    connection.execute(sql(f"CREATE TABLE before AS SELECT * FROM m.{model}"))
    try:
        connection.execute(sql(damage))
        with pytest.raises(VerifyError) as caught:
            models.verify(connection, select=[model])
    finally:
        connection.execute(sql(f"DELETE FROM m.{model}; INSERT INTO m.{model} SELECT * FROM before; DROP TABLE before"))
    (one,) = caught.value.report.differing
    assert (one.model.name, one.missing, one.extra, one.differing) == (model, missing, extra, differing)
    assert dict(one.columns) == columns


def test_verify_holds_on_what_is_built(built):
    """Unchanged, every model is as a rebuild makes it."""
    models, connection = built
    found = {one.model.name: (one.built, one.rebuilt) for one in models.verify(connection).compared}
    assert found["conversions"] == (5, 5)
    assert found["attribution"] == (6, 6)
    assert found["daily"] == (5, 5)
    assert found["active_days"] == (6, 6)


@pytest.mark.parametrize("part", [{"sample": "50%"}, {"since": "2024-03-04T11:00"}], ids=str)
def test_verify_holds_on_a_part(built, part):
    """A row of an event's own table is of the person of its call, whatever ids and times it has itself (E1)."""
    models, connection = built
    report = models.verify(connection, **part)
    assert report.differing == []
    assert any("daily adds up everybody" in one for one in report.warnings)


def test_verify_finds_a_property_in_a_part(built):
    """b's order is one of these, and its property is not as it was."""
    models, connection = built
    connection.execute(sql("UPDATE m.event_order_completed SET revenue = 1 WHERE track_id = 't3'"))
    try:
        with pytest.raises(VerifyError) as caught:
            models.verify(connection, since="2024-03-04T11:00", select=["event_order_completed"])
    finally:
        connection.execute(sql("UPDATE m.event_order_completed SET revenue = 20 WHERE track_id = 't3'"))
    (one,) = caught.value.report.differing
    assert (one.built, one.differing, dict(one.columns)) == (2, 1, {"revenue": 1})


def test_verify_holds_on_a_part_of_incremental_models():
    """The kept rows of events' tables are compared whole: they say of no person whose they are."""
    with closing(DuckDBWarehouse()) as warehouse:
        warehouse.write({"web": tables()})
        models = segment(**OPTIONS | {"default_config": {"schema": "out", "type": "incremental"}})
        models.run(warehouse.connection)
        for part in ({"sample": "50%"}, {"since": "2024-03-04T11:00"}):
            found = {one.model.name: one.built for one in models.verify(warehouse.connection, **part).compared}
            assert (found["order_completed_properties"], found["open_properties"]) == (3, 1)
