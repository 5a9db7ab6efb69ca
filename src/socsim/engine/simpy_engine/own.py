"""A process of a user's own in an office: what it may see there, and what it may do.

The process is a generator function of one argument, an `OfficeView`, and what it yields are SimPy's events.
It runs beside the model, which knows nothing of it, and acts on it by `NeedView.find` alone: what follows,
order and draws included, is what follows when the client comes with the need.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from types import GeneratorType
from typing import TYPE_CHECKING, Any

from simpy.core import StopSimulation
from simpy.events import URGENT

from socsim.engine.simpy_engine.calendar import Calendar, Timer, stop
from socsim.engine.simpy_engine.journal_book import JournalOffice
from socsim.engine.simpy_engine.office import Office
from socsim.model.draws import salt, uniform
from socsim.scenario.names import STATES

if TYPE_CHECKING:
    from simpy import Environment

    from socsim.engine.simpy_engine.book import Book
    from socsim.engine.simpy_engine.client import Client
    from socsim.engine.simpy_engine.need import Need
    from socsim.model.people import People
    from socsim.scenario.blueprint import Blueprint

Process = Callable[["OfficeView"], Generator[Any, Any, Any]]
Noted = dict[str, float]


@dataclass(frozen=True, eq=False)
class NeedView:
    """An open need, as it is when it is looked at."""

    _need: Need
    kind: str
    """By the scenario's name."""

    @property
    def severity(self) -> int:
        """From 1 to 3."""
        return self._need.severity

    @property
    def state(self) -> str:
        """`unseen`, `referred`, `waiting`, `in_process`, `in_support`, `fallen`, or how it has ended."""
        return STATES[self._need.state]

    @property
    def since(self) -> float:
        """The day on which that state began."""
        return self._need.since

    @property
    def hidden(self) -> bool:
        """Whether nobody cares for it: it is unseen or fallen, and has not ended."""
        return self._need.hidden

    def chance(self, purpose: str, number: int = 0) -> float:
        """A draw, uniform in (0, 1), that is the same whatever else happens, in every organisation.

        Parameters
        ----------
        purpose : what it is for; another purpose gives another draw.
        number : which of its draws for that purpose, such as the week.
        """
        return uniform(self._need.key, salt("own", purpose), number)

    def find(self) -> None:
        """The client comes with the need, or comes back with it: its story goes on from the first step.

        Raises
        ------
        ValueError : where the need is not hidden.
        """
        if not self._need.hidden:
            raise ValueError(f"a need that is {self.state} cannot be found: ask for `need.hidden` before")
        self._need.found(None)


@dataclass(frozen=True, eq=False)
class ClientView:
    """Somebody with at least one open need."""

    _client: Client
    _kinds: Sequence[str]

    @property
    def arrived(self) -> float:
        """The day on which the client came."""
        return float(self._client.office.people.arrival[self._client.index])

    @property
    def coping(self) -> float:
        """Contacts that the client can keep up with."""
        return self._client.coping

    @property
    def contacts(self) -> int:
        """Distinct caseworkers, coordinators and actors with an open case for the client."""
        return self._client.contacts()

    @property
    def needs(self) -> list[NeedView]:
        """Open needs, in the scenario's order of kinds."""
        return [NeedView(need, self._kinds[kind]) for kind, need in sorted(self._client.needs.items())]

    def chance(self, purpose: str, number: int = 0) -> float:
        """As `NeedView.chance`, of the client."""
        return uniform(self._client.key, salt("own", purpose), number)


class OfficeView:
    """An organisation in one replication, as a process of one's own sees it.

    Attributes
    ----------
    env : SimPy's environment; `yield office.env.timeout(7)` waits for a week. Time is in days.
    begin, end : days between which clients who arrive are the cohort that is measured.
    """

    def __init__(self, office: Office, blueprint: Blueprint, noted: Noted) -> None:
        self._office, self._kinds, self._noted = office, blueprint.kinds, noted
        self.env: Environment = office.env
        self.begin, self.end = blueprint.warm_up, blueprint.warm_up + blueprint.measure

    @property
    def now(self) -> float:
        """The day."""
        return float(self.env.now)

    @property
    def clients(self) -> list[ClientView]:
        """Everybody with an open need, in the order in which they came."""
        return [ClientView(client, self._kinds) for _, client in sorted(self._office.clients.items())]

    def note(self, what: str, amount: float = 1.0) -> None:
        """Add to a sum that `Results.noted` shows, of what is noted between `begin` and `end`."""
        if self.begin <= self.now < self.end:
            self._noted[what] = self._noted.get(what, 0.0) + amount


class OpenCalendar(Calendar):
    """A calendar on which any of SimPy's events may stand."""

    def run_to(self, horizon: float) -> None:
        """As `Calendar.run_to`; events that are no timers go as in `Environment.step`."""
        queue = self._queue
        heappush(queue, (horizon, URGENT, next(self._eid), Timer((stop,), self, 0)))
        try:
            while True:
                self._now, _, _, event = heappop(queue)
                if isinstance(event, Timer):
                    event.callbacks[0](event)
                    continue
                callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
                if not event._ok and not hasattr(event, "_defused"):
                    raise event._value
        except StopSimulation:
            pass


class _Open(Office):
    """An office with room for a process of a user's own."""

    calendar_class = OpenCalendar

    def __init__(
        self, blueprint: Blueprint, people: People, book: Book, process: Process, noted: Noted
    ) -> None:
        super().__init__(blueprint, people, book)
        self._started = process(OfficeView(self, blueprint, noted))
        if not isinstance(self._started, GeneratorType):
            raise TypeError(
                "a process of one's own is a function with `yield office.env.timeout(days)` in it"
            )

    def run(self, until: float | None = None) -> None:
        """Let time pass; the process is begun before anybody comes."""
        self.env.process(self._started)
        super().run(until)


class OpenOffice(_Open):
    """Without a journal."""


class OpenJournalOffice(_Open, JournalOffice):
    """With one."""
