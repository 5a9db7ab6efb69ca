"""What a command will cost before it begins, and how long it may take at most."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from socsim.locale import Message
from socsim.scenario.errors import UserError

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_FORM = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(s|m|h)[a-z]*\s*")


def parse_budget(text: str) -> float:
    """Seconds from `90s`, `10m` or `1.5h`.

    >>> parse_budget("10m"), parse_budget("1.5 h")
    (600.0, 5400.0)
    """
    match = _FORM.fullmatch(text)
    if match is None or float(match[1]) <= 0.0:
        raise UserError([f"--budget {text}: a time such as 90s, 10m or 2h, above 0"])
    return float(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True)
class Budget:
    """A time after which nothing new is begun; what has begun is finished.

    Attributes
    ----------
    seconds : None: as long as it takes.
    """

    seconds: float | None = None
    clock: Callable[[], float] = time.monotonic
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_since", self.clock())

    @property
    def spent(self) -> float:
        """Seconds since it was made."""
        return self.clock() - self._since

    @property
    def over(self) -> bool:
        """Whether nothing new may begin."""
        return self.seconds is not None and self.spent >= self.seconds


def predicted(runs: int, seconds_a_run: float, at_a_time: int) -> float:
    """Seconds that so many runs will take.

    >>> predicted(90, 0.4, 2)
    18.0
    """
    return runs * seconds_a_run / max(at_a_time, 1)


def in_words(seconds: float) -> Message:
    """A time as people say it.

    >>> [in_words(seconds).said("en") for seconds in (0.4, 47.0, 600.0, 9000.0)]
    ['1 s', '47 s', '10 min', '2.5 h']
    """
    if seconds < 90.0:
        return Message("progress.seconds", number=max(1, round(seconds)))
    if seconds < 5400.0:
        return Message("progress.minutes", number=round(seconds / 60.0))
    return Message("time.hours", number=round(seconds / 3600.0, 1))
