"""The cases that are known exactly: for each a scenario file, and what the formulas say of its figures.

The numbers in the calls are those of the files in `cases/`. Who changes one of the two and not the other is
told so by the comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from socsim.experiment.figures import Figure
from socsim.scenario.errors import UserError
from socsim.theory.chances import (
    all_letters_missed,
    events_before,
    events_during_wait,
    first_of_two,
    letters_sent,
    longest_of,
    missed_and_not_caught,
    share_away,
    times_away,
)
from socsim.theory.queues import (
    erlang_a,
    erlang_c_wait,
    feedback_sojourn,
    fork_join,
    little,
    mg1_wait,
    mm1_sojourn_within,
    mm1_wait,
    priority_waits,
    traffic,
    unreliable_number,
)

FOLDER = Path(__file__).parent / "cases"
HOURS = 24.0
"""A day: figures are in days, and the theory of all cases but `posts` in hours."""


@dataclass(frozen=True)
class Quantity:
    """A figure of a case, and what theory says that it is in the long run.

    Attributes
    ----------
    name : what it is; in words it is the message `verify.quantity.<name>`.
    figure : of summary.csv.
    theory : its expectation, in the unit of the words.
    per : another figure, by which it is divided in each replication.
    unit : by how much to multiply the figure, as 24 for days in hours.
    organisation : in which; empty: the only one.
    of : the name of the organisation, unit or need that it is about, whose label is shown; empty: of all.
    """

    name: str
    figure: Figure
    theory: float
    per: Figure | None = None
    unit: float = 1.0
    organisation: str = ""
    of: str = ""


@dataclass(frozen=True)
class Case:
    """A scenario of which something is known exactly.

    Attributes
    ----------
    name : of it, and of its file.
    quantities : what is compared.
    longer : how many times as long as in the file a window is in the compiled engine, which has the time.
    """

    name: str
    quantities: tuple[Quantity, ...]
    longer: float

    @property
    def file(self) -> Path:
        """The scenario."""
        return FOLDER / f"{self.name}.yaml"


def wait(hours: float, of: str = "", *, group: str = "all", organisation: str = "") -> Quantity:
    """The mean wait of a piece of work, from ready to begun."""
    return Quantity("wait", Figure("wait_days", group=group), hours, None, HOURS, organisation, of)


def busy(share: float, of: str = "", *, group: str = "all", organisation: str = "") -> Quantity:
    """The share of time at work of those who are there."""
    return Quantity("busy", Figure("utilisation", group=group), share, None, 1.0, organisation, of)


def queue(pieces: float, of: str = "", *, group: str = "all", organisation: str = "") -> Quantity:
    """The mean number of pieces of work that wait."""
    return Quantity("queue", Figure("queue_length", group=group), pieces, None, 1.0, organisation, of)


def time(hours: float, of: str = "", *, statistic: str = "mean", organisation: str = "") -> Quantity:
    """The time from a client's arrival until all needs are met: the mean, or a quantile."""
    name = "time" if statistic == "mean" else f"time_{statistic}"
    return Quantity(name, Figure("lead_to_recovery_days", statistic), hours, None, HOURS, organisation, of)


def _mm1() -> Iterator[Quantity]:
    for unit, load in (("half", 0.5), ("busy", 0.8)):
        group = f"unit={unit}"
        yield wait(mm1_wait(load, 1.0), unit, group=group)
        yield queue(little(load, mm1_wait(load, 1.0)), unit, group=group)
        yield busy(load, unit, group=group)


def _mm1_time() -> Iterator[Quantity]:
    yield time(mm1_wait(0.5, 1.0) + 1.0)
    yield time(math.log(2.0) / (1.0 - 0.5), statistic="p50")
    yield time(math.log(10.0) / (1.0 - 0.5), statistic="p90")
    within = Figure("within_deadline_share")
    yield Quantity("within_deadline", within, mm1_sojourn_within(0.5, 1.0, 2.0))


def _mmc(arrivals: float, **servers: int) -> Iterator[Quantity]:
    for organisation, c in servers.items():
        mean = erlang_c_wait(arrivals, 1.0, c)
        yield wait(mean, organisation, organisation=organisation)
        yield queue(little(arrivals, mean), organisation, organisation=organisation)
        yield busy(arrivals / c, organisation, organisation=organisation)


def _mg1() -> Iterator[Quantity]:
    for unit, cv in (("even", 0.5), ("varied", 1.5)):
        yield wait(mg1_wait(0.6, 1.0, cv), unit, group=f"unit={unit}")


def _priority() -> Iterator[Quantity]:
    waits = priority_waits([0.2, 0.3, 0.28], [1.0, 0.5, 1.25])
    for need, mean in zip(("acute", "protective", "ordinary"), waits, strict=True):
        yield wait(mean, need, group=f"need={need}")


def _patience() -> Iterator[Quantity]:
    fell = Figure("falls_per_client", group="cause=gave_up")
    for organisation, c in (("four", 4), ("five", 5)):
        found = erlang_a(4.8, 1.0, c, 0.5)
        yield Quantity("gave_up", fell, found.gave_up, None, 1.0, organisation, organisation)
        yield wait(found.served_wait, organisation, organisation=organisation)
        yield queue(little(4.8, found.wait), organisation, organisation=organisation)
        yield busy(4.8 * (1.0 - found.gave_up) / c, organisation, organisation=organisation)


def _jackson() -> Iterator[Quantity]:
    units = {"intake": (1, 0.7), "investigation": (2, 1.5), "decision": (1, 1.1)}
    rates = traffic([0.7, 0.0, 0.0], [[0.0, 0.8, 0.0], [0.2, 0.1, 0.7], [0.0, 0.0, 0.0]])
    whole = 0.0
    for rate, (unit, (c, mean)) in zip(rates, units.items(), strict=True):
        waited = erlang_c_wait(rate, 1.0 / mean, c)
        whole += rate / 0.7 * (waited + mean)
        yield wait(waited, unit, group=f"unit={unit}")
        yield queue(little(rate, waited), unit, group=f"unit={unit}")
        yield busy(rate * mean / c, unit, group=f"unit={unit}")
    yield time(whole)


def _feedback() -> Iterator[Quantity]:
    visits = 1.0 / (1.0 - 0.3)
    yield wait(mm1_wait(0.42 * visits, 1.0))
    yield time(feedback_sojourn(0.42, 1.0, 0.3))
    yield Quantity("hours", Figure("hours"), visits)


def _pooling() -> Iterator[Quantity]:
    yield wait(erlang_c_wait(3.2, 1.0, 4), "pooled", organisation="pooled")
    yield wait(mm1_wait(0.8, 1.0), "split", organisation="split")


def _reminders() -> Iterator[Quantity]:
    for reminders, need in enumerate(("none", "one", "two")):
        fell = Figure("falls_per_client", group=f"need={need}")
        yield Quantity("missed", fell, all_letters_missed(0.4, reminders), of=need)
    letters = sum(letters_sent(0.4, reminders) for reminders in (0, 1, 2))
    yield Quantity("demands", Figure("demands"), 3.0 * letters)


def _hazards() -> Iterator[Quantity]:
    for need, payer, spared in (("slight", "municipality", 2), ("severe", "region", 0)):
        paid = Figure("cost_per_client", group=f"payer={payer}")
        yield Quantity("crises", paid, events_before(1.0, 0.8, spared), of=need)


def _leaving() -> Iterator[Quantity]:
    yield Quantity("recovered", Figure("recovered_share"), first_of_two(1.15, 0.25))
    yield Quantity("open", Figure("days_in_state"), 1.0 / (1.0 + 0.25 + 0.15), None, HOURS)


def _away() -> Iterator[Quantity]:
    away, present = share_away(0.1, 2.5), unreliable_number(0.5, 1.0, 0.1, 0.4)
    yield Quantity("sick_leave", Figure("sick_leave_share"), away)
    yield busy(0.5 / (1.0 - away))
    yield queue(present - 0.5)
    yield time(present / 0.5)


def _posts() -> Iterator[Quantity]:
    ill = Figure("sick_leave_share")
    yield Quantity("sick_leave", ill, share_away(2.0, 30.0 / 365.25), None, 1.0, "ill", "ill")
    left = Figure("posts_left_share")
    yield Quantity("posts_left", left, times_away(0.5, 4.0 / 12.0), None, 1.0, "leaves", "leaves")


def _one_caseworker() -> Iterator[Quantity]:
    wait_of_each = mg1_wait(0.6, 1.0, 0.5**0.5)
    for unit, cases_of_each in (("case", 1), ("client", 2)):
        line = Figure("assignment_queue_length", group=f"unit={unit}")
        yield Quantity("line", line, cases_of_each * little(0.6, wait_of_each), of=unit)


def _little() -> Iterator[Quantity]:
    # money goes through the traffic equations of its two steps; health passes each once
    money = traffic([1.2, 0.0], [[0.0, 0.7], [0.1, 0.0]])
    for unit, rate in zip(("intake", "decision"), (money[0] + 0.3, money[1] + 0.3), strict=True):
        length, waited = (
            Figure("queue_length", group=f"unit={unit}"),
            Figure("wait_days", group=f"unit={unit}"),
        )
        yield Quantity("length_over_wait", length, rate, waited, 1.0 / HOURS, of=unit)


@cache
def cases() -> tuple[Case, ...]:
    """All of them, in the order of the table."""
    crises, fell = Figure("cost_per_client", group="kind=crises"), Figure("falls_per_client")
    line = Figure("assignment_queue_length")
    return (
        Case("mm1", tuple(_mm1()), 235),
        Case("mm1_time", tuple(_mm1_time()), 40),
        Case("mmc", tuple(_mmc(2.1, three=3, four=4)), 170),
        Case("mmc_large", tuple(_mmc(8.0, ten=10, twelve=12)), 75),
        Case("mg1", tuple(_mg1()), 145),
        Case("priority", tuple(_priority()), 205),
        Case("patience", tuple(_patience()), 60),
        Case("jackson", tuple(_jackson()), 57),
        Case("feedback", tuple(_feedback()), 52),
        Case("pooling", tuple(_pooling()), 232),
        Case("fork_join", (time(fork_join(0.6, 1.0)),), 75),
        Case("side_by_side", (time(longest_of([24.0, 48.0, 72.0])),), 75),
        Case("caseload", (Quantity("line", line, little(2.1, erlang_c_wait(2.1, 1.0, 3))),), 142),
        Case("one_caseworker", tuple(_one_caseworker()), 125),
        Case("reminders", tuple(_reminders()), 100),
        Case("coordinator", (Quantity("missed", fell, missed_and_not_caught(0.5, 0.5)),), 20),
        Case("hazards", tuple(_hazards()), 95),
        Case("hazards_in_queue", (Quantity("crises", crises, events_during_wait(1.2, 1.0, 2, 1.0, 1)),), 50),
        Case("leaving", tuple(_leaving()), 10),
        Case("away", tuple(_away()), 52),
        Case("posts", tuple(_posts()), 5),
        Case("little", tuple(_little()), 10),
    )


def chosen(names: Sequence[str] = ()) -> tuple[Case, ...]:
    """The cases of these names, in the order of the table; none: all.

    Raises
    ------
    UserError : where there is no case of a name.
    """
    known = {case.name: case for case in cases()}
    for name in names:
        if name not in known:
            raise UserError([f"--case {name}: there is no such case; there are {', '.join(known)}"])
    return tuple(case for case in cases() if not names or case.name in names)
