"""How time and memory grow with clients, units and years, up to a country: `python -m benchmarks.load`.

Writes `benchmarks/load.json` (what was measured), `docs/load.png`, and the tables of `docs/load.md`.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import memory
from benchmarks.country import Country
from benchmarks.rounds import ROOT
from benchmarks.run import processor

MEASURED = ROOT / "benchmarks" / "load.json"
CHART = ROOT / "docs" / "load.png"
PAGE = ROOT / "docs" / "load.md"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->\n"

SIZE, DISTRICTS, YEARS = 141.0, 84, 0.5
WHOLE = Country(DISTRICTS, SIZE, 4.6)
"""504 units, 10,000 caseworkers, a million clients."""
GROWING: dict[str, tuple[Country, ...]] = {
    "years": (*(Country(DISTRICTS, SIZE, years) for years in (0.25, 0.5, 1.0)), WHOLE),
    "people": tuple(Country(DISTRICTS, size, YEARS) for size in (14.1, 47.0, SIZE)),
    "units": tuple(Country(districts, SIZE, YEARS) for districts in (1, 9, 28, DISTRICTS, 252)),
}
"""A longer time; more clients and caseworkers in the same units; the same people in more units."""
STAGES = ("read", "simulate", "figures")


@dataclass(frozen=True)
class Stage:
    """CPU seconds, and the peak of resident memory by its end, in bytes."""

    seconds: float
    peak: int | None


@dataclass(frozen=True)
class Found:
    """One country: what it is, and what each stage took."""

    country: Country
    clients: int
    pieces: int
    stages: dict[str, Stage]
    bytes_on_disk: int

    @property
    def seconds(self) -> float:
        """Of all stages."""
        return sum(stage.seconds for stage in self.stages.values())

    @property
    def peak(self) -> int | None:
        """Of all stages."""
        return max((stage.peak or 0 for stage in self.stages.values()), default=0) or None

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Found:
        """What `asdict` made of one."""
        country = Country(**{**said["country"], "organisations": tuple(said["country"]["organisations"])})
        return cls(
            **{**said, "country": country, "stages": {k: Stage(**v) for k, v in said["stages"].items()}}
        )


def measure(country: Country) -> Found:
    """One replication of it in this process: read, simulated, worked out and written as a run does."""
    from socsim.engine import chosen
    from socsim.experiment.store import to_parquet
    from socsim.experiment.tables import readable
    from socsim.scenario.build import blueprints
    from socsim.scenario.reading import load

    stages: dict[str, Stage] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started, begun = memory.start(), time.process_time()
        found = work()
        stages[name] = Stage(time.process_time() - begun, memory.since(started).peak)
        return found

    engine = chosen("compiled")
    (small,) = _blueprints(Country(1, 1.0, 0.1), load, blueprints).values()
    engine.simulate(small, engine.make_people(small, 1, 1))  # what is slow at first
    (blueprint,) = timed("read", lambda: _blueprints(country, load, blueprints)).values()
    people = []

    def simulated() -> Any:
        people.append(engine.make_people(blueprint, 1, 1))
        return engine.simulate(blueprint, people[0])

    ledger = timed("simulate", simulated)
    written = timed(
        "figures",
        lambda: sum(to_parquet(table).size for table in readable(ledger, blueprint, "SEK").values()),
    )
    return Found(country, len(people[0].arrival), len(ledger.work["client"]), stages, written)


def _blueprints(country: Country, load: Any, blueprints: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "country.yaml"
        path.write_text(country.text(), encoding="utf-8")
        return blueprints(load(path).scenario)


def started(country: Country) -> Found:
    """What a process of its own measures."""
    words = [sys.executable, "-m", "benchmarks.load", "--one", json.dumps(asdict(country))]
    said = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = Found.from_json(json.loads(said))
    print(f"{found.clients:,} clients in {country.units} units: {found.seconds:.1f} s", file=sys.stderr)
    return found


def table(found: dict[str, list[Found]]) -> Iterator[str]:
    """Every country as a row."""
    for name, says in (
        ("years", "A longer and longer time, in 504 units"),
        ("people", "More clients, and as many more caseworkers, in the same 504 units for half a year"),
        ("units", "The same people in more units, for half a year"),
    ):
        yield f"\n**{says}**\n\n"
        yield "| units | caseworkers | years | clients | pieces of work | read, s | simulate, s | tables, s "
        yield "| peak, MB | bytes a client | on disk, MB |\n" + "|--:" * 11 + "|\n"
        for one in found[name]:
            of, seconds = one.country, [f"{one.stages[stage].seconds:.1f}" for stage in STAGES]
            peak = one.peak or 0
            yield (
                f"| {of.units:,} | {of.caseworkers:,} | {of.years:g} | {one.clients:,} | {one.pieces:,} | "
                f"{' | '.join(seconds)} | {peak / 1e6:,.0f} | {peak / one.clients:,.0f} | "
                f"{one.bytes_on_disk / 1e6:,.0f} |\n"
            )


def about() -> dict[str, str]:
    """On what machine, and with what."""
    import os

    return {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("numpy", "numba", "pyarrow")},
    }


def write(said: dict[str, Any]) -> None:
    """The tables in the page, and the chart."""
    from benchmarks.load_chart import draw

    found = {name: [Found.from_json(one) for one in ones] for name, ones in said["found"].items()}
    machine = ", ".join(value if " " in value else f"{name} {value}" for name, value in said["about"].items())
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    body = f"Measured on {machine}.\n" + "".join(table(found))
    PAGE.write_text(before + BEGIN + body + END + after, encoding="utf-8")
    draw(found, CHART)


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--one", help="one country, as JSON, measured in this process; prints JSON")
    parser.add_argument("--redraw", action="store_true", help="page and chart from kept measurements")
    stated = parser.parse_args()
    if stated.one:
        print(json.dumps(asdict(measure(Country(**json.loads(stated.one))))))
        return 0
    if not stated.redraw:
        countries = {one for ones in GROWING.values() for one in ones}
        every = {one: started(one) for one in sorted(countries, key=lambda one: (one.clients, one.units))}
        found = {name: [asdict(every[one]) for one in ones] for name, ones in GROWING.items()}
        MEASURED.write_text(json.dumps({"about": about(), "found": found}, indent=1) + "\n", encoding="utf-8")
    write(json.loads(MEASURED.read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
