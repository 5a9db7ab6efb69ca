"""The screen after a run, at several widths, with and without a terminal."""

from __future__ import annotations

import functools
import io

import pytest
from rich.console import Console

from socsim.analysis.metrics import METRICS
from socsim.analysis.verdict import judge
from socsim.charts.about import About
from socsim.screen.figures import blocks
from socsim.screen.run_screen import show
from tests.charts.synthetic import Made, made

OTHER = "metric == 'cost_per_client' and group == 'needs=2+' and organisation == 'one_worker'"
PRIMARY = ("lead_to_all_supported_days", "recovered_share", "cost_per_client")
Metrics = tuple[str, ...]
VERDICT = "Clients with several needs: One worker per person did better."


@functools.cache
def _made(organisations: int) -> Made:
    return made(organisations, replications=3)


def _shown(
    run: Made, width: int, language: str = "en", *, terminal: bool = False, judged: Metrics = PRIMARY
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system=None, legacy_windows=False)
    show(
        run.summary,
        run.comparison,
        run.meta,
        VERDICT,
        console,
        findings=judge(run.values, judged),
        folder="results/made",
        language=language,
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("organisations", [1, 2, 3, 5])
def test_fits_and_is_complete_at_every_width(width: int, language: str, organisations: int) -> None:
    lines = _shown(_made(organisations), width, language).splitlines()
    assert max(len(line.rstrip()) for line in lines) <= width
    assert all(line.endswith("+") for line in lines if line.startswith("+"))
    assert all(line.endswith("|") for line in lines if line.startswith("|"))
    assert not any("…" in line for line in lines)


@pytest.mark.parametrize("width", [100, 160])
def test_three_organisations_stand_in_one_table(width: int) -> None:
    text = _shown(_made(3), width)
    places = [text.index(heading) for heading in ("with one need", "with several needs", "The office")]
    assert places == sorted(places)
    assert text.count("The office") == 1


def test_figures_are_those_of_the_tables() -> None:
    run = _made(3)
    text = _shown(run, 160)
    row = run.comparison.query(OTHER).iloc[0]
    difference, low, high = (row[name] / 1000 for name in ("difference", "ci_low", "ci_high"))
    several = text.split("Clients with several needs")[1].splitlines()
    line = next(line for line in several if "cost per client" in line)
    (finding,) = (
        one
        for one in judge(run.values, PRIMARY)
        if {one.first, one.second} == {"specialised", "one_worker"}
        and (one.metric, one.group) == ("cost_per_client", "needs=2+")
    )
    mark = " *" if finding.shown else ""
    assert "thousand SEK" in line
    assert f"{difference:+.0f} ({low:.0f} to {high:.0f}){mark} |" in line
    assert "46,632" in text


@pytest.mark.parametrize("replications", [2, 3, 10])
def test_a_mark_stands_where_the_verdict_shows_a_difference_and_nowhere_else(replications: int) -> None:
    run = made(3, replications=replications)
    findings = judge(run.values, PRIMARY)
    wanted = {
        (METRICS[one.metric].label("en"), one.group, one.second)
        for one in findings
        if one.shown and one.first == "specialised"
    }
    assert wanted or replications == 2
    about = About.from_meta(run.meta, "en")
    groups = {
        "Clients with one need": "needs=1",
        "Clients with several needs": "needs=2+",
        "The office": "all",
    }
    marked = {
        (row.label.split(",")[0], groups.get(block.heading), name)
        for block in blocks(run.summary, run.comparison, about, findings)
        for row in block.rows
        for name, cell in zip(about.organisations, row.cells, strict=True)
        if cell.marked and name != "specialised"
    }
    assert marked == wanted
    text = _shown(run, 160)
    assert text.split("* shown: ")[0].count("*") == len(wanted)
    assert "lead time to all needs supported, share recovered and cost per client are judged" in " ".join(
        text.split()
    )


def test_without_a_verdict_nothing_is_marked() -> None:
    run = made(2, replications=3)
    assert "*" not in _shown(run, 160, judged=())


def test_intervals_stop_where_there_can_be_nothing() -> None:
    run = made(1, replications=2)
    run.summary["ci_low"], run.summary["ci_high"] = -1e9, 1e9
    for block in blocks(run.summary, run.comparison, About.from_meta(run.meta, "en")):
        for row in block.rows:
            low, high = row.cells[0].interval.strip("()").split(" to ")
            assert float(low) == 0
            assert float(high.replace(",", "")) == 100 if row.label.endswith("%") else "1,000,000" in high


def test_a_first_decision_after_the_last_support_is_explained() -> None:
    run = made(2, replications=3)
    assert "The first decision can seem" not in _shown(run, 160)
    late = (run.summary["metric"] == "lead_to_decision_days") & (run.summary["group"] == "needs=1")
    run.summary.loc[late, "estimate"] = 999.0
    assert "The first decision can seem" in _shown(run, 160)


def test_without_a_terminal_all_is_ascii() -> None:
    assert _shown(_made(3), 100).isascii()
    assert "╭" in _shown(_made(3), 100, terminal=True)


def test_swedish_on_a_console_that_knows_only_ascii() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    run = _made(3)
    show(run.summary, run.comparison, run.meta, "Åtgärd", Console(file=out, width=100), language="sv")
    out.flush()
    assert "Atgard" in raw.getvalue().decode("ascii")


def test_what_one_cannot_conclude_is_said() -> None:
    text = " ".join(_shown(made(2), 100).split())
    assert VERDICT in text
    assert "results/made" in text
    assert "chance between 10 replications" in text
    assert "not a prediction" in text
    one = " ".join(_shown(made(2, replications=1), 100).split())
    assert "One replication: no intervals" in one


def test_assumptions_are_counted_where_known() -> None:
    run = made(2, replications=2)
    run.meta.update(assumed=50, sourced=81)
    assert "50 of 131 parameters are assumptions" in _shown(run, 100)
    run.meta.update(not_stated=50)
    assert "50 of 131 parameters are assumptions" in _shown(run, 100)
    run.meta.update(not_stated=50, sourced=0)
    assert "No sources are stated for the 50 parameters." in _shown(run, 100)
    run.meta.update(not_stated=49)
    assert "50 of 50 parameters are assumptions" in _shown(run, 100)


def test_a_queue_shows_what_it_has() -> None:
    run = made(1, replications=2)
    queue = run.summary[run.summary["metric"] == "utilisation"]
    out = io.StringIO()
    show(queue, run.comparison, run.meta, "", Console(file=out, width=80))
    assert "utilisation" in out.getvalue()
    assert "Verdict" not in out.getvalue()
    assert "lead time to" not in out.getvalue()


def test_markup_in_names_is_text() -> None:
    run = made(2, replications=2)
    run.meta["organisations"] = {"specialised": "[bold]silos[/bold]", "coordinated": "[red]x"}
    assert "[bold]silos" in _shown(run, 160)
