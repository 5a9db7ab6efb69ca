"""`socsim verify` as the command line does it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from socsim.experiment.pool import WorkersLostError
from socsim.experiment.run import FAILED, INTERRUPTED, RunError
from socsim.locale import Message, say
from socsim.theory.verification import verify


def verify_on_screen(
    cases: Sequence[str],
    *,
    engine: str,
    seed: int | None,
    replications: int | None,
    size: float,
    set: Sequence[str],
    jobs: int | None,
    out: Path | None,
    language: str,
    quiet: bool,
) -> int:
    """Verify, and print the table.

    Returns
    -------
    The exit code: 0 where all agrees, 1 where something does not or a run failed, 130 after Ctrl-C.

    Raises
    ------
    UserError : what the user can mend; code 2.
    """
    try:
        found = verify(
            cases,
            engine=engine,
            seed=seed,
            replications=replications,
            size=size,
            set=set,
            jobs=jobs,
            out=out,
            progress=not quiet,
            language=language,
        )
    except KeyboardInterrupt:
        print(say("end.nothing_written", language), file=sys.stderr)
        return INTERRUPTED
    except WorkersLostError:
        print(say("end.lost", language), file=sys.stderr)
        return FAILED
    except RunError as failed:
        first = failed.failures[0]
        failures = Message("end.failures", count=len(failed.failures), error=first.error)
        print(failures.said(language), file=sys.stderr)
        print(first.trace.rstrip(), file=sys.stderr)
        return FAILED
    if not quiet:
        found.show(folder=out, language=language)
    return 0 if found.agrees else FAILED
