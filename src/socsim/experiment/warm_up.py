"""How long the warm-up of a scenario has to be: measured from an empty office, by MSER-5 and by Welch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.analysis.cohort import YEAR
from socsim.analysis.warm_up import SERIES, WEEK, Found, mser5, weekly
from socsim.engine import chosen
from socsim.experiment.budget import Budget, in_words, predicted
from socsim.experiment.charted import Charted
from socsim.experiment.design import make_design
from socsim.experiment.folder import prepare, whole_file
from socsim.experiment.pool import cores
from socsim.experiment.replicate import simulated
from socsim.experiment.simulate import Say
from socsim.experiment.writing import FIGURES
from socsim.locale import Message
from socsim.scenario.blueprint import Floats

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.engine import Choice
    from socsim.experiment.design import Design
    from socsim.experiment.replicate import Task
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

FILES = ("warm_up.csv", "warm_up.png", "warm_up.svg")
REPLICATIONS = 10
LOOKED_AT = 2
"""Lengths of a run: MSER-5 looks for the end of the warm-up in the first half."""
CALM = 0.02
"""Of the level at the end: a series that is never further from it than this has nothing to settle."""


class WarmUp(Charted):
    """What a look at the warm-up has come to.

    Attributes
    ----------
    stated : the scenario's warm-up, in days.
    length : how long was looked at, in days.
    found : a row for each organisation and series.
    """

    name = "warm_up"

    def __init__(self, design: Design, stated: float, length: float, found: Sequence[Found]) -> None:
        self.design = design
        self.stated, self.length = stated, length
        self.found = tuple(found)

    @property
    def needed(self) -> float | None:
        """Days that the slowest series takes to settle; None where one does not."""
        days = [one.days for one in self.found]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None

    @property
    def enough(self) -> bool:
        """Whether the stated warm-up is long enough."""
        return self.needed is not None and self.needed <= self.stated

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each organisation and series: `settled_after_days` (NaN: not), `stated_days`."""
        import pandas as pd

        rows = [
            {
                "organisation": one.organisation,
                "series": one.series,
                "settled_after_days": math.nan if one.days is None else one.days,
                "stated_days": self.stated,
                "looked_at_days": self.length,
                "replications": len(self.design.replications),
            }
            for one in self.found
        ]
        return pd.DataFrame(rows)

    def sentence(self, language: str = "en") -> str:
        """What came out, in one sentence."""
        from socsim.locale import say

        stated, length = (_time(days, language) for days in (self.stated, self.length))
        if self.needed is None:
            return say("warm_up.never", language, length=length)
        if self.enough:
            return say("warm_up.enough", language, stated=stated)
        return say("warm_up.short", language, stated=stated, needed=_time(self.needed, language))

    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure: Welch's moving averages, with what MSER-5 says."""
        from socsim.charts.warm_up import warm_up

        return warm_up(
            self.found, self.sentence(language), self.stated, self.length, self.design.meta, language
        )

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the sentence and the table."""
        from rich.console import Console

        from socsim.screen.warm_up_screen import show_warm_up

        where = console or Console(highlight=False)
        show_warm_up(self.table, self.sentence(language), self.design.meta, where, folder, language)

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write table and chart (in `sv` or `en`) into a folder."""
        from socsim.charts.draw import save

        folder = Path(folder)
        prepare(folder, FILES)
        with whole_file(folder / FILES[0]) as temporary:
            self.table.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
        figure = self.chart(language)
        return [folder / FILES[0], *(save(figure, folder / name) for name in FILES[1:])]

    def _repr_html_(self) -> str:
        shown: str = self.table.to_html(index=False)
        return f"<p>{self.sentence()}</p>{shown}"


def _time(days: float, language: str) -> str:
    """Years where they are whole or many, else days."""
    from socsim.locale import number, say, say_count

    if days >= 1.5 * YEAR:
        return say("unit.years", language, number=number(days / YEAR, language, 2))
    return say_count("unit.days", language, days, figures=3)


def warm_up(
    source: Loaded | Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    years: float | None = None,
    organisations: Sequence[str] = (),
    jobs: int | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    say: Say | None = None,
    language: str = "en",
) -> WarmUp:
    """Watch every organisation from its first day, and find out when it has settled.

    What is seen is the mean over replications, week by week, of the pieces of work that wait, of the hours
    worked and of the falls.

    Parameters
    ----------
    replications : of each organisation.
    years : how long to watch; None: twice the length of a run.
    jobs : replications at a time; None: one a core.
    budget : seconds after which no replication is begun; one of each organisation is always watched.
    out : a folder for table and chart; None: nothing is written.
    say : told what else there is to know, a message a line.
    language : of that chart, `sv` or `en`.

    Raises
    ------
    UserError : where the scenario will not do.
    """
    from socsim.scenario.reading import load

    loaded = load(source) if isinstance(source, (str, Path)) else source
    design = make_design(loaded, organisations, tuple(range(1, replications + 1)), engine=engine)
    stated = design.scenario.run.warm_up
    length = years * YEAR if years else LOOKED_AT * next(iter(design.blueprints.values())).horizon
    whole = {
        name: replace(blueprint, warm_up=0.0, measure=length, follow_up=0.0)
        for name, blueprint in design.blueprints.items()
    }
    watched = replace(design, blueprints=whole)
    tasks = [watched.task(piece, Path()) for piece in watched.pieces]
    chosen(design.engine).prepare(say or (lambda message: None))
    series = _weekly_of(tasks, len(whole), jobs, length, Budget(budget), say or (lambda message: None))
    whole_replications = len(series) // len(whole)  # tasks come a replication after the other
    design = replace(design, replications=design.replications[:whole_replications])
    series = series[: whole_replications * len(whole)]
    found = []
    for at, name in enumerate(whole):
        own = series[at :: len(whole)]
        for which in SERIES:
            mean: Floats = np.mean([one[which] for one in own], axis=0)
            found.append(Found(name, which, mean, settled_after(mean)))
    result = WarmUp(design, stated, length, found)
    if out is not None:
        result.write(out, language)
    return result


def settled_after(mean: Floats) -> float | None:
    """Days after which a weekly series has settled; 0 where it never was far from where it ends."""
    if len(mean) == 0 or np.ptp(mean) == 0.0:
        return 0.0
    level = float(mean[len(mean) // 2 :].mean())
    if level != 0.0 and float(np.abs(mean / level - 1.0).max()) <= CALM:
        return 0.0
    cut = mser5(mean).cut
    return None if cut is None else cut * WEEK


def _weekly_of(
    tasks: Sequence[Task], least: int, jobs: int | None, length: float, budget: Budget, say: Say
) -> list[dict[str, Floats]]:
    """The series of the tasks, in their order, of `least` of them whatever the budget.

    In processes the ledgers would have to travel, so that SimPy runs in this one.
    """

    def one(task: Task) -> dict[str, Floats]:
        ledger, _ = simulated(task)
        return weekly(ledger, 0.0, length)

    def unless_over(task: Task) -> dict[str, Floats] | None:
        return None if budget.over else one(task)

    first = [one(task) for task in tasks[:least]]
    at_a_time = min(jobs or cores(), len(tasks)) if chosen(tasks[0].engine).HAS_THREADS else 1
    expected = predicted(len(tasks) - least, budget.spent / least, at_a_time)
    say(Message("run.predicted", count=len(tasks) - least, time=in_words(expected)))
    with ThreadPoolExecutor(at_a_time) as pool:
        found = [*first, *pool.map(unless_over, tasks[least:])]
    return [one for one in takewhile(lambda one: one is not None, found) if one is not None]
