"""What notebooks show of a run, an answer and a story: a text from a file stays a text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import socsim as library
from socsim.experiment.html import MOST, paragraphs, table
from socsim.locale import number
from socsim.scenario.errors import UserError
from socsim.scenario.reading import Loaded
from tests.answers.conftest import BOARD_OR_DESKS
from tests.experiment.conftest import quick

EVIL = "<script>alert('&')</script>"
QUOTED = "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;"
LABEL = "organisations.specialised.label.en"
PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def evil() -> Loaded:
    return quick(f'title.en="{EVIL}"', f'{LABEL}="{EVIL}"', f'needs.money.label.en="{EVIL}"')


class Tags(HTMLParser):
    """Which tags there are, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def is_clean(html: str) -> bool:
    tags = Tags(html)
    return QUOTED in html and not tags.open and "script" not in tags.seen and "table" in tags.seen


def test_texts_are_never_markup() -> None:
    shown = table([EVIL, EVIL], [[EVIL, EVIL]]) + paragraphs([EVIL], "h4")
    assert is_clean(shown)
    assert shown.count(QUOTED) == 5


def test_a_long_table_is_cut() -> None:
    assert table(["a"], [["b"]] * (MOST + 5)).count("<td") == MOST


def test_a_run(evil: Loaded) -> None:
    results = library.run(evil, jobs=1, referee=False)
    assert is_clean(results._repr_html_())
    assert "<img" in results._repr_html_() and "<img" not in results.shown(chart=False).html
    assert "klienter" in results.shown("sv").html.lower()
    assert repr(results.shown()) == repr(results)
    chart = results.chart("falls")
    assert chart._repr_png_().startswith(PNG) and chart._repr_png_() == chart._repr_png_()
    assert chart.texts[0].get_text().split("\n")[0] in repr(chart)


def test_one_figure_of_some_groups(evil: Loaded) -> None:
    results = library.run(evil, jobs=1, referee=False)
    shown = results.compared("falls_per_100_client_years", heading=EVIL)
    assert is_clean(shown.html)
    row = results.comparison.query(
        "metric == 'falls_per_100_client_years' and group == 'needs=1' and organisation == 'one_worker'"
    ).iloc[0]
    said = number(row["difference"], "en", 3, sign=True)
    low, high = (number(row[end], "en", 3) for end in ("ci_low", "ci_high"))
    assert f"{said} ({low} to {high})" in shown.html
    assert "<td>–</td>" in results.compared("falls_per_100_client_years", ["needs=9"]).html
    assert "<td>2</td>" in shown.html and "Clients with one need" in shown.html
    with pytest.raises(UserError, match="'falls_per_100_client_years'"):
        results.compared("fall_per_100_client_years")


def test_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "evil.yaml"
    file.write_text(BOARD_OR_DESKS.replace("en: a board}", f'en: "{EVIL}"}}'), "utf-8")
    found = library.value(file, engine="simpy", jobs=1)
    assert is_clean(found._repr_html_())
    assert found.sentences("sv")[0].split()[0] in found.shown("sv").html
    assert "2 replications" in found._repr_html_()


def test_a_story(evil: Loaded) -> None:
    told = library.story(evil)
    assert is_clean(told._repr_html_())
    assert told.conclusion("sv")[-1] in told.shown("sv").html
