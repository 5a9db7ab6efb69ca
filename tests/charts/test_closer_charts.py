"""The charts of the closer tables: what they say, and that somebody who reads them can read them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from socsim.charts.about import About
from socsim.charts.after_falls import LOOKS as CAME
from socsim.charts.after_falls import after_falls
from socsim.charts.failure_demand import FLOW_FILLS, failure_demand, flow_efficiency
from socsim.charts.faults import NEVER, ORIGINS, OUT, REVIEWS, faults
from socsim.charts.flow import LEAK, ON, UNFINISHED, WELL, flow
from socsim.charts.gallery import CHARTS
from socsim.charts.inequality import inequality
from socsim.charts.levels import Level, told_apart
from socsim.charts.levels import title as title_of
from socsim.charts.load import LOAD, QUEUE, _smooth, load
from socsim.charts.outcomes import LOOKS, ORDER, outcomes
from socsim.charts.states import STATE_FILLS
from socsim.charts.style import FILLS
from socsim.charts.worse_off import BETTER, WORSE, worse_off
from tests.charts import synthetic_tables as tables
from tests.charts.looks import assert_apart_in_grey, assert_readable, title, words
from tests.charts.synthetic import made


def about_of(organisations: int, language: str = "en", replications: int = 4) -> About:
    return About.from_meta(made(organisations, replications=replications).meta, language)


def figures(organisations: int, language: str) -> dict[str, Figure | None]:
    about = about_of(organisations, language)
    comparison = made(organisations, replications=4).comparison
    over_time, over_window = tables.over_time(organisations), tables.over_window(organisations)
    return {
        "outcomes": outcomes(tables.competing(organisations), about),
        "after_falls": after_falls(tables.after(organisations), about),
        "faults": faults(tables.faulty(organisations), about),
        "worse_off": worse_off(tables.worse(organisations), 7.0, about),
        "inequality": inequality(
            {"caseworkers": tables.theil(organisations), "districts": tables.theil(organisations, 0.01)},
            about,
        ),
        "load": load(over_time, over_window, comparison, about, LOAD),
        "queue": load(over_time, over_window, comparison, about, QUEUE),
        "failure_demand": failure_demand(tables.failures(organisations), about),
        "flow_efficiency": flow_efficiency(tables.efficiency(organisations), about),
        "flow": flow(tables.ways(organisations), about),
    }


@pytest.mark.parametrize(("organisations", "language"), [(1, "en"), (3, "en"), (5, "sv")])
def test_no_text_is_cut_or_covered(organisations: int, language: str) -> None:
    for name, figure in figures(organisations, language).items():
        if figure is None:
            assert (name, organisations) == ("worse_off", 1)
        else:
            assert_readable(figure, name)


def test_what_lies_side_by_side_can_be_told_apart_without_colour() -> None:
    outcomes_seen = [LOOKS[name] for name in ORDER]
    faults_seen = [tuple(ORIGINS.values()), (*REVIEWS[:2], OUT, NEVER)]
    for fills in (FILLS, tuple(STATE_FILLS.values()), outcomes_seen, FLOW_FILLS, (WORSE, BETTER),
                  tuple(CAME.values()), *faults_seen, (ON, WELL, UNFINISHED, LEAK, ON)):  # fmt: skip
        assert_apart_in_grey(fills)
    with pytest.raises(AssertionError):
        assert_apart_in_grey([replace(LEAK, hatch=""), replace(WELL, hatch="")])


def test_titles_name_a_difference_only_where_intervals_are_apart() -> None:
    about = about_of(3)

    def said(low: float, high: float) -> str:
        found = [Level("specialised", 5.0, 4.0, 6.0), Level("one_worker", 8.0, low, high)]
        return title_of(about, "Hours", {"needs=1": found}, lambda x, n: about.number(x, n))

    assert said(6.1, 9.9) == "Hours. One need: 5.0 with Specialised silos, 8.0 with One worker per person."
    assert said(5.9, 10.1) == "No difference shown: hours"
    assert said(float("nan"), float("nan")) == "No difference shown: hours"
    one = about_of(3, replications=1)
    assert title_of(one, "Hours", {}, str).startswith("One replication")


def test_figures_that_differ_look_different() -> None:
    assert told_apart(95.8, 96.1, lambda x, n: f"{x:.{n}g}") == ("95.8", "96.1")
    assert told_apart(95.8, 12.0, lambda x, n: f"{x:.{n}g}") == ("96", "12")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_one_replication_claims_nothing(language: str) -> None:
    about = about_of(3, language, replications=1)
    blank = {"low": np.nan, "high": np.nan}
    for figure in (
        outcomes(tables.competing().assign(**blank), about),
        after_falls(tables.after().assign(**blank), about),
        faults(tables.faulty().assign(**blank), about),
        worse_off(tables.worse().assign(**blank), 7.0, about),
        inequality({"caseworkers": tables.theil().assign(**blank)}, about),
        failure_demand(tables.failures().assign(**blank), about),
        flow_efficiency(tables.efficiency().assign(**blank), about),
        flow(tables.ways().assign(**blank), about),
    ):
        assert figure is not None
        assert title(figure) == about.say("headline.one_replication")
        assert "±" not in words(figure)
        assert about.say("source.no_interval") in words(figure)


def test_what_came_of_falls_adds_up_and_is_named_either_way() -> None:
    more, less = (after_falls(tables.after(2, effect), about_of(2)) for effect in (2.0, -2.0))
    assert more is not None and less is not None
    assert "Several needs: 50% with Specialised silos, 70% with" in title(more)
    assert title(less).endswith("50% with Specialised silos.")
    for axes in more.axes:
        ends: dict[float, float] = {}
        for bar in axes.patches:
            ends[bar.get_y()] = ends.get(bar.get_y(), 0.0) + bar.get_width()  # type: ignore[attr-defined]
        assert list(ends.values()) == pytest.approx([100.0] * len(ends))
    assert after_falls(tables.after().iloc[:0], about_of(3)) is None


def test_the_systems_share_of_faults_is_in_the_title_and_below_with_its_interval() -> None:
    figure = faults(tables.faulty(2, 2.0), about_of(2))
    assert figure is not None
    assert "All decisions: 22% with Specialised silos, 46% with" in title(figure)
    assert "Specialised silos 22% (21 to 23)" in words(figure)
    none = tables.faulty(2)
    assert faults(none.assign(value=0.0), about_of(2)) is None


def test_outcomes_add_up_to_everybody() -> None:
    figure = outcomes(tables.competing(2), about_of(2))
    assert figure is not None
    for axes in figure.axes:
        top = axes.collections[-1].get_paths()[0].vertices[:, 1].max()  # type: ignore[index]
        assert top == pytest.approx(1.0)


def test_who_is_worse_off_names_the_more_unequal_side_either_way() -> None:
    better = worse_off(tables.worse(2), 7.0, about_of(2))
    assert better is not None
    assert title(better).startswith("Several needs: 10% wait longer and 60% less long with Specialised")
    both = worse_off(tables.worse(3), 7.0, about_of(3))
    assert both is not None
    assert "85% wait longer and 2.0% less long with One worker per person" in title(both)
    level = tables.worse(2)
    level.loc[level["measure"].str.contains("share"), ["value", "low", "high"]] = [0.2, 0.15, 0.25]
    same = worse_off(level, 7.0, about_of(2))
    assert same is not None
    assert title(same) == (
        "Several needs: no more on one side than on the other. "
        "One need: no more on one side than on the other."
    )


def test_inequality_claims_more_than_chance_only_where_it_is_shown() -> None:
    figure = inequality({"caseworkers": tables.theil(2)}, about_of(2))
    assert figure is not None
    assert title(figure) == (
        "Between caseworkers waits differ by more than chance: 8.8% with Specialised silos with "
        "coordinators, of all inequality."
    )
    figure = inequality({"caseworkers": tables.theil(2, beyond=-0.01)}, about_of(2))
    assert figure is not None
    assert title(figure) == "Between caseworkers waits are not shown to differ by more than chance."


def test_only_the_largest_units_are_drawn_and_the_rest_is_said() -> None:
    over_time = tables.over_time(2)
    more = [over_time.assign(unit=f"small_{at}", value=over_time["value"] / 100) for at in range(3)]
    import pandas as pd

    figure = load(pd.concat([over_time, *more]), tables.over_window(2), made(2).comparison, about_of(2))
    assert figure is not None
    assert len(figure.axes) == 9
    assert "2 smaller units are not drawn." in words(figure)
    assert load(over_time[:0], tables.over_window(2), made(2).comparison, about_of(2)) is None


def test_lines_are_means_of_four_weeks() -> None:
    over_time = tables.over_time(1)
    rows = over_time[(over_time["unit"] == "money") & (over_time["measure"] == "waiting")]
    days, value, low, high = _smooth(rows.sample(frac=1.0, random_state=1))
    assert len(days) == 5
    assert value[0] == pytest.approx(rows["value"].iloc[:4].mean())
    assert value[-1] == pytest.approx(rows["value"].iloc[16:].mean())
    assert days[0] == pytest.approx(14.0 / 365.25)
    assert np.all((low < value) & (value < high))


def test_the_whole_time_is_drawn_and_its_parts_add_up() -> None:
    figure = flow_efficiency(tables.efficiency(2), about_of(2))
    assert figure is not None
    for axes in figure.axes:
        ends = [bar.get_x() + bar.get_width() for bar in axes.patches]  # type: ignore[attr-defined]
        assert max(ends) == pytest.approx(100.0)


def test_what_leaks_out_of_the_flow_is_drawn_below_all_units() -> None:
    figure = flow(tables.ways(2), about_of(2))
    assert figure is not None
    first = figure.axes[0]
    leaks = [patch for patch in first.patches if patch.get_hatch() == 2 * LEAK.hatch]
    units = [patch for patch in first.patches if patch.get_facecolor()[:3] == (26 / 255,) * 3]
    assert leaks
    assert units
    lowest = min(unit.get_y() for unit in units)  # type: ignore[attr-defined]
    assert all(leak.get_y() + leak.get_height() < lowest for leak in leaks)  # type: ignore[attr-defined]
    assert "48 ±2 fall a year; 24 of them have support" in words(figure).replace("\N{NO-BREAK SPACE}", " ")


def test_names_in_the_flow_stand_beside_what_they_name() -> None:
    """Also where units are small and their names take two lines."""
    ways = tables.ways(3)
    small = tables.UNITS[1:5]
    smaller = ways["clients"].where(
        ~(ways["origin"].isin(small) | ways["target"].isin(small)), ways["clients"] / 5
    )
    about = replace(about_of(3), labels={unit: f"{unit}, a unit with a name" for unit in small})
    figure = flow(ways.assign(clients=smaller), about)
    assert figure is not None
    for axes in figure.axes:
        names = [text.get_position() for text in axes.texts]
        nodes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        assert len(names) == len(nodes)
        for node in nodes:
            middle = node.get_y() + node.get_height() / 2
            beside = [y for x, y in names if 0.0 < x - node.get_x() < 0.5]
            assert min(abs(y - middle) for y in beside) < 0.06


def test_large_numbers_stay_on_the_page() -> None:
    ways = tables.ways(1)
    many = ways["clients"] * 1234.5
    few = ways[(ways["position"] < 2) | ((ways["position"] == 2) & (ways["target"] != "health"))]
    figure = flow(few.assign(clients=many, low=many - 1e3, high=many + 1e3), about_of(1, "sv"))
    assert figure is not None
    assert_readable(figure, "flow")


def test_the_flow_of_an_office_where_nobody_falls() -> None:
    figure = flow(tables.ways(2, falls=0.0), about_of(2))
    assert figure is not None
    assert "nobody falls" in words(figure)


@pytest.mark.parametrize("organisations", [2, 3])
def test_all_panels_of_the_flow_have_one_scale(organisations: int) -> None:
    figure = flow(tables.ways(organisations), about_of(organisations))
    assert figure is not None
    arrive = [max(bar.get_height() for bar in axes.patches if hasattr(bar, "get_height"))
              for axes in figure.axes]  # fmt: skip
    assert arrive == pytest.approx([arrive[0]] * organisations)


def test_the_page_names_every_chart() -> None:
    page = (Path(__file__).parents[2] / "docs" / "charts.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.M) == list(CHARTS)


def test_without_anything_to_show_there_is_no_chart() -> None:
    about = about_of(2)
    assert outcomes(tables.competing(2)[:0], about) is None
    assert worse_off(tables.worse(2)[:0], 7.0, about) is None
    assert inequality({"caseworkers": tables.theil(2)[:0]}, about) is None
    assert failure_demand(tables.failures(2).assign(value=0.0), about) is None
    assert flow_efficiency(tables.efficiency(2)[:0], about) is None
    assert flow(tables.ways(2)[:0], about) is None
