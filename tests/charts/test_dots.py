"""Hatches of dots: lighter files, and the same dots in the same places."""

from __future__ import annotations

import io
import re

import pytest
from matplotlib.figure import Figure

from socsim.charts.dots import light
from socsim.charts.falls import falls
from socsim.charts.states import states
from socsim.charts.style import styled
from tests.charts.synthetic import made
from tests.charts.test_charts import _about

TILE = re.compile(r"<pattern .*?</pattern>", re.S)


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    with styled():
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _bars(hatch: str) -> str:
    with styled():
        figure = Figure()
        figure.add_axes((0, 0, 1, 1)).bar([1], [1], hatch=hatch)
        return _svg(figure)


def _drawn(tile: str) -> set[tuple[int, int, int]]:
    """Left, low and high ends of the dots on an inch, in thousandths of a point."""
    size = int(re.search(r'width="(\d+)"', tile)[1])  # type: ignore[index]
    found = set()
    for path in re.findall(r"M ?([^Mz]*)z", tile):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
        x, high = numbers[:2]
        if "a" in path:
            low, left = high + numbers[8], x - numbers[2]
        else:
            low, left = numbers[25], min(numbers[0::2])
        for right in range(0, 72, size):
            for up in range(0, 72, size):
                ends = (left + right + high - low, low + up, high + up)
                found.add(tuple(round(end * 1000) % 72_000 for end in ends))
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("hatch", [".", "..", "...", "....", "........", "o", "oo"])
def test_the_dots_stay_where_they_were(hatch: str) -> None:
    before = _bars(hatch)
    after = light(before)
    assert TILE.sub("", before) == TILE.sub("", after)
    for one, other in zip(TILE.findall(before), TILE.findall(after), strict=True):
        assert len(_drawn(one)) > 10
        if one != other:
            assert _drawn(one) == _drawn(other)
            assert len(other) < len(one) / 5
    assert (before != after) == hatch.startswith("..")
    assert light(after) == after


@pytest.mark.parametrize("hatch", ["", "///", "xx", ".x", "*", "--"])
def test_all_else_stays_as_it_was(hatch: str) -> None:
    svg = _bars(hatch)
    assert light(svg) == svg


def test_charts_with_dots_are_small() -> None:
    run = made(3, replications=3)
    for chart in (falls, states):
        figure = chart(run.summary, run.comparison, _about(run))
        assert figure is not None
        svg = _svg(figure)
        assert len(svg) > 1_000_000
        assert len(light(svg)) < 300_000
