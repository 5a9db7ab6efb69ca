"""Failure demand: work caused by earlier work that was not done right; and flow efficiency.

Source: Seddon (2003), Freedom from Command and Control, Buckingham: Vanguard Education: demand caused by
a failure to do something or do something right for the customer, as against value demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from socsim.analysis.closer.panel import HOURS, Panel, coded, is_of, long, names_in, over
from socsim.analysis.cohort import Bools
from socsim.scenario.blueprint import Floats, Ints
from socsim.scenario.names import OPEN_STATES

if TYPE_CHECKING:
    import pandas as pd

ALL, ALL_BUT_RETOLD = "all", "all_but_retold"
FAILURES = ("rework", "notes_again", "after_fall", "done_again", "asked_again", "retold")
"""What failure demand is made of; docs/metrics.md says what is in each."""
_MET = ("step", "follow_up")
_TOWARDS = ("step", "consultation")


def failure_demand(
    clients: pd.DataFrame,
    work: pd.DataFrame,
    falls: pd.DataFrame,
    follow_up: float,
    by: str = "needs",
) -> pd.DataFrame:
    """Hours of work that earlier work caused because it was not done right, of all hours for the cohort.

    `rework`: decisions made anew after a review found a fault. `notes_again`: notes sent back. `after_fall`:
    what is done of a step once more after the need fell. `done_again`: the same without a fall.
    `asked_again`: hours on information that is held elsewhere, and on what another unit has looked into.
    `retold`: reading up by one who is new to the client, on a need about which somebody had met the client
    before. No hour is in two of them. Whether a story told to the next person in a planned chain is a
    failure can be disputed: the sum stands there with it (`all`) and without (`all_but_retold`).

    Reminders, and visits by clients who only ask how it goes, take no time in the model.

    Parameters
    ----------
    clients, work, falls
        The tables of those names.
    follow_up
        Days for which each client is followed.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, kind, measure, value, low, high, replications`: `measure` is `share`
        (of all hours) or `hours` (per client).

    Examples
    --------
    The second interview takes place because the need fell after the first:

    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "client": 0, "cohort": True}
    >>> clients = pd.DataFrame({**run, "needs": [1], "arrival": 0.0})
    >>> work = pd.DataFrame({
    ...     **run, "need": "money", "spell": 1, "step": "interview", "unit": "desk", "worker": [1, 2],
    ...     "what": "step", "ready": [1.0, 30.0], "start": [2.0, 31.0], "end": [3.0, 32.0],
    ...     "hours": [3.0, 3.0], "reading": [1.0, 1.0], "duplicate": 0.0, "documentation": 0.0,
    ... })
    >>> falls = pd.DataFrame({**run, "need": ["money"], "spell": 1, "at": 10.0})
    >>> found = failure_demand(clients, work, falls, 100.0)
    >>> rows = found[(found["group"] == "all") & (found["value"] > 0.0) & (found["measure"] == "share")]
    >>> rows[["kind", "value"]].reset_index(drop=True)
                 kind  value
    0             all    0.5
    1  all_but_retold    0.5
    2      after_fall    0.5
    """
    panel = Panel(clients, follow_up, by)
    work, owner = panel.before_until(work, "end")
    spent = work[list(HOURS)].to_numpy(dtype=np.float64)
    why, partly = _why(panel, work, owner, falls)
    apart = [panel.sums(owner, spent.sum(axis=1) * (why == code)) for code in range(len(FAILURES))]
    for name, part in partly.items():
        apart[FAILURES.index(name)] += panel.sums(owner, part)
    retold = FAILURES.index("retold")
    both = [sum(apart), sum(part for code, part in enumerate(apart) if code != retold)]
    hours = np.stack([*both, *apart], axis=2)
    whole = panel.sums(owner, spent.sum(axis=1))
    measures = {"share": over(hours, whole[:, :, None]), "hours": over(hours, panel.sums()[:, :, None])}
    kinds = [ALL, ALL_BUT_RETOLD, *FAILURES]
    return long(measures, {"organisation": panel.organisations, "group": panel.groups, "kind": kinds})


def _why(
    panel: Panel, work: pd.DataFrame, owner: Ints, falls: pd.DataFrame
) -> tuple[Ints, dict[str, Floats]]:
    """Which of FAILURES a whole piece of work is, -1 for none; and the hours of others that are failures."""
    pieces = _Pieces(panel, work, owner)
    again = pieces.again()
    after = again & (pieces.last_fall(panel, falls) > pieces.first_ready)
    why = np.full(len(work), -1)
    why[again] = FAILURES.index("done_again")
    why[after] = FAILURES.index("after_fall")
    why[pieces.is_of("notes")] = FAILURES.index("notes_again")
    why[pieces.is_of("rework") | pieces.is_of("appeal")] = FAILURES.index("rework")
    other = why < 0
    reading = work["reading"].to_numpy(dtype=np.float64)
    duplicate = work["duplicate"].to_numpy(dtype=np.float64)
    return why, {"asked_again": duplicate * other, "retold": reading * (other & pieces.met_before())}


@dataclass
class _Pieces:
    """The cohort's pieces of work, with the needs and the steps that they are about."""

    panel: Panel
    work: pd.DataFrame
    owner: Ints

    def __post_init__(self) -> None:
        work = self.work
        self.kinds, steps = names_in(work["need"]), names_in(work["step"])
        self.need = self.panel.need_keys(work, self.owner, self.kinds)
        self.about = coded(work["need"], self.kinds) >= 0
        self.ready, self.start = (work[name].to_numpy(dtype=np.float64) for name in ("ready", "start"))
        _, self.step = np.unique(
            self.need * (len(steps) + 1) + coded(work["step"], steps), return_inverse=True
        )

    def is_of(self, what: str) -> Bools:
        """Pieces of this kind of work."""
        return is_of(self.work["what"], what)

    def again(self) -> Bools:
        """What is done of a step from when it is ready for the second time, follow-ups left out."""
        step = np.flatnonzero(self.is_of("step"))
        order = step[np.lexsort((self.ready[step], self.step[step]))]
        number = int(self.step.max(initial=-1)) + 1
        first, second = np.full(number, np.inf), np.full(number, np.inf)
        of = self.step[order]
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        first[of[begins]] = self.ready[order[begins]]
        nexts = begins + 1
        nexts = nexts[(nexts < len(of)) & (np.diff(of, append=-1)[begins] == 0)]
        second[of[nexts]] = self.ready[order[nexts]]
        self.first_ready = first[self.step]
        found: Bools = self.about & ~self.is_of("follow_up") & (self.ready >= second[self.step])
        return found

    def last_fall(self, panel: Panel, falls: pd.DataFrame) -> Floats:
        """When the need had last fallen before each piece was ready; -inf: never."""
        owner = panel.owners(falls)
        falls, owner = falls[owner >= 0], owner[owner >= 0]
        fallen = panel.need_keys(falls, owner, self.kinds)
        times = np.concatenate((falls["at"].to_numpy(dtype=np.float64), self.ready))
        keys = np.concatenate((fallen, self.need))
        is_fall = np.arange(len(keys)) < len(fallen)
        order = np.lexsort((~is_fall, times, keys))
        last = np.maximum.accumulate(np.where(is_fall[order], np.arange(len(order)), -1))
        there = (last >= 0) & (keys[order[last]] == keys[order])
        found = np.full(len(keys), -np.inf)
        found[order] = np.where(there, times[order[last]], -np.inf)
        return found[len(fallen) :]

    def met_before(self) -> Bools:
        """Meetings about a need that are not the first."""
        met = np.flatnonzero(is_of(self.work["what"], *_MET) & self.about)
        order = met[np.lexsort((self.start[met], self.need[met]))]
        found = np.zeros(len(self.need), dtype=np.bool_)
        found[order] = np.diff(self.need[order], prepend=-1) == 0
        return found


def flow_efficiency(
    clients: pd.DataFrame,
    needs: pd.DataFrame,
    work: pd.DataFrame,
    falls: pd.DataFrame,
    follow_up: float,
    hours_a_day: Mapping[str, Mapping[str, float]],
    supports: frozenset[tuple[str, str]],
    by: str = "needs",
) -> pd.DataFrame:
    """Work towards support over the time that it takes, and the part of it that adds value.

    `worked` is the metric `flow_efficiency`: work on steps and decisions, in days at the worker's daily
    hours, over need-days in open states but support. `value_adding` leaves out of that work what is
    failure demand.

    Parameters
    ----------
    clients, needs, work, falls
        The tables of those names.
    follow_up
        Days for which each client is followed.
    hours_a_day, supports
        Of the run's `Setting`.
    by
        `needs`, `district` or `profile`.

    Returns
    -------
    pandas.DataFrame
        Columns `organisation, group, part, share, low, high, replications`; `part` is `worked` or
        `value_adding`.

    Examples
    --------
    Six hours at six hours a day, and two of reading up, in a wait of ten days:

    >>> import pandas as pd
    >>> run = {"organisation": "silos", "replication": 1, "client": [0], "cohort": True}
    >>> clients = pd.DataFrame({**run, "needs": 1, "arrival": 0.0})
    >>> days = dict.fromkeys([f"days_{state}" for state in OPEN_STATES], 0.0)
    >>> needs = pd.DataFrame({**run, "need": "money", "spell": 1, **days, "days_waiting": 10.0})
    >>> work = pd.DataFrame({
    ...     **run, "need": "money", "spell": 1, "step": "interview", "unit": "desk", "worker": 1,
    ...     "what": "step", "ready": 1.0, "start": 2.0, "end": 3.0,
    ...     "hours": 4.0, "reading": 0.0, "duplicate": 2.0, "documentation": 0.0,
    ... })
    >>> falls = pd.DataFrame({**run, "need": "money", "spell": 1, "at": 10.0})[:0]
    >>> rates = {"silos": {"desk": 6.0}}
    >>> found = flow_efficiency(clients, needs, work, falls, 100.0, rates, frozenset())
    >>> found.loc[found["group"] == "all", ["part", "share"]].round(3)
               part  share
    0        worked  0.100
    1  value_adding  0.067
    """
    panel = Panel(clients, follow_up, by)
    work, owner = panel.before_until(work, "end")
    spent = work[list(HOURS)].to_numpy(dtype=np.float64).sum(axis=1)
    why, partly = _why(panel, work, owner, falls)
    failed = np.where(why >= 0, spent, partly["asked_again"] + partly["retold"])
    days = _towards(work, supports) / _rates(work, hours_a_day)
    whose = panel.owners(needs)
    open_days = [f"days_{state}" for state in OPEN_STATES if state != "in_support"]
    waited = needs[open_days].to_numpy(dtype=np.float64).sum(axis=1)[whose >= 0]
    below = panel.sums(whose[whose >= 0], waited)
    parts = {"worked": spent * days, "value_adding": (spent - failed) * days}
    shares = np.stack([over(panel.sums(owner, part), below) for part in parts.values()], axis=2)
    return panel.table(shares, "share", {"part": list(parts)})


def _towards(work: pd.DataFrame, supports: frozenset[tuple[str, str]]) -> Floats:
    """1 for work on the way to a support, else 0."""
    needs, steps = names_in(work["need"]), names_in(work["step"])
    is_support = np.zeros((len(needs) + 1, len(steps) + 1), dtype=np.bool_)
    for need, step in supports:
        if need in needs and step in steps:
            is_support[needs.index(need), steps.index(step)] = True
    supporting = is_support[coded(work["need"], needs), coded(work["step"], steps)]
    towards = is_of(work["what"], "decision") | (is_of(work["what"], *_TOWARDS) & ~supporting)
    return np.where(towards, 1.0, 0.0)


def _rates(work: pd.DataFrame, hours_a_day: Mapping[str, Mapping[str, float]]) -> Floats:
    """Working hours a day of whoever did each piece."""
    organisations, units = names_in(work["organisation"]), names_in(work["unit"])
    rates: Floats = np.array(
        [[hours_a_day[name].get(unit, np.nan) for unit in units] for name in organisations], dtype=np.float64
    ).reshape(len(organisations), len(units))
    found: Floats = rates[coded(work["organisation"], organisations), coded(work["unit"], units)]
    return found
