"""The commands that simulate: run, sweep, warmup, validate, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import (
    AlsoFor,
    BudgetOption,
    Cluster,
    Engine,
    EngineOption,
    Engines,
    File,
    Group,
    Jobs,
    Language,
    Languages,
    Media,
    Metric,
    Organisation,
    Quiet,
    Replications,
    Sampling,
    Set,
    changes,
    leave,
)


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
    lang: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Simulate every organisation of a scenario and compare them."""
    from socsim.experiment.goals import goal_of, seconds_of
    from socsim.experiment.run import run_file

    code = run_file(
        file,
        set=changes(set_, replications, seed),
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
        language=lang.value,
        quiet=quiet,
    )
    leave(code)


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
    for_: AlsoFor = Media.print,
    lang: Language = Languages.en,
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
        set=changes(set_, replications),
        organisations=tuple(organisation or ()),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        engine=engine.value,
        medium=for_.value,
        language=lang.value,
        quiet=quiet,
    )
    leave(code)


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
    for_: AlsoFor = Media.print,
    lang: Language = Languages.en,
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
        say=said(not quiet, lang.value),
        language=lang.value,
    )
    if for_ is Media.slide:
        found.write_slides(folder, lang.value)
    if not quiet:
        found.show(folder=folder, language=lang.value)


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
    lang: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Hold a scenario against the known figures that it states; 1 where one is missed."""
    from socsim.experiment.goals import seconds_of
    from socsim.experiment.validate import validate_file

    code = validate_file(
        file,
        set=changes(set_, replications),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        engine=engine.value,
        language=lang.value,
        quiet=quiet,
    )
    leave(code)


@app.command()
def verify(
    case: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="This case only, as mm1; may be repeated.")
    ] = None,
    engine: Annotated[
        Engines, typer.Option(help="both: the same runs in both, too, which have to give the same.")
    ] = Engines.both,
    replications: Annotated[
        int | None, typer.Option(metavar="N", min=2, help="Of each case; left out: 40, compiled 80.")
    ] = None,
    size: Annotated[
        float, typer.Option(metavar="X", help="So many times as much in the compiled engine.")
    ] = 1.0,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Of the first case, the next one's is one more, ...")
    ] = None,
    set_: Set = None,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the table and the scenarios go, as results/verify."),
    ] = None,
    lang: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Hold the program against what is known exactly of queues and chances; 1 where it differs."""
    from socsim.theory.command import verify_on_screen

    code = verify_on_screen(
        case or (),
        engine=engine.value,
        seed=seed,
        replications=replications,
        size=size,
        set=set_ or (),
        jobs=jobs,
        out=out,
        language=lang.value,
        quiet=quiet,
    )
    leave(code)
