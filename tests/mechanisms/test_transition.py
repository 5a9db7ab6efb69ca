"""A change of organisation: worked out by hand, against a slower queue, and its money."""

from __future__ import annotations

from typing import Any

import pytest

from socsim.analysis import measure
from socsim.engine.ledger import Ledger
from socsim.model.laws import slower_work
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import plan
from socsim.scenario.names import UNCOVERED
from socsim.scenario.schema import Scenario

from ..engine.both import agree
from .bench import (
    Comes,
    Written,
    agrees,
    blueprint_of,
    changed,
    column,
    days,
    figures,
    many,
    pieces,
    scenario,
    tell,
)

CHANGE = "organisations.office.transition"
TWICE = {"period": "100 days", "pace": 2.0, "fades": False}


def desk(change: dict[str, Any] | None, **unit: Any) -> Written:
    """One caseworker, ten days for each client."""
    need = {"steps": {"service": {"effort": days(10)}}}
    written = scenario({"help": need}, {"desk": {"handles": ["*"], "assignment": "step", **unit}})
    return changed(written, {CHANGE: change})


def spans(written: Written, *clients: Comes) -> list[tuple[float, ...]]:
    return pieces(tell(written, *clients), "start", "end")


TWO = (Comes(0, ["help"]), Comes(6, ["help"]))


def test_what_begins_after_the_change_takes_longer() -> None:
    """The first piece is under way when the change comes, and takes its ten days."""
    assert spans(desk(None), *TWO) == [(0, 10), (10, 20)]
    assert spans(desk({"period": "100 days"}), *TWO) == [(0, 10), (10, 20)]
    assert spans(desk({**TWICE, "starts": "5 days"}), *TWO) == [(0, 10), (10, 30)]
    assert spans(desk({**TWICE, "starts": "11 days"}), *TWO) == [(0, 10), (10, 20)]
    assert spans(desk({**TWICE, "period": "10 days"}), *TWO) == [(0, 20), (20, 30)]


def test_it_fades() -> None:
    """Five of a hundred days after the change the factor is 1.95."""
    assert spans(desk({**TWICE, "starts": "5 days", "fades": True}), *TWO) == [(0, 10), (10, 29.5)]


def test_it_is_counted_from_the_start_of_the_window() -> None:
    later = changed(desk({**TWICE, "starts": "5 days"}), {"run.warm_up": "4 days"})
    assert spans(later, Comes(4, ["help"]), Comes(6, ["help"])) == [(4, 14), (14, 34)]
    assert spans(later, Comes(0, ["help"]), Comes(6, ["help"]))[-1] == (10, 30)


def test_managers_and_actors_work_as_before() -> None:
    decided = changed(
        desk(TWICE, decided_by="manager", managers=1),
        {
            "needs.help.steps.service.decides": True,
            "office.managers": {"hours_per_day": 24, "decision": days(3)},
            "needs.help.steps.after": {"effort": days(1)},
            "actors": {"clinic": {"handles": ["help.after"], "assignment": "step", "caseworkers": 1}},
        },
    )
    assert spans(decided, Comes(0, ["help"])) == [(0, 20), (20, 23), (23, 24)]


# -- cases that change hands -----------------------------------------------------------------------


def team(handed_over: float, workers: int = 2, lost: float = 0.0, read: float = 0.0, **unit: Any) -> Written:
    """Caseworkers with cases of their own, ten days each; the change comes on day 4."""
    need = {"steps": {"service": {"effort": days(10)}}}
    written = scenario(
        {"help": need, "home": need},
        {"desk": {"handles": ["*"], "assignment": "case", "caseworkers": workers, **unit}},
        {"acquaintance": {"effort": days(read)}},
    )
    change = {"starts": "4 days", "period": "0 days", "handed_over": handed_over, "lost_at_handover": lost}
    return changed(written, {CHANGE: change})


def test_a_case_passes_to_a_colleague_who_reads_up() -> None:
    """A day of reading up and three of work are done: seven are left, after a day of the other's reading."""
    told = tell(team(1.0, read=1.0), Comes(0, ["help"]))
    assert pieces(told, "worker", "ready", "start", "end", "reading") == [(1, 4, 4, 12, 24)]
    assert column(told.needs, "handovers").tolist() == [1]
    assert column(told.clients, "contacts").tolist() == [2]
    assert column(told.caseworkers, "caseload_area").tolist() == [4, 8]
    assert spans(team(0.0, read=1.0), Comes(0, ["help"])) == [(0, 11)]
    assert spans(team(1.0, read=1.0), Comes(5, ["help"])) == [(5, 16)]  # came after the change


def test_nobody_else_or_no_room_leaves_it_where_it_is() -> None:
    assert pieces(tell(team(1.0, workers=1), Comes(0, ["help"])), "worker", "end") == [(0, 10)]
    full = team(1.0, caseload=1)
    both = tell(full, Comes(0, ["help"]), Comes(1, ["help"]))
    assert pieces(both, "worker", "start", "end") == [(0, 0, 10), (1, 1, 11)]
    assert column(both.needs, "handovers").tolist() == [0, 0]


def test_a_case_passes_once() -> None:
    """What the first desk hands to the second is new there, and stays; the second's own case comes back."""
    told = tell(team(1.0), Comes(0, ["help"]), Comes(1, ["help"]))
    assert pieces(told, "client", "worker", "start", "end") == [(0, 1, 4, 10), (1, 0, 4, 11)]
    assert column(told.needs, "handovers").tolist() == [1, 1]


def test_what_waits_on_the_desk_goes_along_or_stays() -> None:
    """With one client on each of two desks, and one on the first desk's queue, all three pass on."""
    told = tell(team(1.0), Comes(0, ["help"]), Comes(1, ["help"]), Comes(2, ["help"]))
    assert pieces(told, "client", "worker", "start", "end") == [
        (0, 1, 4, 10), (1, 0, 4, 11), (2, 1, 10, 20)
    ]  # fmt: skip


def test_a_clients_cases_pass_on_together() -> None:
    told = tell(team(1.0, assignment="client", workers=3), Comes(0, ["help", "home"]))
    assert pieces(told, "worker", "end") == [(1, 10), (1, 20)]


def test_some_are_forgotten_then() -> None:
    told = tell(team(1.0, lost=1.0), Comes(0, ["help"]))
    assert (told.falls["cause"].tolist(), told.falls["at"].tolist()) == ([UNCOVERED], [4.0])
    assert pieces(told, "end") == []


@pytest.mark.parametrize("assignment", ["case", "client"])
def test_so_many_pass_on(assignment: str) -> None:
    """A share of those who are there, each case by a draw of its own, or each client; all are forgotten."""
    kinds = ["help", "home"] if assignment == "client" else ["help"]
    written = changed(
        team(0.3, assignment=assignment, workers=3, lost=1.0),
        {
            "needs.help.steps.service.effort": days(400),
            "population.profiles": [{"name": "all", "arrivals": "100 per day", "needs": kinds}],
            "run": {"measure": "5 days", "follow_up": "0 days"},
        },
    )

    def share(_: Blueprint, ledger: Ledger) -> float:
        assert set(column(ledger.falls, "at").tolist()) == {4.0}
        return float(len(ledger.falls["at"]) / (column(ledger.needs, "born") < 4.0).sum())

    agrees(figures(written, share, 30), 0.3)


# -- a slower queue, and those who come later ------------------------------------------------------


def queue(change: dict[str, Any]) -> Written:
    """M/M/1, twelve clients a day of an hour each."""
    written = scenario(
        {"help": {"steps": {"service": {"effort": {"dist": "exponential", "mean": "1 h"}, "decides": True}}}},
        {"desk": {"handles": ["*"], "assignment": "step"}},
        profiles=[{"name": "all", "arrivals": "12 per day", "needs": ["help"]}],
        run={"warm_up": "20 days", "measure": "700 days", "follow_up": "20 days", "seed": 26},
    )
    return changed(written, {CHANGE: change})


def wait(blueprint: Blueprint, ledger: Ledger) -> float:
    """Mean days from ready to begun, of pieces that became ready a month after the change or later."""
    ready = column(ledger.work, "ready")
    chosen = (ready >= blueprint.warm_up + 30.0) & (ready < blueprint.warm_up + blueprint.measure)
    return float((column(ledger.work, "start") - ready)[chosen].mean())


@pytest.mark.parametrize(("period", "pace"), [("3 years", 1.5), ("10 days", 1.5)])
def test_it_is_a_slower_queue_while_it_lasts(period: str, pace: float) -> None:
    """rho / (mu - lambda), with the service slower in the first case and as ever in the second."""
    mean = (pace if period == "3 years" else 1.0) / 24.0
    load = 12.0 * mean
    written = queue({"period": period, "pace": pace, "fades": False})
    agrees(figures(written, wait, 30), load * mean / (1.0 - load))


def test_it_hurts_first() -> None:
    """Who comes in the first year waits longer than who comes in the second, and that as without it."""
    run = {"run.measure": "2 years", "run.warm_up": "30 days"}

    def by_year(change: dict[str, Any]) -> list[float]:
        blueprint, _, ledger = many(changed(queue(change), run))
        frame = measure(ledger, blueprint)
        rows = frame[(frame.metric == "lead_to_decision_days") & (frame.statistic == "mean")]
        assert set(rows.group) >= {"year=1", "year=2"}
        return [float(rows[rows.group == f"year={year}"].value.iloc[0]) for year in (1, 2)]

    hurt, calm = by_year({"period": "300 days", "pace": 1.8}), by_year({"period": "1 day"})
    assert hurt[0] > 1.5 * calm[0]
    assert hurt[1] == pytest.approx(calm[1], rel=0.01)


# -- its money -------------------------------------------------------------------------------------

PRICED = {"period": "100 days", "cost": "1000 SEK"}


def cost(change: dict[str, Any], run: dict[str, Any] | None = None) -> tuple[float, float]:
    """What a client costs for it, and what all cost for it."""
    blueprint, _, ledger = many(
        changed(desk(change), {f"run.{key}": value for key, value in (run or {}).items()})
    )
    frame = measure(ledger, blueprint)
    rows = frame[(frame.metric == "cost_per_client") & (frame.group == "kind=transition")]
    each = float(rows.value.iloc[0])
    return each, each * len(ledger.clients["client"])


def test_what_falls_in_the_window_is_shared_by_the_clients() -> None:
    assert cost(PRICED)[1] == pytest.approx(1000.0)
    assert cost({**PRICED, "starts": "150 days"})[1] == pytest.approx(500.0)
    assert cost({**PRICED, "period": "0 days"})[1] == pytest.approx(1000.0)
    assert cost({"period": "100 days", "pace": 2.0}) == (0.0, 0.0)


def test_within_equal_money_or_beside_it() -> None:
    """200 days, of which 100 SEK a day would be 20,000: a cost of 2,000 leaves nine tenths of the hours."""
    other = {"units": {"desk": {"handles": ["*"], "assignment": "step", "caseworkers": 1}}}
    written = changed(
        desk(None),
        {
            "organisations.new": other,
            "costs": {"caseworker": "100 SEK per day"},
            "comparison.reference": "office",
        },
    )
    change = {"period": "50 days", "cost": "2000 SEK"}

    def factor(**more: Any) -> float:
        scenario = Scenario.model_validate(
            changed(written, {"organisations.new.transition": {**change, **more}})
        )
        planned = plan(scenario).organisations
        assert planned["new"].payroll_after == pytest.approx(planned["office"].payroll_after)
        return planned["new"].hours_factor

    assert factor() == 1.0
    assert factor(within_equal_money=True) == pytest.approx(0.9)
    assert factor(within_equal_money=True, cost="0 SEK") == 1.0


def test_the_engines_agree_while_it_lasts() -> None:
    agree(blueprint_of(changed(queue({"period": "20 days", "pace": 1.7}), {"run.measure": "30 days"})), 26)


def test_law() -> None:
    assert slower_work(1.5, -1.0, 100.0, 1) == 1.0
    assert slower_work(1.5, 0.0, 100.0, 1) == 1.5
    assert slower_work(1.5, 50.0, 100.0, 1) == 1.25
    assert slower_work(1.5, 50.0, 100.0, 0) == 1.5
    assert slower_work(1.5, 100.0, 100.0, 0) == 1.0
    assert slower_work(1.5, 0.0, 0.0, 1) == 1.0
