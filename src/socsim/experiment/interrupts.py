"""Ctrl-C, in good order: not lost, not while processes start, and without others' traces."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_came = threading.Event()


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """The command line's handler: as Python's own, but remembered.

    Raises
    ------
    KeyboardInterrupt : always. Where it happens to be raised in a finaliser or a callback of a library,
        Python drops it, and `again_where_lost` raises it anew.
    """
    _came.set()
    raise KeyboardInterrupt


def listen() -> None:
    """Let Ctrl-C, and being told to end, reach `interrupt`; in a thread that may not say so, do nothing."""
    if threading.current_thread() is threading.main_thread():
        _came.clear()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)


def again_where_lost() -> None:
    """Raise what has come and was not heard, before something else is begun.

    Raises
    ------
    KeyboardInterrupt : where there was one.
    """
    if _came.is_set():
        _came.clear()
        raise KeyboardInterrupt


@contextmanager
def quiet_thread(thread: threading.Thread | None) -> Iterator[None]:
    """Say nothing of what goes wrong in a thread whose work is being taken from it."""
    before = threading.excepthook

    def hook(args: threading.ExceptHookArgs) -> None:
        if thread is None or args.thread is not thread:
            before(args)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until threads or processes are started, else one of them may be lost half-started.

    Processes that are started meanwhile are deaf to it: this one is to end them, in good order.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for this thread to handle
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    blocks = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if blocks else None  # is inherited
    try:
        yield
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt
