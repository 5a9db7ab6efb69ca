"""The commands that look at what a run has left: charts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import Language, Languages, Quiet

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
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where they go; left out: RESULT/charts.")
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
        language=lang.value,
        out=out,
        quiet=quiet,
    )
