"""Ctrl-C is heard, and what it takes others' work from keeps quiet."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from socsim.experiment.interrupts import again_where_lost, interrupt, quiet_thread


def test_one_that_was_lost_is_raised_anew_and_once() -> None:
    again_where_lost()
    with suppress(KeyboardInterrupt):  # as Python does where a finaliser raises it
        interrupt(2, None)
    with pytest.raises(KeyboardInterrupt):
        again_where_lost()
    again_where_lost()


def test_only_the_one_thread_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: heard.append(args.thread.name))

    def fails() -> None:
        raise KeyError(7)

    quiet, loud = (threading.Thread(target=fails, name=name) for name in ("quiet", "loud"))
    with quiet_thread(quiet):
        for thread in (quiet, loud):
            thread.start()
            thread.join()
    assert heard == ["loud"]


HELD = """
import signal
from joblib.externals.loky.process_executor import ProcessPoolExecutor
from socsim.experiment.interrupts import interrupts_held
from socsim.experiment.pool import start_tracker

start_tracker()
pool = ProcessPoolExecutor(1)
with interrupts_held():
    there = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, [])
print(signal.SIGINT in there.result(), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
pool.shutdown(kill_workers=True)
"""


def test_the_first_process_is_deaf_to_it_too() -> None:
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
