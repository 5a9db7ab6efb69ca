"""The commands with which one looks: at what a run has left, and at a scenario as it runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import (
    AlsoFor,
    Engine,
    EngineOption,
    File,
    For,
    Language,
    Languages,
    Media,
    Organisation,
    Quiet,
    Set,
    changes,
    leave,
)

Result = Annotated[
    Path, typer.Argument(metavar="RESULT", help="A folder that a run has made.", show_default=False)
]


@app.command()
def charts(
    result: Result,
    chart: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="This one only; may be repeated.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMATS", help="Of png, svg and pdf, with commas between.")
    ] = "png,svg,pdf",
    for_: For = Media.print,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where they go; left out: RESULT/charts, or RESULT/charts/slides."),
    ] = None,
    lang: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Draw the charts of a run that is there already."""
    from socsim.experiment.charting import charts_of_folder

    charts_of_folder(
        result,
        charts=tuple(chart or ()),
        formats=tuple(name.strip() for name in format_.split(",")),
        medium=for_.value,
        language=lang.value,
        out=out,
        quiet=quiet,
    )


class Formats(StrEnum):
    """The choices of `--format`."""

    csv = "csv"
    xes = "xes"
    ocel = "ocel"
    ocel_sqlite = "ocel-sqlite"


@app.command()
def export(
    result: Result,
    format_: Annotated[
        Formats, typer.Option("--format", help="csv; xes: IEEE 1849-2016; ocel: OCEL 2.0 as JSON.")
    ] = Formats.csv,
    organisation: Annotated[
        str | None, typer.Option(metavar="NAME", help="This one only; left out: a file for each.")
    ] = None,
    replication: Annotated[
        int | None, typer.Option(metavar="N", help="Which one; left out: the first that there is.")
    ] = None,
    clients: Annotated[
        int | None,
        typer.Option(metavar="N", help="Only the first N clients of the cohort; left out: everybody."),
    ] = None,
    epoch: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The date of the simulation's first day; left out: 2000-01-01."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="A folder, or a file for one organisation; left out: RESULT/export."
        ),
    ] = None,
    lang: Language = Languages.en,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Write what happened in a replication as an event log for process-mining tools."""
    from socsim.experiment.event_log import date_of
    from socsim.experiment.export import export as write
    from socsim.locale import say_count

    def tell(path: str, events: int) -> None:
        if not quiet:
            typer.echo(say_count("export.written", lang.value, events, path=path))

    write(
        result,
        format_.value,
        organisation=organisation,
        replication=replication,
        clients=clients,
        epoch=date_of(epoch),
        out=out,
        language=lang.value,
        engine=engine.value,
        tell=tell,
    )


@app.command()
def report(
    result: Result,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Answers to tell of; left out: RESULT-answers, where it is."),
    ] = None,
    verification: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where 'socsim verify' has written; left out: verify, beside RESULT."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where it goes; left out: RESULT.")] = None,
    lang: Language = Languages.en,
    quiet: Quiet = False,
) -> None:
    """Write a report on a run that is there already, as one page and as PDF."""
    from socsim.reports.report import report_of_folder

    written = report_of_folder(
        result, answers=answers, verification=verification, language=lang.value, out=out
    )
    for path in written:
        if not quiet:
            typer.echo(path)


class Picks(StrEnum):
    """The choices of `--pick`."""

    median = "median"
    gains = "gains"
    loses = "loses"


@app.command()
def story(
    file: File,
    client: Annotated[
        int | None, typer.Option(metavar="ID", help="A client's number; left out: one is picked.")
    ] = None,
    pick: Annotated[
        Picks, typer.Option(help="Whose time until all needs are in support changes: as the median, or most.")
    ] = Picks.median,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B", help="From A to B; left out: from the reference to the last organisation."
        ),
    ] = None,
    organisation: Organisation = None,
    replication: Annotated[int, typer.Option(metavar="N", min=1, help="Which one.")] = 1,
    set_: Set = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it goes; left out: results/<file stem>-story.")
    ] = None,
    for_: AlsoFor = Media.print,
    lang: Language = Languages.en,
    engine: EngineOption = Engine.auto,
    quiet: Quiet = False,
) -> None:
    """Tell what happens to one client, with the same needs and luck, in each organisation."""
    from socsim.experiment.story import story_file

    story_file(
        file,
        client=client,
        pick=pick.value,
        between=between,
        organisations=tuple(organisation or ()),
        replication=replication,
        set=set_ or (),
        out=out,
        medium=for_.value,
        language=lang.value,
        engine=engine.value,
        quiet=quiet,
    )


@app.command()
def explore(
    file: File,
    set_: Set = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=65535, help="Left out: the first that is free from 8501."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    lang: Language = Languages.en,
) -> None:
    """Open a page on this machine on which numbers are turned and charts follow."""
    from socsim.explore.serve import serve

    leave(serve(file, set=changes(set_, None), language=lang.value, port=port, browser=browser))
