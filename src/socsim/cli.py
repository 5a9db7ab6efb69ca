"""The command line: each command a few lines onto the library, which is imported when it is needed."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from socsim.scenario.errors import UserError

app = typer.Typer(
    name="socsim",
    help="Simulates social services: which organisation serves clients with several needs best.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.", show_default=False)]
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


class Sampling(StrEnum):
    """The choices of `--sample`."""

    grid = "grid"
    lhs = "lhs"
    sobol = "sobol"


EngineOption = Annotated[
    Engine, typer.Option(help="auto: the compiled engine where numba is there; the results are the same.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def _version(wanted: bool) -> None:
    if wanted:
        from socsim import __version__

        typer.echo(f"socsim {__version__}")
        raise typer.Exit


@app.callback()
def _socsim(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Simulates social services: which organisation serves clients with several needs best."""


def _changes(set_: list[str] | None, replications: int | None, seed: int | None = None) -> list[str]:
    """What the command line puts in the place of the file's values; an option wins over `--set`."""
    changes = list(set_ or [])
    if replications is not None:
        changes.append(f"run.replications={replications}")
    if seed is not None:
        changes.append(f"run.seed={seed}")
    return changes


def _leave(code: int) -> None:
    """End with the code, if it says that something is wrong."""
    if code:
        raise typer.Exit(code)


@app.command()
def run(
    file: File,
    replications: Replications = None,
    precision: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="So many replications that --metric is this precise: 0.05."),
    ] = None,
    half_width: Annotated[
        float | None,
        typer.Option(metavar="X", help="The same in the metric's own unit, for what is rare or near nought."),
    ] = None,
    metric: Metric = None,
    group: Group = "all",
    max_replications: Annotated[
        int, typer.Option(metavar="N", min=3, help="With --precision or --half-width, at most so many.")
    ] = 200,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Instead of the file's seed.")] = None,
    set_: Set = None,
    organisation: Organisation = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where results go; left out: results/<file stem>.")
    ] = None,
    journal: Annotated[
        bool, typer.Option("--journal", help="Write journal.parquet, a row per event.")
    ] = False,
    replication: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=1, help="Run the replication of this number only; may be repeated."),
    ] = None,
    engine: EngineOption = Engine.auto,
    referee: Annotated[
        bool,
        typer.Option(
            "--referee/--no-referee",
            help="Compare the compiled engine with SimPy, event for event, over a first year.",
        ),
    ] = True,
    quiet: Quiet = False,
) -> None:
    """Simulate every organisation of a scenario and compare them."""
    from socsim.experiment.goals import goal_of, seconds_of
    from socsim.experiment.run import run_file

    code = run_file(
        file,
        set=_changes(set_, replications, seed),
        organisations=tuple(organisation or ()),
        replication=tuple(replication or ()),
        precision=goal_of(precision, half_width, metric, group, replications, replication),
        max_replications=max_replications,
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        journal=journal,
        engine=engine.value,
        referee=referee,
        quiet=quiet,
    )
    _leave(code)


@app.command()
def sweep(
    file: File,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="KEY=LOW:HIGH:STEPS",
            help="A range, a list KEY=A,B,C, or KEY alone for the file's own range; may be repeated.",
            show_default=False,
        ),
    ],
    metric: Metric = "lead_to_all_supported_days",
    group: Group = "all",
    sample: Annotated[
        Sampling, typer.Option(help="grid: all combinations; lhs, sobol: --points spread over the ranges.")
    ] = Sampling.grid,
    points: Annotated[int, typer.Option(metavar="N", min=0, help="With lhs and sobol, how many.")] = 0,
    replications: Replications = None,
    set_: Set = None,
    organisation: Organisation = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where results go; left out: results/<file stem>-sweep."),
    ] = None,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many values of one key or several, with the same people at each."""
    from socsim.experiment.goals import group_of, metric_of, seconds_of
    from socsim.experiment.sweep import sweep_file

    code = sweep_file(
        file,
        vary,
        figure=(*metric_of(metric or ""), group_of(group)),
        sample=sample.value,
        number=points,
        set=_changes(set_, replications),
        organisations=tuple(organisation or ()),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        engine=engine.value,
        quiet=quiet,
    )
    _leave(code)


@app.command()
def warmup(
    file: File,
    replications: Annotated[
        int, typer.Option(metavar="N", min=1, help="Of each organisation, to average over.")
    ] = 10,
    years: Annotated[
        float | None,
        typer.Option(metavar="N", min=0.5, help="How long to watch; left out: twice the length of a run."),
    ] = None,
    set_: Set = None,
    organisation: Organisation = None,
    jobs: Jobs = None,
    budget: BudgetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where results go; left out: results/<file stem>-warmup."),
    ] = None,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Watch the offices fill from the first day, and say how long the warm-up has to be."""
    from socsim.experiment.goals import seconds_of
    from socsim.experiment.run import said
    from socsim.experiment.warm_up import warm_up
    from socsim.scenario.reading import load

    folder = out or Path("results") / f"{file.stem}-warmup"
    found = warm_up(
        load(file, set=set_ or ()),
        replications=replications,
        years=years,
        organisations=tuple(organisation or ()),
        jobs=jobs,
        budget=seconds_of(budget),
        out=folder,
        engine=engine.value,
        say=said(not quiet),
    )
    if not quiet:
        found.show(folder=folder)


@app.command()
def validate(
    file: File,
    replications: Replications = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where replications are kept; left out: results/<file stem>."),
    ] = None,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Hold a scenario against the known figures that it states; 1 where one is missed."""
    from socsim.experiment.goals import seconds_of
    from socsim.experiment.validate import validate_file

    code = validate_file(
        file,
        set=_changes(set_, replications),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        engine=engine.value,
        quiet=quiet,
    )
    _leave(code)


@app.command()
def check(file: File, set_: Set = None) -> None:
    """Say what is wrong with a scenario, or how its organisations compare before any run."""
    from rich.console import Console

    from socsim.scenario.plan import make_plan
    from socsim.scenario.reading import load
    from socsim.screen.check import show_check

    loaded = load(file, set=set_ or ())
    show_check(loaded, make_plan(loaded.scenario), Console(highlight=False, soft_wrap=True))


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there instead of on the screen.")
    ] = None,
) -> None:
    """Write the JSON Schema from which editors complete scenario files."""
    import json

    from socsim.scenario.json_schema import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write(out, text, "w")


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
) -> None:
    """Write a commented scenario file to start from."""
    from importlib.resources import files

    _write(path, files("socsim.scenario").joinpath("starting.yaml").read_text(encoding="utf-8"), "x")
    typer.echo(f"{path} is written: change its numbers, then 'socsim check {path}'")


@app.command()
def explain(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="For instance organisations.*.units.*.caseload.")
    ] = "",
) -> None:
    """Say what a key of a scenario file means, how it is written and what it is when left out."""
    from socsim.scenario.explain import explain as lines_about

    for line in lines_about(key):
        typer.echo(line)


def _write(path: Path, text: str, mode: str) -> None:
    from socsim.scenario.errors import UserError

    try:
        with path.open(mode, encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError([f"{path}: is there already, and is left as it is: choose another name"]) from None
    except OSError as error:
        raise UserError([f"{path}: cannot be written ({error.strerror})"]) from None


def _print_problems(error: UserError) -> None:
    for line in error.lines:
        print(line, file=sys.stderr)


def main() -> None:
    """Run the command line; what a user can mend ends with code 2 and a line for each problem."""
    try:
        app()
    except Exception as error:
        from socsim.scenario.errors import UserError

        if not isinstance(error, UserError):
            raise
        _print_problems(error)
        sys.exit(2)


if __name__ == "__main__":
    main()
