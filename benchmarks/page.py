"""The tables of a run of the benchmark, as a page."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scipy import stats

from benchmarks.engines import ENGINES, OURS
from benchmarks.measure import THEORY
from benchmarks.network import network, scenario
from benchmarks.rounds import CLIENTS_OF_B, LARGER, LONGER, Run

FALSE_ALARM = 0.01  # that any mean wait of a whole run is called wrong by chance
ENOUGH = 5  # batches; fewer say too little of chance


@dataclass(frozen=True)
class Results:
    """All that a run of the benchmark has found."""

    about: dict[str, Any]
    """When it was, on what machine, with which versions, and which engines this machine has not got."""
    compared: list[Run]
    grown: list[Run]

    def of(self, case: str, engine: str) -> list[Run]:
        """An engine's rounds on a case."""
        return [run for run in self.compared if run.case == case and run.engine == engine]

    def pairs(self, cases: Iterable[str] = THEORY) -> list[tuple[str, str]]:
        """Cases and the engines that were measured on them, in order."""
        return [(case, engine) for case in cases for engine in ENGINES if self.of(case, engine)]


def middle(values: Sequence[float], form: str = ",.0f") -> str:
    """Median and range."""
    if len(values) == 1:
        return format(values[0], form)
    low, high = min(values), max(values)
    return f"{statistics.median(values):{form}} ({low:{form}}–{high:{form}})"


def page(results: Results) -> tuple[str, bool]:
    """All tables, and whether each engine agrees with theory, and socsim's two with each other."""
    about = results.about
    versions = ", ".join(f"{ENGINES[name].title}: {said}" for name, said in about["versions"].items())
    missing = ", ".join(ENGINES[name].title for name in about["missing"])
    lines = [
        "# How fast the engines are",
        "",
        "Made by `python -m benchmarks.run`. What is measured: [docs/benchmarks.md](../docs/benchmarks.md).",
        "",
        f"{about['rounds']} alternating rounds, each measurement in a process of its own, over "
        f"{about['share']:.0%} of the cases' time. {about['processor']}, {about['system']}, "
        f"Python {about['python']}, numpy {about['numpy']}.",
        f"{versions}.",
        *([f"Not on this machine: {missing}."] if missing else []),
        "Rates are pieces of work per CPU second, medians over rounds (range).",
        "",
    ]
    tables = (theory_table, own_table, scaling_tables)
    made = [table(results) for table in tables]
    for text, _ in made:
        lines += text
    return "\n".join(lines).rstrip() + "\n", all(agrees for _, agrees in made)


def wait(runs: Sequence[Run], comparisons: int) -> tuple[float, float]:
    """Mean wait and half-width of its interval, over the batches of all rounds."""
    batches = [run.found.batches for run in runs]
    count = sum(n for n, _, _ in batches)
    mean = sum(n * value for n, value, _ in batches) / count
    if count < ENOUGH:
        return mean, float("inf")
    squares = sum(square + n * (value - mean) ** 2 for n, value, square in batches)
    t = float(stats.t.ppf(1.0 - FALSE_ALARM / comparisons / 2.0, count - 1))
    return mean, t * (squares / (count - 1) / count) ** 0.5


def times_as_fast(results: Results, case: str, ours: str, engine: str) -> str:
    """How many times as fast one of socsim's engines was, round by round."""
    if engine == ours or not results.of(case, ours):
        return ""
    pairs = zip(results.of(case, ours), results.of(case, engine), strict=True)
    return middle([our.found.rate / their.found.rate for our, their in pairs], ",.3g")


def theory_table(results: Results) -> tuple[list[str], bool]:
    """Cases with an exact answer, for all engines."""
    pairs = results.pairs()
    if not pairs:
        return [], True
    level = 1.0 - FALSE_ALARM / len(pairs)
    lines = [
        "## Queueing networks",
        "",
        f"Waits are in hours, with intervals by batch means at {level:.2%}, so that all hold at once at "
        f"{1.0 - FALSE_ALARM:.0%}. Peak memory is of the whole process, bytes a piece of what came with the "
        "simulation. The fast engines are given more customers, and the slowest fewer.",
        "",
        "| case | engine | pieces a round | per CPU second | socsim, compiled is … times as fast "
        "| socsim, SimPy engine is … times as fast | peak memory, MB | bytes a piece "
        "| mean wait | theory | agrees |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    all_agree = True
    for case, engine in pairs:
        runs = results.of(case, engine)
        theory = network(scenario(case)).mean_wait()
        mean, half = wait(runs, len(pairs))
        agrees = abs(mean - theory) <= half
        all_agree &= agrees
        cells = [
            case.upper(),
            ENGINES[engine].title,
            f"{statistics.median(run.found.total('pieces') for run in runs):,.0f}",
            middle([run.found.rate for run in runs]),
            times_as_fast(results, case, OURS[0], engine),
            times_as_fast(results, case, OURS[1], engine),
            known([run.found.peak and run.found.peak / 1e6 for run in runs]),
            known([run.found.growth and run.found.growth / run.found.total("pieces") for run in runs]),
            f"{mean:.4f} ± {half:.4f}",
            f"{theory:.4f}",
            "too short to tell" if half == float("inf") else "yes" if agrees else "NO",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""], all_agree


def known(values: Sequence[float | None]) -> str:
    """The median of what is known."""
    there = [value for value in values if value is not None]
    return f"{statistics.median(there):,.0f}" if there else "–"


def own_table(results: Results) -> tuple[list[str], bool]:
    """`scenarios/stockholm.yaml` in socsim's two engines, and whether they did the same."""
    engines = [engine for engine in OURS if results.of("stockholm", engine)]
    if not engines:
        return [], True
    lines = [
        "## scenarios/stockholm.yaml",
        "",
        "One replication of each organisation, one after the other. Pieces and events include the warm-up.",
        "",
        "| organisation | engine | CPU seconds | pieces | events | pieces per CPU second "
        "| events per CPU second | compiled is … times as fast |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    parts = {engine: [run.found.parts for run in results.of("stockholm", engine)] for engine in engines}
    names = [part.name for part in parts[engines[0]][0]]
    for at, name in enumerate(names):
        for engine in engines:
            rows = [row[at] for row in parts[engine]]
            events = [row.events for row in rows if row.events is not None]
            ratio = ""
            if engine != OURS[0] and OURS[0] in engines:
                ours = [row[at] for row in parts[OURS[0]]]
                ratio = middle(
                    [their.seconds / our.seconds for our, their in zip(ours, rows, strict=True)], ".1f"
                )
            cells = [
                name,
                ENGINES[engine].title,
                middle([row.seconds for row in rows], ".2f"),
                f"{statistics.median(row.pieces for row in rows):,.0f}",
                f"{statistics.median(events):,.0f}" if events else "–",
                middle([row.pieces / row.seconds for row in rows]),
                middle([row.events / row.seconds for row in rows if row.events]) if events else "–",
                ratio,
            ]
            lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    if len(engines) < 2:
        return lines, True
    same = all(
        (ours.pieces, ours.wait) == (theirs.pieces, theirs.wait)
        for our_row, their_row in zip(parts[OURS[0]], parts[OURS[1]], strict=True)
        for ours, theirs in zip(our_row, their_row, strict=True)
    )
    lines += [f"Pieces and mean wait are the same in both engines: {'yes' if same else 'NO'}.", ""]
    return lines, same


def scaling_tables(results: Results) -> tuple[list[str], bool]:
    """What a client costs as the run grows."""
    if not results.grown:
        return [], True
    title = ENGINES[results.grown[0].engine].title
    lines = [
        "## As a run grows",
        "",
        f"{title}, case B. A city 10 times as large has 10 times the arrivals and 10 times the caseworkers. "
        "Memory is what came with the simulation, at its peak.",
        "",
        "| what grows | clients | caseworkers | microseconds a client | … times the smallest run's "
        "| bytes a client |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    staff = sum(pool.servers for row in network(scenario("b")).pools for pool in row)
    for what, sizes in (("the time", LONGER), ("the city", LARGER)):
        smallest = per_client(results, *sizes[0])
        for clients, city in sizes:
            runs = sized(results, clients, city)
            if not runs:
                continue
            here = per_client(results, clients, city)
            ratios = [mine / first for mine, first in zip(here, smallest, strict=True)]
            one = [run.found.total("clients") / run.times for run in runs]
            memory = [run.found.growth and run.found.growth / n for run, n in zip(runs, one, strict=True)]
            cells = [
                what,
                f"{statistics.median(one):,.0f}",
                f"{city * staff:,}",
                middle([1e6 * value for value in here], ".3g"),
                middle(ratios, ".2f") if city * clients > sizes[0][0] else "",
                known(memory),
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""], True


def sized(results: Results, clients: int, city: int) -> list[Run]:
    """Runs of one size, a run for each round."""
    share = results.about["share"] * clients / city / CLIENTS_OF_B
    return [run for run in results.grown if run.city == city and abs(run.share / share - 1.0) < 1e-9]


def per_client(results: Results, clients: int, city: int) -> list[float]:
    """CPU seconds a client, for each round."""
    return [run.found.total("seconds") / run.found.total("clients") for run in sized(results, clients, city)]
