"""The command line: each command a few lines onto the library, which is imported when it is needed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from socsim.cli import running  # noqa: F401 - puts its commands on the app, in the order of `--help`

# isort: split
from socsim.cli import results  # noqa: F401

# isort: split
from socsim.cli import questions  # noqa: F401

# isort: split
from socsim.cli import choosing  # noqa: F401

# isort: split
from socsim.cli import files  # noqa: F401

# isort: split
from socsim.cli.app import app
from socsim.experiment.interrupts import listen

if TYPE_CHECKING:
    from socsim.scenario.errors import UserError


def _print_problems(error: UserError) -> None:
    for line in error.lines:
        print(line, file=sys.stderr)


def main() -> None:
    """Run the command line; what a user can mend ends with code 2 and a line for each problem."""
    listen()
    try:
        app()
    except MemoryError:
        print("memory ran out", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        from socsim.scenario.errors import UserError

        if not isinstance(error, UserError):
            raise
        _print_problems(error)
        sys.exit(2)
