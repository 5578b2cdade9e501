"""`init --from-dataform`: what a team's own `segment({...})` says becomes a configuration, and nothing is guessed."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from segment_models import ConfigError, segment
from segment_models.cli.main import app
from segment_models.dataform.taking_over import read_dataform_segment

if find_spec("tree_sitter_javascript") is None:
    pytest.skip("javascript: tree-sitter-javascript is not installed", allow_module_level=True)

A_TEAMS_FILE = """\
// Sessions of the shop, made every morning.
const segment = require("dataform-segment");
const { projectConfig } = dataform;

const shop = segment({
  segmentSchema: 'shop_web', /* written by Segment */
  sessionTimeoutMillis: 20 * 60 * 1000,   // shorter than usual
  defaultConfig: {
    schema: `segment_shop`,
    tags: ["segment", "daily",],
    "type": "view",
  },
  customPageFields: ["category"],
  customUserFields: [
    "email", // the person's own
    'plan',
  ],
  customerTrackFields: ["order_id"],
  includeScreens: true,
});

shop.sessions.type("table").config({
  bigquery: { partitionBy: "date(session_start_timestamp)", clusterBy: ["user_id"] },
});
shop.users.tags("people");

publish("revenue", "table").query(ctx => `select sum(total) from ${ctx.ref("orders")}`);
"""


def taken(tmp_path, source):
    """Return what is taken over from a file with this text, and what is left: its line, its text and why."""
    path = tmp_path / "segment.js"
    path.write_text(source, encoding="utf-8")
    found = read_dataform_segment(path)
    return found.values, [(one.line, one.text, one.why) for one in found.left]


def options(tmp_path, text):
    """Return what is taken over from one options object, without what is always set."""
    values, left = taken(tmp_path, f"segment({{\n{text}\n}});")
    assert values.pop("include_anonymous_users") is True
    values.pop("segment_schema", None)
    return values, left


def test_a_teams_file(tmp_path):
    """Quotes of every kind, comments, trailing commas, arithmetic, overrides below; other code is left alone."""
    values, left = taken(tmp_path, A_TEAMS_FILE)
    assert values == {
        "segment_schema": "shop_web",
        "session_timeout_millis": 1_200_000,
        "default_config": {"schema": "segment_shop", "tags": ("segment", "daily"), "type": "view"},
        "custom_page_fields": ("category",),
        "custom_user_fields": ("email", "plan"),
        "custom_track_fields": ("order_id",),
        "include_screens": True,
        "include_anonymous_users": True,
        "models": {
            "sessions": {
                "type": "table",
                "partition_by": "date(session_start_timestamp)",
                "cluster_by": ("user_id",),
            },
            "users": {"tags": ("segment", "daily", "people")},
        },
    }
    assert left == []


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("customPageFields: FIELDS", "customPageFields: FIELDS"),
        ('customPageFields: ["a", ...more]', 'customPageFields: ["a", ...more]'),
        ('customPageFields: ["a", name]', "customPageFields: name"),
        ('customPageFields: ["a"].concat(more)', 'customPageFields: ["a"].concat(more)'),
        ("customPageFields: [`a${b}`]", "customPageFields: `a${b}`"),
        ("customPageFields", "customPageFields: customPageFields"),
        ("customPageFields() { return []; }", "customPageFields: customPageFields() { return []; }"),
        ("sessionTimeoutMillis: 60 * minutes", "sessionTimeoutMillis: 60 * minutes"),
        ("includeScreens: !web", "includeScreens: !web"),
        ("...common", "...common"),
        ('["custom" + "PageFields"]: ["a"]', '["custom" + "PageFields"]: ["a"]'),
        ("defaultConfig: common", "defaultConfig: common"),
        ("defaultConfig: {schema: projectConfig.vars.schema}", "defaultConfig.schema: projectConfig.vars.schema"),
        ("defaultConfig: {...common}", "...common"),
    ],
)
def test_what_is_computed_is_reported(tmp_path, written, text):
    """A value that only running the file would tell is left out whole, and named with its line."""
    assert options(tmp_path, f"\n{written},") == ({}, [(3, text, "computed")])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1_800_000", 1_800_000),
        ("0x10", 16),
        ("1e3", 1000),
        ("(30 + 15) * 60 * 1000 / 2", 1_350_000),
        ("-(-5 - 5)", 10),
    ],
)
def test_numbers(tmp_path, written, value):
    """Numbers are read as JavaScript writes them, and an arithmetic of numbers is carried out."""
    assert options(tmp_path, f"sessionTimeoutMillis: {written}") == ({"session_timeout_millis": value}, [])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"it\'s"', "it's"),
        (r"'a\tb\\c'", "a\tb\\c"),
        (r'"\u00e9\x41\u{1F600}"', "éA😀"),
        (r'"\ud83d\ude00"', "😀"),
        ("`a\nb`", "a\nb"),
        ('"a\\\nb"', "ab"),
    ],
)
def test_texts(tmp_path, written, value):
    """A text's escapes stand for what they stand for in JavaScript."""
    assert options(tmp_path, f"customPageFields: [{written}]")[0] == {"custom_page_fields": (value,)}


def test_the_packages_default_schema(tmp_path):
    """Where no schema is given, the package reads the one named javascript; a computed one is not replaced by it."""
    assert taken(tmp_path, "segment({});")[0]["segment_schema"] == "javascript"
    assert "segment_schema" not in taken(tmp_path, "segment({segmentSchema: schema});")[0]


def test_null_says_nothing(tmp_path):
    """An option that is null or undefined is as if it were not there."""
    assert options(tmp_path, "customPageFields: null, customUserFields: undefined") == ({}, [])


def test_configuration_of_dataform(tmp_path):
    """A project qualifies its dataset, labels are labels; what we have no word for is left, and so is a typo."""
    values, left = options(
        tmp_path,
        """defaultConfig: {
             database: "shop-42", schema: "models",
             bigquery: {labels: {team: "data"}}, assertions: {nonNull: ["user_id"]},
           },
           includeScreen: true""",
    )
    assert values == {"default_config": {"schema": "shop-42.models", "labels": {"team": "data"}}}
    assert left == [
        (2, "defaultConfig.assertions: {…}", "no counterpart here"),
        (6, "includeScreen: true", "no counterpart here. Did you mean 'includeScreens'?"),
    ]


def test_what_is_done_with_the_models(tmp_path):
    """Settings of one model are taken over; everything else that is done with the result is named."""
    values, left = taken(
        tmp_path,
        """\
const models = segment({});
models.userMap.config({description: "Who is who", disabled: true});
models.sessionizedPages.disabled();
models.pages.config({tags: ["raw"]});
models.sessions.type(kind);
models.sessions.preOps("SET x");
module.exports = models;
""",
    )
    assert values["models"] == {
        "user_map": {"description": "Who is who", "enabled": False},
        "sessionized_pages": {"enabled": False},
    }
    assert left == [
        (4, 'models.pages.config({tags: ["raw"]});', "no model of ours"),
        (5, "sessions.type: kind", "computed"),
        (6, 'models.sessions.preOps("SET x");', ".preOps() has no counterpart here"),
        (7, "module.exports = models;", "not understood"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        'const s = require("dataform-segment"); s({segmentSchema: "web"});',
        'require("dataform-segment")({segmentSchema: "web"});',
        'const segment = require("../node_modules/dataform-segment"); segment({segmentSchema: "web"});',
        'const segment = require("../"); js(() => { segment({segmentSchema: "web"}) });',
    ],
)
def test_however_it_is_called(tmp_path, source):
    """The function is what `require` gives, under any name; `segment` where the file says no package."""
    assert taken(tmp_path, source)[0]["segment_schema"] == "web"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("publish('x')", "has no call like segment("),
        ("segment({});\nsegment({});", "calls segment() on lines 1, 2"),
        ("\nsegment(options);", "line 2: the options are not an object written out here, but segment(options)"),
        ("segment({a: 'b});\n", "line 1: this is not JavaScript"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, source, message):
    """One message says what, where and what next."""
    with pytest.raises(ConfigError) as error:
        taken(tmp_path, source)
    assert message in str(error.value)


def test_no_such_file(tmp_path):
    """A file that is not there is an error like any other."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_dataform_segment(tmp_path / "none.js")


def init(folder: Path, source: str, *arguments: str):
    """Run `init --from-dataform`; return what it did, and the configuration as text."""
    file = folder / "segment.js"
    file.write_text(source, encoding="utf-8")
    config = folder / "segment_models.yaml"
    done = CliRunner().invoke(app, ["init", "-c", str(config), "--from-dataform", str(file), *arguments])
    return done, config.read_text(encoding="utf-8") if config.exists() else ""


def test_init(tmp_path):
    """The file that `init` writes is the configuration, with every key's sentence; it can be used at once."""
    done, text = init(tmp_path, A_TEAMS_FILE, "--connection", "bigquery://shop-42")
    assert done.exit_code == 0, done.output
    models = segment(tmp_path / "segment_models.yaml")
    assert models.config.connection == "bigquery://shop-42"
    assert models.config.segment_schema == ("shop_web",)
    assert models.sessions.partition_by == "date(session_start_timestamp)"
    assert models.users.tags == ("segment", "daily", "people")
    assert models.config.include_anonymous_users
    assert (models.config.shared_devices, models.config.server_events) == ("latest", "session")  # the package's
    assert "# Milliseconds without an event" in text


def test_init_leaves_what_is_computed_as_comments(tmp_path):
    """A line for each, below the key it belongs to; told on the terminal, too, with the file and the line."""
    source = 'const s = require("dataform-segment");\ns({\n  segmentSchema: schema,\n  ...common,\n});'
    done, text = init(tmp_path, source)
    assert done.exit_code == 0, done.output
    assert "\n# segment_schema:\n# segmentSchema: schema  # line 3: computed\n" in text
    assert text.endswith("# What was not taken over:\n# ...common  # line 4: computed\n")
    assert "segment.js, line 3: segmentSchema: schema: computed" in done.output
    assert "segment.js, line 4: ...common: computed" in done.output
    kept = {"include_anonymous_users": True, "shared_devices": "latest", "server_events": "session"}
    assert YAML(typ="safe").load(text) == kept
    with pytest.raises(ConfigError, match="segment_schema: is missing"):
        segment(tmp_path / "segment_models.yaml")


def test_init_with_a_schema_of_its_own(tmp_path):
    """--segment-schema answers what the file leaves open."""
    done, _ = init(tmp_path, "segment({segmentSchema: schema});", "--segment-schema", "web")
    assert "segmentSchema" not in done.output
    assert segment(tmp_path / "segment_models.yaml").config.segment_schema == ("web",)


def test_init_writes_nothing_that_cannot_be_used(tmp_path):
    """An option that no configuration may have is said, and no file is left."""
    done, text = init(tmp_path, "segment({sessionTimeoutMillis: 0});")
    assert isinstance(done.exception, ConfigError)
    assert "session_timeout_millis" in str(done.exception)
    assert text == ""


def test_init_without_the_parser(tmp_path, monkeypatch):
    """The extra is named where it is missing."""
    monkeypatch.setitem(__import__("sys").modules, "tree_sitter_javascript", None)
    done, _ = init(tmp_path, A_TEAMS_FILE)
    assert "pip install 'segment-models[dataform]'" in str(done.exception)
