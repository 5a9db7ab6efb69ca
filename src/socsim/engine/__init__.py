"""Two engines, one model.

`simpy_engine` defines what a run is; `compiled` does the same, event for event and to the last bit, some
dozens of times as fast, where numba is installed.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from socsim.engine.ledger import Ledger, Table
    from socsim.locale import Message
    from socsim.model.people import People
    from socsim.scenario.blueprint import Blueprint

Choice = Literal["auto", "simpy", "compiled"]
ENGINES: tuple[Choice, ...] = ("auto", "simpy", "compiled")


class Engine(Protocol):
    """What both engines do; each is a package with these functions."""

    NAME: Message
    """What the screen calls it."""
    HAS_THREADS: bool
    """Whether several replications can run at once in one process."""

    def prepare(self, say: Callable[[Message], None]) -> None:
        """Do now what would keep the first replication waiting, and say so if that takes long."""

    def make_people(self, blueprint: Blueprint, seed: int, replication: int) -> People:
        """Draw everyone who arrives before the horizon: the same people in both engines."""

    def simulate(self, blueprint: Blueprint, people: People) -> Ledger:
        """Run one organisation with the people of one replication, to the horizon."""

    def simulate_with_journal(self, blueprint: Blueprint, people: People) -> tuple[Ledger, Table]:
        """Run one organisation as `simulate` does, and keep a journal: a row for each event."""

    def journal_until(self, blueprint: Blueprint, people: People, until: float) -> Table:
        """The journal of all that happens before a day."""


def is_there(name: Choice) -> bool:
    """Whether an engine can be used here: the compiled one needs numba."""
    return name != "compiled" or find_spec("numba") is not None


def chosen(name: Choice = "auto") -> Engine:
    """The engine of that name; `auto`: the compiled one where numba is there, else SimPy.

    Raises
    ------
    ModuleNotFoundError : for the compiled engine without numba.
    """
    if name == "compiled" or (name == "auto" and is_there("compiled")):
        from socsim.engine import compiled

        return cast(Engine, compiled)
    from socsim.engine import simpy_engine

    return cast(Engine, simpy_engine)
