"""The command `socsim` itself."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="socsim",
    help="Simulates social services: which organisation serves clients with several needs best.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
