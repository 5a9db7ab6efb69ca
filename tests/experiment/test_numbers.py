"""No change of results passes unseen: small runs give what they gave when `numbers.json` was written.

That a run gives the same bytes twice, in one process and in several, in parts, in both engines, is in
`test_run.py`; after Ctrl-C and after a kill in `test_ending.py`; on a cluster in `test_cluster.py`; event
for event in `tests/engine/test_two_engines.py`.
"""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

from socsim.engine import chosen
from socsim.experiment.store import NUMBERS_VERSION
from socsim.scenario.build import blueprints
from socsim.scenario.mechanisms import MECHANISMS, without
from tests.experiment import numbers

RENEW = """
If no result was meant to move, something is wrong. If it was, say which and why in CHANGELOG.md under
"Numbers move", raise NUMBERS_VERSION (CONTRIBUTING.md, "Numbers that move"), and renew the file: python -m
tests.experiment.numbers
If only small.yaml says something else now, renew the file."""

LATER: tuple[str, ...] = ()
"""Mechanisms that came after `everything.yaml`, which therefore does not state them."""


@pytest.fixture(scope="module")
def found() -> numbers.Hashes:
    return numbers.hashes("simpy")


def test_no_result_has_moved(found: numbers.Hashes) -> None:
    said = numbers.moved(numbers.kept(), found)
    assert not said, "results moved:\n" + "\n".join(said) + RENEW


def test_both_engines_give_the_same_hashes(found: numbers.Hashes) -> None:
    assert numbers.hashes("compiled") == found


def test_the_file_is_of_the_version_that_names_the_replications() -> None:
    """Whoever raises it renews the hashes, and sees whether numbers move."""
    assert numbers.kept()["numbers_version"] == NUMBERS_VERSION


def test_every_mechanism_is_in_it() -> None:
    """But for those that came later and are named above."""
    stated = numbers.SCENARIOS["everything"].stated
    assert tuple(name for name in MECHANISMS if not without(stated, [name])) == LATER


def test_what_moves_is_seen(found: numbers.Hashes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A last bit of one event, a figure; a last bit not where the system rounds otherwise."""
    kept = numbers.kept()
    name = next(iter(found))
    for key, says in (("exact", "last bits"), ("rounded", "figures")):
        other = copy.deepcopy(dict(found))
        other[name] = {**found[name], key: "another"}
        assert [says in line and line.startswith(name) for line in numbers.moved(kept, other)] == [True]
    one_missing = {other: found[other] for other in found if other != name}
    assert numbers.moved(kept, one_missing) == [f"{name}: there is no such run"]
    other = {**found, name: {**found[name], "exact": "another"}}
    monkeypatch.setattr(numbers, "libm", lambda: "another")
    assert numbers.moved(kept, other) == []


def test_a_last_bit_is_a_bit() -> None:
    """Of any column, with the rounded hash as it was."""
    loaded = numbers.SCENARIOS["everything"]
    blueprint = blueprints(loaded.scenario)["silos"]
    engine = chosen("simpy")
    ledger, journal = engine.simulate_with_journal(blueprint, engine.make_people(blueprint, 1, 1))
    before = numbers.exact(ledger, journal), numbers.rounded(ledger, journal, blueprint, "SEK")
    time = np.array(journal["time"])
    time[5] = math.nextafter(time[5], math.inf)
    after = numbers.exact(ledger, {**journal, "time": time})
    assert after != before[0]
    assert numbers.rounded(ledger, {**journal, "time": time}, blueprint, "SEK") == before[1]
    time[5] += 1e-3
    assert numbers.rounded(ledger, {**journal, "time": time}, blueprint, "SEK") != before[1]
