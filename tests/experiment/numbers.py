"""What small runs give, as hashes in `numbers.json`; `python -m tests.experiment.numbers` writes them anew.

For each organisation two SHA-256, over values only: no parquet, no names of versions, no times of the clock.

`exact` is over every bit of ledger and journal. It rests on IEEE 754 (sums, products, square roots), on
64-bit words (the draws), and on three functions of the system's mathematical library, exp, log and pow,
which is free to round their last bit as it likes; nothing else is asked of Python, numpy, numba or the
processor. `libm` is a hash of what these three give for some thousands of numbers. Where it is another than
in the file, bits may differ, and `exact` is not held against anything.

`rounded` is over journal and all tables of the run, the figures of summary and costs among them, to nine
significant digits; what pandas and scipy make of several replications is not in it. It is the same
everywhere, unless a draw falls within 1e-15 of a chance, or a value within as little of the middle between
two roundings.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from socsim.engine import Choice, chosen
from socsim.experiment.store import NUMBERS_VERSION
from socsim.experiment.tables import readable
from socsim.scenario.build import blueprints
from socsim.scenario.reading import load

if TYPE_CHECKING:
    from socsim.engine.ledger import Ledger, Table
    from socsim.scenario.blueprint import Blueprint

HERE = Path(__file__).parent
FILE = HERE / "numbers.json"
SHORTER = ("run.warm_up=90 days", "run.measure=180 days", "run.follow_up=90 days")
SCENARIOS = {
    "small": load(HERE.parents[1] / "scenarios" / "small.yaml", set=SHORTER),
    "everything": load(HERE / "everything.yaml"),
}
"""`everything.yaml` stays as it is when mechanisms come: what they do not touch must not move."""
DIGITS = 9
Hashes = Mapping[str, Mapping[str, str]]


def libm() -> str:
    """A hash of what exp, log and pow give here, over the numbers that the laws use them for."""
    steps = [(step + 0.5) / 4096.0 for step in range(4096)]
    found = [
        value
        for x in steps
        for value in (
            math.log(x),
            math.exp(8.0 * x),
            math.exp(-8.0 * x),
            math.pow(x, 1.7),
            math.pow(9.0 * x, 0.6),
        )
    ]
    return sha256(np.array(found, dtype="<f8").tobytes()).hexdigest()


def hashes(engine: Choice = "auto") -> Hashes:
    """Those of the first replication of each organisation of each scenario."""
    found: dict[str, dict[str, str]] = {}
    for name, loaded in SCENARIOS.items():
        scenario = loaded.scenario
        for organisation, blueprint in blueprints(scenario).items():
            module = chosen(engine)
            people = module.make_people(blueprint, scenario.run.seed, 1)
            ledger, journal = module.simulate_with_journal(blueprint, people)
            found[f"{name}, {organisation}"] = {
                "exact": exact(ledger, journal),
                "rounded": rounded(ledger, journal, blueprint, scenario.costs.currency),
            }
    return found


def exact(ledger: Ledger, journal: Table) -> str:
    """Over the bits of all columns, numbers as they are."""
    digest = sha256()
    for name, table in {**vars(ledger), "journal": journal}.items():
        for column, values in table.items():
            array = np.ascontiguousarray(values)
            if array.dtype.kind == "f":
                array = np.where(np.isnan(array), np.nan, array)  # one NaN for all
            little = array.astype(array.dtype.newbyteorder("<"))
            digest.update(f"{name}.{column} {little.dtype.str} {len(little)}\n".encode())
            digest.update(little.tobytes())
    return digest.hexdigest()


def rounded(ledger: Ledger, journal: Table, blueprint: Blueprint, currency: str) -> str:
    """Over all tables as a run writes them, with names and rounded numbers, and over the journal."""
    digest = sha256()
    for name, table in readable(ledger, blueprint, currency).items():
        for column in table.column_names:
            _feed(digest, f"{name}.{column}", table[column].to_pylist())
    for column, values in journal.items():
        _feed(digest, f"journal.{column}", np.asarray(values).tolist())
    return digest.hexdigest()


def _feed(digest: Any, name: str, values: list[Any]) -> None:
    digest.update("\n".join((name, *map(_text, values), "")).encode())


def _text(value: Any) -> str:
    """A value as text; what is missing is empty, and there is one nought."""
    if value is None or value != value:
        return ""
    return f"{value + 0.0:.{DIGITS}g}" if isinstance(value, float) else str(value)


def moved(kept: Mapping[str, Any], found: Hashes) -> list[str]:
    """What is not as it was: which organisations, and how far it can be told here."""
    same_bits = kept["libm"] == libm()
    said = [f"{name}: there is no such run" for name in kept["runs"].keys() ^ found.keys()]
    for name in kept["runs"].keys() & found.keys():
        if kept["runs"][name]["rounded"] != found[name]["rounded"]:
            said.append(f"{name}: figures, tables or journal are not what they were")
        elif same_bits and kept["runs"][name]["exact"] != found[name]["exact"]:
            said.append(f"{name}: the last bits of ledger or journal are not what they were")
    return sorted(said)


def kept() -> dict[str, Any]:
    """What stands in the file."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Write the file anew and say what has moved."""
    found = hashes()
    for line in moved(kept(), found) if FILE.exists() else ():
        print(line, file=sys.stderr)
    text = {"numbers_version": NUMBERS_VERSION, "libm": libm(), "runs": found}
    FILE.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
