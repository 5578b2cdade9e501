"""People who asked to be forgotten are in no model, now and later; all others' rows are as they would be without."""

import hashlib
from decimal import Decimal

import pytest

from killing import Killed, mortal
from segment_models import ConfigError, RunError, segment
from stories import Raw, at, identify, page, properties, track, web
from worth_shop import OF_CALL as CALL

KINDS = {
    "incremental": {"default_config": {"type": "incremental"}},
    "table": {"default_config": {"type": "table"}},
    "default": {},
}


def md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def shop():
    """What u did on d and e, what v did on e before, and on f; e is u's, who logged in there last."""
    return web(
        pages=[
            page("p1", "10:00:00", device="d", url="/a"),
            page("p2", "10:01:00", device="e", user="v", url="/b"),
            page("p3", "10:02:00", device="e", url="/c"),
            page("p4", "10:03:00", device="f", url="/d"),
            page(None, "10:03:00", device="d", url="/d"),
            page(None, "10:03:00", device="f", url="/d"),
            page("p5", None, device=None, user="u", url="/e"),
        ],
        tracks=[track("t1", "10:05:00", device="e", user="u", event="x")],
        identifies=[identify("i1", "10:04:00", device="d", user="u"), identify("i2", "10:04:00", device="f", user="v")],
    )


@pytest.fixture(params=KINDS)
def options(request):
    return KINDS[request.param]


def models(options):
    where = {"schema": "out", **options.get("default_config", {})}
    return segment(segment_schema=["web"], default_config=where)


def test_a_person_leaves_every_model(growing, options):
    """Their calls go, with those of their devices that carry nobody's id; another user's on the same device stay."""
    growing.build(shop(), **options)
    done = models(options).forget(["u"], growing.connection)
    held = {"user_map": 2, "shared_calls": 1, "sessionized_events": 3}
    held |= dict.fromkeys(("sessions", "session_sources", "session_facts", "active_days", "users"), 1)
    assert dict(done.removed.values) == held
    built = growing.run(segment_schema=["web"], **options)
    assert built("page_events", "page_id") == [("p2",), ("p4",)]
    assert built("track_events", "track_id") == []
    assert built("sessionized_events", "user_id", "page_id") == [("v", "p2"), ("v", "p4")]
    assert built("sessions", "user_id", "session_index", "stats.total_pages") == [("v", 1, 2)]
    assert built("users", "user_id") == [("v",)]
    assert built("user_map", "anonymous_id", "user_id") == [("e", "v"), ("f", "v")]
    assert built("rejected_events", "anonymous_id", "reason") == [("f", "missing_id")]
    hashes = sorted(row["id_hash"] for row in growing.fetch("out", "segment_forgotten"))
    assert hashes == sorted([md5("u"), md5("d"), md5("e")])


def test_what_they_do_later_is_kept_out(growing, options):
    """A later load with their ids, and a rebuild of all, have nothing of them."""
    growing.build(shop(), **options)
    models(options).forget(["u"], growing.connection)
    growing.append(
        web(
            pages=[
                page("p6", "12:00:00", device="d", url="/a"),
                page("p7", "12:00:00", device="g", user="u", url="/a"),
                page("p8", "12:00:00", device="f", url="/a"),
            ]
        )
    )
    for refresh in (False, True):
        built = growing.run(segment_schema=["web"], full_refresh=refresh, **options)
        assert built("sessionized_events", "user_id", "page_id") == [("v", "p2"), ("v", "p4"), ("v", "p8")]
        assert built("user_map", "anonymous_id") == [("e",), ("f",)]


def test_the_log_of_runs_does_not_name_them(growing):
    """Who was touched by earlier runs is written down there."""
    options = KINDS["incremental"]
    growing.build(shop(), **options)
    growing.append(web(pages=[page("p6", "12:00:00", device="d", url="/a", uuid_ts=at("12:00:00"))]))
    growing.run(segment_schema=["web"], **options)
    assert "u" in {row["user_id"] for row in growing.fetch("out", "segment_rewrites")}
    models(options).forget(["u"], growing.connection)
    assert "u" not in {row["user_id"] for row in growing.fetch("out", "segment_rewrites")}


def test_forgetting_twice_changes_nothing(growing, options):
    """The ids are remembered once."""
    growing.build(shop(), **options)
    models(options).forget(["u"], growing.connection)
    done = models(options).forget(["u"], growing.connection)
    assert set(dict(done.removed.values).values()) == {0}
    assert len(growing.fetch("out", "segment_forgotten")) == 3


@pytest.mark.parametrize("statements", [3, 12, 40])
def test_a_run_that_dies_forgets_nobody(growing, options, statements):
    """Between any two statements: nobody is remembered, and every row is there."""
    growing.build(shop(), **options)
    with pytest.raises(Killed):
        models(options).forget(["u"], mortal(growing.connection, statements))
    built = growing.run(segment_schema=["web"], **options)
    assert built("users", "user_id") == [("u",), ("v",)]
    assert "segment_forgotten" not in growing.kinds("out")


def test_nothing_built_is_an_error(growing):
    growing.write(shop())
    with pytest.raises(RunError, match="Nothing is built yet"):
        models({}).forget(["u"], growing.connection)


def test_nobody_to_forget_is_an_error(growing):
    growing.build(shop())
    with pytest.raises(ConfigError, match="No user id is given"):
        models({}).forget([], growing.connection)


def test_an_id_that_nobody_has_is_an_error(growing):
    """One of several is enough: nobody is forgotten, and the error offers the id that differs in its case only.

    A text is one id: its letters are nobody's.
    """
    growing.build(shop())
    with pytest.raises(RunError, match=r"No call has the id 'V', 'x', so nobody was forgotten. Did you mean 'v'\?"):
        models({}).forget(["u", "V", "x"], growing.connection)
    with pytest.raises(RunError, match=r"No call has the id 'uv', so"):
        models({}).forget("uv", growing.connection)
    assert "segment_forgotten" not in growing.kinds("out")
    models({}).forget(["x"], growing.connection, unseen=True)
    models({}).forget(["x"], growing.connection)
    assert len(growing.fetch("out", "segment_forgotten")) == 1


def test_somebody_who_is_in_no_model_yet_can_be_forgotten(growing):
    """Their calls were loaded after the last run, or cannot be used."""
    growing.build(shop())
    growing.append(web(pages=[page("p6", "12:00:00", device="g", user="w"), page("p7", None, device="h")]))
    models({}).forget(["w", "h"], growing.connection)
    built = growing.run(segment_schema=["web"])
    assert built("users", "user_id") == [("u",), ("v",)]
    assert ("h", "missing_timestamp") not in built("rejected_events", "anonymous_id", "reason")


@pytest.mark.parametrize(
    ("kind", "moved"),
    [("default", {"model_prefix": "shop_"}), ("incremental", {"default_config": {"schema": "analytics"}})],
)
def test_another_schema_or_prefix_keeps_them_out(growing, kind, moved):
    """The first run there takes the list over and says so; what is compiled before it keeps them out, too."""
    options = KINDS[kind]
    growing.build(shop(), **options)
    models(options).forget(["u"], growing.connection)
    where = {"schema": "out", **options.get("default_config", {}), **moved.get("default_config", {})}
    there = segment(segment_schema=["web"], **moved | {"default_config": where})
    compiled = there.compile(connection=growing.connection).values()
    assert any("segment_forgotten" in sql for sql in compiled)
    report = there.run(growing.connection)
    place = f"{where['schema']}.{moved.get('model_prefix', 'segment_')}forgotten"
    assert any(f"is kept out here, too, and listed in {place}" in note for note in report.warnings)
    schema, name = place.split(".")
    hashes = sorted(row["id_hash"] for row in growing.fetch(schema, name))
    assert hashes == sorted([md5("u"), md5("d"), md5("e")])
    users = growing.fetch(schema, name.replace("forgotten", "users"))
    assert [row["user_id"] for row in users] == ["v"]
    again = there.run(growing.connection)
    assert not any("kept out here" in note for note in again.warnings)


WORTH = {
    "event_properties": {"order_completed": ["revenue", "order_id", "currency"]},
    "conversions": {"signed_up": {}, "order_completed": {"value": "revenue", "key": "order_id"}},
}
PEOPLE = {"u": "d", "v": "e", "w": "f"}


def orders(people, *, names_people=True):
    """What each has done: a visit by an ad, and an hour after one another the same order, each at another price.

    u signs up, too, and his server reports an order of the next day. Only u has ever had the key o2.
    """

    def whose(name):
        return {"user_id": name, "anonymous_id": PEOPLE[name]} if names_people else {}

    hours = dict(zip(PEOPLE, (10, 11, 12), strict=True))
    pages = [
        page(
            f"p-{name}", f"{hours[name]}:00:00", device=PEOPLE[name], user=name, url="https://shop.example.com/?gclid=1"
        )
        for name in people
    ]
    tracks = [
        track(f"o-{name}", f"{hours[name]}:01:00", device=PEOPLE[name], user=name, event="order_completed")
        for name in people
    ]
    rows = [
        properties(f"o-{name}", f"{hours[name]}:01:00", revenue=float(hours[name]), order_id="o1", currency="EUR")
        | whose(name)
        for name in people
    ]
    if "u" in people:
        tracks += [
            track("s-u", "10:00:30", device="d", user="u", event="signed_up"),
            track("x-u", "2024-03-02 09:00:00", device=None, user="u", event="order_completed"),
        ]
        rows.append(properties("x-u", "2024-03-02 09:00:00", revenue=5.0, order_id="o2") | whose("u"))
    return web(
        pages=pages, tracks=tracks, identifies=Raw([], columns=CALL), order_completed=Raw(rows, {"revenue": "double"})
    )


def everything(warehouse, schema="out", *, published=False):
    """Every row of every table of ours by its name, but for what runs write down of themselves."""
    own = {"runs", "rewrites", "forgotten", "inventory"}
    names = {name for name in warehouse.kinds(schema) if name.removeprefix("segment_") not in own}
    if published:
        kept = {f"segment_{one}_calls" for one in ("page", "track", "screen", "identify")}
        names -= kept | {name for name in names if name.endswith("_properties")}
    return {name: sorted(map(repr, map(plain, warehouse.fetch(schema, name)))) for name in names}


def plain(row):
    return sorted((name, str(value)) for name, value in row.items())


class TestWorth:
    """What is worth something is forgotten with who did it, and what had lost to it counts (V2)."""

    def test_the_next_one_with_the_key_becomes_the_first(self, growing, options):
        """v's copy of u's order counts from now on, in every model; w's is still a repeat."""
        built = growing.build(orders(PEOPLE), **options, **WORTH)
        keyed = ("user_id", "track_id", "conversion_key", "is_repeat", "conversion_index")
        assert built("conversions", *keyed) == [
            ("u", "o-u", "o1", False, 1),
            ("u", "s-u", None, False, 1),
            ("u", "x-u", "o2", False, 2),
            ("v", "o-v", "o1", True, None),
            ("w", "o-w", "o1", True, None),
        ]
        done = worth_models(options).forget(["u"], growing.connection)
        held = dict(done.removed.values)
        assert (held["conversions"], held["event_order_completed"], held["attribution"]) == (3, 2, 3)
        built = growing.run(segment_schema=["web"], **options, **WORTH)
        assert built("conversions", *keyed) == [("v", "o-v", "o1", False, 1), ("w", "o-w", "o1", True, None)]
        assert built("conversion_calls", "track_id", "is_repeat") == [("o-v", False), ("o-w", True)]
        eleven, nothing = Decimal("11.000000"), Decimal("0.000000")
        assert built("session_facts", "user_id", "conversion_value") == [("v", eleven), ("w", nothing)]
        assert built("daily", "sessions", "conversions", "conversion_value") == [(2, 1, eleven)]
        assert built("attribution", "user_id", "value", "linear_weight") == [("v", eleven, 1.0)]
        assert built("event_order_completed", "user_id", "revenue") == [("v", 11.0), ("w", 12.0)]
        assert built("active_days", "user_id") == [("v",), ("w",)]

    def test_nothing_of_them_is_left(self, growing, options):
        """No id, no key and no amount, in what is published and in what is kept; all is as if they had never been."""
        theirs = [f"'{one}'" for one in ("u", "d", "p-u", "o-u", "s-u", "x-u", "o2", "5.0")]
        growing.build(orders(PEOPLE), **options, **WORTH)
        assert all(one in str(everything(growing)) for one in theirs)
        worth_models(options).forget(["u"], growing.connection)
        forgotten = everything(growing)
        assert not [one for one in theirs if one in str(forgotten)]
        growing.run(segment_schema=["web"], full_refresh=True, **options, **WORTH)
        assert everything(growing) == forgotten
        growing.write(orders(["v", "w"]))
        without = {**options.get("default_config", {}), "schema": "without"}
        growing.run(segment_schema=["web"], **options | {"default_config": without}, **WORTH)
        assert everything(growing, "without") == forgotten

    def test_a_row_of_an_event_that_names_nobody(self, growing, options):
        """It has no call any more, so no model has it; what is kept for later runs cannot tell whose it is."""
        growing.build(orders(PEOPLE, names_people=False), **options, **WORTH)
        worth_models(options).forget(["u"], growing.connection)
        told = str(everything(growing, published=True))
        assert not [one for one in ("'u'", "'o-u'", "'x-u'", "'o2'", "'5.0'") if one in told]


def worth_models(options):
    where = {"schema": "out", **options.get("default_config", {})}
    return segment(segment_schema=["web"], default_config=where, **WORTH)
