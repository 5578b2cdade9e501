"""What a notebook shows: the models, a run, and every answer, bounded and safe; and nothing that may cost."""

import json
import sys
from contextlib import closing
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient

import small_shop
from segment_models import display, notebook, segment
from segment_models.demo import SAMPLE
from segment_models.display import Display, Table
from segment_models.session import warehouses
from segment_models.warehouses.relation import Rows

MOST_TEXT, MOST_LINES = 1_500, 6
HOSTILE = "</td></script><script>alert(1)</script>'\"&\x1b[31m\u202etxt\U0001f600\ud800\n"


class Balanced(HTMLParser):
    """Reads HTML, and asks that every tag is one of ours and is closed."""

    OURS = frozenset(("div", "style", "p", "b", "table", "thead", "tbody", "tr", "th", "td"))

    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        assert tag in self.OURS
        assert {name for name, _ in attrs} <= {"class", "border"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html):
    """The text of HTML that is as it should be."""
    assert len(html.encode()) <= display.MOST_BYTES
    reader = Balanced()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.text


def short(thing):
    """What a Python prompt shows, which is short."""
    text = repr(thing)
    assert len(text) <= MOST_TEXT
    assert len(text.splitlines()) <= MOST_LINES
    return text


@pytest.fixture(scope="module")
def connection():
    """The small shop with its conversions, built."""
    with closing(small_shop.open_shop(worth=True)) as connection:
        segment(**small_shop.WORTH).run(connection)
        yield connection


@pytest.fixture
def models(connection):
    models = segment(**small_shop.WORTH)
    models.session.last = connection
    return models


# Every object that may stand in the last line


def answers(models, folder):
    """Everything that a method returns, by the method's name."""
    session_id, user_id = models.session.last.execute(
        "SELECT session_id, user_id FROM segment_models.segment_sessions WHERE user_id = 'u1' ORDER BY 1"
    ).fetchone()
    return {
        "run": models.run(),
        "check": models.check(),
        "verify": models.verify(select=["users"]),
        "plan": models.plan(),
        "dry_run": models.dry_run(),
        "compile": models.compile(),
        "graph": models.graph(),
        "lineage": models.lineage("sessions", "users"),
        "explain_session": models.explain_session(session_id),
        "explain_user": models.explain_user(user_id),
        "funnel": models.funnel(["page:/", "page:/cart"]),
        "retention": models.retention("any"),
        "paths": models.paths(),
        "export_dbt": models.export_dbt(folder, offline=True),
        "rows": models.paths().rows(),
        "account": models.check().account,
    }


def test_every_answer_shows_itself_shortly(models, tmp_path):
    """As a few lines of text, and as HTML or as a drawing, whatever is in it."""
    found = answers(models, tmp_path)
    for name, thing in found.items():
        short(thing)
        drawn = thing._repr_svg_() if name == "graph" else None
        assert (drawn is None) == (name != "graph")
        shown = drawn or read(thing._repr_html_())
        assert len(shown) > 20
    assert short(found["run"]).startswith("<25 models built, 51 checks passed, in ")
    assert "segment_sessions" in read(found["run"]._repr_html_())
    assert "What became of every row read" in read(found["run"]._repr_html_())
    assert short(found["verify"]).startswith("<1 model compared equal to a rebuild: every person, in ")
    assert "u1" in short(found["explain_session"])
    assert "page_1" in read(found["paths"]._repr_html_())
    assert len(repr(found["run"].built)) < 10_000
    assert len(repr(found["run"].checked)) < 10_000


def test_loading_and_forgetting_show_themselves():
    """How many messages went where, and which rows are gone."""
    done = segment(segment_schema="web", connection="duckdb://").load([SAMPLE / "web" / "1774224000000"])
    assert short(done).startswith("<3 messages of 1 file loaded into ")
    assert "pages" in read(done._repr_html_())
    with closing(small_shop.open_shop()) as own:
        gone = segment(**small_shop.OPTIONS)
        gone.run(own)
        forgotten = gone.forget(["u1"], own)
        assert short(forgotten).startswith("<People forgotten: their rows are gone from the models, in ")
        assert "sessionized_events" in read(forgotten._repr_html_())


def test_a_model_shows_its_columns_and_rows(models):
    """Of a table ten rows at most; a view is not worked out to be shown."""
    assert short(models.sessions) == "<model sessions: table segment_models.segment_sessions>"
    shown = read(models.sessions._repr_html_())
    assert "4 rows of it, in no order" in shown
    assert models.graph().models["sessions"].columns[0].description in shown
    assert "It is a view" in read(models.page_events._repr_html_())


def test_the_models_show_themselves(models):
    """With type, place and description."""
    assert short(models).startswith("<25 models of web, ios>")
    shown = read(models._repr_html_())
    for model in models.graph().models.values():
        assert str(model.relation) in shown
        assert model.description in shown


# Never an error, and nothing that may cost


def test_nothing_is_opened_to_show_it_but_what_is_here(monkeypatch, tmp_path):
    """No warehouse that is billed or far away: neither a model nor an answer connects."""
    opened = []
    connect = warehouses.connect

    def watched(connection, **options):
        opened.append(connection)
        return connect(connection, **options)

    monkeypatch.setattr(warehouses, "connect", watched)
    for url in ("bigquery://project", "postgresql://127.0.0.1:1/shop", "snowflake://a@b/c", "duckdb:///md:shop"):
        models = segment(**small_shop.OPTIONS, connection=url)
        assert "Rows are read when you ask for them" in read(models.sessions._repr_html_())
        assert "Its rows come when you ask for them" in read(models.paths()._repr_html_())
    assert opened == []
    file = segment(**small_shop.OPTIONS, connection=f"duckdb:///{tmp_path}/none.duckdb")
    assert "No rows are shown: There is no database" in read(file.sessions._repr_html_())
    assert len(opened) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_shown_says_why():
    """A model that is switched off, one that is not built, models that cannot be made, a connection that is closed."""
    off = segment(segment_schema="web", models={"daily": {"enabled": False}})
    assert short(off.daily) == "<model daily, which is switched off>"
    assert "switched off" in read(off.daily._repr_html_())
    broken = segment(segment_schema="web", models={"users": {"name": "x"}, "daily": {"name": "x"}})
    assert "would both be segment_models.x" in short(broken)
    assert "would both be segment_models.x" in read(broken._repr_html_())
    assert "would both be segment_models.x" in read(broken.users._repr_html_())
    with closing(small_shop.open_shop()) as connection:
        models = segment(**small_shop.OPTIONS)
        models.session.last = connection
        assert "It is not built yet" in read(models.sessions._repr_html_())
        assert "is not built" in read(models.paths()._repr_html_())
    assert "The connection is closed" in read(models.sessions._repr_html_())


def test_showing_leaves_the_callers_connection_alone(models, connection):
    """Rows that the caller has not read yet are still there, and the connection used last is the same."""
    connection.execute("SELECT * FROM range(5)")
    connection.fetchone()
    read(models.sessions._repr_html_())
    read(models.paths()._repr_html_())
    assert len(connection.fetchall()) == 4
    assert models.session.last is connection


def test_a_password_is_not_shown():
    """The configuration shows what is given, without the connection; nor does what remembers that."""
    models = segment(segment_schema="web", connection="postgresql://ana:s3cret@host/shop")
    models.session.last = models.config.connection
    config = models.config
    assert "s3cret" not in repr(config) + str(config) + repr(models.session) + repr(models)
    assert "segment_schema=('web',)" in repr(config)


# Whatever is in it


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(HOSTILE, HOSTILE * 10_000)] * 200, id="hostile"),
        pytest.param([tuple(range(600))] * 1_000, id="wide"),
        pytest.param([("\x00" * 300_000,)] * 90, id="control characters"),
        pytest.param([], id="none"),
    ],
)
def test_it_is_bounded_and_obeyed_by_nobody(rows):
    """Paths and traits with tags, quotes, control characters, marks that turn text round, and of any length."""
    columns = [HOSTILE * 3] * len(rows[0]) if rows else [HOSTILE]
    shown = Display(HOSTILE, [HOSTILE * 100] * 50, [Table(columns, rows, HOSTILE)] * 12)
    text = read(display.html(shown))
    assert not {"\x1b", "\u202e", "\x00"} & set(text)
    assert "alert(1)" in text
    assert len(display.text(shown)) <= MOST_TEXT
    assert len(display.text(shown).splitlines()) <= MOST_LINES
    assert not {"\x1b", "\u202e"} & set(display.text(shown))


def test_rows_that_are_left_out_are_counted():
    """So nobody takes the first for all."""
    shown = read(Rows(("n",), tuple((number,) for number in range(1_000)))._repr_html_())
    assert "… 900 more rows" in shown
    assert "… 3 more rows" in read(display.html(Display("x", (), [Table(("n",), [(1,)], more=3)])))
    assert "1,000 rows of n" in repr(Rows(("n",), ((1,),) * 1_000))


# While a run works


def test_progress_tells_what_is_under_way():
    """Each step as it begins, how many are done, and of how many."""
    told = []
    with closing(small_shop.open_shop()) as connection:
        segment(**small_shop.OPTIONS).run(connection, listen=notebook.Progress(lambda *line: told.append(line)))
    words, done, of = zip(*told, strict=True)
    assert "building segment_models.segment_sessions" in words
    assert "checking sessions_key" in words
    assert list(done) == sorted(done)
    assert (done[-1] + 1, set(of[1:])) == (of[-1], {of[-1]})


def test_outside_a_notebook_nothing_is_shown(capsys):
    """A program that calls `run` hears nothing, and IPython is not imported for it."""
    assert not notebook.is_running()
    with notebook.listening(None) as told:
        told(object())
    with notebook.loading(None) as told:
        assert told is None
    assert capsys.readouterr() == ("", "")


# A notebook


CELLS = """
from segment_models import segment
models = segment(segment_schema="web", connection="duckdb://")
models
---
models.load([SAMPLE])
---
models.run()
---
models.sessions
---
models.check()
---
models.funnel(["page:/", "page:/products/*"])
---
models.explain_session(models.sessions.to_arrow()["session_id"][0].as_py())
---
models.graph()
"""


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """The name of a kernel that is this Python, whatever else is installed."""
    folder = tmp_path / "kernels" / "this"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "this", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    for name in ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    return "this"


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_a_notebook_runs_and_shows(kernel, tmp_path):
    """Each last line as one bounded output, and a run leaves nothing of its progress behind."""
    sample = repr(str(SAMPLE / "web" / "1774224000000"))
    cells = [one.strip().replace("SAMPLE", sample) for one in CELLS.split("---")]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    NotebookClient(book, kernel_name=kernel, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    shown = []
    for cell in book.cells:
        assert {one.output_type for one in cell.outputs} <= {"execute_result", "display_data"}, cell.outputs
        *progress, last = cell.outputs
        assert all(one.data["text/html"] == "" for one in progress)
        data = last.data
        assert len(data["text/plain"]) <= MOST_TEXT
        if "image/svg+xml" in data:
            assert len(data["image/svg+xml"].encode()) <= display.MOST_BYTES
        else:
            shown.append(read(data["text/html"]))
    assert ["display_data" in {one.output_type for one in cell.outputs} for cell in book.cells[1:4]] == [
        True,
        True,
        False,
    ]
    assert "models of web" in shown[0]
    assert "messages of 1 file loaded" in shown[1]
    assert "checks passed" in shown[2]
    assert "of it, in no order" in shown[3]
    assert "image/svg+xml" in book.cells[-1].outputs[-1].data
