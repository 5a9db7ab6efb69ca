"""Memory that the runs of a process hand on to each other.

The system clears every page that it gives out, which can take a quick run as long as its events do. What a
run no longer needs goes back at once, what its tables stand in when nobody reads them any more.
"""

from __future__ import annotations

import ctypes
from threading import RLock
from typing import Any
from weakref import finalize

import numpy as np

Buffer = np.ndarray[Any, np.dtype[np.uint8]]

KEPT = 4  # of each kind: as many as run at a time, or more
LARGEST = 256 << 20  # bytes; beyond, clearing is little beside the run, and keeping it would be much


class Stock:
    """Buffers by what they are used for."""

    def __init__(self) -> None:
        self._free: dict[str, list[Buffer]] = {}
        self._lock = RLock()  # what comes back may come back while another is taken

    def take(self, name: str, size: int) -> Buffer:
        """A buffer of at least so many bytes, with anything in it."""
        with self._lock:
            free = self._free.get(name, [])
            for place, buffer in enumerate(free):
                if buffer.nbytes >= size:
                    return free.pop(place)
            if free:
                free.pop()  # too small for what is run now
        spare = (size >> 20) << 16  # a sixteenth of a large one: the next run may need a little more
        return np.empty(size + spare, np.uint8)

    def give_back(self, name: str, buffer: Buffer) -> None:
        """Keep a buffer for the next run."""
        with self._lock:
            free = self._free.setdefault(name, [])
            if buffer.nbytes <= LARGEST and len(free) < KEPT:
                free.append(buffer)

    def lend(self, name: str, buffer: Buffer) -> Buffer:
        """The same memory, which comes back when no array looks into it any more."""
        lent: Any = (ctypes.c_char * buffer.nbytes).from_buffer(buffer)  # type: ignore[arg-type]
        finalize(lent, self.give_back, name, buffer).atexit = False
        return np.frombuffer(lent, np.uint8)

    def column(self, name: str, count: int, dtype: str) -> np.ndarray[Any, np.dtype[Any]]:
        """So many numbers with anything in them, whose memory comes back when nobody reads them any more."""
        size = count * np.dtype(dtype).itemsize
        return self.lend(name, self.take(name, size))[:size].view(dtype)


STOCK = Stock()
