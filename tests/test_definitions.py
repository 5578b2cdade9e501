"""What is known of each model stands in one record, and a record that lacks something is refused before any run."""

from dataclasses import replace

import pytest

from segment_models import segment
from segment_models.fields import SOURCE, Field, FieldType
from segment_models.models.changes import Calls, FromCut, FromDay, Keyed, Listed, OfCalls, OfKeys, SetAside
from segment_models.models.definitions import CONFIGURABLE, DEFINITIONS, definitions, refuse_impossible, registered
from segment_models.sql import query

USERS = DEFINITIONS["users"]
CONFIGURATIONS = {
    "everything": {
        "include_screens": True,
        "event_properties": {"left": ["why"]},
        "conversions": {"signed_up": {}, "bought": {"value": "price", "key": "order_id", "where": {"shop": "1"}}},
    },
    "pages only": {"include_tracks": False},
    "incremental": {"include_screens": True, "default_config": {"type": "incremental"}},
    "flat": {"nested": False},
}


@pytest.fixture(params=CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def context(request):
    """What models are made from, as configured."""
    return segment(segment_schema="web", **request.param).graph().context


def existing(context):
    """Return the records of the models that there are."""
    types, config = {None, *context.read_types}, context.config
    every = definitions(config).items()
    return {name: one for name, one in every if one.call_type in types and one.exists(config)}


def test_every_record_holds(context):
    """Each record is right in itself, whatever is configured."""
    refuse_impossible(existing(context), context)


def test_every_grain_is_a_sentence():
    """It says what a row is, as the docs and the database repeat it."""
    for one in DEFINITIONS.values():
        assert one.grain.startswith("One row per "), one.name
        assert one.grain.endswith("."), one.name


def test_what_a_configuration_may_name():
    """The calls that are kept from run to run are not among them: they come with incremental models."""
    assert list(CONFIGURABLE) == [
        *("page_events", "track_events", "screen_events", "rejected_events", "traffic_sources", "touches"),
        *("user_map", "shared_calls", "sessionized_events"),
        *("sessionized_pages", "sessionized_tracks", "sessionized_screens"),
        *("sessions", "session_sources", "page_views", "conversion_calls", "conversions", "session_facts", "daily"),
        *("attribution", "active_days", "users"),
    ]


def test_how_each_model_changes():
    """A model has one of eight changes."""
    kinds = {name: type(one.change) for name, one in DEFINITIONS.items()}
    assert {name for name, kind in kinds.items() if kind is SetAside} == {"rejected_events"}
    assert {name for name, kind in kinds.items() if kind is OfCalls} == {"touches"}
    assert {name for name, kind in kinds.items() if kind is Listed} == {"traffic_sources"}
    assert {name for name, kind in kinds.items() if kind is Keyed} == {"user_map", "shared_calls", "users", "daily"}
    assert {name for name, kind in kinds.items() if kind is OfKeys} == {"conversion_calls"}
    assert {name for name, kind in kinds.items() if kind is FromDay} == {"active_days"}
    assert {name for name, kind in kinds.items() if kind is FromCut} == {
        *("sessionized_events", "sessionized_pages", "sessionized_tracks", "sessionized_screens", "sessions"),
        *("session_sources", "page_views", "conversions", "session_facts", "attribution"),
    }
    assert {name for name, kind in kinds.items() if kind is Calls} == {
        *("page_calls", "track_calls", "screen_calls", "identify_calls"),
        *("page_events", "track_events", "screen_events"),
    }


TWICE = Field("user_id", FieldType.TEXT, "The person, again.")

BROKEN = {
    "no key": ({"key": ()}, "users: a model needs a key"),
    "no change": (
        {"change": None},
        "users: a model needs a change, such as FromCut: see models/changes.py",
    ),
    "a column twice": (
        {"columns": lambda context: (*USERS.columns(context), TWICE)},
        "users: the column user_id is named twice",
    ),
    "a key that is no column": ({"columns": lambda _: (SOURCE,)}, "users: its key user_id is no column of it: source"),
    "a model that is not there": (
        {"query": lambda _: query("SELECT user_id FROM model.sesions")},
        "users reads sesions, which is no model that comes before it",
    ),
    "a model that comes later": (
        {"query": lambda _: query("SELECT user_id FROM model.users")},
        "users reads users, which is no model that comes before it",
    ),
}


@pytest.mark.parametrize(("wrong", "told"), BROKEN.values(), ids=BROKEN)
def test_a_record_that_cannot_be(wrong, told):
    """It is refused with a sentence that names the model."""
    context = segment(segment_schema="web", include_screens=True).graph().context
    before = [one for name, one in existing(context).items() if name != "users"]
    with pytest.raises(ValueError, match=told):
        refuse_impossible(registered([*before, replace(USERS, **wrong)]), context)


def test_two_records_of_one_name():
    """A name is taken once."""
    with pytest.raises(ValueError, match="users: two models have this name"):
        registered([USERS, USERS])
