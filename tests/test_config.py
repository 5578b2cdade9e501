"""What can be configured, in which spellings, and what a mistake is told."""

from datetime import timedelta
from functools import partial
from textwrap import dedent

import duckdb
import pytest
from ruamel.yaml import YAML

from segment_models import Config, ConfigError, SourceError, config, segment
from segment_models.config import json_schema
from segment_models.configured import refuse_impossible
from segment_models.models.definitions import CONFIGURABLE

parse, read = (partial(one, refuse=refuse_impossible) for one in (config.parse, config.read))
"""As the models read them."""

EXAMPLE = """\
# segment_models.yaml
connection: duckdb:///events.duckdb   # or bigquery://project, postgresql://…
segment_schema: javascript            # or a list: [javascript, ios, server]
session_timeout_millis: 1800000
default_config: {schema: dataform_segment, tags: [segment], type: view}
custom_page_fields: [url_hash, category]
custom_user_fields: [email, name, company_name, created_at]
custom_track_fields: [browser_type]
include_tracks: true
include_pages: true
include_screens: false
models:                               # any model: type, schema, tags, description, partition_by, cluster_by, enabled
  sessions: {type: table, partition_by: date(session_start_timestamp)}
  users: {type: table}
"""


def web(**options) -> Config:
    """Return a configuration of one source."""
    return parse({"segment_schema": "web", **options})


def refusal(**options) -> str:
    """Return what is told about options that cannot be used."""
    with pytest.raises(ConfigError) as caught:
        web(**options)
    return str(caught.value)


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a configuration file and gives its path."""

    def write(text: str | bytes):
        path = tmp_path / "segment_models.yaml"
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return path

    return write


@pytest.fixture
def refused(written):
    """Return a function that writes a configuration file and gives what reading it is told."""

    def read_and_fail(text: str | bytes) -> str:
        path = written(text)
        with pytest.raises(ConfigError) as caught:
            read(path)
        assert str(path) in str(caught.value)
        return str(caught.value)

    return read_and_fail


class TestKeys:
    """What there is to configure, and how it may be spelled."""

    def test_the_example_is_accepted_whole(self, written):
        """Every key of the documented example is read as what it says."""
        assert read(written(EXAMPLE)) == parse(
            {
                "connection": "duckdb:///events.duckdb",
                "segment_schema": ["javascript"],
                "session_timeout_millis": 1_800_000,
                "default_config": {"schema": "dataform_segment", "tags": ["segment"], "type": "view"},
                "custom_page_fields": ["url_hash", "category"],
                "custom_user_fields": ["email", "name", "company_name", "created_at"],
                "custom_track_fields": ["browser_type"],
                "include_tracks": True,
                "include_pages": True,
                "include_screens": False,
                "models": {
                    "sessions": {"type": "table", "partition_by": "date(session_start_timestamp)"},
                    "users": {"type": "table"},
                },
            }
        )

    def test_only_the_schema_must_be_given(self):
        """Everything else has the documented default."""
        config = web()
        assert config.session_timeout_millis == 1_800_000
        assert config.default_config.schema_ == "segment_models"
        assert config.default_config.tags == ("segment",)
        assert config.model_prefix == "segment_"
        assert (config.include_tracks, config.include_pages, config.include_screens) == (True, True, False)
        assert (config.nested, config.declare_sources, config.include_anonymous_users) == (True, True, False)
        assert config.max_clock_ahead == timedelta(hours=24)
        assert config.junk_ids == ("null", "undefined", "anonymous", "anonymousId", "-1", "0")
        assert config.junk_id_pattern == "^[0-]*$"

    def test_a_dataform_call_can_be_pasted(self):
        """Each key of the Dataform package is the key of the same meaning here."""
        pasted = parse(
            {
                "segmentSchema": "javascript",
                "sessionTimeoutMillis": 1000,
                "defaultConfig": {"schema": "s", "tags": ["t"], "type": "table"},
                "customPageFields": ["a"],
                "customUserFields": ["b"],
                "customTrackFields": ["c"],
                "customScreenFields": ["d"],
                "declareSources": False,
                "includeTracks": False,
                "includePages": False,
                "includeScreens": True,
            }
        )
        assert pasted == parse(
            {
                "segment_schema": "javascript",
                "session_timeout_millis": 1000,
                "default_config": {"schema": "s", "tags": ["t"], "type": "table"},
                "custom_page_fields": ["a"],
                "custom_user_fields": ["b"],
                "custom_track_fields": ["c"],
                "custom_screen_fields": ["d"],
                "declare_sources": False,
                "include_tracks": False,
                "include_pages": False,
                "include_screens": True,
            }
        )

    def test_customer_track_fields(self):
        """The README of the Dataform package misspells this key, so its users do, too."""
        assert web(customerTrackFields=["browser_type"]).custom_track_fields == ("browser_type",)

    @pytest.mark.parametrize("name", sorted(set(Config.model_fields) - {"segment_schema", "connection", "nested"}))
    def test_every_key_has_a_sentence(self, name):
        """Each key says what it is for."""
        assert Config.model_fields[name].description.endswith((".", "…"))

    def test_one_name_is_a_list_of_one(self):
        """A single name needs no brackets."""
        assert web(custom_page_fields="category") == web(custom_page_fields=["category"])

    def test_a_file_with_some_keys_changed(self, written):
        """Keyword arguments win over the file, whichever spelling either uses."""
        models = segment(written("segmentSchema: web\nincludeScreens: true"), include_screens=False)
        assert models.config == web(include_screens=False)

    def test_one_model_is_changed_after_the_others(self):
        """A model's settings can be set one by one, and are checked like a file."""
        models = segment(segment_schema="web")
        models.sessions.type = "view"
        models.sessions.schema = "elsewhere"
        assert (models.sessions.type, models.sessions.schema) == ("view", "elsewhere")
        assert models.users.schema == "segment_models"
        with pytest.raises(ConfigError, match=r"models\.sessions\.type: .*'view', 'table' or 'incremental'"):
            models.sessions.type = "matrix"
        assert models.sessions.type == "view"


class TestWrongKeys:
    """An unknown key is an error that names the nearest right one, at every level."""

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ({"sesion_timeout": 1}, "sesion_timeout: there is no such key. Did you mean 'session_timeout_millis'?"),
            (
                {"sesionTimeoutMillis": 1},
                "sesionTimeoutMillis: there is no such key. Did you mean 'sessionTimeoutMillis'?",
            ),
            (
                {"default_config": {"shema": "x"}},
                "default_config.shema: there is no such key. Did you mean 'schema'?",
            ),
            ({"defaultConfig": {"tag": "x"}}, "defaultConfig.tag: there is no such key. Did you mean 'tags'?"),
            (
                {"models": {"users": {"tpye": "view"}}},
                "models.users.tpye: there is no such key. Did you mean 'type'?",
            ),
            (
                {"models": {"sesions": {"type": "view"}}},
                "models: there is no model 'sesions'. Did you mean 'sessions'?",
            ),
            (
                {"models": {"segment_users": {"type": "view"}}},
                "models: there is no model 'segment_users'. Did you mean 'users'?",
            ),
        ],
    )
    def test_the_nearest_key_is_named(self, options, told):
        """Where, what, and the likely meaning."""
        assert told in refusal(**options)

    def test_a_check_that_does_not_exist(self):
        """The names of checks are held against those there are."""
        with pytest.raises(ConfigError, match=r"there is no check 'sesions_key'\. Did you mean 'sessions_key'\?"):
            segment(segment_schema="web", checks={"sesions_key": "warn"}).plan(example_warehouse())

    def test_every_wrong_key_is_told_at_once(self):
        """Two mistakes need one run, not two."""
        told = refusal(include_page=True, session_timeout_millis=0)
        assert "include_page: " in told
        assert "session_timeout_millis: " in told

    @pytest.mark.parametrize(
        ("options", "key"),
        [
            ({"segmentSchema": "app"}, "segmentSchema"),
            ({"custom_track_fields": ["a"], "customerTrackFields": ["b"]}, "customerTrackFields"),
            ({"models": {"users": {"partition_by": "a", "partitionBy": "b"}}}, "models.users.partitionBy"),
        ],
    )
    def test_a_key_in_two_spellings(self, options, key):
        """Neither wins silently."""
        assert f"{key}: is given twice, in two spellings. Keep one." in refusal(**options)

    def test_the_schema_is_missing(self):
        """What is missing comes with what it means."""
        with pytest.raises(ConfigError, match=r"segment_schema: is missing\. Schema of the raw Segment tables"):
            parse({})


class TestWrongValues:
    """A value that cannot be meant is refused where it stands."""

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ({"session_timeout_millis": "soon"}, "session_timeout_millis: "),
            ({"session_timeout_millis": 0}, "session_timeout_millis: Input should be greater than 0"),
            ({"session_timeout_millis": 1.5}, "session_timeout_millis: "),
            ({"include_pages": "perhaps"}, "include_pages: "),
            ({"default_config": "segment"}, "default_config: needs keys of its own"),
            (
                {"default_config": {"type": "cube"}},
                "default_config.type: Input should be 'view', 'table' or 'incremental'",
            ),
            ({"models": ["sessions"]}, "models: needs keys of its own"),
            ({"models": {"sessions": "table"}}, "models.sessions: needs keys of its own"),
            (
                {"models": {"sessions": {"type": "cube"}}},
                "models.sessions.type: Input should be 'view', 'table' or 'incremental'",
            ),
            ({"models": {"sessions": {"name": ""}}}, "models.sessions.name: "),
            ({"custom_page_fields": 7}, "custom_page_fields: needs a name or a list of names"),
            ({"custom_page_fields": [7]}, "custom_page_fields: needs text"),
            ({"custom_page_fields": [""]}, "custom_page_fields: "),
            ({"checks": {"sessions_key": "info"}}, "checks.sessions_key: Input should be 'error' or 'warn'"),
            ({"junk_id_pattern": "("}, "junk_id_pattern is not a regular expression: "),
        ],
    )
    def test_a_value_of_the_wrong_kind(self, options, told):
        """The key is named, and what it takes."""
        assert told in refusal(**options)

    def test_no_call_type_is_left(self):
        """Sessions are made of something."""
        assert "are all off: there is nothing to make sessions of. Switch one on." in refusal(
            include_pages=False, include_tracks=False
        )

    @pytest.mark.parametrize("schemas", [["web", "web"], ["web", "app", "Web"]])
    def test_a_schema_named_twice(self, schemas):
        """Its calls would count double."""
        with pytest.raises(ConfigError, match="segment_schema names 'web' twice"):
            parse({"segment_schema": schemas})

    @pytest.mark.parametrize("schemas", ["", []])
    def test_no_schema_at_all(self, schemas):
        """An empty name and an empty list name nothing."""
        with pytest.raises(ConfigError, match="segment_schema: "):
            parse({"segment_schema": schemas})

    @pytest.mark.parametrize(
        ("text", "duration"),
        [
            ("24 hours", timedelta(hours=24)),
            ("1 hour", timedelta(hours=1)),
            ("90min", timedelta(minutes=90)),
            ("30s", timedelta(seconds=30)),
            ("2 days", timedelta(days=2)),
            ("0s", timedelta(0)),
            (timedelta(milliseconds=1), timedelta(milliseconds=1)),
        ],
    )
    def test_a_duration(self, text, duration):
        """A whole number and its unit, as people write it."""
        assert web(max_clock_ahead=text).max_clock_ahead == duration

    @pytest.mark.parametrize(
        "text", [24, "24", "1.5 hours", "-1 hours", "two days", "1 mours", "", "1" * 30 + " days", None, True]
    )
    def test_no_duration(self, text):
        """Without a number or a unit there is no telling how long; the error shows one that works."""
        assert "max_clock_ahead: a duration is a whole number and its unit, as in '24 hours'" in refusal(
            max_clock_ahead=text
        )

    def test_a_negative_duration(self):
        """A limit before the call was received would reject nearly everything."""
        assert "max_clock_ahead: " in refusal(max_clock_ahead=timedelta(seconds=-1))


class TestCustomFields:
    """Custom fields are added to a model's columns, and never replace one."""

    @pytest.mark.parametrize(
        ("option", "name"),
        [
            ("custom_page_fields", "timestamp"),
            ("custom_page_fields", "Timestamp"),
            ("custom_page_fields", "url"),
            ("custom_page_fields", "page_id"),
            ("custom_page_fields", "utm_campaign"),
            ("custom_page_fields", "session_id"),
            ("custom_page_fields", "source"),
            ("custom_page_fields", "anonymous_id"),
            ("custom_track_fields", "event"),
            ("custom_track_fields", "track_id"),
            ("custom_screen_fields", "name"),
            ("custom_screen_fields", "screen_id"),
            ("custom_user_fields", "user_id"),
            ("custom_user_fields", "is_identified"),
            ("custom_user_fields", "first_seen_at"),
            ("custom_user_fields", "total_sessions"),
            ("custom_user_fields", "total_screens"),
        ],
    )
    def test_a_column_of_the_model(self, option, name):
        """A second column of the same name would be one too many."""
        assert f"{option}: {name!r} is already a column of the model." in refusal(**{option: [name]})

    @pytest.mark.parametrize(
        ("option", "name"),
        [
            ("custom_page_fields", "event"),
            ("custom_page_fields", "track_id"),
            ("custom_track_fields", "url"),
            ("custom_track_fields", "name"),
            ("custom_screen_fields", "title"),
            ("custom_user_fields", "name"),
            ("custom_user_fields", "email"),
        ],
    )
    def test_a_column_of_another_model(self, option, name):
        """What another call type calls so is in nobody's way."""
        assert web(**{option: [name]})

    @pytest.mark.parametrize("names", [["plan", "plan"], ["plan", "Plan"]])
    def test_the_same_field_twice(self, names):
        """Warehouses do not tell names apart by their case."""
        assert "custom_user_fields names 'plan' twice. Keep one." in refusal(custom_user_fields=names)

    def test_two_fields_that_flatten_to_one(self):
        """Where structs are flattened, a screen's name is first_screen_name."""
        options = {"custom_page_fields": ["screen_name"], "include_screens": True}
        assert "would both be flattened to 'first_screen_name'" in refusal(**options)
        assert web(custom_page_fields=["screen_name"])


class TestEnvironment:
    """``${NAME}`` is the environment's, so that no secret needs to stand in a file."""

    def test_a_variable_is_read_wherever_it_stands(self, monkeypatch, written):
        """In a text, in a list and deep inside."""
        monkeypatch.setenv("HOST", "example.com")
        monkeypatch.setenv("SCHEMA", "web")
        config = read(
            written("""\
                connection: postgresql://me@${HOST}/events
                segment_schema: ["${SCHEMA}", app]
                default_config: {schema: "${SCHEMA}_models"}
                models: {users: {tags: ["${SCHEMA}"]}}
                """)
        )
        assert config.connection == "postgresql://me@example.com/events"
        assert config.segment_schema == ("web", "app")
        assert config.default_config.schema_ == "web_models"
        assert config.models["users"].tags == ("web",)

    def test_a_variable_that_is_not_set(self, monkeypatch, refused):
        """The variable is named, and how to set it."""
        monkeypatch.delenv("NO_SUCH_SCHEMA", raising=False)
        for other in ("${HOME:-x}", "${ HOME }", "${A-B}", "${"):
            told = refused(f"segment_schema: web\nmodel_prefix: '{other}'")
            assert "has a ${ that does not start a variable. Write a variable as ${NAME}, without" in told
        told = refused("segment_schema: ${NO_SUCH_SCHEMA}")
        assert "refers to ${NO_SUCH_SCHEMA}, which is not set. Set it: export NO_SUCH_SCHEMA=…" in told


OF_TABLE = {"column": "session_id", "as": "timestamp"}


class TestWhatVisitsAreWorth:
    """Events, properties and conversions that cannot be, each with what to do about it."""

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (
                {"event_properties": {"order completed": ["a"]}},
                "event_properties.order completed: an event is named as in tracks.event, by letters, digits and _",
            ),
            ({"event_properties": {"a": ["b", "B"]}}, "event_properties.a names 'b' twice. Keep one"),
            (
                {"event_properties": {"a": ["session_id"]}},
                (
                    "event_properties.a: 'session_id' is already a column of the model. Give the property another "
                    "name: {column: session_id, as: a_session_id}."
                ),
            ),
            (
                {"event_properties": {"a": [OF_TABLE]}},
                (
                    "event_properties.a: 'timestamp' is already a column of the model. Give the property another name: "
                    "{column: session_id, as: a_timestamp}."
                ),
            ),
            ({"event_properties": {"a": [], "A": []}}, "event_properties: 'a' is given twice, in upper and in lower"),
            ({"event_properties": {"a": {"tabel": "x"}}}, "a.tabel: there is no such key. Did you mean 'table'?"),
            ({"conversions": {"sold": {}, "Sold": {}}}, "conversions: 'sold' is given twice, in upper and in lower"),
            ({"conversions": {"big sale": {}}}, "conversions.big sale: a conversion is named by letters, digits and _"),
            (
                {"conversions": {"conversion": {}}},
                (
                    "conversions: session_facts would have the column 'conversion_value' twice. Rename "
                    "the conversion 'conversion'."
                ),
            ),
            (
                {"conversions": {"a": {"event": "big sale", "value": "price"}}},
                "conversions.a.event: the event 'big sale' has no table to read properties from",
            ),
            ({"conversions": {"a": {"valu": 5}}}, "conversions.a.valu: there is no such key. Did you mean 'value'?"),
            (
                {"conversions": {"a": {"value": 10**19}}},
                "conversions.a.value: 10000000000000000000 is beyond 9000000000000 (V4).",
            ),
            *(
                ({"conversions": {"a": {"value": none}}}, "conversions.a.value: needs a property or a number, such as")
                for none in (float("nan"), float("inf"), True, "", [1])
            ),
            ({"conversions": {"a": {"where": {"vip": 1.5}}}}, "conversions.a.where.vip: needs text; write a number"),
            ({"conversions": {"a": {"where": {"": "x"}}}}, "conversions.a.where"),
            (
                {"conversions": {"a": {"value": 5, "currency": "EUR"}}},
                "conversions.a.currency: a currency needs a value that is read from a property. Name the",
            ),
            ({"conversions": {"a": {}}, "include_tracks": False}, "conversions needs track calls, which"),
            ({"event_properties": {"a": []}, "include_tracks": False}, "event_properties needs track calls, which"),
            ({"daily_dimensions": ["chanel"]}, "daily_dimensions: 'chanel' is no column of session_facts that"),
            (
                {"daily_dimensions": ["sold_count"], "conversions": {"sold": {}}},
                "daily_dimensions: 'sold_count' is no column of session_facts that daily can be grouped by.",
            ),
            ({"daily_dimensions": ["channel", "channel"]}, "daily_dimensions names 'channel' twice."),
            ({"models": {"event_a": {"type": "view"}}}, "models: there is no model 'event_a'."),
        ],
    )
    def test_what_cannot_be(self, options, told):
        """The key is named, and what is wrong with it."""
        with pytest.raises(ConfigError) as caught:
            segment(segment_schema="web", **options).graph()
        assert told in str(caught.value)

    def test_what_can_be(self):
        """A conversion may have no keys at all; an event's model can be named, and its properties renamed."""
        models = segment(
            segment_schema="web",
            event_properties={"left": [{"column": "session_id", "as": "left_session"}]},
            conversions={"sold": None, "seen": {"where": {"vip": True, "size": 3}}},
            models={"event_left": {"type": "view"}},
        )
        assert models.graph().models["event_left"].kind == "view"
        assert models.config.conversions["seen"].where == {"vip": "true", "size": "3"}


class TestFiles:
    """A file that cannot be read says why, and where in it."""

    def test_there_is_no_file(self, tmp_path):
        """The next step is to write one."""
        with pytest.raises(ConfigError, match=r"There is no .*nowhere\.yaml\. Write one with: segment-models init"):
            read(tmp_path / "nowhere.yaml")

    def test_a_folder(self, tmp_path):
        """A folder has no keys."""
        with pytest.raises(ConfigError, match="cannot be read"):
            read(tmp_path)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "has no keys. It should start like: segment_schema: javascript"),
            ("# only a comment\n", "has no keys"),
            ("- segment_schema\n- web\n", "has no keys"),
            ("segment_schema\n", "has no keys"),
            ("segment_schema: web\ndefault_config:\n\ttype: view\n", "line 3, column 1: "),
            ("segment_schema: web\ndefault_config:\n\ttype: view\n", "Indent with spaces, not tabs."),
            (
                "segment_schema: web\nsegment_schema: app\n",
                'line 2, column 1: found duplicate key "segment_schema". Keep one of the two',
            ),
            (
                "segment_schema: web\nconversions:\n  sold: {}\n  sold: {value: 1}\n",
                'line 4, column 3: found duplicate key "sold". Keep one of the two',
            ),
            ("segment_schema: [web\n", "line 2, column 1: "),
            ("segment_schema: !!python/object/apply:os.getcwd []\n", "line 1, column 17: "),
            ("segment_schema: web\n---\nsegment_schema: app\n", "another document"),
            ('segment_schema: "a\x00b"\n', "is not valid YAML"),
            (b"segment_schema: \xff\n", "cannot be read"),
            ("segment_schema: web\n1: 2\n", "1: "),
            ("segment_schema: 2024\n", "segment_schema: needs a name or a list of names"),
            ("segment_schema: web\nmodels:\n", "models: needs keys of its own"),
        ],
    )
    def test_a_file_that_is_no_configuration(self, text, told, refused):
        """Line and column where there are some, and what is wrong there."""
        assert told in refused(text)

    def test_a_mark_that_editors_leave(self, written):
        """A byte order mark in front is no part of the first key."""
        assert read(written("\ufeffsegment_schema: web\n")) == web()


class TestJsonSchema:
    """Editors complete and check the file by its JSON schema."""

    def test_the_example_is_valid(self):
        """What is documented is not underlined in red."""
        assert list(violations(json_schema(), YAML(typ="safe").load(EXAMPLE))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "segment_schema: [web, app]",
            "{segment_schema: web, max_clock_ahead: 24 hours}",
            "{segment_schema: web, junk_ids: [none], models: {users: {tags: daily, enabled: false}}}",
        ],
    )
    def test_what_is_accepted_is_valid(self, text):
        """A name or a list of names, and durations in words."""
        values = YAML(typ="safe").load(text)
        assert parse(values)
        assert list(violations(json_schema(), values)) == []

    @pytest.mark.parametrize(
        ("text", "where"),
        [
            ("{}", "segment_schema"),
            ("{segment_schema: web, sesion_timeout_millis: 1}", "sesion_timeout_millis"),
            ("{segment_schema: web, session_timeout_millis: 0}", "session_timeout_millis"),
            ("{segment_schema: 1}", "segment_schema"),
            ("{segment_schema: web, default_config: {type: cube}}", "default_config.type"),
            ("{segment_schema: web, models: {users: {tpye: view}}}", "models.users.tpye"),
        ],
    )
    def test_what_is_refused_is_not_valid(self, text, where):
        """The same mistakes show in the editor."""
        assert list(violations(json_schema(), YAML(typ="safe").load(text))) == [where]

    def test_every_key_has_a_description(self):
        """An editor shows what a key is for."""
        assert all("description" in key for key in json_schema()["properties"].values())


def violations(schema: dict, value, where: str = "", root: dict | None = None):
    """Yield where a value breaks a JSON schema; knows the keywords that ours uses, and no others."""
    root = root or schema
    assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
    if "$ref" in schema:
        yield from violations(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], value, where, root)
    elif "anyOf" in schema:
        if all(list(violations(choice, value, where, root)) for choice in schema["anyOf"]):
            yield where
    elif is_wrong(schema, value):
        yield where
    elif isinstance(value, list):
        for item in value:
            yield from violations(schema["items"], item, where, root)
    elif isinstance(value, dict):
        yield from (f"{where}{key}" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            place = f"{where}.{key}".strip(".")
            yield from violations(inner, item, place, root) if inner else [place]


KEYWORDS = {"$ref", "$defs", "anyOf", "type", "enum", "items", "properties", "additionalProperties", "required"}
KEYWORDS |= {"minLength", "minItems", "exclusiveMinimum", "title", "description", "default"}
JSON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def is_wrong(schema: dict, value) -> bool:
    """Return whether a value itself, whatever is in it, breaks a part of a schema."""
    if type(value) is not JSON_TYPES[schema["type"]] or value not in schema.get("enum", [value]):
        return True
    if isinstance(value, str | list):
        return len(value) < schema.get("minLength", schema.get("minItems", 0))
    return "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]


def example_warehouse(schema: str = "web", *columns: str) -> duckdb.DuckDBPyConnection:
    """Return a database with one page of one visitor, and text columns of any names."""
    connection = duckdb.connect()
    name = quoted(schema)
    more = "".join(f", {literal('=' + column)} AS {quoted(column)}" for column in columns)
    connection.execute(f"CREATE SCHEMA {name}")
    connection.execute(
        f"CREATE TABLE {name}.pages AS "
        f"SELECT 'p1' AS id, 'd' AS anonymous_id, TIMESTAMP '2024-03-01' AS timestamp{more}"
    )
    connection.execute("CREATE SCHEMA precious; CREATE TABLE precious.numbers AS SELECT 42 AS n")
    return connection


def literal(text: str) -> str:
    """Return a text literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return an identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'


class TestNamesAreNotSql:
    """A name is a name, whatever stands in it; `precious` must live."""

    EVIL = ('x"; DROP SCHEMA precious CASCADE; --', "x'; DROP SCHEMA precious CASCADE; --", 'a"b', "semi;colon", "/*")
    ODD = ("order", "two words", "UPPER", "über", "1st", "a.b", "a\\b", "?", "$1", "{x}", "%s", ":c", "page", "records")

    def still_there(self, connection) -> bool:
        return connection.execute("SELECT n FROM precious.numbers").fetchall() == [(42,)]

    @pytest.mark.parametrize("name", EVIL)
    def test_the_schema_of_the_raw_tables(self, name):
        """The schema is read under its name, and the source is called so."""
        connection = example_warehouse(name)
        segment(segment_schema=name).run(connection)
        rows = connection.execute("SELECT source, page_id FROM segment_models.segment_sessionized_events").fetchall()
        assert rows == [(name, "p1")]
        assert self.still_there(connection)

    @pytest.mark.parametrize("name", EVIL)
    def test_a_raw_schema_that_is_not_there(self, name):
        """It is told, not executed."""
        connection = example_warehouse()
        with pytest.raises(SourceError, match="There is no schema"):
            segment(segment_schema=name).run(connection)
        assert self.still_there(connection)

    @pytest.mark.parametrize("name", EVIL)
    def test_where_the_models_go(self, name):
        """Schema, prefix and name of a model, its description and its tags, and the junk ids."""
        connection = example_warehouse()
        segment(
            segment_schema="web",
            default_config={"schema": name, "tags": [name]},
            model_prefix=name,
            junk_ids=[name],
            models={"users": {"name": f"{name}users!", "description": name}},
        ).run(connection)
        tables = connection.execute("SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = ?", [name])
        described = dict(tables.fetchall())
        assert described[f"{name}users!"] == name
        assert f"{name}sessions" in described
        assert self.still_there(connection)

    @pytest.mark.parametrize("nested", [True, False])
    def test_custom_fields(self, nested):
        """Each column is carried along under its name, into records and first values."""
        names = (*self.EVIL, *self.ODD)
        connection = example_warehouse("web", *names)
        segment(segment_schema="web", custom_page_fields=names, nested=nested).run(connection)
        columns = ", ".join(map(quoted, names))
        carried = connection.execute(f"SELECT {columns} FROM segment_models.segment_sessionized_pages").fetchall()
        assert carried == [tuple(f"={name}" for name in names)]
        (session,) = connection.execute("SELECT * FROM segment_models.segment_sessions").fetchall()
        if nested:
            *_, first, last, records = session
            assert [first[f"first_{name}"] for name in names] == [f"={name}" for name in names]
            assert [last[f"last_{name}"] for name in names] == [f"={name}" for name in names]
            assert [records[0]["page"][name] for name in names] == [f"={name}" for name in names]
        else:
            assert session[-len(names) :] == tuple(f"={name}" for name in names)
        assert self.still_there(connection)


def test_every_model_can_be_configured():
    """There are twenty-two, and one for each event whose properties are read."""
    assert len(CONFIGURABLE) == 22
    assert web(models={model: {"enabled": True} for model in CONFIGURABLE})


class TestEnvironmentOnce:
    """What the environment holds is a value, not a configuration."""

    def test_what_a_variable_holds_is_not_expanded_again(self, monkeypatch, written):
        """Not when another key is set, and not when the file is read with some keys changed."""
        monkeypatch.setenv("SECRET", "pa${HOST}x")
        monkeypatch.setenv("HOST", "example.com")
        path = written("connection: postgresql://me:${SECRET}@h/d\nsegment_schema: web\n")
        models = segment(path)
        models.sessions.type = "table"
        assert models.config.connection == "postgresql://me:pa${HOST}x@h/d"
        assert segment(path, include_screens=True).config.connection == "postgresql://me:pa${HOST}x@h/d"

    def test_a_text_that_is_no_variable(self, written):
        """Two dollars stand for one, before a brace."""
        config = read(written("connection: postgresql://me:a$${HOST}b$c@h/d\nsegment_schema: web\n"))
        assert config.connection == "postgresql://me:a${HOST}b$c@h/d"


class TestTypes:
    """A value of another type is refused, and never taken for what it is not."""

    @pytest.mark.parametrize("value", ["true", "1800000.5", "1e3", "'30 minutes'", "null"])
    def test_no_whole_number(self, refused, value):
        """``true`` is not 1."""
        told = refused(f"segment_schema: web\nsession_timeout_millis: {value}")
        assert "session_timeout_millis: needs a whole number, such as 1800000" in told

    @pytest.mark.parametrize("value", ["1", "0", "'no'", "t", "null"])
    @pytest.mark.parametrize("key", ["include_screens: {}", "nested: {}", "models: {{sessions: {{enabled: {}}}}}"])
    def test_neither_true_nor_false(self, refused, key, value):
        """Nor are 1 and 0 true and false."""
        assert "needs true or false" in refused(f"segment_schema: web\n{key.format(value)}")

    def test_text_of_a_variable(self, monkeypatch, written):
        """A variable is text; it can say a number, or true."""
        monkeypatch.setenv("TIMEOUT", "60000")
        monkeypatch.setenv("SCREENS", "true")
        config = read(written("segment_schema: web\nsession_timeout_millis: ${TIMEOUT}\ninclude_screens: ${SCREENS}\n"))
        assert (config.session_timeout_millis, config.include_screens) == (60000, True)


class TestDocumentsThatGrow:
    """A file of few lines can hold more than a machine."""

    def test_nested_deeply(self, refused):
        """It is refused before Python's stack ends."""
        assert "nested more than 50 deep" in refused(f"segment_schema: {'[' * 5000}{']' * 5000}")
        assert "nested more than 50 deep" in refused(f"segment_schema: {'[' * 60}{']' * 60}")

    @pytest.mark.parametrize(
        "line", ["[*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]", "{{<<: [*a{0}, *a{0}, *a{0}, *a{0}]}}"]
    )
    def test_aliases_of_aliases(self, refused, line):
        """They are counted before they are followed."""
        lines = ["a0: &a0 {x: 1}", *(f"a{n + 1}: &a{n + 1} {line.format(n)}" for n in range(20))]
        assert "more than 100,000 values once its aliases are replaced" in refused("\n".join(lines))

    def test_an_alias_of_itself(self, refused):
        """It has no end."""
        assert "nested more than 50 deep" in refused("segment_schema: &a [*a]")

    def test_a_day_that_is_none(self, refused):
        """It is a value that YAML takes for a day."""
        assert "it has a value that cannot be read" in refused("segment_schema: 2026-13-45")
