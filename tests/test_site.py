"""The site of the documentation: every page is in it and can be found, every link works, and no request leaves it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from test_docs import BESIDE, DOCS, ROOT, anchors, links, read

PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def load_script():
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "scripts" / "make_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_site = load_script()

# Every page has its place


def in_navigation(entries):
    """Every page that a navigation names, in order."""
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            yield from in_navigation(value) if isinstance(value, list) else [value]


def test_every_page_is_in_the_navigation_once():
    navigation = tomllib.loads(make_site.configuration())["project"]["nav"]
    assert sorted(in_navigation(navigation)) == sorted([*PAGES, *make_site.BESIDE.values()])


def test_the_start_page_leads_to_every_page():
    """Those of models are listed on a page of their own."""
    linked = {link.partition("#")[0] for link in links(read("docs/README.md"))}
    wanted = {page for page in PAGES if not page.startswith("models/")} | {"models/index.md"}
    assert wanted - linked == {"README.md"}
    assert {f"../{page}" for page in make_site.BESIDE} <= linked


@pytest.mark.parametrize(
    ("source", "page", "text", "there"),
    [
        ("docs/README.md", "README.md", "[a](rules.md#r1) [b](#x) [c](https://x.y/z.md)", None),
        ("docs/README.md", "README.md", "[it](../CONTRIBUTING.md#work-on-it)", "[it](contributing.md#work-on-it)"),
        ("docs/models/users.md", "models/users.md", "[it](../../CHANGELOG.md)", "[it](../changelog.md)"),
        ("docs/rules.md", "rules.md", "[the list](../benchmarks/run.py)", "the list (`benchmarks/run.py`)"),
        ("CONTRIBUTING.md", "contributing.md", "[`run.py`](benchmarks/run.py)", "`run.py`"),
        ("CONTRIBUTING.md", "contributing.md", "[it](docs/rules.md#r1)", "[it](rules.md#r1)"),
        ("CONTRIBUTING.md", "contributing.md", "![it](docs/models.svg)", "![it](models.svg)"),
        ("CONTRIBUTING.md", "contributing.md", "```text\n[it](docs/rules.md)\n```", None),
    ],
)
def test_links_that_leave_the_docs_lead_to_pages_of_the_site_or_are_text(source, page, text, there):
    pages = {path: name for name, path in make_site.pages().items()}
    assert make_site.linked(text, ROOT / source, page, pages) == (there or text)


# What is built


def python():
    """The Python that has Zensical, None where there is none."""
    named = os.environ.get("SITE_PYTHON")
    found = Path(named) if named else ROOT / ".venv-site" / "bin" / "python"
    return found if found.exists() else None


def run(*command, folder):
    return subprocess.run(
        [str(python()), *command], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the site's sources and the site, built once; skip, by name, where Zensical is not installed."""
    if python() is None:
        pytest.skip("site: Zensical is not installed: make .venv-site/.made")
    folder = tmp_path_factory.mktemp("site")
    done = run(str(ROOT / "scripts" / "make_site.py"), str(folder), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


LEFT_OUT = {"code", "pre", "script", "style", "strong", "h1", "h2", "h3"}


class Page(HTMLParser):
    """What a page has: its ids, its links, what it loads, and its own text without code and headings."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded, self.words = set(), [], [], []
        self.inside = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in {"script", "img", "iframe"} and given.get("src"):
            self.loaded.append(given["src"])
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preconnect"}:
            self.loaded.append(given["href"])
        if tag in LEFT_OUT or tag == "article":
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if self.inside == ["article"]:
            self.words.append(data)


@pytest.fixture(scope="module")
def site(folder):
    """Every page of the site by its path in it."""
    root = folder / "site"
    return {path.relative_to(root).as_posix(): Page(path.read_text(encoding="utf-8")) for path in root.rglob("*.html")}


def html_of(page):
    """The path in the site of a page of docs/."""
    return "index.html" if page == "README.md" else f"{page.removesuffix('.md')}.html"


@pytest.mark.engine("site")
def test_every_page_is_there_with_the_anchors_that_it_has_on_a_git_forge(site):
    for page in PAGES:
        assert anchors(read(f"docs/{page}")) <= site[html_of(page)].ids, page


@pytest.mark.engine("site")
def test_every_link_and_image_of_the_site_leads_somewhere(folder, site):
    wrong = []
    for name, page in site.items():
        if name == "404.html":  # its addresses start at the root of a server
            continue
        for link in [*page.links, *page.loaded]:
            path, _, anchor = link.partition("#")
            if ":" in path:
                continue
            target = Path(os.path.normpath(Path(name).parent / path)).as_posix() if path else name
            target = "index.html" if target == "." else target
            if not (folder / "site" / target).is_file() or (anchor and anchor not in site[target].ids):
                wrong.append((name, link))
    assert not wrong


@pytest.mark.engine("site")
def test_no_page_asks_another_host_for_anything(site):
    asked = {(name, address) for name, page in site.items() for address in page.loaded if re.match(r"\w*:?//", address)}
    assert not asked


@pytest.mark.engine("site")
def test_nothing_of_markdown_is_left_in_the_text(site):
    """A list or a table that a forge shows, and the site does not, is left as it was written."""
    left = re.compile(r"^ *(?:\* |\d+\. \w|\|.*\|$)|\]\(|\*\*|```", re.MULTILINE)
    found = {name: left.findall("".join(page.words)) for name, page in site.items()}
    assert all(len("".join(page.words)) > 100 for name, page in site.items() if name != "404.html")
    assert {name: marks for name, marks in found.items() if marks} == {}


@pytest.mark.engine("site")
def test_the_search_finds_pages_from_files(folder, site):
    """Its index is a script, which a page from a file may load; and the worker has a stand-in there."""
    index = (folder / "site" / "search.js").read_text(encoding="utf-8")
    items = json.loads(re.fullmatch(r"var __index = (.*?);?\s*", index, re.DOTALL)[1])["items"]
    assert {html_of(page) for page in PAGES} <= {item["location"].partition("#")[0] for item in items}
    assert any(item["title"] == "Tutorial" and "fifteen minutes" in item["text"] for item in items)
    assert all(any(one.endswith("assets/iframe-worker.js") for one in page.loaded) for page in site.values())


SEARCH = """<script>
const all = (root) => {
  const here = [...root.querySelectorAll("*")];
  return here.flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
};
const found = (what) => new Promise((resolve) => {
  const look = () => {
    const some = all(document).filter((one) => one.matches(what));
    some.length ? resolve(some) : setTimeout(look, 50);
  };
  look();
});
addEventListener("load", async () => {
  document.querySelector("[for=__search]").click();
  const [input] = await found("input[role=combobox]");
  input.value = "late-arriving";
  input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  const pages = (await found("[role=option]")).map((one) => one.href.split("/").pop().replace("?h=", ""));
  document.title = "Found " + pages.join(" ");
});
</script>"""
"""What a reader does: opens the search, and types; then what is found becomes the title of the page."""


@pytest.mark.engine("site")
def test_a_reader_searches_in_a_browser_without_a_network(folder, tmp_path):
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("no browser: neither Chromium nor Chrome is installed")
    site = tmp_path / "site"
    shutil.copytree(folder / "site", site)
    page = site / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + SEARCH, encoding="utf-8")
    alone = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    offline = ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=20000"]
    command = [browser, *alone, *offline, "--dump-dom", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=120).stdout
    title = re.search(r"<title>(.*?)</title>", shown)[1]
    assert "glossary.html#runs-and-tables" in title


@pytest.mark.engine("site")
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("link", ["gone.md", "rules.md#r99"])
def test_a_broken_link_fails_the_build(tmp_path, link):
    make_site.write_sources(tmp_path)
    page = tmp_path / "docs" / "glossary.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[broken]({link})\n", encoding="utf-8")
    done = run("-m", "zensical", "build", "--strict", folder=tmp_path)
    assert done.returncode != 0
    assert "1 issue found" in done.stdout + done.stderr


def test_pages_beside_the_docs_are_known():
    """What is read in the repository only is no page of the site."""
    assert BESIDE == ["benchmarks/README.md", "src/segment_models/sample/README.md"]
