"""Compare the engines, side by side: `python -m benchmarks.run [--rounds N] [--quick] [--out FILE]`.

Every round measures each engine once on each case, one after the other, each in a fresh process and
with a seed of its own; who goes first changes from round to round.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from scipy import stats

from benchmarks.network import network, scenario

ENGINES = ("socsim", "simpy", "ciw")
CASES = ("a", "b")
FALSE_ALARM = 0.01  # that any mean wait of a whole run is called wrong by chance
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Rounds:
    """What one engine did on one case, a value for each round."""

    rates: list[float] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    batches: list[float] = field(default_factory=list)

    def add(self, engine: str, case: str, seed: int, share: float) -> None:
        """Measure once more."""
        command = [sys.executable, "-m", "benchmarks.measure", engine, case, str(seed), str(share)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout)
        self.rates.append(found["pieces"] / found["seconds"])
        self.pieces.append(found["pieces"])
        self.batches.extend(found["batches"])

    def wait(self, comparisons: int) -> tuple[float, float]:
        """Mean wait and half-width of its interval, over the batches of all rounds."""
        if len(self.batches) < 2:
            return statistics.fmean(self.batches), float("inf")  # one batch says nothing of chance
        level = FALSE_ALARM / comparisons
        t = float(stats.t.ppf(1.0 - level / 2.0, len(self.batches) - 1))
        error = statistics.stdev(self.batches) / len(self.batches) ** 0.5
        return statistics.fmean(self.batches), t * error


def measure(engines: list[str], rounds: int, share: float) -> dict[tuple[str, str], Rounds]:
    """All rounds of all engines on all cases."""
    found = {(case, engine): Rounds() for case in CASES for engine in engines}
    for turn in range(rounds):
        for case in CASES:
            first = turn % len(engines)
            for engine in engines[first:] + engines[:first]:
                found[case, engine].add(engine, case, 1 + turn, share)
                rate = found[case, engine].rates[-1]
                print(f"round {turn + 1} {case} {engine}: {rate:,.0f} pieces a CPU second", file=sys.stderr)
    return found


def times_as_fast(found: dict[tuple[str, str], Rounds], case: str, engine: str) -> str:
    """How many times as fast socsim was, round by round: median and range."""
    if engine == "socsim" or (case, "socsim") not in found:
        return ""
    pairs = zip(found[case, "socsim"].rates, found[case, engine].rates, strict=True)
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"


def report(found: dict[tuple[str, str], Rounds], rounds: int, share: float) -> tuple[str, bool]:
    """The results as a page, and whether every mean wait agrees with theory."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("simpy", "ciw", "numpy"))
    lines = [
        "# Pieces of work per CPU second",
        "",
        f"{rounds} alternating rounds, each measurement in a process of its own, "
        f"over {share:.0%} of the cases' time.",
        f"Python {platform.python_version()}, {versions}, {processor()}.",
        "Rates are medians (range). Waits are in hours, with intervals by batch means at"
        f" {1.0 - FALSE_ALARM / len(found):.2%}, so that all hold at once at {1.0 - FALSE_ALARM:.0%}.",
        "",
        "| case | engine | pieces a round | per CPU second | socsim is ... times as fast "
        "| mean wait | theory | agrees |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    all_agree = True
    for (case, engine), rows in found.items():
        theory = network(scenario(case)).mean_wait()
        mean, half = rows.wait(len(found))
        agrees = abs(mean - theory) <= half
        all_agree &= agrees
        rate = f"{statistics.median(rows.rates):,.0f} ({min(rows.rates):,.0f}-{max(rows.rates):,.0f})"
        lines.append(
            f"| {case.upper()} | {engine} | {statistics.median(rows.pieces):,.0f} | {rate} "
            f"| {times_as_fast(found, case, engine)} | {mean:.4f} ± {half:.4f} | {theory:.4f} "
            f"| {'yes' if agrees else 'NO'} |"
        )
    return "\n".join(lines) + "\n", all_agree


def processor() -> str:
    """The processor's name, where the system tells."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main() -> int:
    """Measure, print the page; 1 where a mean wait does not agree with theory."""
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=summary)
    parser.add_argument("--rounds", type=int, default=5, help="how often each engine is measured")
    parser.add_argument("--quick", action="store_true", help="a tenth of the customers")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--out", type=Path, help="also write the page to this file")
    stated = parser.parse_args()
    share = 0.1 if stated.quick else 1.0
    page, all_agree = report(measure(stated.engines, stated.rounds, share), stated.rounds, share)
    print(page)
    if stated.out:
        stated.out.write_text(page, encoding="utf-8")
    return 0 if all_agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
