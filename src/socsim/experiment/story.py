"""One client's story: the same person, with the same needs and the same luck, in each organisation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from socsim.analysis.cohort import Bools, cohort_of, floats, ints
from socsim.analysis.lead_times import client_leads
from socsim.analysis.story import PICKS, Course, course
from socsim.analysis.story import pick as pick_of
from socsim.experiment.charted import Charted
from socsim.experiment.design import make_design
from socsim.experiment.folder import prepare, whole_file
from socsim.experiment.replicate import simulated
from socsim.experiment.store import NUMBERS_VERSION
from socsim.experiment.story_text import BY_NUMBER, Teller
from socsim.experiment.writing import FIGURES
from socsim.locale.catalogues import LANGUAGES
from socsim.scenario.errors import UserError, suggest
from socsim.scenario.names import CAUSES, FALLEN, STATES, UNSEEN

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from socsim.engine import Choice
    from socsim.engine.ledger import Ledger, Table
    from socsim.experiment.design import Design
    from socsim.experiment.html import Shown
    from socsim.scenario.blueprint import Blueprint, Floats, Ints
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario

    Runs = Mapping[str, tuple[Ledger, Table]]
    """What each organisation leaves."""

Pick = Literal["median", "gains", "loses"]


@dataclass(frozen=True)
class Chosen:
    """How the client was chosen: by which rule, of how many, and which organisations that rule compares."""

    client: int
    rule: str
    of: int
    between: tuple[str, ...]


class Story(Charted):
    """A client's story.

    Attributes
    ----------
    courses : what became of the client in each organisation, by its name.
    chosen : which client it is, and why.
    """

    def __init__(self, design: Design, courses: Mapping[str, Course], chosen: Chosen) -> None:
        self.design = design
        self.courses = dict(courses)
        self.chosen = chosen

    @property
    def client(self) -> int:
        """The client's number."""
        return self.chosen.client

    @property
    def replication(self) -> int:
        """Of which replication."""
        return self.design.replications[0]

    @cached_property
    def lanes(self) -> pd.DataFrame:
        """Every state of every need: `organisation, client, need, spell, state, start, end, days`.

        Times are days since the client's first contact; the closed states (`resolved`, `unfounded`, `left`)
        last to the end of follow-up.
        """
        import pandas as pd

        columns = ("organisation", "client", "need", "spell", "state", "start", "end", "days")
        rows = [
            (name, self.client, self._kinds[lane.need], lane.spell, STATES[lane.state], lane.start, lane.end,
             lane.end - lane.start)
            for name, one in self.courses.items()
            for lane in one.lanes
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(columns))

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happens: `organisation, client, day, event, need, spell, unit, person, first, value, cause`.

        `event` is the journal's name, or `meeting`; `first`: whether the client had never met that person.
        """
        import pandas as pd

        columns = ("day", "event", "need", "spell", "unit", "person", "first", "value", "cause")
        rows = [
            (name, self.client, mark.day, mark.what, self._kinds[mark.need] if mark.need >= 0 else "",
             mark.spell, self.design.blueprints[name].units[mark.unit] if mark.unit >= 0 else "", mark.person,
             mark.first, mark.value, CAUSES[mark.cause] if mark.cause >= 0 else "")
            for name, one in self.courses.items()
            for mark in one.marks
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["organisation", "client", *columns])

    @cached_property
    def figures(self) -> pd.DataFrame:
        """What it comes to in each organisation, a row each; times are NaN where something did not happen."""
        import pandas as pd

        rows = [
            {
                "organisation": name,
                "client": self.client,
                "lead_to_all_supported_days": _or_nan(one.all_supported),
                "lead_to_recovery_days": _or_nan(one.recovery),
                "contacts": one.met,
                "meetings": one.meetings,
                "demands": one.total("asked"),
                "duplicate_demands": one.total("asked_again"),
                "falls": len(one.of("fell")),
                "gap_days": one.days(FALLEN),
                "crises": len(one.of("crisis")),
                "unseen_days": one.days(UNSEEN),
            }
            for name, one in self.courses.items()
        ]
        return pd.DataFrame(rows)

    def told(self, language: str = "en") -> dict[str, list[str]]:
        """The story in plain sentences: for each organisation, and under `""` what is said of all."""
        teller = self._teller(language)
        first = next(iter(self.courses.values()))
        chosen = self.chosen
        beginning = [*teller.beginning(first), teller.why(chosen.rule, chosen.of, chosen.between)]
        return {"": beginning, **{name: teller.course(one) for name, one in self.courses.items()}}

    def conclusion(self, language: str = "en") -> list[str]:
        """What the story comes to, and what it does not."""
        teller = self._teller(language)
        said = []
        if len(self.chosen.between) == 2:
            one, other = self.chosen.between
            said.append(teller.difference((one, self.courses[one]), (other, self.courses[other])))
        return [*said, teller.caution()]

    def sentences(self, language: str = "en") -> list[str]:
        """The whole story, a sentence each, those of an organisation with its name before them."""
        about = self._teller(language).about
        said: list[str] = []
        for name, lines in self.told(language).items():
            said += [f"{about.organisation(name)}: {lines[0]}", *lines[1:]] if name else lines
        return said + self.conclusion(language)

    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure: the lanes of each organisation, one above the other."""
        from socsim.charts.story import story as draw

        teller = self._teller(language)
        courses = list(self.courses.items())
        subtitle = " ".join(self.told(language)[""])
        kinds = {at: teller.need(at) for at in range(len(self._kinds))}
        return draw(courses, kinds, teller.about, teller.title(courses), subtitle, self.replication)

    def show(
        self, console: Console | None = None, *, folder: Path | str | None = None, language: str = "en"
    ) -> None:
        """Print the story, and what it comes to in each organisation."""
        from rich.console import Console

        from socsim.screen.story_screen import show_story

        where = console or Console(highlight=False)
        about = self._teller(language).about
        show_story(self.told(language), self.conclusion(language), self.figures, about, where, folder)

    def shown(self, language: str = "en") -> Shown:
        """The story and what it comes to, as a notebook shows them, in `sv` or `en`."""
        from socsim.experiment.html import Shown, paragraphs, table
        from socsim.screen.story_screen import rows_of

        about = self._teller(language).about
        parts = [paragraphs([about.title], "h4")]
        for name, sentences in self.told(language).items():
            parts.append(paragraphs([about.organisation(name)] if name else [], "h5"))
            parts.append(paragraphs([" ".join(sentences)]))
        parts.append(paragraphs([" ".join(self.conclusion(language))]))
        headings = ["", *(about.organisation(name) for name in self.courses)]
        return Shown("".join([*parts, table(headings, rows_of(self.figures, about))]), repr(self))

    def _repr_html_(self) -> str:
        return self.shown().html

    @property
    def name(self) -> str:
        """What its files are called: by the client, or by how it was chosen."""
        return f"client-{self.client}" if self.chosen.rule == BY_NUMBER else self.chosen.rule

    def files(self) -> list[str]:
        """What `write` writes."""
        kinds = (".csv", "-events.csv", "-figures.csv", ".json", ".png", ".svg")
        return [f"{self.name}{kind}" for kind in kinds]

    def write(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write lanes, events, figures, words and chart into a folder.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.charts.draw import save

        folder = Path(folder)
        names, words, figure = self.files(), self.manifest, self.chart(language)
        prepare(folder, names)
        for name, frame in zip(names, (self.lanes, self.events, self.figures), strict=False):
            with whole_file(folder / name) as temporary:
                frame.to_csv(temporary, index=False, float_format=FIGURES, lineterminator="\n")
        with whole_file(folder / names[3]) as temporary:
            temporary.write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n", "utf-8")
        for name in names[4:]:
            save(figure, folder / name)
        return [folder / name for name in names]

    @property
    def manifest(self) -> dict[str, Any]:
        """The story in words, and what one needs to know to get it again."""
        design = self.design
        return {
            "story": {language: self.sentences(language) for language in LANGUAGES},
            "client": self.client,
            "chosen": {"rule": self.chosen.rule, "of": self.chosen.of, "between": list(self.chosen.between)},
            "scenario": None if design.loaded is None else str(design.loaded.path),
            "seed": design.scenario.run.seed,
            "replication": self.replication,
            "versions": {"socsim": design.meta["version"], "numbers": NUMBERS_VERSION},
        }

    @property
    def _kinds(self) -> tuple[str, ...]:
        return next(iter(self.design.blueprints.values())).kinds

    def _teller(self, language: str) -> Teller:
        from socsim.charts.about import About

        return Teller(About.from_meta(self.design.meta, language), self._kinds)

    def __repr__(self) -> str:
        return f"<Story: client {self.client} of replication {self.replication}, {', '.join(self.courses)}>"


def story(
    source: Loaded | Scenario | str | Path,
    *,
    client: int | None = None,
    pick: Pick = "median",
    between: tuple[str, str] | None = None,
    organisations: Sequence[str] = (),
    replication: int = 1,
    set: Sequence[str] = (),
    engine: Choice = "auto",
) -> Story:
    """Follow one client of the cohort through each organisation.

    Parameters
    ----------
    source : a scenario, what `load` gives, or the path of a file.
    client : its number; None: one is picked.
    pick : of the clients with several needs who do not leave within follow-up, by how many days later all
        needs at arrival are in support in the second organisation of `between` than in the first (who is not
        served within follow-up counts as served at its end): `median`, the one in the middle; `gains`, for
        whom it is earlier by the most; `loses`, later by the most.
    between : the two organisations; None: the reference, and the last of the others.
    organisations : tell of these only; none: all.
    replication : which one, from 1.
    set : replacements of keys.
    engine : `simpy`, `compiled`, or `auto`.

    Raises
    ------
    UserError : where there is no such organisation or client, or nobody whom the rule could pick.
    """
    from socsim.scenario.reading import load

    source = load(source, set=set) if isinstance(source, (str, Path)) else source
    design = make_design(source, organisations, (replication,), engine=engine).with_journal(engine)
    pair = pair_of(design, between)
    return tell(design, runs_of(design), client, pick, pair)


def runs_of(design: Design) -> Runs:
    """Simulate each organisation, with a journal."""
    runs: dict[str, tuple[Ledger, Table]] = {}
    for piece in design.pieces:
        ledger, journal = simulated(design.task(piece, None))
        assert journal is not None
        runs[piece.organisation] = ledger, journal
    return runs


def tell(design: Design, runs: Runs, client: int | None, pick: str, pair: tuple[str, ...]) -> Story:
    """The story of the client of this number, or of the one whom the rule picks."""
    ledgers = {name: ledger for name, (ledger, _) in runs.items()}
    return follow(design, runs, choose(design, ledgers, client, pick, pair))


def follow(design: Design, runs: Runs, chosen: Chosen) -> Story:
    """The story of a client who has been chosen."""
    courses = {
        name: course(journal, design.blueprints[name], chosen.client) for name, (_, journal) in runs.items()
    }
    return Story(design, courses, chosen)


def pair_of(design: Design, between: tuple[str, str] | None) -> tuple[str, ...]:
    """The two organisations of which the difference counts; one where there are no two."""
    known = tuple(design.blueprints)
    if between is None:
        others = [name for name in known if name != design.reference]
        return (design.reference, *others[-1:])
    for name in between:
        if name not in known:
            raise UserError([suggest(f"--between: there is no organisation '{name}' here", name, known)])
    if between[0] == between[1]:
        raise UserError([f"--between {between[0]} {between[1]}: two organisations that differ"])
    return between


def choose(
    design: Design, ledgers: Mapping[str, Ledger], client: int | None, rule: str, pair: tuple[str, ...]
) -> Chosen:
    """The client by number, or by the rule among those with several needs."""
    if rule not in PICKS:
        raise UserError([suggest(f"--pick {rule}: there is no such rule", rule, PICKS)])
    served = {name: _served(ledgers[name], design.blueprints[name]) for name in pair}
    clients, needs = served[pair[0]][:2]
    number = design.replications[0]
    if client is not None:
        if client not in clients:
            span = f" (numbers from {clients.min()} to {clients.max()})" if len(clients) else ""
            raise UserError([f"--client {client}: is not of the cohort of replication {number}{span}"])
        return Chosen(client, BY_NUMBER, len(clients), pair)
    several = (needs >= 2) & np.logical_and.reduce([stays for _, _, _, stays in served.values()])
    if not several.any():
        raise UserError(
            [f"replication {number} has no such client with several needs: name one with --client"]
        )
    days = [found[several] for _, _, found, _ in served.values()]
    one, other = days if len(days) == 2 else (np.zeros_like(days[0]), days[0])
    if rule != "median" and len(days) < 2:
        raise UserError([f"--pick {rule}: compares two organisations, and there is one"])
    place = pick_of(one, other, rule)
    if rule != "median" and round((other - one)[place] * (1 if rule == "loses" else -1)) <= 0:
        way = "earlier" if rule == "gains" else "later"
        said = (
            f"in replication {number} nobody with several needs is served {way} with {pair[1]} than {pair[0]}"
        )
        raise UserError([f"--pick {rule}: {said}"])
    return Chosen(int(clients[several][place]), rule, int(several.sum()), pair)


def _served(ledger: Ledger, blueprint: Blueprint) -> tuple[Ints, Ints, Floats, Bools]:
    """Of the cohort: number, needs, days until all are in support (at most follow-up), whether they stay."""
    cohort = cohort_of(ledger, blueprint)
    days = np.minimum(client_leads(cohort).all_supported, blueprint.follow_up)
    stays = ~(floats(cohort.clients, "left") < cohort.until)
    return ints(cohort.clients, "client"), ints(cohort.clients, "needs"), days, stays


def _or_nan(day: float) -> float:
    return day if np.isfinite(day) else float("nan")


def story_file(
    file: Path,
    *,
    out: Path | None,
    medium: str,
    language: str,
    quiet: bool,
    set: Sequence[str],
    **options: Any,
) -> None:
    """Tell a story as the command line does.

    Parameters
    ----------
    out : the folder; None: `results/<file stem>-story`.
    medium : `slide`: the lanes on slides as well.
    options : the other arguments of `story`.
    """
    folder = out or Path("results") / f"{file.stem}-story"
    found = story(file, set=set, **options)
    found.write(folder, language)
    if medium == "slide":
        found.write_slides(folder, language)
    if not quiet:
        found.show(folder=folder, language=language)
