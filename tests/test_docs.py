"""The documentation is complete, fresh, and does what it says: its commands are run and its outputs compared."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

from engines import dbt
from segment_models import config, demo, segment, warehouses
from segment_models.checks import checks
from segment_models.cli.main import app
from segment_models.cli.show import cell
from segment_models.config import Config, Conversion, DefaultConfig, EventProperties, ModelConfig, spellings
from segment_models.models.definitions import CONFIGURABLE

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "src" / "segment_models" / "sample" / "segment-logs"
PAGES = sorted(str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
BESIDE = [str(path.relative_to(ROOT)) for folder in ("benchmarks", "src") for path in (ROOT / folder).rglob("*.md")]
"""Pages that stand beside what they are about."""
SERVED = {f"docs/{name}.md" for name in warehouses.NAMES if warehouses.dialect_of(name).extra}
"""Pages of warehouses that are reached over a network: what they say to do is tried in tests/engines/."""
FOR_BIGQUERY = {"docs/coming-from-dataform-segment.md", "docs/dataform.md"}
"""Pages whose queries are BigQuery's: tests/engines/test_coming_from.py has their answers."""
COMMANDS = [
    pytest.param(page, marks=pytest.mark.engine("dbt") if page == "docs/dbt.md" else ())
    for page in PAGES
    if "```console" in (ROOT / page).read_text(encoding="utf-8") and page not in SERVED
]


def load_script():
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documented():
    """The graph of the configuration that the generated pages are about."""
    return segment(**load_script().DOCUMENTED).graph()


def blocks(text):
    """Each fenced block: its language and its lines."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


# Generated pages


@pytest.fixture(scope="module")
def generated():
    return load_script().pages()


def test_generated_pages_are_what_the_code_says_now(generated):
    stale = [name for name, text in generated.items() if not (DOCS / name).exists() or read(f"docs/{name}") != text]
    assert not stale, "these pages are stale; write them again with: make docs"


def test_no_generated_page_is_left_of_a_model_that_is_gone(generated):
    there = {f"models/{path.name}" for path in (DOCS / "models").iterdir()}
    assert there == {name for name in generated if name.startswith("models/")}


def test_every_verb_is_documented():
    verbs = load_script().verbs_of(app)
    assert {"run", "export dbt"} <= set(verbs)
    assert set(verbs) == set(re.findall(r"^## ([a-z ]+)$", read("docs/cli.md"), re.MULTILINE))


@pytest.mark.parametrize(
    "part", [Config, DefaultConfig, ModelConfig, EventProperties, Conversion], ids=lambda part: part.__name__
)
def test_every_configuration_key_is_documented_in_every_spelling(part):
    page = read("docs/configuration.md")
    for name, info in part.model_fields.items():
        for spelling in spellings(name, info):
            assert f"`{spelling}`" in page
        assert info.description


@pytest.mark.parametrize("model", CONFIGURABLE)
def test_every_model_has_a_page_with_every_column_and_a_row_in_the_list_of_models(model):
    page = read(f"docs/models/{model}.md")
    columns = documented().models[model].columns
    for column in columns:
        assert f"| `{column.name}` |" in page
    assert f"| [`segment_{model}`]({model}.md) |" in read("docs/models/index.md")


def test_every_check_is_documented():
    named = [check.name for check in checks(documented())]
    assert re.findall(r"^### (\w+)$", read("docs/checks.md"), re.MULTILINE) == named


def test_every_rule_is_told():
    assert re.findall(r"^## (R\d+)", read("docs/rules.md"), re.MULTILINE) == [f"R{n}" for n in range(1, 13)]


@pytest.mark.parametrize("name", warehouses.NAMES)
def test_every_warehouse_has_a_page_and_a_row_in_the_table(name):
    assert f"| [{warehouses.dialect_of(name).title}]({name}.md) |" in read("docs/warehouses.md")
    assert (DOCS / f"{name}.md").exists()


WORTH = {
    "docs/conversions.md": ["E1", "E2", "V1", "V2", "V3", "V4", "T1", "T2", "T3"],
    "docs/days.md": ["P1", "P2", "P3", "M1"],
}


@pytest.mark.parametrize("page", WORTH)
def test_every_rule_of_what_visits_are_worth_is_told_and_can_be_found(page):
    """On its page, under its name as an anchor, and from the page of all rules."""
    assert re.findall(r"^\*\*([A-Z]\d) ", read(page), re.MULTILINE) == WORTH[page]
    for rule in WORTH[page]:
        assert rule.lower() in anchors(read(page))
        assert f"[{rule}]({page.removeprefix('docs/')}#{rule.lower()})" in read("docs/rules.md")


# Links


def anchors(text):
    """Every anchor of a page: those written by hand, and those of headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    made = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return {*made, *re.findall(r'<a id="([^"]+)">', text)}


@cache
def anchors_of(path):
    """Every anchor of a file."""
    return anchors(path.read_text(encoding="utf-8"))


def links(text):
    """Every link and image of a page: of Markdown, inline or by reference, and of HTML; code aside."""
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    inline = re.findall(r"\]\(\s*<?([^)>\s]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)", text)
    referred = re.findall(r"^\[[^\]]+\]:\s+(\S+)", text, re.MULTILINE)
    return [*inline, *referred, *re.findall(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=\"([^\"]+)\"", text)]


def leads_nowhere(page, link):
    """What is wrong with a link of a page, None where it leads to a file that is there and to an anchor in it."""
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    if not target.exists():
        return f"{link}: there is no such file"
    if anchor and anchor not in anchors_of(target):
        return f"{link}: the file has no such anchor"
    return None


@pytest.mark.parametrize("page", [*PAGES, *BESIDE])
def test_every_relative_link_and_image_leads_somewhere(page):
    """On a git forge; tests/test_site.py follows those of the site."""
    found = [link for link in links(read(page)) if not re.match(r"[a-z]+:", link)]
    assert [wrong for link in found if (wrong := leads_nowhere(page, link))] == []


def test_a_link_that_leads_nowhere_is_seen():
    """Each kind of link is found, and a file or an anchor that is not there is told."""
    text = """[a](cli.md) ![b](models.svg "A drawing") [`c`](rules.md#r1)
<img src="gone.png" alt="d"> [e]

[e]: rules.md#r99
`[f](code.md)`
```text
[g](fenced.md)
```
"""
    assert links(text) == ["cli.md", "models.svg", "rules.md#r1", "rules.md#r99", "gone.png"]
    wrong = [leads_nowhere("docs/README.md", link) for link in links(text)]
    assert wrong == [None, None, None, "rules.md#r99: the file has no such anchor", "gone.png: there is no such file"]


def test_contributing_names_functions_that_are_in_the_files_it_names():
    named = re.findall(r"`(\w+)`\s+in\s+\[[^\]]+\]\((src[^)]+)\)", read("CONTRIBUTING.md"))
    assert len(named) > 15
    for function, path in named:
        assert re.search(rf"^ *(?:def|class) {function}\b", read(path), re.MULTILINE), (function, path)


# What the pages say to do


def output_pattern(expected):
    """Expected output as a pattern: a line that is only … is any lines, … inside a line any text; seconds aside."""
    pieces = []
    for line in expected.splitlines():
        if line.strip() == "…":
            pieces.append(r"(?:.*\n)*?")
        else:
            pieces.append(".*?".join(re.escape(part) for part in without_seconds(line).split("…")) + r"\n")
    return "".join(pieces) + r"\n*"


def without_seconds(line):
    return re.sub(r"\s+\d+\.\d+ s\b", " # s", line).rstrip()


def test_an_output_that_differs_is_seen():
    """The comparison can fail: on another word, a missing line, a line too many."""
    said = "a\n…\nbuilt  3 rows   0.10 s\n"
    assert re.fullmatch(output_pattern(said), "a\nb\nc\nbuilt  3 rows # s\n")
    assert re.fullmatch(output_pattern(said), "a\nbuilt  3 rows # s\n")
    assert not re.fullmatch(output_pattern(said), "a\nbuilt  4 rows # s\n")
    assert not re.fullmatch(output_pattern(said), "a\n")
    assert not re.fullmatch(output_pattern(said), "a\nbuilt  3 rows # s\nmore\n")


def commands(body):
    """Each command of a console block, lines after `> ` included, and the output shown for it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        first, *rest = part.splitlines()
        more = 0
        while more < len(rest) and rest[more].startswith("> "):
            more += 1
        yield "\n".join([first, *(line[2:] for line in rest[:more])]), "\n".join(rest[more:])


def environment():
    """What a reader has who installed the package: our own command first on the path, and a terminal that is none."""
    kept = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "COLUMNS", "PYTHONPATH"}}
    tools = [Path(sys.executable).parent, *([dbt.program().parent] if dbt.program() else [])]
    path = os.pathsep.join([*map(str, tools), os.environ["PATH"]])
    return kept | dbt.ALONE | {"PATH": path, "PYTHONUTF8": "1"}


def run(command, folder):
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_console(body, folder):
    for command, expected in commands(body):
        done = run(["bash", "-c", command], folder)
        assert done.returncode == 0 or expected.startswith("Error"), f"$ {command}\n{done.stdout}"
        output = "".join(f"{without_seconds(line)}\n" for line in done.stdout.splitlines())
        assert re.fullmatch(output_pattern(expected), output), f"$ {command}\n{done.stdout}"


def run_sql(body, language, expected, folder):
    """A query on the only database there is; where its answer is shown, as a row without NULLs or as a table, that."""
    (database,) = folder.glob("*.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(body)
        names = [item[0] for item in found.description]
        rows = found.fetchall()
    assert rows
    if language == "json":
        told = [{name: str(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
        assert told == [json.loads(expected)]
    elif language == "text":
        assert [names, *([cell(value) for value in row] for row in rows)] == cells(expected)


def cells(table):
    """The cells of a table that is shown as text, its head first; at least two spaces are between two of them."""
    return [re.split(r" {2,}", line.strip()) for line in table.splitlines()]


def test_an_answer_that_differs_is_seen(tmp_path):
    """The comparison can fail: on a number, a name of a column, a row too few or too many."""
    with duckdb.connect(str(tmp_path / "one.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT * FROM (VALUES ('a b', 1000, 2.50), ('c', NULL, 10)) AS t (x, y, z)"
        )
    right = "x        y      z\na b  1,000   2.50\nc     NULL  10.00\n"
    run_sql("SELECT * FROM t ORDER BY x", "text", right, tmp_path)
    for wrong in (
        right.replace("2.50", "2.51"),
        right.replace("y", "w"),
        right.partition("c ")[0],
        f"{right}d       2   3.00\n",
    ):
        with pytest.raises(AssertionError):
            run_sql("SELECT * FROM t ORDER BY x", "text", wrong, tmp_path)


@pytest.mark.parametrize("page", COMMANDS)
def test_what_a_page_says_to_do_works_as_shown(page, tmp_path):
    """In one folder and in order, with the sample's files in it as `segment-logs`."""
    if page == "docs/dbt.md" and dbt.missing():
        pytest.skip(f"dbt: {dbt.missing()}")
    shutil.copytree(SAMPLE, tmp_path / "segment-logs")
    found = blocks(read(page))
    for (language, body), (following, answer) in zip(found, [*found[1:], ("", "")], strict=True):
        match language:
            case "console":
                run_console(body, tmp_path)
            case "python":
                done = run([sys.executable, "-W", "error", "-c", body], tmp_path)
                assert done.returncode == 0, done.stdout
            case "sql" if page not in FOR_BIGQUERY:
                run_sql(body, following, answer, tmp_path)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A folder with the demo's database."""
    folder = tmp_path_factory.mktemp("sample")
    models, warehouse = demo.demo_models(), warehouses.connect(f"duckdb:///{folder / 'shop.duckdb'}", create=True)
    models.load([demo.SAMPLE], warehouse)
    models.run(warehouse)
    warehouse.close()
    return folder


@pytest.mark.parametrize("page", WORTH)
def test_queries_of_what_visits_are_worth_can_be_asked(page, sample):
    """Of the sample; these pages have no commands."""
    queries = [body for language, body in blocks(read(page)) if language == "sql"]
    assert queries
    for query in queries:
        run_sql(query, "", None, sample)


def test_the_cookbook_has_the_demos_configuration_and_answers_every_question(tmp_path):
    """Fifteen questions, numbered; each has a query or a command, and an answer."""
    page = read("docs/cookbook.md")
    (written,) = re.findall(r"<<'END'\n(.*?)> END", page, re.DOTALL)
    path = tmp_path / "segment_models.yaml"
    path.write_text("".join(f"{line[2:]}\n" for line in written.splitlines()), encoding="utf-8")
    given = config.read(path).model_dump(exclude_unset=True)
    assert given.pop("connection")
    assert given == demo.demo_models().config.model_dump(exclude_unset=True)
    questions = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    assert [int(one.partition(".")[0]) for one in questions] == list(range(1, 16))
    for question in questions:
        assert [language for language, _ in blocks(question)] in (["sql", "text"], ["console"]), question


def test_every_yaml_example_is_a_configuration(tmp_path):
    for page in PAGES:
        for language, body in blocks(read(page)):
            if language == "yaml":
                (tmp_path / "segment_models.yaml").write_text(body, encoding="utf-8")
                assert config.read(tmp_path / "segment_models.yaml").segment_schema
                assert YAML(typ="safe").load(body)


# How it reads


def test_the_readme_is_short_and_shows_real_output_early():
    lines = README.splitlines()
    assert len(lines) <= 120
    assert "Session 2 of mina-holt" in "\n".join(lines[:30])


@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_the_reader_that_it_is_easy(page):
    text = read(page)
    assert not re.search(r"\b(simply|just|easily|easy)\b", text, re.IGNORECASE)
    assert not re.search("[\U0001f300-\U0001faff☀-➿]", text)
