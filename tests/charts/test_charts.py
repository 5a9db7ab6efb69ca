"""The charts: what they say, that they say no more than is shown, and that nothing is cut or covered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy import stats

from socsim.analysis.intervals import FAMILY_WISE, holm
from socsim.analysis.verdict import judge
from socsim.charts.about import About
from socsim.charts.costs import costs
from socsim.charts.differences import differences
from socsim.charts.draw import draw_all, save
from socsim.charts.falls import falls
from socsim.charts.gallery import OF_RUN
from socsim.charts.headline import claimed, headline, judged
from socsim.charts.states import states
from socsim.charts.style import text_width, wrap
from socsim.charts.survival import curves, survival
from tests.charts.looks import assert_readable, texts
from tests.charts.synthetic import FOLLOW_UP, Made, made

METRIC = "lead_to_all_supported_days"


def _about(run: Made, language: str = "en") -> About:
    return About.from_meta(run.meta, language)


def _figures(run: Made, language: str) -> dict[str, Figure | None]:
    about = _about(run, language)
    return {
        "survival": survival(run.clients, run.comparison, about),
        "falls": falls(run.summary, run.comparison, about),
        "states": states(run.summary, run.comparison, about),
        "costs": costs(run.summary, run.comparison, about),
        "differences": differences(run.comparison, about),
    }


@pytest.mark.parametrize(("organisations", "language"), [(1, "en"), (3, "en"), (5, "sv")])
def test_no_text_is_cut_or_covered(organisations: int, language: str) -> None:
    for name, figure in _figures(made(organisations, replications=4), language).items():
        if figure is None:
            assert (name, organisations) == ("differences", 1)
            continue
        assert_readable(figure, name)


def test_the_title_names_what_is_shown_for_whom() -> None:
    run = made(2)
    said = headline(run.comparison, _about(run), METRIC, "survival", "alone")
    row = run.comparison.query("metric == @METRIC and group == 'needs=2+' and statistic == 'mean'").iloc[0]
    assert said.startswith("Clients with several needs have support for all needs ")
    assert (
        f"{_about(run).number(abs(row['difference']), 2)}\N{NO-BREAK SPACE}days sooner with Specialised "
        in said
    )
    assert "One need: " in said
    assert "later" in said


def test_no_difference_is_called_none() -> None:
    run = made(3, effect=0.0, replications=4, seed=2)
    run.comparison["ci_low"], run.comparison["ci_high"] = -1.0, 1.0
    about = _about(run)
    for chart, metric in (
        ("survival", METRIC),
        ("costs", "cost_per_client"),
        ("falls", "falls_per_100_client_years"),
    ):
        assert headline(run.comparison, about, metric, chart, "").startswith("No difference shown")
    for figure in (differences(run.comparison, about), states(run.summary, run.comparison, about)):
        assert figure is not None
        assert figure.texts[0].get_text().startswith("No difference shown")


def test_both_directions_are_named() -> None:
    run = made(3)
    several = (run.comparison["metric"] == METRIC) & (run.comparison["group"] == "needs=2+")
    worse = several & (run.comparison["organisation"] == "coordinated")
    run.comparison.loc[worse, ["difference", "ci_low", "ci_high"]] = [5.0, 4.0, 6.0]
    said = headline(run.comparison, _about(run), METRIC, "survival", "")
    assert "sooner with One worker per person" in said
    assert "but 5.0\N{NO-BREAK SPACE}days later with Specialised silos with coordinators" in said


def test_titles_claim_what_the_verdict_claims() -> None:
    run = made(3)
    findings = judge(run.values, (METRIC,))
    of_verdict = judged(run.comparison, findings, "specialised")
    for finding in findings:
        if "specialised" in (finding.first, finding.second):
            other = ({finding.first, finding.second} - {"specialised"}).pop()
            row = of_verdict[
                (of_verdict["organisation"] == other)
                & (of_verdict["group"] == finding.group)
                & (of_verdict["metric"] == METRIC)
                & (of_verdict["statistic"] == "mean")
            ].iloc[0]
            assert row["ci_low"] <= row["difference"] <= row["ci_high"]
            assert (row["ci_low"] > 0 or row["ci_high"] < 0) == finding.shown
    unsure = [replace(finding, ci_low=-99.0, ci_high=99.0) for finding in findings]
    nothing = judged(run.comparison, unsure, "specialised")
    assert headline(nothing, _about(run), METRIC, "survival", "").startswith("No difference shown")
    about = replace(_about(run), judged=frozenset([METRIC]))
    assert "with all primary metrics (Holm)" in about.source(title_of=METRIC)
    assert "all that it compares judged together (Holm)" in about.source(title_of="cost_per_client")
    assert "Holm" not in about.source()


@pytest.mark.parametrize("seed", range(6))
def test_a_title_without_the_verdict_judges_all_that_it_compares_together(seed: int) -> None:
    run = made(3, effect=0.02, replications=5, seed=seed)
    rows = run.comparison[(run.comparison["metric"] == METRIC) & (run.comparison["statistic"] == "mean")]
    rows = rows[rows["group"].isin(["needs=1", "needs=2+"])]
    wide = run.values[(run.values["metric"] == METRIC) & (run.values["statistic"] == "mean")]
    p = []
    for row in rows.to_dict("records"):
        ours = wide[wide["group"] == row["group"]].pivot(
            index="replication", columns="organisation", values="value"
        )
        p.append(stats.ttest_1samp(ours[row["organisation"]] - ours["specialised"], 0.0).pvalue)
    shown = dict(
        zip(zip(rows["organisation"], rows["group"], strict=True), holm(np.array(p))[0], strict=True)
    )
    found = claimed(run.comparison, _about(run), METRIC)
    assert len(p) == sum(map(len, found.values())) == 4
    for ones in found.values():
        for one in ones:
            assert one.shown == (shown[one.organisation, one.group] <= FAMILY_WISE)


def test_a_largest_difference_out_of_many_must_stand_among_all_of_them() -> None:
    run = made(2, effect=0.0, replications=5)
    rows = run.comparison
    of_states = (rows["metric"] == "days_in_state") & rows["group"].str.contains(",")
    rows.loc[of_states, ["difference", "ci_low", "ci_high"]] = [1.0, -1.0, 3.0]
    one = of_states & (rows["group"] == "state=unseen,needs=2+")
    rows.loc[one, ["difference", "ci_low", "ci_high"]] = [-5.0, -9.9, -0.1]  # p of 0.047, one of 24
    figure = states(run.summary, rows, _about(run))
    assert figure is not None
    assert figure.texts[0].get_text() == "No difference shown: days in each state"
    rows.loc[one, ["ci_low", "ci_high"]] = [-5.5, -4.5]
    figure = states(run.summary, rows, _about(run))
    assert figure is not None
    title = " ".join(figure.texts[0].get_text().split())
    assert title.startswith("Several needs: 5.0 days less “not yet discovered” with ")
    assert "One need" not in title


def test_the_differences_title_says_what_the_verdict_says() -> None:
    run = made(3)
    findings = judge(run.values, (METRIC,))
    about = replace(_about(run), judged=frozenset([METRIC]))
    for findings_now, wanted in (
        (findings, "coordinators and One worker per person – better with several needs, worse with one need"),
        ([replace(one, ci_low=-99.0, ci_high=99.0) for one in findings], "No difference shown"),
    ):
        said = judged(run.comparison, findings_now, "specialised")
        figure = differences(run.comparison, about, (METRIC,), said)
        assert figure is not None
        assert wanted in " ".join(figure.texts[0].get_text().split())


def test_an_interval_stops_at_zero_and_says_so() -> None:
    run = made(2, replications=2)
    rows = run.summary[run.summary["metric"] == "falls_per_100_client_years"].copy()
    for low, cut in ((0.5, False), (-5.5, True)):
        rows.loc[rows["group"] == "needs=1", ["ci_low", "ci_high"]] = [low, 38.9]
        figure = falls(rows, run.comparison, _about(run))
        assert figure is not None
        said = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
        assert ("(0–38.9)" in said) == cut == ("An interval that would go below 0 is cut there." in said)


def test_one_replication_claims_nothing_and_draws_no_interval() -> None:
    run = made(2, replications=1)
    about = _about(run)
    assert (
        headline(run.comparison, about, METRIC, "survival", "")
        == "One replication: no difference can be shown"
    )
    assert all(np.isnan(curve.low).all() for curve in curves(run.clients, about))
    for figure in _figures(run, "en").values():
        assert figure is not None
        assert "no intervals" in " ".join(figure.texts[2].get_text().split())


def test_curves_are_the_share_still_waiting() -> None:
    clients = pd.DataFrame(
        {
            "organisation": "specialised",
            "replication": [0, 0, 0, 0, 1, 1],
            "needs": 1,
            METRIC: [0.0, 100.0, np.nan, np.inf, 100.0, np.nan],
        }
    )
    (curve,) = curves(clients, _about(made(1)))
    assert curve.waiting[0] == pytest.approx((0.75 + 1.0) / 2)
    assert curve.waiting[-1] == pytest.approx(0.5)
    just_before = int(np.searchsorted(curve.days, 100.0)) - 1
    assert curve.waiting[just_before] == pytest.approx((0.75 + 1.0) / 2)
    assert curve.low[0] == 0.0  # cut off at what a share can be
    assert curve.high[-1] == curve.low[-1] == pytest.approx(0.5)


def test_clients_outside_the_cohort_do_not_count() -> None:
    run = made(1, replications=2)
    about = _about(run)
    outside = run.clients.assign(cohort=False, lead_to_all_supported_days=np.nan)
    both = pd.concat([run.clients.assign(cohort=True), outside], ignore_index=True)
    alone, mixed = (survival(clients, run.comparison, about) for clients in (run.clients, both))
    assert alone is not None
    assert mixed is not None
    for one, other in zip(alone.axes, mixed.axes, strict=True):
        np.testing.assert_array_equal(one.lines[0].get_ydata(), other.lines[0].get_ydata())


def test_the_reference_is_named_by_the_first_sentence_that_claims_something() -> None:
    run = made(2)
    several = run.comparison["group"] == "needs=2+"
    run.comparison.loc[several, ["ci_low", "ci_high"]] = [-99.0, 99.0]
    said = headline(run.comparison, _about(run), METRIC, "survival", "")
    assert said.startswith(
        "Several needs: no difference shown. Clients with one need have support for all needs "
    )
    assert said.endswith(" than with Specialised silos.")


def test_each_bar_adds_up_to_its_total() -> None:
    run = made(2)
    figure = falls(run.summary, run.comparison, _about(run))
    assert figure is not None
    totals = run.summary.query("metric == 'falls_per_100_client_years' and statistic == 'mean'")
    for axes, group in zip(figure.axes, ("needs=1", "needs=2+"), strict=True):
        ends: dict[int, float] = {}
        for bar in axes.patches:
            row = round(bar.get_y() + bar.get_height() / 2)
            ends[row] = max(ends.get(row, 0.0), bar.get_x() + bar.get_width())
        wanted = totals[totals["group"] == group]["estimate"].tolist()
        assert [ends[row] for row in sorted(ends)] == pytest.approx(wanted)


def test_without_anything_to_show_there_is_no_chart() -> None:
    run = made(2, falls=False)
    about = _about(run)
    assert falls(run.summary, run.comparison, about) is None
    queue = run.summary[run.summary["metric"] == "utilisation"]
    assert falls(queue, run.comparison, about) is None
    assert states(queue, run.comparison, about) is None
    assert costs(queue, run.comparison, about) is None
    assert survival(run.clients.iloc[:0], run.comparison, about) is None
    assert survival(run.clients, run.comparison, About.from_meta(run.meta | {"follow_up": 0.0}, "en")) is None
    assert differences(run.comparison.iloc[:0], about) is None
    missing = run.summary.assign(estimate=np.nan)
    assert costs(missing, run.comparison, about) is None


def test_a_group_without_clients_leaves_the_other() -> None:
    run = made(2)
    one = run.clients[run.clients["needs"] == 1]
    figure = survival(one, run.comparison, _about(run))
    assert figure is not None
    assert len(figure.axes) == 1


def test_all_charts_are_written_and_the_same_twice(tmp_path: Path) -> None:
    run = made(2, replications=3)
    first = draw_all(run.summary, run.comparison, run.clients, run.meta, tmp_path, "sv")
    names = [path.name for path in first]
    assert names == [f"{name}.{kind}" for name in OF_RUN for kind in ("png", "svg")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    about = _about(run, "sv")
    for name, figure in (
        ("survival", survival(run.clients, run.comparison, about)),
        ("costs", costs(run.summary, run.comparison, about)),
    ):
        assert figure is not None
        again = save(figure, tmp_path / f"{name}-again.svg").read_bytes()
        assert again == (tmp_path / f"{name}.svg").read_bytes(), name
        assert b"<dc:date>" not in again


def test_an_older_runs_charts_do_not_stay(tmp_path: Path) -> None:
    run = made(1, replications=2)
    (tmp_path / "falls.svg").write_text("of an older run")
    costs_only = run.summary[run.summary["metric"] == "cost_per_client"]
    written = draw_all(costs_only, run.comparison, run.clients.iloc[:0], run.meta, tmp_path)
    assert (
        {path.name for path in tmp_path.iterdir()}
        == {path.name for path in written}
        == {"costs.png", "costs.svg"}
    )


def test_the_callers_style_stays() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 3.0}):
        run = made(1, replications=2)
        costs(run.summary, run.comparison, _about(run))
        assert mpl.rcParams["font.size"] == 3.0


def test_lines_are_wrapped_to_their_width() -> None:
    wrapped = wrap("Mottagningssortering och handläggningsövergripande verksamhetsutveckling", 1.0)
    assert all(text_width(line) <= 1.0 for line in wrapped.split("\n"))
    assert wrapped.replace("-\n", "").replace("\n", " ").startswith("Mottagningssortering och")


def test_dollars_in_a_name_are_dollars() -> None:
    run = made(2, replications=2)
    meta = run.meta | {"organisations": {"specialised": "A $x$ B", "coordinated": "100 % & <b>_^"}}
    figure = costs(run.summary, run.comparison, About.from_meta(meta, "en"))
    assert figure is not None
    figure.draw_without_rendering()
    assert not any(text.get_parse_math() for text in texts(figure))


def test_follow_up_is_the_right_edge() -> None:
    run = made(1, replications=2)
    figure = survival(run.clients, run.comparison, _about(run))
    assert figure is not None
    assert all(axes.get_xlim() == (0.0, FOLLOW_UP) for axes in figure.axes)
