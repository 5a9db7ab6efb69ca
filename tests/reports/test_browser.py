"""The report in a real browser: nothing leaves the page, and a screen reader finds its way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from socsim.reports.report import Report

pytestmark = pytest.mark.study
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run"]


class Watched:
    """A page with all that it asks for and says."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))


@pytest.fixture(scope="module")
def watched(english: Report, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert browser, f"these studies need one of {', '.join(BROWSERS)}"
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(english.html(), "utf-8")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=browser, args=QUIET)
        found = Watched(running.new_page(viewport={"width": 1000, "height": 1300}))
        found.page.goto(Path(file).as_uri())
        yield found
        running.close()


def test_nothing_leaves_the_page_and_nothing_goes_wrong(watched: Watched) -> None:
    away = [url for url in watched.asked[1:] if not url.startswith("data:")]
    assert away == []
    assert watched.said == []


def test_a_screen_reader_finds_its_way(watched: Watched) -> None:
    found = Axe().run(watched.page)
    assert [(one["id"], one["help"]) for one in found.response["violations"]] == []


def test_another_figure_can_be_looked_at(watched: Watched) -> None:
    page = watched.page
    before = page.inner_text("#explorer-table")
    assert page.locator("#explorer svg").count() > 0
    page.select_option("#explorer-metric", index=2)
    assert page.inner_text("#explorer-table") != before
    assert page.inner_text("#explorer-now").startswith(page.inner_text("#explorer-metric option:checked"))


def test_the_keyboard_is_enough(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#explorer-metric")
    before = page.inner_text("#explorer-now")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#explorer-now") != before


def test_it_prints(watched: Watched) -> None:
    printed = watched.page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    watched.page.emulate_media(media="print")
    assert not watched.page.is_visible("nav")
    wide = watched.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0
