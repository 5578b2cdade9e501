"""Take the pictures of the sample's report that docs/ shows, with Chromium and its driver.

    python scripts/take_pictures.py

Debian has them as chromium and chromium-driver.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import duckdb
from selenium import webdriver

from segment_models.demo import SAMPLE, demo_models

DOCS = Path(__file__).parents[1] / "docs"
PICTURES = {"report.png": (1280, 1830, "light"), "report-phone.png": (390, 1180, "dark")}
"""Each picture's width and height in pixels, and its colours."""


def report(place: Path) -> Path:
    """Write the sample's report to a file."""
    with closing(duckdb.connect()) as connection:
        models = demo_models()
        models.load([SAMPLE], connection)
        models.run(connection)
        return models.report(connection).save(place)


def take(page: Path, width: int, height: int, scheme: str, place: Path) -> None:
    """Take a picture of the top of a page."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        prefers = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", prefers)
        driver.get(page.as_uri())
        driver.save_screenshot(str(place))
    finally:
        driver.quit()


def main() -> None:
    """Write the report, and take every picture."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        sys.exit("No browser: install chromium and chromium-driver.")
    with tempfile.TemporaryDirectory() as folder:
        page = report(Path(folder) / "report.html")
        for name, (width, height, scheme) in PICTURES.items():
            take(page, width, height, scheme, DOCS / name)
            print(f"Took docs/{name}")


if __name__ == "__main__":
    main()
