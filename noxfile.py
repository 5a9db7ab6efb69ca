#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""The Makefile's checks in environments of their own: `nox`, or `nox -s tests-3.13`."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
PYTHONS = ["3.11", "3.12", "3.13"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests."""
    session.install("-c", "constraints.txt", "-e", ".[dev,fast]")
    session.run("pytest", "-n", "auto", "--dist", "worksteal", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    session.install("-c", "constraints.txt", "-e", ".[dev,fast]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation."""
    session.install("-c", "constraints.txt", "-e", ".[docs]")
    session.run("sphinx-build", "-W", "--keep-going", "-n", "docs", "docs/_build/html")


if __name__ == "__main__":
    nox.main()
