"""The report: its numbers are those of queries written by hand, it is safe to open, and bad input ends well."""

import base64
import hashlib
import html
import os
import re
import sys
from contextlib import closing
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest
from sqlglot import exp, parse

from segment_models import ConfigError, RunError, WarehouseError, demo, segment
from segment_models.cli import main
from segment_models.journeys.options import Days
from segment_models.report import charts, texts
from segment_models.report.asking import Scope
from segment_models.report.rules import RULES
from segment_models.report.sections import acquisition, drawn, journeys, overview, pages, people, quality, visits
from segment_models.warehouses import NAMES, dialect_of
from stories import MODELS_SCHEMA, DuckDBWarehouse, identify, page, screen, track, web

GOLDEN = Path(__file__).parent / "golden" / "report"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
SECTIONS = ("period", "visits", "sources", "pages", "journeys", "people", "quality", "drawn", "rules")


@pytest.fixture(scope="module")
def shop():
    """The sample, built, and its models."""
    with closing(duckdb.connect()) as connection:
        models = demo.demo_models()
        models.load([demo.SAMPLE], connection)
        models.run(connection)
        models.session.last = connection
        yield models, connection


@pytest.fixture(scope="module")
def written(shop):
    models, _ = shop
    return models.report()


@pytest.fixture(scope="module")
def march(shop):
    """The report of one week, with whole ids."""
    models, _ = shop
    return models.report(since="2026-03-09", until="2026-03-16", with_ids=True, with_checks=False)


@pytest.fixture
def duck():
    with closing(DuckDBWarehouse()) as warehouse:
        yield warehouse


def told(warehouse, tables, **options):
    """Build a world and return its models, which ask that warehouse."""
    warehouse.build(web(**tables), **options)
    models = segment(segment_schema="web", default_config={"schema": MODELS_SCHEMA}, **options)
    models.session.last = warehouse.connection
    return models


class Page(HTMLParser):
    """The texts and the tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def asked(shop, sql):
    _, connection = shop
    return connection.execute(sql.replace("m.", "segment_models.segment_")).fetchall()


def answers(page):
    return {one.section: one.answer.replace("\u00a0", " ") for one in page.findings}


# What it says


def test_every_section_is_there(written):
    """With the five answers at the top, each of which leads to one of them."""
    found = Page(written.html)
    ids = [attrs.get("id") for tag, attrs in found.tags if tag == "section"]
    assert ids == ["answers", *SECTIONS]
    assert [one.section for one in written.findings] == ["visits", "sources", "pages", "people", "quality"]
    links = {attrs["href"] for tag, attrs in found.tags if tag == "a"}
    assert {f"#{one.section}" for one in written.findings} <= links
    assert {link.removeprefix("#") for link in links} <= {attrs.get("id") for _, attrs in found.tags}


def test_last_week_is_up_or_down(shop, written):
    """The last whole week before the latest event, and the one before it."""
    sql = """
        SELECT count(*), count(DISTINCT user_id) FROM m.session_facts
        WHERE session_date BETWEEN DATE '{}' AND DATE '{}'
        """
    ((visits, persons),) = asked(shop, sql.format("2026-03-16", "2026-03-22"))
    ((before, _),) = asked(shop, sql.format("2026-03-09", "2026-03-15"))
    change = f"{'up' if visits > before else 'down'} {abs(visits - before) / before:.1%}".replace("%", " %")
    assert answers(written)["visits"] == (
        f"{visits:,} visits of {persons:,} people in the week from 16 March 2026 to 22 March 2026: {change} from "
        f"{before:,} the week before."
    )


def test_the_channel_that_brings_buyers(shop, written):
    """By the visits that brought a value: a sign-up is worth nothing."""
    sql = """
        SELECT channel, count(CASE WHEN conversion_value > 0 THEN 1 END) AS buyers, count(*) AS visits
        FROM m.session_facts GROUP BY channel ORDER BY buyers DESC
        """
    rows = asked(shop, sql)
    channel, buyers, _ = rows[0]
    assert (
        f"{channel}: {buyers:,} of {sum(row[1] for row in rows):,} visits that brought a value"
        in answers(written)["sources"]
    )
    assert all(f"<td>{name}</td>" in written.html for name, *_ in rows)


def test_where_people_leave(shop, written):
    """By the last pages of visits without a conversion."""
    sql = """
        SELECT views.path, count(*) AS lost
        FROM m.page_views AS views JOIN m.session_facts AS facts USING (session_id)
        WHERE views.is_exit AND facts.total_conversions = 0
        GROUP BY views.path ORDER BY lost DESC, views.path
        """
    rows = asked(shop, sql)
    assert f"end on {rows[0][0]}: {rows[0][1]:,} of {sum(row[1] for row in rows):,} " in answers(written)["pages"]


def test_who_is_behind_the_shared_device(shop, written):
    """As many calls as the shared calls have, each person's among them."""
    rows = asked(shop, "SELECT user_id, count(*) FROM m.shared_calls GROUP BY user_id ORDER BY user_id")
    said = answers(written)["people"]
    assert said.startswith(f"1 device is shared. {sum(row[1] for row in rows)} calls there came without a user id")
    assert all(f"{texts.shortened(person)} ({calls})" in said for person, calls in rows)


def test_the_account_adds_up(shop, written):
    """Rows read in the raw tables, whatever became of them; and every check passes."""
    tables = ("web.pages", "web.tracks", "web.identifies", "ios_app.screens", "ios_app.tracks", "ios_app.identifies")
    rows = sum(
        asked(shop, f"SELECT count(*) FROM {one}")[0][0] for one in (*tables, "server.tracks", "server.identifies")
    )
    ((rejected,),) = asked(shop, "SELECT count(*) FROM m.rejected_events")
    said = answers(written)["quality"]
    assert said.startswith(f"Yes. Every row is accounted for: {rows:,} rows read = ")
    assert f" + {rejected} rejected + " in said
    assert re.search(r"All \d+ checks pass\.$", said)


def test_the_days_are_those_of_the_facts(shop, written):
    """Every day's visits, people and new people stand in the table under the chart."""
    sql = """
        SELECT session_date, count(*), count(DISTINCT user_id), count(CASE WHEN is_first_session THEN 1 END)
        FROM m.session_facts GROUP BY session_date
        """
    for day, *counts in asked(shop, sql):
        cells = "".join(f'<td class="number">{count:,}</td>' for count in counts)
        assert f"<td>{texts.day(day)}</td>{cells}" in written.html


def test_a_week_is_compared_with_the_one_before(shop, march):
    """With `since`, the dashed line is the period before; and only its days are counted."""
    ((visits,),) = asked(
        shop, "SELECT count(*) FROM m.session_facts WHERE session_date BETWEEN DATE '2026-03-09' AND DATE '2026-03-15'"
    )
    found = Page(march.html).text
    assert f"{visits:,} visits of" in found
    assert "Visits, the period before" in march.html
    assert "9 March 2026 to 15 March 2026" in found
    assert "The checks were not run" in answers(march)["quality"]


def test_twenty_visits_are_drawn(shop, march):
    """Each is a visit of these days, with its events and why it starts there; whole ids where they are asked for."""
    assert march.html.count('<details class="visit">') == 20
    assert march.html.count("It starts here:") == 20
    assert march.html.count("It ends there:") == 20
    persons = {row[0] for row in asked(shop, "SELECT DISTINCT user_id FROM m.session_facts")}
    drawn_of = re.findall(r'<span class="kind">[a-z ]+</span> (.*?), visit \d', march.html)
    assert len(drawn_of) == 20
    assert {html.unescape(one) for one in drawn_of} <= persons


def test_every_chart_shows_its_sql(shop, written):
    """The queries of the page can be asked again, and give rows."""
    _, connection = shop
    assert all(connection.execute(sql).description for sql in written.queries)
    shown = [html.unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code>", written.html, re.DOTALL)]
    assert len(shown) >= 30
    with_ids = [sql for sql in shown if sql not in written.queries]
    assert len(with_ids) == 2, "but for the ids of the visits that are drawn"


def test_rules_that_are_cited_are_told():
    """Each has its sentence, and those of the rules' page are there by that number."""
    rules = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    places = {
        **dict.fromkeys(("T1", "T2", "T3", "V1", "V2", "V3"), "conversions.md"),
        **dict.fromkeys(("P1", "P3", "M1"), "days.md"),
    }
    for name in RULES:
        assert name in rules or name in places or name.startswith(("A", "C"))
    assert {name.lower() for name in RULES if re.fullmatch(r"R\d+", name)} <= set(re.findall(r'<a id="(r\d+)">', rules))


# What it keeps to itself


def test_no_request_and_no_script(written):
    """The policy allows nothing but its own style, by its hash; nothing refers to anything outside the page."""
    found = Page(written.html)
    (policy,) = [attrs["content"] for tag, attrs in found.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", written.html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {tag for tag, _ in found.tags} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "image",
        "use",
        "form",
    } == set()
    for _, attrs in found.tags:
        assert not {name for name in attrs if name in ("src", "style", "srcset") or name.startswith("on")}
        assert attrs.get("href", "#").startswith("#")
    assert "url(" not in style
    assert len(written.html.encode()) < 3_000_000


def test_ids_are_short_unless_they_are_asked_for(shop, written, march):
    """No user id, anonymous id, session id or trait of anybody stands in it."""
    persons = [row[0] for row in asked(shop, "SELECT user_id FROM m.users")]
    devices = [row[0] for row in asked(shop, "SELECT anonymous_id FROM m.user_map")]
    sessions = [row[0] for row in asked(shop, "SELECT session_id FROM m.sessions")]
    emails = [row[0] for row in asked(shop, "SELECT email FROM m.users WHERE email IS NOT NULL")]
    words = set(re.findall(r"[\w.@+-]+", html.unescape(written.html)))
    assert words & {*persons, *devices, *sessions, *emails} == set()
    assert words & {"Mina", "Holt", "Ceramics"} == set()
    shown = set(re.findall(r"[\w.@+-]+", html.unescape(march.html)))
    assert len(shown & {*persons, *devices}) >= 10


@pytest.mark.parametrize(
    ("value", "short"),
    [
        ("mina-holt", "mi…"),
        ("mina@example.com", "m…"),
        ("42", "…"),
        ("a" * 36, "aaaa…"),
        ("\x1b\u202exy", "\\x1b…"),
        (None, "(none)"),
    ],
)
def test_shortened(value, short):
    """Four characters at most, a quarter of an id at most; of an e-mail address, of its name."""
    assert texts.shortened(value) == short


# Bad input


def test_what_people_send_stays_text(duck):
    """Tags, quotes, marks that turn text round, emoji and 100 kB are shown as they are, and short."""
    odd = [
        "</script><script>alert(1)</script>",
        "\"'><b onload=x>",
        "/\u202egnp.exe",
        "/🍵",
        "/" + "x" * 100_000,
        "/\x1b[31m",
        "/ann@example.com",
    ]
    times = [f"2024-03-0{1 + day} 10:0{minute}:00" for day in range(2) for minute in range(7)]
    sent = [page(f"p{n}", time, device="ada<i>", path=odd[n % 7]) for n, time in enumerate(times)]
    tables = {
        "pages": sent,
        "tracks": [track(f"t{n}", time, device="ada<i>", event=odd[n % 4]) for n, time in enumerate(times)],
        "screens": [screen("s1", "2024-03-02 10:00", device="bob", name=odd[0])],
    }
    found = told(duck, tables, include_screens=True).report(with_ids=True)
    seen = Page(found.html)
    assert {tag for tag, _ in seen.tags} & {"script", "b", "i"} == set()
    assert not [attrs for _, attrs in seen.tags if "onload" in attrs]
    assert "</script><script>alert(1)</script>" in seen.text
    assert "\\u202egnp.exe" in seen.text
    assert "\\x1b[31m" in seen.text
    assert "\u202e" not in found.html
    assert "\x1b" not in found.html
    assert "🍵" in seen.text
    assert "x" * 100 not in found.html
    assert "ann@example.com" in seen.text
    assert "ann@example.com" not in told(duck, tables, include_screens=True).report().html
    assert len(found.html) < 1_000_000


def test_names_in_charts_stay_text():
    """A chart of odd names is still one well-formed drawing, without an element that is none of a drawing's."""
    odd = ["</svg><script>alert(1)</script>", "\"' onload='x", "🍵 ]]> &amp; <!-- "]
    rows = [{"name": name, "value": 1, "said": name, "told": f"{name}: 1"} for name in odd]
    drawing = charts.Draughtsman(count(1)).draw(charts.bars(rows), odd[0])
    for svg in (drawing.wide, drawing.narrow):
        tags = {one.tag for one in ET.fromstring(svg).iter()}  # noqa: S314 our own text
        assert tags <= {"svg", "g", "path", "line", "rect", "text", "title", "defs", "clipPath"}
        assert not re.search("#c0ff", svg), "every colour is a variable of the page's style"


def test_many_pages_are_a_few_rows(duck):
    """The first dozen has a row each, and all others share one."""
    sent = [page(f"p{n}", f"2024-03-04 {n // 60:02}:{n % 60:02}", device=f"d{n}", path=f"/{n}") for n in range(200)]
    text = Page(told(duck, {"pages": sent}).report(with_checks=False).html).text
    assert text.count("188 other pages 188 ") == 2
    assert "190 other paths 190 " in text


def test_no_models_built():
    """It says what to run."""
    with closing(duckdb.connect()) as connection:
        connection.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages (id TEXT, anonymous_id TEXT, timestamp TIMESTAMP)"
        )
        with pytest.raises(WarehouseError, match=r"the models are not built. Build them with: segment-models run"):
            segment(segment_schema="web").report(connection)


def test_models_of_another_configuration(duck):
    """Their columns are others: it says what to run, before anything is asked."""
    built = told(duck, {"pages": [page("p1", "2024-03-04 10:00", device="ada", path="/", category="tea")]})
    other = built.config.model_copy(update={"custom_page_fields": ["category"]})
    changed = type(built)(other)
    with pytest.raises(RunError, match="was built with another configuration"):
        changed.report(duck.connection)


def test_an_empty_period(shop):
    """It says so, and when there are events."""
    models, _ = shop
    found = models.report(since="2030-01-01", with_checks=False)
    said = "There is no event in this period. Events are there from 2 March 2026 to 22 March 2026."
    assert said in Page(found.html).text


def test_nothing_at_all(duck):
    """Models of no event are a page, too."""
    found = told(duck, {"pages": [page("p1", None, device=None)]}).report()
    assert "There is no event at all" in Page(found.html).text


def test_one_session(duck):
    """One page view of one person is enough; what is not there says how to get it."""
    found = told(duck, {"pages": [page("p1", "2024-03-04 10:00", device="ada", path="/")]}).report()
    text = Page(found.html).text
    assert "1 event of 1 person, from 1 source." in text
    assert "1 visit of 1 person; on average 1.0 visits a day." in text
    assert "No conversions are configured. Say which events count, as in conversions:" in text
    assert "Switch them on with include_screens: true" in text
    assert "No week of this period is whole yet." in answers(found)["visits"]


def test_models_that_are_switched_off(duck):
    """Facts and days of sessions, and devices: each is one line that names the key."""
    tables = {
        "pages": [page("p1", "2024-03-04 10:00", device="ada", path="/"), page("p2", "2024-03-11 10:00", device="ada")]
    }
    off = {name: {"enabled": False} for name in ("daily", "session_facts", "active_days")}
    text = Page(told(duck, tables, models=off).report().html).text
    assert "session_facts is switched off. Switch it on with models: {session_facts: {enabled: true}}" in text
    assert "active_days is switched off." in text


def test_days_are_of_the_time_zone(duck):
    """A visit an hour before midnight in UTC is of the next day in Berlin; the page says the zone."""
    tables = {"pages": [page("p1", "2024-03-04 23:30", device="ada", path="/")]}
    text = Page(told(duck, tables, time_zone="Europe/Berlin").report().html).text
    assert "Days and hours are those of Europe/Berlin." in text
    assert "on a Tuesday between 00:00 and 01:00" in text
    assert "5 March 2024, 00:30" in text


def test_many_days_become_weeks_and_months(duck):
    """Of two years there is a point a week, of ten a point a month."""
    early = page("p1", "2022-03-04 10:00", device="ada", path="/")
    late = page("p2", "2024-03-04 10:00", device="ada", path="/")
    assert "Visits and people by week" in told(duck, {"pages": [early, late]}).report(with_checks=False).html
    old = page("p0", "2012-03-04 10:00", device="ada", path="/")
    assert "Visits and people by month" in told(duck, {"pages": [old, late]}).report(with_checks=False).html


def test_a_check_that_fails_is_told(duck):
    """It stops no page; the page says that the numbers cannot be trusted, and which check fails."""
    tables = {
        "pages": [page("p1", "2024-03-04 10:00", device="ada", path="/")],
        "identifies": [identify("i1", "2024-03-04 10:01", device="ada", user="a")],
    }
    models = told(duck, tables)
    duck.connection.execute(f"INSERT INTO {MODELS_SCHEMA}.segment_users SELECT * FROM {MODELS_SCHEMA}.segment_users")
    found = models.report()
    assert answers(found)["quality"].startswith("Not all of them: ")
    assert 'class="card bad"' in found.html


def test_days_that_are_none():
    """The same as of a funnel."""
    with pytest.raises(ConfigError, match="The period is empty"):
        segment(segment_schema="web").report(since="2024-03-02", until="2024-03-01")


def test_without_the_extra(shop, monkeypatch):
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "altair", None)
    models, _ = shop
    with pytest.raises(WarehouseError, match=r"altair is not installed: pip install 'segment-models\[report\]'"):
        models.report()


def test_runs_that_are_logged(duck):
    """Where models are incremental, the page says what the last runs did."""
    duck.connection.execute(
        "CREATE SCHEMA web; CREATE TABLE web.pages (id TEXT, anonymous_id TEXT, timestamp TIMESTAMP)"
    )
    models = segment(segment_schema="web", default_config={"type": "incremental"})
    for number in (1, 2):
        insert = f"INSERT INTO web.pages VALUES ('p{number}', 'ada', TIMESTAMP '2024-03-0{number} 10:00')"
        duck.connection.execute(insert)
        models.run(duck.connection)
    text = Page(models.report(duck.connection).html).text
    assert "The last run was incremental and began on" in text
    assert "1 new call, 1 new session." in text


def test_events_of_servers_only(duck):
    """Events outside of visits are a page without visits, not an error."""
    tables = {
        "pages": [page("p1", "2024-03-04 10:00", device="ada", path="/")],
        "tracks": [track("t1", "2024-06-04 10:00", device=None, user="Ada", event="renewed")],
    }
    text = Page(told(duck, tables).report(since="2024-06-01").html).text
    assert "No visit starts in this period." in text
    assert "1 event of 1 person, from 1 source." in text


def test_the_verb(tmp_path, monkeypatch, capsys):
    """It writes the page and prints the answers; a file that is none, or nowhere, is an error."""
    database = tmp_path / "shop.duckdb"
    with closing(duckdb.connect(str(database))) as connection:
        connection.execute(
            "CREATE SCHEMA web; CREATE TABLE web.pages (id TEXT, anonymous_id TEXT, timestamp TIMESTAMP)"
        )
        connection.execute("INSERT INTO web.pages VALUES ('p1', 'ada', TIMESTAMP '2024-03-01 10:00')")
        segment(segment_schema="web").run(connection)
    config = tmp_path / "segment_models.yaml"
    config.write_text(f"connection: duckdb:///{database}\nsegment_schema: web\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def said(*arguments):
        monkeypatch.setattr(sys, "argv", ["segment-models", "report", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code, out + err

    code, out = said("--no-checks")
    assert code == 0
    assert "Can these numbers be trusted?" in out
    assert "Wrote report.html. Open it in a browser: it needs no network." in out
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    code, out = said("-o", "report.pdf")
    assert code == 2
    assert "Write it to a file that ends in .html." in out
    code, out = said("-o", "nowhere/report.html")
    assert code == 2
    assert "there is no folder nowhere" in out


def test_where_it_cannot_be_written(written, tmp_path):
    """The error is the system's; the page is saved where it can be."""
    with pytest.raises(OSError, match="No such file"):
        written.save(tmp_path / "nowhere" / "report.html")
    assert written.save(tmp_path / "report.html").read_text(encoding="utf-8") == written.html


def test_a_notebook_shows_the_answers(written):
    """Not the page, which is a hundred times as long."""
    shown = written._repr_html_()
    assert len(shown) < 5_000
    assert all(html.escape(one.answer) in shown for one in written.findings)
    assert len(repr(written)) < 5_000


def test_the_template_is_in_the_package():
    """As a file that an installed package has."""
    assert (files("segment_models.report") / "template.html").is_file()
    assert (files("segment_models.report") / "style.css").is_file()


# Its SQL


QUERIES = {
    name: query
    for part in (overview, visits, acquisition, pages, journeys, people, quality, drawn)
    for name, query in part.QUERIES.items()
}
OPTIONS = {
    "include_screens": True,
    "conversions": {"order_completed": {}, "signed_up": {}},
    "time_zone": "Europe/Berlin",
}


@pytest.mark.parametrize("dialect", NAMES)
@pytest.mark.parametrize("name", QUERIES)
def test_the_sql_is_the_golden(dialect, name):
    """It is the file's, and the engine's grammar takes it."""
    graph = segment(segment_schema="web", **OPTIONS).graph(dialect)
    days = Days(date(2026, 3, 1), date(2026, 4, 1))
    scope = Scope(graph.context, days, frozenset(graph.models), sessions=("0a", "1b"))
    sql = dialect_of(dialect).render_once(graph.resolved(QUERIES[name](scope)))
    file = GOLDEN / dialect / f"{name}.sql"
    if UPDATE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{sql}\n", encoding="utf-8")
    assert f"{sql}\n" == file.read_text(encoding="utf-8"), "look at the change; UPDATE_GOLDEN=1 accepts it"
    (tree,) = parse(sql, dialect=dialect)
    steps = [step.alias for step in tree.find_all(exp.CTE)]
    assert len(steps) == len(set(steps))


def test_no_golden_is_left_over():
    """Each file is of a query that is asked, on an engine that there is."""
    there = {path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.rglob("*.sql")}
    assert there == {f"{dialect}/{name}" for dialect in NAMES for name in QUERIES}


def test_every_query_on_every_engine(warehouse):
    """A small world with all that the page can show is asked everything, and the page is written."""
    tables = {
        "pages": [
            page("p1", "2024-03-04 23:30", device="ada", path="/a"),
            page("p2", "2024-03-04 23:31", device="ada", path="/b"),
            page("p3", "2024-03-05 10:00", device="ada", path="/a"),
            page("p4", "2024-03-12 10:00", device="bob", path=None),
        ],
        "tracks": [
            track("t1", "2024-03-04 23:32", device="ada", user="Ada", event="order_completed"),
            track("t2", "2024-03-05 10:05", device="ada", user="Eve", event="order_completed"),
        ],
        "order_completed": [
            track("t1", "2024-03-04 23:32", device="ada", user="Ada", order_id="o1", revenue=2.5),
            track("t2", "2024-03-05 10:05", device="ada", user="Eve", order_id="o2", revenue=4.5),
        ],
    }
    paid = {"paid": {"event": "order_completed", "key": "order_id", "value": "revenue"}}
    models = told(warehouse, tables, conversions=paid, time_zone="Europe/Berlin")
    found = models.report(with_ids=True, with_checks=False)
    text = Page(found.html).text.replace("\u00a0", " ")
    assert "6 events of 3 people, from 1 source." in text
    assert "3 visits of 3 people; on average 0.4 visits a day. Most were on 5 March 2024: 2." in text
    assert "2 have a conversion (66.7 %)." in text
    assert "The most frequent is paid: 2 by 2 people." in text
    assert "1 of 2 anonymous ids are shared by two or more users." in text
    assert "Every row is accounted for: 6 rows read = 0 duplicates + 0 rejected + 6 used + 0 outside of visits." in text
    assert found.html.count('<details class="visit">') == 3
