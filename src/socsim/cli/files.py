"""The commands about scenario files: check, schema, new, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socsim.cli.app import app
from socsim.cli.options import File, Language, Languages, Set


@app.command()
def check(file: File, set_: Set = None, lang: Language = Languages.en) -> None:
    """Say what is wrong with a scenario, or how its organisations compare before any run."""
    from rich.console import Console

    from socsim.scenario.plan import make_plan
    from socsim.scenario.reading import load
    from socsim.screen.check import show_check

    loaded = load(file, set=set_ or ())
    show_check(loaded, make_plan(loaded.scenario), Console(highlight=False, soft_wrap=True), lang.value)


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
