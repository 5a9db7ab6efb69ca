"""The command line, called in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from socsim import cli


@dataclass(frozen=True)
class Ended:
    """What a command left: its code, and its two streams."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command."""

    def command(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["socsim", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        streams = capsys.readouterr()
        return Ended(int(caught.value.code or 0), streams.out, streams.err)

    return command
