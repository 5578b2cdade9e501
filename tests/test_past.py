"""What a run goes on from: it says what changed since the last one, and stops where rows would mean something else."""

import re

import pytest

from segment_models import ConfigError, RunError, config, segment
from segment_models.configured import refuse_impossible
from segment_models.fields import RUNS
from segment_models.plan import Build, Stage
from stories import Raw, at, identify, page, track, web

INCREMENTAL = {"default_config": {"type": "incremental"}}
CHANGES = {  # a key with another value, and what the error says of it
    "session_timeout_millis": (60_000, "session_timeout_millis was 1800000 and is 60000"),
    "junk_ids": (["guest"], "junk_ids was"),
    "include_screens": (True, "include_screens was false and is true"),
    "custom_page_fields": (["url_hash"], 'custom_page_fields was [] and is ["url_hash"]'),
    "include_anonymous_users": (True, "include_anonymous_users was false and is true"),
    "nested": (False, "nested was true and is false"),
    "max_clock_ahead": ("2 hours", "max_clock_ahead was"),
    "earliest_timestamp": ("2010-01-01", 'earliest_timestamp was "2000-01-01" and is "2010-01-01"'),
}


def first_day():
    return web(
        pages=[page("p1", "10:00:00", uuid_ts=at("11:00:00"), url_hash="a"), page("p2", "10:05:00", uuid_ts=None)],
        tracks=[track("t1", "10:10:00", event="x", uuid_ts=at("11:00:00"))],
        identifies=[identify("i1", "10:01:00", user="u", uuid_ts=at("11:00:00"))],
    )


@pytest.mark.parametrize("key", CHANGES)
def test_a_configuration_that_changes_what_rows_mean_asks_for_a_rebuild(growing, key):
    """The error names the key with both values; nothing has changed; a full refresh builds with the new ones."""
    growing.build(first_day(), **INCREMENTAL)
    before = growing.fetch("out", "segment_sessions")
    value, said = CHANGES[key]
    with pytest.raises(RunError, match="--full-refresh") as caught:
        growing.run(segment_schema=["web"], **INCREMENTAL, **{key: value})
    assert said in str(caught.value)
    assert growing.fetch("out", "segment_sessions") == before
    growing.run(segment_schema=["web"], full_refresh=True, **INCREMENTAL, **{key: value})
    growing.run(segment_schema=["web"], **INCREMENTAL, **{key: value})


def test_a_new_source_asks_for_a_rebuild(growing):
    """Its calls of long ago would be missing."""
    growing.build({**first_day(), "app": {"pages": [page("a1", "10:00:00")]}}, **INCREMENTAL)
    with pytest.raises(RunError, match=r'segment_schema was \["web", "app"\] and is \["web"\]'):
        growing.run(segment_schema=["web"], **INCREMENTAL)


def test_what_only_changes_how_models_stand_changes_no_row(growing):
    """Tags, the overlap and the list of checks are no reason to build again."""
    growing.build(first_day(), **INCREMENTAL)
    built = growing.run(
        segment_schema=["web"],
        default_config={"type": "incremental", "tags": ["daily"]},
        load_overlap="2 days",
        checks={"gaps_inside": "warn"},
    )
    assert built.report.recorded.values[0][2] == "incremental"


def test_a_custom_field_of_another_type_asks_for_a_rebuild(growing):
    """The column of the kept calls has the old type, and would lose what only the new one holds."""
    growing.build(first_day(), custom_page_fields=["url_hash"], **INCREMENTAL)
    growing.write(web(pages=Raw([page("p1", "10:00:00", url_hash=1)], {"url_hash": "integer"})))
    with pytest.raises(RunError, match=r"url_hash was .* when the kept calls were read"):
        growing.run(segment_schema=["web"], custom_page_fields=["url_hash"], **INCREMENTAL)


def test_a_custom_field_of_calls_that_come_first_has_its_type(growing):
    """The first identifies and screens of all bring a number each: no value can have been lost, so a run goes on."""
    options = {**INCREMENTAL, "include_screens": True, "custom_user_fields": ["age"], "custom_screen_fields": ["depth"]}
    pages = [page("p1", "10:00:00", uuid_ts=at("11:00:00"))]
    growing.build(web(pages=pages), **options)
    later = {"uuid_ts": at("12:00:00")}
    growing.write(
        web(
            pages=pages,
            screens=Raw([page("s1", "10:05:00", depth=7, **later)], {"depth": "integer"}),
            identifies=Raw([identify("i1", "10:04:00", device="d", user="u", age=41, **later)], {"age": "integer"}),
        )
    )
    built = growing.run(segment_schema=["web"], **options)
    assert built.report.recorded.values[0][2] == "incremental"
    assert built("users", "user_id", "age") == [("u", 41)]
    assert built("screen_events", "screen_id", "depth") == [("s1", 7)]
    assert built("sessions", "user_id", "stats.total_pages", "stats.total_screens") == [("u", 1, 1)]
    again = growing.run(segment_schema=["web"], **options)
    assert again("users", "user_id", "age") == [("u", 41)]


def test_a_column_and_a_table_that_have_come_are_told(growing):
    """The next run says so, with what earlier calls have there."""
    growing.build(first_day(), include_screens=True, **INCREMENTAL)
    growing.write(
        web(pages=[page("p1", "10:00:00", title="Tea", uuid_ts=at("11:00:00"))], screens=[page("s1", "12:00:00")])
    )
    built = growing.run(segment_schema=["web"], include_screens=True, **INCREMENTAL)
    told = " ".join(built.report.warnings)
    assert "web.screens is new since the last run" in told
    assert "web.pages has new columns: title. Calls that were read before keep NULL there." in told


def test_one_incremental_model_brings_those_it_needs(growing):
    """The user map and the sessionized events are incremental where sessions are, and the others what they were."""
    built = growing.build(first_day(), models={"sessions": {"type": "incremental"}})
    models = segment(segment_schema=["web"], models={"sessions": {"type": "incremental"}})
    assert {model.key: model.type for model in models} == {
        **dict.fromkeys(("track_calls", "page_calls", "identify_calls"), "incremental"),
        **dict.fromkeys(("user_map", "shared_calls", "sessionized_events", "sessions"), "incremental"),
        **dict.fromkeys(("rejected_events", "traffic_sources", "touches", "session_sources", "users"), "table"),
        **dict.fromkeys(("session_facts", "daily", "active_days"), "table"),
        **dict.fromkeys(
            ("page_events", "track_events", "sessionized_pages", "sessionized_tracks", "page_views"), "view"
        ),
    }
    assert built.warehouse.kinds("out")["segment_page_events"] == "view"


@pytest.mark.parametrize("needed", ["user_map", "sessionized_events"])
def test_an_incremental_model_without_what_it_needs_is_refused(needed):
    """The error names what has to be incremental as well."""
    with pytest.raises(
        ConfigError, match=rf"{needed} is not, and a run needs {needed} to find what has changed"
    ) as caught:
        config.parse(
            {"segment_schema": "web", "models": {"sessions": {"type": "incremental"}, needed: {"type": "table"}}},
            refuse=refuse_impossible,
        )
    assert f"models: {{{needed}: {{type: incremental}}}}" in str(caught.value)


def test_a_selection_of_one_brings_all_incremental_models_up_to_date(growing):
    """They share what is new: one that was left out would never see it again."""
    growing.build(first_day(), **INCREMENTAL)
    models = segment(segment_schema=["web"], default_config={"schema": "out", "type": "incremental"})
    plan = models.plan(growing.connection, select=["users"])
    assert {step.model.name for step in plan.steps if isinstance(step, Build)} == {
        *("track_calls", "page_calls", "identify_calls", "page_events", "track_events", "rejected_events", "user_map"),
        *("shared_calls", "sessionized_events", "sessionized_pages", "sessionized_tracks", "sessions", "users"),
        *("traffic_sources", "touches", "session_sources"),
        *("page_views", "session_facts", "daily", "active_days"),
    }
    assert all(step.updates for step in plan.steps if isinstance(step, Build))


def test_a_model_that_was_left_out_is_built_in_full(growing):
    """Its table of long ago does not have what came meanwhile."""
    growing.build(first_day(), **INCREMENTAL)
    off = {"default_config": {"type": "incremental"}, "models": {"users": {"enabled": False}}}
    growing.append(web(tracks=[track("t2", "10:20:00", user="v", device="e", event="x", uuid_ts=at("12:00:00"))]))
    growing.run(segment_schema=["web"], **off)
    built = growing.run(segment_schema=["web"], **INCREMENTAL)
    assert built("users", "user_id", "total_tracks") == [("u", 1), ("v", 1)]


def test_a_run_as_tables_in_between_is_followed_by_a_rebuild(growing):
    """The calls kept by the incremental run before it are older than the models: nothing can go on from them."""
    for number, kind in enumerate(("incremental", "table", "incremental", "incremental"), start=1):
        growing.append(web(pages=[page(f"p{number}", f"10:0{number}:00", uuid_ts=at("11:00:00"))]))
        built = growing.run(segment_schema=["web"], default_config={"type": kind})
        assert built("sessionized_events", "page_id") == [(f"p{one}",) for one in range(1, number + 1)]
    kinds = [row["kind"] for row in sorted(growing.fetch("out", "segment_runs"), key=lambda row: row["started_at"])]
    assert kinds == ["full", "table", "full", "incremental"]


@pytest.mark.parametrize("between", [{"type": "table"}, {"enabled": False}])
def test_sessions_that_were_no_incremental_model_meanwhile_are_built_in_full(growing, between):
    """And checked as they stand: there is no part of them that was put in place."""
    others = {"users": {"enabled": False}} if between == {"enabled": False} else {}
    for number, models in enumerate(({}, {"sessions": between, **others}, {}, {}), start=1):
        growing.append(web(pages=[page(f"p{number}", f"10:0{number}:00", uuid_ts=at("11:00:00"))]))
        built = growing.run(segment_schema=["web"], models=models, **INCREMENTAL)
    assert built("sessions", "session_index", "stats.total_pages") == [(1, 4)]


def test_a_full_refresh_works_nothing_out(growing):
    """It is the plan of a first run: it keeps calls and the account of rows for itself, and nothing of what changed."""
    growing.build(first_day(), **INCREMENTAL)
    models = segment(segment_schema=["web"], default_config={"schema": "out", "type": "incremental"})
    plan = models.plan(growing.connection, full_refresh=True)
    assert [step.name for step in plan.steps if isinstance(step, Stage) and not step.calls] == ["account"]
    assert not [step for step in plan.steps if isinstance(step, Build) and step.updates]


def test_the_log_says_what_a_run_did(growing):
    """Counted by hand: one row known, one late by ten days, a log-in that hands a device over, a session more."""
    growing.build(first_day(), load_overlap="0 hours", **INCREMENTAL)
    growing.append(
        web(
            pages=[
                page("p3", "09:50:00", device="e", uuid_ts=at("12:00:00"), url_hash=None),
                page("p4", "2024-02-20 10:00:00", uuid_ts=at("12:00:00"), url_hash=None),
                page(None, "09:50:00", device="e", uuid_ts=at("12:00:00"), url_hash=None),
                page("p5", "1999-12-31 10:00:00", device="e", uuid_ts=at("12:00:00"), url_hash=None),
            ],
            identifies=[identify("i2", "11:30:00", user="v", uuid_ts=at("12:00:00"))],
        )
    )
    built = growing.run(segment_schema=["web"], load_overlap="0 hours", **INCREMENTAL)
    row = dict(zip(built.report.recorded.columns, built.report.recorded.values[0], strict=True))
    expected = {
        "kind": "incremental",
        # p1 and p2 (which has no load time), t1 and i1 are read again, each loaded at the latest time there is
        "calls_read": 9,
        "calls_new": 5,
        "calls_changed": 0,
        "calls_known": 4,
        "calls_duplicate": 0,
        "rejected_missing_id": 1,
        "rejected_missing_timestamp": 0,
        "rejected_missing_person": 0,
        "rejected_clock_ahead": 0,
        "rejected_clock_behind": 1,  # p5
        "late_under_hour": 1,  # i2, half an hour
        "late_under_day": 1,  # p3, 2 h 10
        "late_under_week": 0,
        "late_under_month": 1,  # p4, ten days
        "late_over_month": 0,
        "mappings_changed": 1,  # d: from u to v
        "persons_touched": 3,  # u, v, e
        "sessions_kept": 0,
        "sessions_rewritten": 1,  # the one of the first day, now v's
        "sessions_added": 2,  # p3 of e; p4 of v
        "sessions_removed": 0,
    }
    assert {name: row[name] for name in expected} == expected


def test_the_log_counts_every_reason():
    """A reason to reject a call (R5) has its column, so none goes uncounted."""
    reasons = set(re.findall(r"THEN '(\w+)'", segment(segment_schema="web").rejected_events.sql()))
    assert "clock_ahead" in reasons
    counted = {one.name.removeprefix("rejected_") for one in RUNS if one.name.startswith("rejected_")}
    assert counted == reasons


def test_an_incremental_model_where_there_are_none_is_built_anew_and_said_to_be():
    """Spark has no transaction to bring tables up to date in: the plan says so and builds tables."""
    models = segment(segment_schema=["web"], default_config={"type": "incremental"})
    assert {model.kind for model in models.graph("spark").models.values()} == {"table"}
    assert not [model for model in models.graph("spark").models.values() if model.incremental]
