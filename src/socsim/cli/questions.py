"""The commands that put a question to a scenario: why, how sure, where it turns, what it takes."""

from __future__ import annotations

from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import (
    AlsoFor,
    Answers,
    Between,
    BudgetOption,
    Cluster,
    Effects,
    Engine,
    EngineOption,
    File,
    Group,
    Jobs,
    Language,
    Languages,
    Media,
    Metric,
    Only,
    Organisation,
    Payers,
    Quiet,
    Replications,
    Set,
    leave,
)


@app.command()
def breakeven(
    file: File,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="KEY=LOW:HIGH",
            help="KEY alone for the file's own range; twice for a map.",
            show_default=False,
        ),
    ],
    between: Between,
    metric: Metric = "lead_to_all_supported_days",
    group: Group = "all",
    points: Annotated[
        int | None, typer.Option(metavar="N", min=3, help="At how many values at most; 17, of a map 41.")
    ] = None,
    replications: Replications = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    engine: EngineOption = Engine.auto,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Find where two organisations are equal: at which value of a key, or along which line over two."""
    from socsim.answers.asking import answer_file
    from socsim.answers.breakeven import breakeven as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        set=set_ or [],
        out=out,
        medium=for_.value,
        language=language.value,
        quiet=quiet,
        vary=vary,
        between=between,
        metric=metric,
        group=group,
        points=points,
        replications=replications,
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        engine=engine.value,
    )
    leave(code)


@app.command()
def robust(
    file: File,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="By which to judge, the most important first; left out: the file's."
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="Of whom, as needs=4+; left out: by number of needs."),
    ] = None,
    points: Annotated[int, typer.Option(metavar="N", min=1, help="Sets of numbers that are drawn.")] = 128,
    between: Annotated[
        tuple[str, str] | None, typer.Option(metavar="A B", help="These two only: is B better than A?")
    ] = None,
    organisation: Organisation = None,
    only: Only = None,
    calibrated: Annotated[
        bool, typer.Option("--calibrated", help="Only sets that come near all the file's known figures.")
    ] = False,
    replications: Annotated[
        int | None, typer.Option(metavar="N", min=2, help="Of each organisation at each point; left out: 2.")
    ] = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    engine: EngineOption = Engine.auto,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Say in what share of the plausible ranges which organisation is better, and what decides it."""
    from socsim.answers.asking import answer_file
    from socsim.answers.robust import robust
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        robust,
        file,
        metrics=tuple(metric or ()),
        groups=tuple(group or ()),
        points=points,
        between=between,
        organisations=tuple(organisation or ()),
        only=tuple(only or ()),
        calibrated=calibrated,
        replications=replications,
        set=list(set_ or []),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        medium=for_.value,
        engine=engine.value,
        language=language.value,
        quiet=quiet,
    )
    leave(code)


@app.command()
def why(
    file: File,
    between: Between,
    metric: Metric = "lead_to_all_supported_days",
    group: Group = "all",
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Over this theme or mechanism, or A+B together; may be repeated."),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THEME",
            help="Each mechanism by itself of seeing, passage, demands, relations, skill, staff, "
            "coordination or growth; may be repeated.",
        ),
    ] = None,
    orders: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Draw so many orders a replication, not all combinations."),
    ] = None,
    replications: Replications = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    engine: EngineOption = Engine.auto,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Share out the difference between two organisations over what makes it."""
    from socsim.answers.asking import answer_file
    from socsim.answers.why import why as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        set=set_ or [],
        out=out,
        medium=for_.value,
        language=language.value,
        quiet=quiet,
        between=between,
        metric=metric,
        group=group,
        only=only or [],
        split=split or [],
        orders=orders,
        replications=replications,
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        engine=engine.value,
    )
    leave(code)


@app.command()
def value(
    file: File,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B", help="What B costs and does more than A; left out: all, against the reference."
        ),
    ] = None,
    effect: Annotated[
        Effects,
        typer.Option(help="recovered: clients who recover; gap_days: days in a gap that do not come."),
    ] = Effects.recovered,
    payer: Annotated[Payers, typer.Option(help="Whose costs count.")] = Payers.all,
    group: Group = "all",
    points: Annotated[int, typer.Option(metavar="N", min=2, help="Draws of the uncertain numbers.")] = 64,
    each: Annotated[int, typer.Option(metavar="N", min=2, help="Replications of each draw.")] = 2,
    only: Only = None,
    replications: Replications = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    engine: EngineOption = Engine.auto,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Say what one gets for the money: cost against effect, who pays, and who is best at which price."""
    from socsim.answers.asking import answer_file
    from socsim.answers.value import value as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        set=set_ or [],
        out=out,
        medium=for_.value,
        language=language.value,
        quiet=quiet,
        between=between,
        effect=effect.value,
        payer=payer.value,
        group=group,
        points=points,
        each=each,
        only=only or [],
        replications=replications,
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        engine=engine.value,
    )
    leave(code)


@app.command()
def sensitivity(
    file: File,
    metric: Metric = None,
    group: Group = "all",
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Of the difference: how far is B above A?"),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of this one; left out: the reference.")
    ] = None,
    only: Only = None,
    trajectories: Annotated[int, typer.Option(metavar="N", min=2, help="Of Morris's screening.")] = 4,
    points: Annotated[int, typer.Option(metavar="N", min=2, help="Of Sobol's indices, a power of two.")] = 32,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="Of how many numbers the indices are.")] = 6,
    replications: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Of each organisation at each point; left out: 2.")
    ] = None,
    set_: Set = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    budget: BudgetOption = None,
    out: Answers = None,
    engine: EngineOption = Engine.auto,
    for_: AlsoFor = Media.print,
    language: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Say which numbers move a figure, or the difference between two organisations, and by how much."""
    from socsim.answers.asking import answer_file
    from socsim.answers.sensitivity import sensitivity as question
    from socsim.experiment.goals import seconds_of

    code = answer_file(
        question,
        file,
        metric=metric,
        group=group,
        between=between,
        organisation=organisation,
        only=tuple(only or ()),
        trajectories=trajectories,
        points=points,
        top=top,
        replications=replications,
        set=list(set_ or []),
        jobs=jobs,
        cluster=cluster,
        budget=seconds_of(budget),
        out=out,
        medium=for_.value,
        engine=engine.value,
        language=language.value,
        quiet=quiet,
    )
    leave(code)
