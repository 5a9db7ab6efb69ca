"""Putting a question to a scenario: what all questions have in common, here and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socsim.experiment.budget import Budget
from socsim.experiment.pool import Where
from socsim.experiment.run import FAILED, ended_well, on_screen, report, said
from socsim.experiment.simulate import How, Say
from socsim.experiment.trials import Trials
from socsim.scenario.errors import UserError

if TYPE_CHECKING:
    from socsim.answers.answer import Answer
    from socsim.engine import Choice
    from socsim.scenario.reading import Loaded


@dataclass(frozen=True)
class Asked:
    """A scenario to which a question is put.

    Attributes
    ----------
    loaded : the scenario.
    trials : simulates its variants.
    replications : the numbers of those of each variant, from 1.
    set : the keys that were replaced in the file.
    say : told what there is to know while it runs, a message a line.
    """

    loaded: Loaded
    trials: Trials
    replications: tuple[int, ...]
    set: tuple[str, ...]
    say: Say

    @property
    def meta(self) -> dict[str, Any]:
        """As `Design.meta`, with the replications that were used."""
        return self.trials.base.meta | {"replications": len(self.replications)}


def opened(
    source: Loaded | str | Path,
    *,
    organisations: Sequence[str] = (),
    replications: int | None = None,
    set: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    out: Path | str | None = None,
    engine: Choice = "auto",
    progress: bool = False,
    language: str = "en",
) -> Asked:
    """Read the scenario and make ready to simulate its variants.

    Parameters
    ----------
    source : a scenario file, or what `load` gives for it.
    organisations : those that the question is about; none: all.
    replications : of each variant; None: as many as the scenario states.
    set : replacements of keys, in all variants.
    jobs, cluster, budget, engine, progress : as in `run`.
    language : of what `progress` shows, `sv` or `en`.
    out : the folder of the answer, and of what has been simulated for it. None: nothing is written.

    Raises
    ------
    UserError : where the scenario, an organisation or the folder will not do.
    """
    from socsim.scenario.reading import Loaded, load

    loaded = source if isinstance(source, Loaded) and not set else load(_path(source), set=set)
    number = loaded.scenario.run.replications if replications is None else replications
    if number < 1:
        raise UserError([f"--replications {number}: a whole number from 1"])
    where = Where(jobs, cluster=cluster, budget=Budget(budget))
    how = How(where, on_screen(progress, language), said(progress, language))
    trials = Trials(loaded, organisations, None if out is None else Path(out), how, engine)
    return Asked(loaded, trials, tuple(range(1, number + 1)), tuple(set), how.say)


def _path(source: Loaded | str | Path) -> Path:
    return Path(source) if isinstance(source, (str, Path)) else source.path


def answer_file(
    question: Callable[..., Answer],
    file: Path,
    *,
    set: Sequence[str],
    out: Path | None,
    medium: str,
    language: str,
    quiet: bool,
    **options: Any,
) -> int:
    """Put a question to a scenario file as the command line does, and say what the answer is.

    Parameters
    ----------
    question : the library's function; `options` are its other arguments.
    out : the folder of the answer; None: `results/<file stem>-answers`, where all questions find what the
        others have simulated.
    medium : `slide`: the chart on slides as well.

    Returns
    -------
    The exit code: 0, 1 where runs failed, 130 after Ctrl-C.
    """
    folder = out or Path("results") / f"{file.stem}-answers"

    def work() -> int:
        found = question(file, set=set, out=folder, progress=not quiet, language=language, **options)
        found.write(folder, language)
        if medium == "slide":
            found.write_slides(folder, language)
        if not quiet:
            found.show(folder=folder, language=language)
        failures = found.asked.trials.failures
        report(failures[:1], file, set, folder, language)
        return FAILED if failures else 0

    return ended_well(work, file, set, folder, language)
