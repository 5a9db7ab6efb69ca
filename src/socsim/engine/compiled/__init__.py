"""The compiled engine: the same events as the SimPy engine's, to the last bit, at the speed of C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socsim.engine.numbering import numbered, numbered_journal
from socsim.locale import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from socsim.engine.compiled.world import World
    from socsim.engine.ledger import Ledger, Table
    from socsim.model.people import People
    from socsim.scenario.blueprint import Blueprint

NAME = Message("engine.compiled")
HAS_THREADS = True


def prepare(say: Callable[[Message], None]) -> None:
    """Compile the engine, or fetch what was compiled before."""
    from socsim.engine.compiled import compiler, office, passes
    from socsim.engine.compiled.records import WORLD

    if not compiler.is_kept(office.run_to):
        say(Message("engine.compiling"))
    with passes.haste():
        for run_to in (office.run_to, office.run_plainly):
            compiler.compile_for(run_to, WORLD, "float64")


def make_people(blueprint: Blueprint, seed: int, replication: int) -> People:
    """Draw everyone who arrives before the horizon, the same as `socsim.model.people.make_people`."""
    from socsim.engine.compiled import people

    return people.make_people(blueprint, seed, replication)


def simulate(blueprint: Blueprint, people: People) -> Ledger:
    """Run one organisation with the people of one replication, to the horizon.

    Parameters and result are those of `socsim.engine.simpy_engine.simulate`.
    """
    return numbered(_run(blueprint, people, False, blueprint.horizon).ledger(), people)


def simulate_with_journal(blueprint: Blueprint, people: People) -> tuple[Ledger, Table]:
    """Run one organisation as `simulate` does, and keep a journal: a row for each event."""
    world = _run(blueprint, people, True, blueprint.horizon)
    journal = world.journal()
    return numbered(world.ledger(), people), numbered_journal(journal, people)


def journal_until(blueprint: Blueprint, people: People, until: float) -> Table:
    """The journal of all that happens before a day."""
    return numbered_journal(_run(blueprint, people, True, until).journal(), people)


def _run(blueprint: Blueprint, people: People, journal: bool, until: float) -> World:
    """Let time pass; where one event took more rows than there was room for, begin again with more."""
    from socsim.engine.compiled.records import OutOfRoomError
    from socsim.engine.compiled.world import ROOM, World

    room = ROOM
    while True:
        world = World(blueprint, people, journal, room)
        try:
            world.run(until)
        except OutOfRoomError:
            room *= 16
        else:
            return world
