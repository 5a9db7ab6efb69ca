"""The commands that choose: the best of several, and the cheapest staffing that keeps a promise."""

from __future__ import annotations

from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import (
    AlsoFor,
    Answers,
    BudgetOption,
    Cluster,
    Engine,
    EngineOption,
    File,
    Jobs,
    Language,
    Languages,
    Media,
    Organisation,
    Quiet,
    Set,
    changes,
    leave,
)

Most = Annotated[int | None, typer.Option(metavar="N", min=2, help="Of one candidate, at most: 200.")]
First = Annotated[int, typer.Option(metavar="N", min=2, help="Replications before the first decision.")]
Confidence = Annotated[float, typer.Option(metavar="P", help="With what probability all is to be right.")]
Tolerance = Annotated[
    str, typer.Option(metavar="SHARE", help="How near to a limit may go undecided, as a share of it.")
]
Seed = Annotated[int | None, typer.Option(metavar="N", help="Instead of the file's seed.")]


@app.command()
def best(
    file: File,
    indifference: Annotated[
        str,
        typer.Option(metavar="X", help="Less than this apart is equally good: 5000.", show_default=False),
    ],
    minimise: Annotated[
        str | None, typer.Option(metavar="FIGURE", help="METRIC, METRIC.p90 or METRIC.p90[GROUP].")
    ] = None,
    maximise: Annotated[str | None, typer.Option(metavar="FIGURE", help="Or what is to be high.")] = None,
    subject_to: Annotated[
        list[str] | None,
        typer.Option(metavar="LIMIT", help="As ever_fallen_share<20%; may be repeated."),
    ] = None,
    tolerance: Tolerance = "5%",
    staffing: Annotated[
        str | None,
        typer.Option(metavar="N,N,...", help="Caseworkers in all, of each organisation; or LOW:HIGH:STEPS."),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=A,B,C", help="Another key to choose the value of; may be repeated."),
    ] = None,
    confidence: Confidence = 0.95,
    first: First = 10,
    replications: Most = None,
    seed: Seed = None,
    set_: Set = None,
    organisation: Organisation = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Choose the best among organisations and staffings, of those that keep limits."""
    from socsim.answers.asking import answer_file
    from socsim.answers.best import best as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        minimise=minimise,
        maximise=maximise,
        indifference=indifference,
        subject_to=tuple(subject_to or ()),
        tolerance=tolerance,
        staffing=staffing,
        vary=tuple(vary or ()),
        confidence=confidence,
        first=first,
        replications=replications,
        set=changes(set_, None, seed),
        organisations=tuple(organisation or ()),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        medium=for_.value,
        language=language.value,
        engine=engine.value,
        quiet=quiet,
    )
    leave(code)


@app.command()
def staff(
    file: File,
    promise: Annotated[
        list[str],
        typer.Option(metavar="LIMIT", help="As lead_to_decision_days.p90<=21; may be repeated."),
    ],
    range_: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="LOW:HIGH",
            help="Caseworkers in all; left out: half to twice as many as there are.",
        ),
    ] = None,
    tolerance: Tolerance = "5%",
    confidence: Confidence = 0.95,
    first: First = 10,
    replications: Most = None,
    seed: Seed = None,
    set_: Set = None,
    organisation: Organisation = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Find the cheapest staffing that keeps a promise, and what promises cost."""
    from socsim.answers.asking import answer_file
    from socsim.answers.staff import staff as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        promise=tuple(promise),
        range=range_,
        tolerance=tolerance,
        confidence=confidence,
        first=first,
        replications=replications,
        set=changes(set_, None, seed),
        organisations=tuple(organisation or ()),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        medium=for_.value,
        language=language.value,
        engine=engine.value,
        quiet=quiet,
    )
    leave(code)
