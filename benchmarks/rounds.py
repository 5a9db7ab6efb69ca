"""Measuring: every measurement a fresh process; in each round every engine once on each case.

Who goes first changes from round to round, so that a machine that grows hot or busy does not always hurt the
same one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES, OURS
from benchmarks.measure import THEORY, Measured, Part

ROOT = Path(__file__).resolve().parent.parent
CASES = ("a", "b", "stockholm")
CLIENTS_OF_B = 50_000
AT_LEAST = 1_000_000  # clients in each measurement of scaling: smaller runs are repeated so often
LONGER = ((10_000, 1), (100_000, 1), (1_000_000, 1))
"""Clients, and times the arrivals and the staff: the same city for longer and longer."""
LARGER = ((10_000, 1), (100_000, 10), (1_000_000, 100))
"""A larger and larger city for the same time."""


@dataclass(frozen=True)
class Run:
    """What was asked for in one process, and what it found."""

    engine: str
    case: str
    turn: int
    share: float
    city: int
    times: int
    found: Measured

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Run:
        """What `asdict` made of one."""
        return cls(**{**said, "found": _measured(said["found"])})


def _measured(said: dict[str, Any]) -> Measured:
    parts = [Part(**part) for part in said["parts"]]
    return Measured(**{**said, "parts": parts, "batches": tuple(said["batches"])})


def started(*words: object) -> str:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.measure", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def one(engine: str, case: str, turn: int, share: float, city: int = 1, times: int = 1) -> Run:
    """Measure once, with the round's own seeds."""
    said = started(engine, case, 1 + turn * AT_LEAST, share, city, times)
    run = Run(engine, case, turn, share, city, times, _measured(json.loads(said)))
    print(f"round {turn + 1} {case} {engine}: {run.found.rate:,.0f} pieces a CPU second", file=sys.stderr)
    return run


def compare(engines: Sequence[str], cases: Sequence[str], rounds: int, share: float) -> Iterator[Run]:
    """All rounds of all engines on all cases; peers only where they can do the case."""
    if "socsim-compiled" in engines:
        started("socsim-compiled", "a", 1, 0.01)  # compiled now, so that no compiler's memory is measured
    for turn in range(rounds):
        for case in cases:
            able = [engine for engine in engines if case in THEORY or engine in OURS]
            first = turn % max(1, len(able))
            for engine in able[first:] + able[:first]:
                factor = ENGINES[engine].factor if case in THEORY else 1.0
                if engine in OURS and factor > 1.0:  # the case as it stands, several times: what a sweep does
                    yield one(engine, case, turn, share, times=round(factor))
                else:
                    yield one(engine, case, turn, share * factor)


def grow(engine: str, rounds: int, share: float) -> Iterator[Run]:
    """One of socsim's engines on case B, for longer and in a larger city."""
    sizes = list(dict.fromkeys(LONGER + LARGER))
    for turn in range(rounds):
        first = turn % len(sizes)
        for clients, city in sizes[first:] + sizes[:first]:
            times = max(1, AT_LEAST // clients)
            yield one(engine, "b", turn, share * clients / city / CLIENTS_OF_B, city, times)


def as_json(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """To be kept in a file."""
    return [asdict(run) for run in runs]
