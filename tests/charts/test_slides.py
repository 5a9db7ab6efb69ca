"""Charts on slides: type that can be read from the back of a room, nothing cut, the same scale throughout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from socsim.charts.after_falls import after_falls
from socsim.charts.costs import costs
from socsim.charts.differences import differences
from socsim.charts.failure_demand import failure_demand, flow_efficiency
from socsim.charts.falls import falls
from socsim.charts.faults import faults
from socsim.charts.flow import flow
from socsim.charts.gallery import CHARTS
from socsim.charts.inequality import inequality
from socsim.charts.load import LOAD, QUEUE, load
from socsim.charts.outcomes import outcomes
from socsim.charts.sheet import slides
from socsim.charts.states import states
from socsim.charts.style import styled
from socsim.charts.survival import survival
from socsim.charts.worse_off import worse_off
from tests.charts import synthetic_tables as tables
from tests.charts.looks import assert_can_be_read_on_a_slide, title, words
from tests.charts.synthetic import made
from tests.charts.test_closer_charts import about_of

Draw = Callable[[], Figure | None]


def drawn(organisations: int, language: str) -> Mapping[str, Draw]:
    """Every chart of a run."""
    run, about = made(organisations, replications=4), about_of(organisations, language)
    over_time, over_window = tables.over_time(organisations), tables.over_window(organisations)
    theil = {"caseworkers": tables.theil(organisations), "districts": tables.theil(organisations, 0.01)}
    return {
        "survival": partial(survival, run.clients, run.comparison, about),
        "falls": partial(falls, run.summary, run.comparison, about),
        "states": partial(states, run.summary, run.comparison, about),
        "costs": partial(costs, run.summary, run.comparison, about),
        "differences": partial(differences, run.comparison, about),
        "outcomes": partial(outcomes, tables.competing(organisations), about),
        "flow": partial(flow, tables.ways(organisations), about),
        "after_falls": partial(after_falls, tables.after(organisations), about),
        "worse_off": partial(worse_off, tables.worse(organisations), 7.0, about),
        "inequality": partial(inequality, theil, about),
        "load": partial(load, over_time, over_window, run.comparison, about, LOAD),
        "queue": partial(load, over_time, over_window, run.comparison, about, QUEUE),
        "failure_demand": partial(failure_demand, tables.failures(organisations), about),
        "flow_efficiency": partial(flow_efficiency, tables.efficiency(organisations), about),
        "faults": partial(faults, tables.faulty(organisations), about),
    }


def assert_is_a_slide(figure: Figure, name: str) -> None:
    """It can be read, and says where it comes from."""
    assert_can_be_read_on_a_slide(figure, name)
    for part in ("· 4 repli", "2025", "socsim 0.1.0"):
        assert part in words(figure), (name, part)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_chart_can_be_read_on_slides(language: str) -> None:
    charts = drawn(2, language)
    assert charts.keys() == CHARTS.keys()
    with styled():
        for name, draw in charts.items():
            found = slides(draw)
            assert found, name
            for at, figure in enumerate(found, start=1):
                assert_is_a_slide(figure, name)
                assert (f"{at}/{len(found)}" in words(figure)) == (len(found) > 1), name


def rows(figures: Sequence[Figure]) -> list[str]:
    """The organisations beside the bars, however their names are broken into lines."""
    labels = [label for one in figures for axes in one.axes for label in axes.get_yticklabels()]
    return sorted(re.sub(r"-?\s", "", label.get_text()) for label in labels)


@pytest.mark.parametrize("name", ["falls", "worse_off", "inequality"])
def test_slides_have_all_the_rows_of_a_page_where_organisations_are_many(name: str) -> None:
    draw = drawn(5, "sv")[name]
    page, found = draw(), slides(draw)
    assert page is not None
    assert rows([page]) == rows(found)
    for figure in found[:2]:
        assert_is_a_slide(figure, name)


@pytest.mark.parametrize(("name", "organisations"), [("falls", 3), ("worse_off", 4), ("flow", 2)])
def test_all_slides_of_a_chart_have_one_scale(name: str, organisations: int) -> None:
    found = slides(drawn(organisations, "en")[name])
    assert len(found) > 1
    if name == "flow":
        arrive = [max(bar.get_height() for bar in one.axes[0].patches if isinstance(bar, Rectangle))
                  for one in found]  # fmt: skip
        assert arrive == pytest.approx([arrive[0]] * len(arrive))
    else:
        assert len({one.axes[0].get_xlim() for one in found}) == 1


def test_each_slide_of_differences_has_the_message_of_its_own_first_panel() -> None:
    first, second = slides(drawn(2, "en")["differences"])
    assert title(first) == "No difference shown: lead time to all needs supported"
    assert title(second) == "No difference shown: share recovered"


def test_a_page_stays_a_page() -> None:
    draw = drawn(2, "en")["costs"]
    slides(draw)
    figure = draw()
    assert figure is not None
    assert figure.get_figwidth() == 8.27


def test_names_without_end_make_a_larger_slide_that_keeps_its_form() -> None:
    about = about_of(2)
    names = {name: " ".join(["A name that goes on"] * 60) for name in about.organisations}
    run = made(2, replications=4)
    (figure, *_) = slides(partial(costs, run.summary, run.comparison, replace(about, organisations=names)))
    width, height = figure.get_size_inches()
    assert height > 5.0 and width / height == pytest.approx(16 / 9)
