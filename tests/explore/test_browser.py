"""The page of numbers in a real browser: a slider is moved, the chart changes, the saved file runs."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

import socsim
from socsim.engine import chosen
from socsim.explore.serve import command
from tests.explore.test_explore import SHORT
from tests.reports.test_browser import BROWSERS, QUIET, Watched

pytestmark = pytest.mark.study


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert browser, f"these studies need one of {', '.join(BROWSERS)}"
    file = tmp_path_factory.mktemp("explore") / "mine.yaml"
    file.write_text(SHORT.format(small=Path("scenarios/small.yaml").resolve()), "utf-8")
    port = free_port()
    chosen().prepare(lambda line: None)
    serving = subprocess.Popen(command(file, port=port, browser=False))
    try:
        with sync_playwright() as play:
            running = play.chromium.launch(executable_path=browser, args=QUIET)
            found = Watched(running.new_page(viewport={"width": 1400, "height": 1000}))
            for _ in range(60):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.5)
            found.page.goto(f"http://127.0.0.1:{port}")
            found.page.get_by_text("What is shown").wait_for(timeout=120_000)
            settle(found.page)
            yield found
            running.close()
    finally:
        serving.terminate()
        serving.wait()


def settle(page: Page) -> None:
    """Until the script has not run for a second: a slider that was moved in steps may start it again."""
    page.evaluate("delete window.quietSince")
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const quiet = app?.getAttribute('data-test-script-state') === 'notRunning';
            if (!quiet) delete window.quietSince;
            else window.quietSince ??= performance.now();
            return quiet && performance.now() - window.quietSince > 1000;
        }""",
        timeout=120_000,
    )


def picture(page: Page, at: int = 0) -> str:
    image = page.locator('[data-testid="stImage"] img').nth(at)
    image.wait_for(timeout=120_000)
    return str(image.get_attribute("src"))


def test_a_slider_is_moved_and_the_chart_changes(watched: Watched) -> None:
    page = watched.page
    before = picture(page)
    slider = page.get_by_role("group", name="Chance that another need is seen at a step", exact=True)
    thumb = slider.locator("input").first
    thumb.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stImage] img')?.getAttribute('src') !== before",
        arg=before,
        timeout=120_000,
    )
    settle(page)


def test_the_saved_file_runs(watched: Watched, tmp_path: Path) -> None:
    with watched.page.expect_download() as coming:
        watched.page.get_by_role("button", name="Save this scenario as a file").click()
    saved = tmp_path / "saved.yaml"
    coming.value.save_as(saved)
    loaded = socsim.load(saved)
    assert loaded.sources["behaviour.sight"].value > 0.2
    assert socsim.run(loaded, replications=[1]).summary is not None


def test_a_clients_story_is_told_and_another_can_be_picked(watched: Watched) -> None:
    page = watched.page
    assert page.locator('[data-testid="stImage"] img').count() == 1
    page.get_by_text("Follow one client through each organisation").click()
    first = picture(page, 1)
    chart = picture(page)
    page.get_by_role("radio", name="Who loses most").or_(
        page.get_by_role("button", name="Who loses most")
    ).first.click()
    settle(page)
    assert picture(page, 1) != first
    assert picture(page) == chart
    assert page.get_by_text("This is one person").count() == 1


def test_nothing_comes_from_outside(watched: Watched) -> None:
    ours = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:")
    assert [url for url in watched.asked if not url.startswith(ours)] == []
