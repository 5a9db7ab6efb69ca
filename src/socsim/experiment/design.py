"""What a run consists of: which organisations, which replications, and what each of them is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from socsim.experiment.memory import check_memory
from socsim.experiment.replicate import Task
from socsim.experiment.store import blueprint_hash, replication_hash

if TYPE_CHECKING:
    from socsim.engine import Choice
    from socsim.engine.simpy_engine.own import Process
    from socsim.experiment.store import Store
    from socsim.scenario.blueprint import Blueprint
    from socsim.scenario.reading import Loaded
    from socsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Piece:
    """One organisation in one replication."""

    organisation: str
    replication: int
    name: str
    """The hash of all that goes into it."""


@dataclass(frozen=True)
class Design:
    """A run before it has begun."""

    scenario: Scenario
    loaded: Loaded | None
    """The file that it comes from; None for a scenario made in Python."""
    blueprints: Mapping[str, Blueprint]
    """Of the organisations that are run, in the scenario's order."""
    replications: tuple[int, ...]
    journal: bool = False
    """Whether a row for each event is kept."""
    engine: Choice = "simpy"
    """Which one simulates: `simpy` or `compiled`, whose results are the same."""
    processes: Mapping[str, Process] = field(default_factory=dict)
    """Those of the user's own, by the organisation in which they are at work."""
    token: str = ""
    """With such processes: what no other run has, since nothing says what they do."""

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The hash of each organisation's Blueprint."""
        currency = self.scenario.costs.currency
        return {
            name: blueprint_hash(blueprint, currency)
            + (f"-{name}-{self.token}" if name in self.processes else "")
            for name, blueprint in self.blueprints.items()
        }

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All that there is to simulate, a replication after the other."""
        seed = self.scenario.run.seed
        return tuple(
            Piece(organisation, replication, replication_hash(name, seed, replication))
            for replication in self.replications
            for organisation, name in self.hashes.items()
        )

    @property
    def reference(self) -> str:
        """The organisation with which the others are compared: the file's, or else the first that is run."""
        stated = self.stated_reference
        return stated if stated in self.blueprints else next(iter(self.blueprints))

    @property
    def stated_reference(self) -> str:
        """The reference of the scenario, to whose payroll equal money holds the others."""
        return self.scenario.comparison.reference or next(iter(self.scenario.organisations))

    def done(self, store: Store) -> Design:
        """The same with those replications only that the store has of every organisation."""
        missing = {piece.replication for piece in self.pieces if not store.path(piece.name).exists()}
        return replace(self, replications=tuple(n for n in self.replications if n not in missing))

    def with_journal(self, engine: Choice = "auto") -> Design:
        """The same, with a row for each event."""
        return replace(self, journal=True, engine=_engine(engine))

    def with_processes(self, process: Process | Mapping[str, Process], engine: Choice = "auto") -> Design:
        """The same with a process of the user's own in these organisations, or in all.

        Raises
        ------
        UserError : where there is no such organisation, or another engine is wanted than SimPy's.
        """
        from socsim.scenario.errors import UserError, suggest

        processes = process if isinstance(process, Mapping) else dict.fromkeys(self.blueprints, process)
        wrong = [name for name in processes if name not in self.blueprints]
        if wrong:
            known = tuple(self.blueprints)
            raise UserError(
                suggest(f"process: there is no organisation '{name}' here", name, known) for name in wrong
            )
        for name, one in processes.items():
            if not callable(one):
                raise UserError([f"process of '{name}': a function of the office is needed, not {one!r}"])
        if engine == "compiled":
            raise UserError(["process: a process of one's own runs in the SimPy engine: leave out engine"])
        return replace(self, engine="simpy", processes=dict(processes), token=token_hex(8))

    def task(self, piece: Piece, folder: Path | None) -> Task:
        """What simulates a piece and puts it into the folder; without one, only its figures are wanted."""
        return Task(
            organisation=piece.organisation,
            blueprint=self.blueprints[piece.organisation],
            seed=self.scenario.run.seed,
            replication=piece.replication,
            currency=self.scenario.costs.currency,
            name=piece.name,
            folder=folder,
            journal=self.journal,
            engine=self.engine,
            process=self.processes.get(piece.organisation),
        )

    @property
    def meta(self) -> dict[str, Any]:
        """What charts and screen say of the run besides its figures."""
        from socsim import __version__

        scenario = self.scenario
        about: dict[str, Any] = {
            "title": _words(scenario.title),
            "organisations": {
                name: _words(scenario.organisations[name].label) or name for name in self.blueprints
            },
            "reference": self.reference,
            "replications": len(self.replications),
            "seed": scenario.run.seed,
            "version": __version__,
            "follow_up": scenario.run.follow_up,
            "currency": scenario.costs.currency,
            "labels": dict(_labels(scenario)),
        }
        if self.processes:
            about["processes"] = named(self.processes)
        if self.loaded is not None:
            counts = self.loaded.counts
            about["assumed"] = counts.assumptions + counts.not_stated
            about["sourced"] = counts.sourced
            about["not_stated"] = counts.not_stated
        return about


def make_design(
    source: Loaded | Scenario,
    organisations: Sequence[str] = (),
    replications: int | Sequence[int] = (),
    journal: bool = False,
    engine: Choice = "auto",
) -> Design:
    """Work out what is to be run.

    Parameters
    ----------
    source : a scenario, as read from a file or as made in Python.
    organisations : the chosen ones; none: all. Equal money follows from the whole scenario all the same.
    replications : how many; or the numbers of the chosen ones, from 1; none: as many as the scenario states.
    journal : whether a row for each event is to be kept.
    engine : `simpy`, `compiled`, or `auto`: the compiled one where numba is there.

    Raises
    ------
    UserError : where the scenario has no such organisation, or the engine is not there.
    """
    from socsim.scenario.build import blueprints
    from socsim.scenario.errors import UserError, suggest
    from socsim.scenario.reading import Loaded

    loaded = source if isinstance(source, Loaded) else None
    scenario = loaded.scenario if loaded is not None else source
    assert not isinstance(scenario, Loaded)
    if loaded is not None:
        chosen = loaded.organisations(organisations)
    else:
        known = tuple(scenario.organisations)
        wrong = [name for name in organisations if name not in known]
        if wrong:
            raise UserError(suggest(f"there is no organisation '{name}'", name, known) for name in wrong)
        chosen = tuple(name for name in known if not organisations or name in organisations)
    number = replications if isinstance(replications, int) else scenario.run.replications
    if number < 1:
        raise UserError([f"{number} replications: at least 1"])
    listed = () if isinstance(replications, int) else replications
    numbers = tuple(sorted(set(listed))) or tuple(range(1, number + 1))
    if numbers[0] < 1:
        raise UserError([f"replication {numbers[0]}: replications are counted from 1"])
    check_memory(scenario)  # before tables are made for a million caseworkers
    everyone = blueprints(scenario)
    run = {name: everyone[name] for name in chosen}
    return Design(scenario, loaded, run, numbers, journal, _engine(engine))


def _engine(name: Choice) -> Choice:
    """Which engine that is here."""
    from socsim.engine import ENGINES, is_there
    from socsim.scenario.errors import UserError, suggest

    if name not in ENGINES:
        raise UserError([suggest(f"there is no engine '{name}'", name, ENGINES)])
    if name == "auto":
        return "compiled" if is_there("compiled") else "simpy"
    if not is_there(name):
        raise UserError(
            ["--engine compiled: it needs numba (pip install 'socsim[fast]'); --engine simpy gives the same"]
        )
    return name


def named(processes: Mapping[str, Process]) -> dict[str, str]:
    """What each process is called, by its organisation."""
    return {name: getattr(one, "__name__", type(one).__name__) for name, one in processes.items()}


def _words(words: Any) -> dict[str, str] | None:
    """The text in both languages, None where there is none."""
    return words.model_dump() if words is not None and (words.sv or words.en) else None


def _labels(scenario: Scenario) -> Iterator[tuple[str, dict[str, str]]]:
    """Names of needs, profiles, districts, units, actors and coordinators with what to call them.

    Where a unit has the name of a need, the need's label stands: it comes last.
    """
    for organisation in scenario.organisations.values():
        for members in (organisation.units, organisation.coordinators):
            yield from _labelled(members)
    yield from _labelled(scenario.districts)
    yield from _labelled(scenario.actors)
    yield from _labelled({profile.name: profile for profile in scenario.population.profiles})
    for place, profile in enumerate(scenario.population.profiles):  # as keys name them
        said = profile.name.replace("_", " ")
        yield f"population.profiles.{place}", _words(profile.label) or {"sv": said, "en": said}
    yield from _labelled(scenario.needs)


def _labelled(members: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, member in members.items():
        words = _words(member.label)
        if words is not None:
            yield name, words
