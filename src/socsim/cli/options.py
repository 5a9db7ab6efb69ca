"""Options that several commands have, and what becomes of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A scenario file, or the name of one that comes with socsim.", show_default=False
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Replace one key, for instance run.seed=7; may be repeated."
    ),
]
Replications = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Of each organisation, instead of the file's number.")
]
Organisation = Annotated[list[str] | None, typer.Option(metavar="NAME", help="These only; may be repeated.")]
Metric = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A metric of summary.csv; NAME.p50 and NAME.p90 are its quantiles."),
]
Group = Annotated[str, typer.Option(metavar="GROUP", help="Of whom, for instance needs=4+.")]
Jobs = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Replications at a time; left out: one a core.")
]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Simulate on a Dask cluster: tcp://HOST:8786.")
]
BudgetOption = Annotated[
    str | None, typer.Option("--budget", metavar="TIME", help="Begin nothing new after, for instance, 10m.")
]


class Engine(StrEnum):
    """The choices of `--engine`."""

    auto = "auto"
    simpy = "simpy"
    compiled = "compiled"


class Engines(StrEnum):
    """The choices of `--engine` where both may be wanted."""

    simpy = "simpy"
    compiled = "compiled"
    both = "both"


class Languages(StrEnum):
    """The choices of `--lang`."""

    sv = "sv"
    en = "en"


class Media(StrEnum):
    """The choices of `--for`."""

    print = "print"
    slide = "slide"


class Sampling(StrEnum):
    """The choices of `--sample`."""

    grid = "grid"
    lhs = "lhs"
    sobol = "sobol"


class Effects(StrEnum):
    """The choices of `--effect`."""

    recovered = "recovered"
    gap_days = "gap_days"


class Payers(StrEnum):
    """The choices of `--payer`."""

    all = "all"
    municipality = "municipality"
    region = "region"
    state = "state"


EngineOption = Annotated[
    Engine, typer.Option(help="auto: the compiled engine where numba is there; the results are the same.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


For = Annotated[Media, typer.Option("--for", help="print: as wide as A4; slide: 16:9 with large type.")]
AlsoFor = Annotated[
    Media, typer.Option("--for", help="slide: the chart on slides as well, in the folder slides there.")
]
Language = Annotated[Languages, typer.Option("--lang", help="Of what is shown: sv or en.")]
Between = Annotated[
    tuple[str, str],
    typer.Option(metavar="A B", help="The two organisations: by how much is B above A?", show_default=False),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN", help="Vary only numbers with such keys, as behaviour.*; may be repeated."
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Where answers go; left out: results/<file stem>-answers, for all."
    ),
]


def changes(set_: list[str] | None, replications: int | None, seed: int | None = None) -> list[str]:
    """What the command line puts in the place of the file's values; an option wins over `--set`."""
    changes = list(set_ or [])
    if replications is not None:
        changes.append(f"run.replications={replications}")
    if seed is not None:
        changes.append(f"run.seed={seed}")
    return changes


def leave(code: int) -> None:
    """End with the code, if it says that something is wrong."""
    if code:
        raise typer.Exit(code)
