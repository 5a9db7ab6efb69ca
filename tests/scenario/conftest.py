"""Writes scenario files for the tests of reading them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

# each line stands alone, so that a test can replace or take out one
GOOD = """\
run: {warm_up: 1 year, measure: 1 year, replications: 2}
population:
  profiles:
    - {name: one, arrivals: 20 per year, needs: [money]}
    - {name: two, arrivals: 10 per year, needs: {money: 1, housing: 0.5}, presents: [money]}
actors:
  landlord: {handles: [housing.search], caseworkers: 1}
needs:
  money:
    severity: {1: 0.5, 2: 0.4, 3: 0.1}
    steps:
      intake: {effort: 1 h, asks_for: [income]}
      support: {effort: 1 h, every: 30 days}
    recovers_after: 200 days
    escalates: {rate: 0.3 per year, into: {housing: 0.1}}
  housing:
    steps:
      search: {effort: 2 h}
      contract: {effort: 1 h, decides: true, next: {search: 0.2}}
behaviour:
  sight: 0.5
  information: {valid_for: {income: 30 days}}
costs: {caseworker: 50000 SEK per month}
organisations:
  silos:
    units:
      money: {handles: [money], caseworkers: 1}
      housing: {handles: [housing], caseworkers: 1}
  whole:
    staffing: {caseworkers: 2}
    units:
      all: {handles: ["*"], assignment: client}
comparison: {reference: silos}
targets:
  - {metric: wait_days, organisation: silos, value: 3, tolerance: 1}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a file into an empty folder, which is the working folder."""
    monkeypatch.chdir(tmp_path)

    def to_file(text: str | bytes = GOOD, name: str = "x.yaml") -> Path:
        path = Path(name)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_file


def changed(old: str, new: str) -> str:
    """Return the good scenario with one passage replaced."""
    assert GOOD.count(old) == 1, f"'{old}' stands {GOOD.count(old)} times in the good scenario"
    return GOOD.replace(old, new)
