"""The reference engine: the model as SimPy events, the definition of what a run is."""

from __future__ import annotations

from socsim.engine.ledger import Ledger
from socsim.model.people import People
from socsim.scenario.blueprint import Blueprint


def simulate(blueprint: Blueprint, people: People) -> Ledger:
    """Run one organisation with the people of one replication, to the horizon.

    Parameters
    ----------
    blueprint : the organisation in numbers.
    people : who comes, from `socsim.model.people.make_people` with the same scenario.

    Returns
    -------
    The ledger of the replication.
    """
    from socsim.engine.simpy_engine.book import Book
    from socsim.engine.simpy_engine.office import Office

    book = Book(blueprint)
    office = Office(blueprint, people, book)
    office.run()
    return book.close(office)
