"""Places in support: a home, a bed, a group."""

from __future__ import annotations

from socsim.model.law import law


@law
def is_vacant(taken: int, places: int) -> bool:
    """[28] Whether there is a place for one more: taken < places.

    Parameters
    ----------
    taken : places that somebody has now.
    places : how many there are; negative: as many as are needed.

    Notes
    -----
    Who finds none stands in line. With Poisson arrivals and exponential stays this is the queue
    M/M/c of Erlang (1917), with places as servers.
    """
    return places < 0 or taken < places
