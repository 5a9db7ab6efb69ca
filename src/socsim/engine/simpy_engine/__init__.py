"""The reference engine: the model as SimPy events, the definition of what a run is."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from socsim.engine.ledger import Ledger, Table
from socsim.engine.numbering import numbered, numbered_journal
from socsim.locale import Message
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint

if TYPE_CHECKING:
    from socsim.engine.simpy_engine.own import Process

NAME = Message("engine.simpy")
HAS_THREADS = False  # the interpreter's lock lets only one of them run


def prepare(_say: Callable[[Message], None]) -> None:
    """There is nothing to prepare."""


def make_people(blueprint: Blueprint, seed: int, replication: int) -> People:
    """Draw everyone who arrives before the horizon."""
    from socsim.model import people

    return people.make_people(blueprint, seed, replication)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let the collector of cyclic garbage rest: a need that ends breaks its own cycle."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def simulate(blueprint: Blueprint, people: People) -> Ledger:
    """Run one organisation with the people of one replication, to the horizon.

    Parameters
    ----------
    blueprint : the organisation in numbers.
    people : who comes, from `socsim.model.people.make_people` with the same scenario.

    Returns
    -------
    The ledger of the replication.

    See Also
    --------
    simulate_with_journal : the same, with a row for each event.
    """
    from socsim.engine.simpy_engine.book import Book
    from socsim.engine.simpy_engine.office import Office

    with _no_collector():
        book = Book(blueprint)
        office = Office(blueprint, people, book)
        office.run()
        return numbered(book.close(office), people)


def simulate_with_journal(blueprint: Blueprint, people: People) -> tuple[Ledger, Table]:
    """Run one organisation as `simulate` does, and keep a journal: a row for each event.

    Parameters
    ----------
    blueprint : the organisation in numbers.
    people : who comes.

    Returns
    -------
    ledger : to the last bit what `simulate` returns.
    journal : columns of one length, named and described in `socsim.engine.journal`; its
        `journal_frame(journal, blueprint)` makes a DataFrame of it that process-mining tools read.
    """
    from socsim.engine.simpy_engine.journal_book import JournalBook, JournalOffice

    with _no_collector():
        book = JournalBook(blueprint)
        office = JournalOffice(blueprint, people, book)
        office.run()
        journal = book.journal()  # closing the accounts at the horizon is no event
        return numbered(book.close(office), people), numbered_journal(journal, people)


def journal_until(blueprint: Blueprint, people: People, until: float) -> Table:
    """The journal of all that happens before a day."""
    from socsim.engine.simpy_engine.journal_book import JournalBook, JournalOffice

    with _no_collector():
        book = JournalBook(blueprint)
        JournalOffice(blueprint, people, book).run(until)
        return numbered_journal(book.journal(), people)


def simulate_with_process(
    blueprint: Blueprint, people: People, process: Process, *, journal: bool = False
) -> tuple[Ledger, Table | None, Mapping[str, float]]:
    """Run one organisation with a process of a user's own in it; see `socsim.engine.simpy_engine.own`.

    Parameters
    ----------
    blueprint : the organisation in numbers.
    people : who comes.
    process : a generator function of one argument, an `OfficeView`.
    journal : whether a row for each event is to be kept.

    Returns
    -------
    ledger : the ledger of the replication.
    journal : as `simulate_with_journal` returns it, or None.
    noted : the sums of what the process has noted.

    Raises
    ------
    TypeError : where the process is no generator function; and whatever the process raises.
    """
    from socsim.engine.simpy_engine.book import Book
    from socsim.engine.simpy_engine.journal_book import JournalBook
    from socsim.engine.simpy_engine.own import OpenJournalOffice, OpenOffice

    noted: dict[str, float] = {}
    with _no_collector():
        if not journal:
            book = Book(blueprint)
            office = OpenOffice(blueprint, people, book, process, noted)
            office.run()
            return numbered(book.close(office), people), None, noted
        telling = JournalBook(blueprint)
        open_office = OpenJournalOffice(blueprint, people, telling, process, noted)
        open_office.run()
        events = numbered_journal(telling.journal(), people)
        return numbered(telling.close(open_office), people), events, noted
