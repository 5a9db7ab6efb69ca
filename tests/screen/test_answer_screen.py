"""An answer on the screen: nothing of a table is cut off where there is little room."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from socsim.charts.about import About
from socsim.screen.answer_screen import Block, _show

ABOUT = About("en", "A place", {"units": "units"}, "units", 2, 1, "0")
LONG = "chance that another need is seen at a step\norganisations.one_worker.units.whole_person.sight"
BLOCK = Block(
    "",
    ["number", "range", "change at low", "change at high", "what one gets"],
    [
        [LONG, "0.05–0.4", "−52 (−60 – −45)", "+60 (+58 – +63)", "94 thousand SEK for each who recovers"],
        ["short", "0–0.2", "−7.7 (−8.6 – −6.8)", "+29 (+5.1 – +53)", "worse and dearer: it is dominated"],
    ],
)


def shown(width: int) -> list[str]:
    out = io.StringIO()
    _show(BLOCK, ABOUT, Console(file=out, width=width, color_system=None, legacy_windows=False))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [64, 80, 100, 200])
def test_a_table_is_as_wide_as_the_screen_at_most_and_whole(width: int) -> None:
    lines = shown(width)
    assert max(map(len, lines)) <= width
    letters = sorted("".join(lines).replace(" ", ""))
    cells = [cell for row in (BLOCK.headings, *BLOCK.rows) for cell in row]
    assert letters == sorted("".join("".join(cell.split()) for cell in cells))


def test_names_have_the_room_that_the_numbers_leave() -> None:
    assert any("chance that another need is seen at a step" in line for line in shown(200))
    assert any(line.startswith("chance that another need is  ") for line in shown(110))
