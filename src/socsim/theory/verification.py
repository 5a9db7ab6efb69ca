"""`socsim verify`: scenarios of which something is known exactly, run as any is and held against theory."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from socsim.engine import chosen as chosen_engine
from socsim.engine import is_there
from socsim.experiment.folder import prepare, whole_file
from socsim.experiment.store import NUMBERS_VERSION
from socsim.scenario.errors import UserError
from socsim.theory.cases import Case, Quantity, chosen
from socsim.theory.judging import AGREES, FALSE_ALARM, FOUND, judged

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.engine import Choice
    from socsim.experiment.design import Design
    from socsim.experiment.html import Shown
    from socsim.scenario.keys import Words
    from socsim.theory.sample import Sample, Wanted

TABLE, ABOUT = "verify.csv", "verify.json"


@dataclass(frozen=True)
class Verification:
    """What a verification has come to.

    Attributes
    ----------
    table : a row for each comparison: what it is about (`case, quantity, of, organisation`), the figure of
        summary.csv (`metric, statistic, group, divided_by`), the `engine`, and what `judged` adds.
    about : versions, seeds, how much was run in which engine, what was changed, what things are called, and
        `unequal`: the cases of which the two engines did not give the same.
    """

    table: pd.DataFrame
    about: dict[str, Any]

    @property
    def agrees(self) -> bool:
        """Whether theory is in every interval, none is too wide to tell, and the engines give the same."""
        return bool((self.table["verdict"] == AGREES).all()) and not self.about["unequal"]

    def sentences(self, language: str = "en") -> list[str]:
        """What came out, with the chance of a false alarm."""
        from socsim.screen.verify_screen import sentences

        return sentences(self.table, self.about, language)

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the table and the sentences."""
        from rich.console import Console

        from socsim.screen.verify_screen import show_verification

        where = console or Console(highlight=False)
        show_verification(self.table, self.about, where, folder, language)

    def write(self, folder: Path | str) -> list[Path]:
        """Write the table, what it rests on, and the scenarios into a folder.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.experiment.writing import FIGURES

        folder = Path(folder)
        prepare(folder, (TABLE, ABOUT))
        prepare(folder / "cases")
        with whole_file(folder / TABLE) as temporary:
            self.table.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
        with whole_file(folder / ABOUT) as temporary:
            temporary.write_text(json.dumps(self.about, indent=1, ensure_ascii=False) + "\n", "utf-8")
        files = [case.file for case in chosen(tuple(self.about["cases"]))]
        for file in files:
            with whole_file(folder / "cases" / file.name) as temporary:
                copyfile(file, temporary)
        return [folder / TABLE, folder / ABOUT, *(folder / "cases" / file.name for file in files)]

    def shown(self, language: str = "en") -> Shown:
        """Sentences and table, as a notebook shows them, in `sv` or `en`."""
        from socsim.experiment.html import Shown, paragraphs, table
        from socsim.screen.verify_screen import comparison_rows, headings

        rows = list(comparison_rows(self.table, self.about, language))
        wide = [row + [""] * (len(headings(language)) - len(row)) for row in rows]  # titles stand alone
        said = paragraphs(self.sentences(language))
        return Shown(said + table(headings(language), wide, len(wide)), repr(self))

    def _repr_html_(self) -> str:
        return self.shown().html

    def __repr__(self) -> str:
        return f"<Verification: {' '.join(self.sentences())}>"


def opened(folder: Path) -> Verification | None:
    """A verification that was written into a folder; None where there is none that can be read."""
    import pandas as pd

    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
        table = pd.read_csv(folder / TABLE, keep_default_na=False, dtype={"of": str, "organisation": str})
        found = Verification(table, about)
        found.sentences()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def verify(
    cases: Sequence[str] = (),
    *,
    engine: str = "both",
    seed: int | None = None,
    replications: int | None = None,
    size: float = 1.0,
    set: Sequence[str] = (),
    jobs: int | None = None,
    out: Path | str | None = None,
    progress: bool = False,
    language: str = "en",
) -> Verification:
    """Run the scenarios of which something is known exactly, and hold their figures against theory.

    Parameters
    ----------
    cases : the names of some; none: all.
    engine : `simpy`, `compiled`, or `both`: then the compiled engine also runs what the SimPy engine runs,
        and the figures have to be the same to the last bit. Without numba, `both` is `simpy`.
    seed : of the first case, the next one's is one more, and so on; None: as in the files.
    replications : of each case, in either engine; None: 32.
    size : factor on the windows of the compiled engine. The longer, the smaller deviations are found.
    set : replacements of keys in these cases, as `needs.half.steps.service.effort.mean=1.03 h`: to see that
        what is wrong is found.
    jobs : replications at a time; None: one a core.
    out : a folder for the table and the scenarios; None: nothing is written.
    progress : show on standard error how far it has come.
    language : of what is shown then.

    Raises
    ------
    UserError : where a case, an engine, a change or the folder will not do.
    RunError : where a run fails.
    """
    from socsim.experiment.pool import Where
    from socsim.experiment.run import on_screen, said
    from socsim.experiment.simulate import How
    from socsim.theory.sample import Sample, Wanted, equal

    wanted = Wanted(chosen(cases), seed, replications, size, tuple(set))
    engines = _engines(engine)
    written = [wanted.as_written(case) for case in wanted.cases]
    if out is not None:
        prepare(Path(out), (TABLE, ABOUT))
    how = How(Where(jobs), on_screen(progress, language), referee=False)
    unequal: list[str] = []
    with TemporaryDirectory(prefix="socsim-verify-") as made:
        samples: dict[str, Sample] = {}
        if "compiled" in engines:
            chosen_engine("compiled").prepare(said(progress, language))
            longer = [wanted.stretched(*pair) for pair in zip(wanted.cases, written, strict=True)]
            samples["compiled"] = Sample(longer, Path(made, "compiled"), how)
        if "simpy" in engines:
            samples["simpy"] = Sample(written, Path(made, "simpy"), how)
        if len(samples) == 2:
            same = [replace(design, engine="compiled") for design in written]
            again = Sample(same, Path(made, "again"), how)
            pairs = enumerate(wanted.cases)
            unequal = [
                case.name for at, case in pairs if not equal(samples["simpy"], again, at, case.quantities)
            ]
        rows = [
            (_row(case, quantity, name), sample.values(at, quantity))
            for at, case in enumerate(wanted.cases)
            for quantity in case.quantities
            for name, sample in samples.items()
        ]
        runs = {name: sample.runs for name, sample in samples.items()}
    table = judged([row for row, _ in rows], [values for _, values in rows])
    found = Verification(table, _about(wanted, written) | {"runs": runs, "unequal": unequal})
    if out is not None:
        found.write(out)
    return found


def _engines(engine: str) -> tuple[Choice, ...]:
    """The engines that are meant, of those that are there; the quick one first."""
    if engine == "both":
        return ("compiled", "simpy") if is_there("compiled") else ("simpy",)
    if engine in ("simpy", "compiled"):
        return (cast("Choice", engine),)
    raise UserError([f"--engine {engine}: must be simpy, compiled or both"])


def _row(case: Case, quantity: Quantity, engine: str) -> dict[str, Any]:
    return {
        "case": case.name,
        "quantity": quantity.name,
        "of": quantity.of,
        "organisation": quantity.organisation,
        "metric": quantity.figure.metric,
        "statistic": quantity.figure.statistic,
        "group": quantity.figure.group,
        "divided_by": "" if quantity.per is None else quantity.per.name,
        "engine": engine,
        "theory": quantity.theory,
    }


def _about(wanted: Wanted, designs: Sequence[Design]) -> dict[str, Any]:
    """What the figures rest on, and what cases and their parts are called."""
    from socsim import __version__

    made = dict(zip(wanted.cases, designs, strict=True))
    return {
        "versions": {
            "socsim": __version__,
            "numbers": NUMBERS_VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "simpy", "numba") if find_spec(name)},
        },
        "made": datetime.now(UTC).date().isoformat(),
        "false_alarm": FALSE_ALARM,
        "found": FOUND,
        "seed": wanted.seed,
        "seeds": {case.name: design.scenario.run.seed for case, design in made.items()},
        "replications": max(len(design.replications) for design in designs),
        "size": wanted.size,
        "set": list(wanted.set),
        "cases": {case.name: design.scenario.title.model_dump() for case, design in made.items()},
        "labels": {case.name: dict(_labels(design)) for case, design in made.items()},
    }


def _labels(design: Design) -> Iterator[tuple[str, dict[str, str]]]:
    """What needs, organisations and units are called, those that have a label."""
    scenario = design.scenario
    named: list[tuple[str, Words | None]] = [(name, need.label) for name, need in scenario.needs.items()]
    for organisation, office in scenario.organisations.items():
        named.append((organisation, office.label))
        named += [(name, unit.label) for name, unit in office.units.items()]
    for name, label in named:
        if label is not None:
            yield name, label.model_dump()
