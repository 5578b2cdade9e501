"""The sample's report in a real browser, offline: nothing is asked for, everything can be reached, nothing is wrong.

Needs Chromium with its driver (Debian: chromium and chromium-driver) and axe-core, which is with Dataform's packages.
"""

import json
import os
import shutil
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from segment_models import demo

pytestmark = pytest.mark.engine("browser")

AXE = Path(os.environ.get("DATAFORM_HOME", "")) / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
WIDTHS = {1280: 900, 390: 844}


@pytest.fixture(scope="module")
def browser():
    """A browser without a network, that logs every request."""
    if not CHROMIUM or not DRIVER:
        pytest.skip("no browser: chromium or chromedriver is not installed")
    webdriver = pytest.importorskip("selenium.webdriver", reason="no browser: selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.execute_cdp_cmd("Network.enable", {})
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The sample's report, in a file."""
    with closing(duckdb.connect()) as connection:
        models = demo.demo_models()
        models.load([demo.SAMPLE], connection)
        models.run(connection)
        return models.report(connection).save(tmp_path_factory.mktemp("report") / "report.html")


def opened(browser, place, width=1280, scheme="light"):
    """Open the page as somebody would, in a window of this width."""
    size = {"width": width, "height": WIDTHS[width], "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    prefers = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", prefers)
    for log in ("performance", "browser"):
        browser.get_log(log)
    browser.get(place.as_uri())


def test_it_asks_for_nothing_and_complains_of_nothing(browser, place):
    """One request, for the file; nothing in the console; every section and chart is there."""
    opened(browser, place)
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert sent == [place.as_uri()]
    assert browser.get_log("browser") == []
    titles = browser.execute_script("return [...document.querySelectorAll('h2')].map(one => one.innerText)")
    assert titles[0] == "In short"
    assert len(titles) == 10
    shown = (
        "return [...document.querySelectorAll('.drawing svg')].filter(one => "
        "one.getBoundingClientRect().width > 0).length"
    )
    assert browser.execute_script(shown) == browser.execute_script("return document.querySelectorAll('.wide').length")


def test_the_policy_lets_nothing_in(browser, place, tmp_path):
    """A script or a picture that somebody puts into the page is not run and not fetched."""
    text = place.read_text(encoding="utf-8")
    put_in = '<script>document.title = "run"</script><img src="https://example.com/a.png"></main>'
    changed = tmp_path / "changed.html"
    changed.write_text(text.replace("</main>", put_in), encoding="utf-8")
    opened(browser, changed)
    assert browser.title.startswith("Visits of")
    said = " ".join(entry["message"] for entry in browser.get_log("browser"))
    assert "Content Security Policy" in said
    assert said.count("example.com") >= 1


def test_the_keyboard_reaches_everything(browser, place):
    """Tab goes to every link, every fold and every table that scrolls, and shows where it is."""
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 not everybody has it

    opened(browser, place)
    wanted = browser.execute_script(
        """
        document.querySelectorAll('details').forEach(one => one.open = false);
        const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')];
        return all.filter(one => one.checkVisibility()).map((one, place) => one.dataset.place = String(place)).length;
        """
    )
    reached = set()
    for _ in range(wanted + 5):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        found = browser.execute_script(
            "const one = document.activeElement; return [one.dataset.place, getComputedStyle(one).outlineStyle]"
        )
        if found[0] is not None:
            reached.add(found[0])
            assert found[1] != "none"
    assert wanted > 100
    assert len(reached) == wanted
    summary = browser.find_element("css selector", ".visit summary")
    summary.send_keys(Keys.ENTER)
    assert browser.execute_script("return document.querySelector('.visit').open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault(browser, place, width, scheme):
    """Neither a serious nor a critical one, with everything unfolded; and nothing is wider than the window."""
    if not AXE.is_file():
        pytest.skip("no axe-core in DATAFORM_HOME")
    opened(browser, place, width, scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    browser.set_script_timeout(120)
    run = "const done = arguments[arguments.length - 1]; axe.run({resultTypes: ['violations']}).then(done)"
    faults = browser.execute_async_script(run)["violations"]
    told = [(one["id"], one["impact"], one["nodes"][0]["html"][:200], len(one["nodes"])) for one in faults]
    assert [one for one in told if one[1] in ("serious", "critical")] == []


def test_it_is_dark_in_the_dark(browser, place):
    """The background and the letters change places, and so do the colours of the charts."""
    seen = []
    for scheme in ("light", "dark"):
        opened(browser, place, scheme=scheme)
        look = "const s = getComputedStyle(document.querySelector('.drawing.wide svg path[stroke^=\"var\"]'));"
        seen.append(
            browser.execute_script(f"{look} return [getComputedStyle(document.body).backgroundColor, s.stroke]")
        )
    assert [background for background, _ in seen] == ["rgb(245, 246, 248)", "rgb(18, 22, 28)"]
    assert seen[0][1] != seen[1][1]
