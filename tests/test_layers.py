"""The shape of the code: imports point one way, importing is quick, and engines are named in few places."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import segment_models

SRC = Path(segment_models.__file__).parent
FILES = sorted(SRC.rglob("*.py"))

LAYERS = (
    {"_version", "naming", "words"},
    {"errors", "display", "statements"},
    {"fields", "traffic_sources"},
    {"config", "sources", "sql"},
    {"load"},
    {"warehouses"},
    {"models"},
    {"places"},
    {"configured"},
    {"drawing", "reading"},
    {"graph"},
    {"account", "lineage", "selection"},
    {"incremental", "inventory"},
    {"checks", "holding"},
    {"plan"},
    {"export", "rows", "run"},
    {"dataform", "dbt", "forget"},
    {"explain", "journeys", "verify"},
    {"notebook", "outcome", "report", "session"},
    {"project"},
    {"demo"},
    {"cli"},
    {"__main__"},
)
"""From what knows nothing of the others to what knows all; within one layer there is no circle."""


def layer(part):
    (found,) = (number for number, parts in enumerate(LAYERS) if part in parts)
    return found


def part(path):
    """The part of the package that a file belongs to: ``models`` for every file of that folder."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path):
    """Yield the modules of ours that a file imports, those for types only among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            whole = node.module == "segment_models"
            names = [f"segment_models.{alias.name}" for alias in node.names] if whole else [node.module]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "segment_models":
                yield name.removeprefix("segment_models.")


def test_every_file_has_its_layer():
    """A new part of the package says where it stands."""
    parts = {part(path) for path in FILES} - {"__init__"}
    assert parts == {name for parts in LAYERS for name in parts}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_one_way(path):
    """A file imports parts of its own layer or of one beneath, never one above; for types, too."""
    own = part(path)
    if own == "__init__":
        return
    for name in imports(path):
        other = "_version" if name == "__version__" else name.split(".")[0]
        assert own == other or layer(other) <= layer(own), f"{own} imports {other}"


def test_no_two_parts_import_each_other():
    """Also within a layer there is no circle."""
    edges = {(part(path), name.split(".")[0]) for path in FILES for name in imports(path)}
    assert {(one, other) for one, other in edges if one != other and (other, one) in edges} == set()


def test_models_know_little():
    """The product imports configuration, fields, sources, lists, SQL and what a warehouse answers: no engine."""
    allowed = re.compile(r"(config|fields|sources|sql|models|traffic_sources)(\.\w+)?|warehouses\.(relation|dialect)")
    found = {name for path in FILES if part(path) == "models" for name in imports(path)}
    assert {name for name in found if not allowed.fullmatch(name)} == set()


def run_python(code, **environment):
    """Run code in a Python of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment,
    )
    return done.stdout.split()


HEAVY = {
    *("duckdb", "_duckdb", "pyarrow", "pandas", "polars", "numpy", "typer", "rich"),
    *("segment_models.load.loading", "segment_models.explain", "segment_models.verify", "segment_models.dbt"),
}
"""What is loaded by whoever needs it: drivers, the command line, extras, and verbs that are not the run."""


def test_importing_loads_no_driver():
    """`from segment_models import segment` loads no warehouse's driver, no command line and no extra."""
    loaded = set(run_python("import sys; from segment_models import segment; print(*sys.modules)"))
    assert loaded & HEAVY == set()
    assert "segment_models.project" in loaded


def test_importing_the_package_loads_none_of_it():
    """`import segment_models` loads what a name needs only once it is asked for, and has all its names all the same."""
    loaded = set(run_python("import sys, segment_models; print(*sys.modules)"))
    assert loaded & (HEAVY | {"sqlglot", "pydantic", "ruamel", "segment_models.project"}) == set()
    code = "import segment_models as s; print(*(n for n in s.__all__ if n in dir(s) and getattr(s, n) is not None))"
    assert run_python(code) == sorted(segment_models.__all__)
    assert run_python("import segment_models as s; print(hasattr(s, 'sessions'))") == ["False"]


def test_the_version_is_told_without_the_models():
    """`--version` loads the verbs' options and nothing that a verb works with."""
    code = """
    import sys
    from segment_models.cli import main
    sys.argv = ["segment-models", "--version"]
    try:
        main()
    except SystemExit:
        print(*sys.modules)
    """
    loaded = set(run_python("\n".join(line.removeprefix("    ") for line in code.splitlines())))
    assert "segment_models.cli.main" in loaded
    assert loaded & (HEAVY - {"typer"} | {"sqlglot", "pydantic", "ruamel", "segment_models.project"}) == set()


def test_importing_is_quick():
    """Of its own, the package takes a moment; the rest is pydantic and sqlglot."""
    code = """
    import time, pydantic, ruamel.yaml, sqlglot.expressions, sqlglot.dialects
    start = time.process_time()
    from segment_models import segment
    print(time.process_time() - start)
    """
    (seconds,) = run_python("\n".join(line.strip() for line in code.splitlines()))
    assert float(seconds) < 1


def test_importing_leaves_the_process_alone():
    """No logging is set up and the environment stays as it is; warning filters are what our dependencies make them."""
    code = """
    import logging, os, warnings
    import pydantic, ruamel.yaml, sqlglot
    before = dict(os.environ), list(logging.root.handlers), logging.root.level, list(warnings.filters)
    from segment_models import segment
    print(before == (dict(os.environ), list(logging.root.handlers), logging.root.level, list(warnings.filters)))
    """
    assert run_python("\n".join(line.strip() for line in code.splitlines())) == ["True"]


def test_compiling_needs_no_connection():
    """SQL is had without opening anything."""
    code = "from segment_models import segment; print(segment(segment_schema='web').users.sql().count('SELECT') > 5)"
    assert run_python(code) == ["True"]


def test_nothing_outside_the_command_line_prints_or_exits():
    """A library returns and raises."""
    for path in FILES:
        if part(path) == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in {"print", "sys.exit", "exit", "quit"}, f"{path}:{node.lineno}"


ENGINES = re.compile(r"duckdb|bigquery|snowflake|redshift|databricks|postgres|spark", re.IGNORECASE)
MAY_NAME_ENGINES = {"warehouses", "load", "cli"}
"""Their own folder; `load`, which writes to one engine only; the command line, whose demo is one engine's file."""
EXAMPLES = re.compile(r"dialect: str='duckdb'|duckdb:///events\.duckdb")
"""What may stand anywhere: a method's default, and a connection as people are shown one."""


def code_of(path):
    """The code of a file: names and texts, without comments and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    return [line.strip() for line in ast.unparse(tree).splitlines() if ENGINES.search(EXAMPLES.sub("", line))]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if part(path) not in MAY_NAME_ENGINES],
    ids=lambda path: str(path.relative_to(SRC)),
)
def test_no_other_code_names_a_warehouse(path):
    """What differs between warehouses is answered in their folder; a default and an error's example may name one."""
    assert code_of(path) == []
