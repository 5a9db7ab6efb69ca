"""An event log as XES (IEEE 1849-2016), written event by event.

A trace is a case: a need of a client. What is about the client as a whole, and what is about desks, are
traces of their own. Times are in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from xml.sax.saxutils import quoteattr

import numpy as np

from socsim.experiment.event_log import dates

if TYPE_CHECKING:
    from socsim.experiment.event_log import EventLog

VERSION = "1849.2016"  # a decimal number, as the standard's schema has it
NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = {"Concept": "concept", "Time": "time", "Organizational": "org", "Lifecycle": "lifecycle"}
CLASSIFIERS = {"Activity": "concept:name", "ActivityAndLifecycle": "concept:name lifecycle:transition"}
EVENT = {  # column -> type and key of the attribute; what is missing in a row is left out
    "activity": ("string", "concept:name"),
    "timestamp": ("date", "time:timestamp"),
    "lifecycle": ("string", "lifecycle:transition"),
    "resource": ("string", "org:resource"),
    "unit": ("string", "org:group"),
    "event": ("string", "event"),
    "day": ("float", "day"),
    "step": ("string", "step"),
    "work": ("string", "work"),
    "state": ("string", "state"),
    "cause": ("string", "cause"),
    "value": ("float", "value"),
}
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xes(log: EventLog, path: Path) -> None:
    """Write the log into a file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _head(log, file)
        for lines in _traces(log):
            file.writelines(lines)
        file.write("</log>\n")


def _head(log: EventLog, file: TextIO) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(f'<log xes.version="{VERSION}" xes.features="" xmlns="{NAMESPACE}">\n')
    for name, prefix in EXTENSIONS.items():
        uri = f"{NAMESPACE}{prefix}.xesext"
        file.write(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n')
    day_one = str(dates(np.zeros(1), log.epoch)[0])
    unknown = {"concept:name": "", "time:timestamp": day_one, "lifecycle:transition": "complete"}
    file.write('<global scope="trace">' + _attribute("string", "concept:name", "") + "</global>\n")
    file.write('<global scope="event">')
    for kind, key in EVENT.values():
        if key in unknown:
            file.write(_attribute(kind, key, unknown[key]))
    file.write("</global>\n")
    for name, keys in CLASSIFIERS.items():
        file.write(f'<classifier name="{name}" scope="event" keys="{keys}"/>\n')
    about: list[tuple[str, str, object]] = [("string", "concept:name", log.title)]
    about += [("string", "organisation", log.organisation)]
    about += [("int", "replication", log.replication), ("int", "seed", log.seed), ("date", "epoch", day_one)]
    file.writelines(_attribute(*one) + "\n" for one in about)


def _traces(log: EventLog) -> Iterator[list[str]]:
    """The lines of each trace: cases in the order in which they begin."""
    import pandas as pd

    frame = log.frame
    codes, cases = pd.factorize(frame["case_id"])
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(cases)))
    columns = [(frame[name].to_numpy(dtype=object), *EVENT[name]) for name in EVENT]
    written = [_writer(kind, key) for _, kind, key in columns]
    whose = [frame[name].to_numpy(dtype=object) for name in ("client", "need", "spell")]
    for case, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        rows = order[start:end]
        client, need, spell = (column[rows[0]] for column in whose)
        about = [("string", "concept:name", cases[case])]
        if client >= 0:
            about.append(("int", "client", client))
        if isinstance(need, str):
            about += [("string", "need", need), ("int", "spell", spell)]
        yield ["<trace>\n", *(_attribute(*one) + "\n" for one in about)]
        yield [
            "<event>"
            + "".join(write(column[row]) for write, (column, _, _) in zip(written, columns, strict=True))
            + "</event>\n"
            for row in rows
        ]
        yield ["</trace>\n"]


def _writer(kind: str, key: str) -> Callable[[Any], str]:
    """What writes the values of an attribute; nothing for one that is missing."""
    if kind == "float":
        return lambda value: _attribute(kind, key, repr(value)) if value == value else ""
    if kind == "date":
        return lambda value: _attribute(kind, key, value)
    return cache(lambda value: _attribute(kind, key, value) if isinstance(value, str) else "")


def _attribute(kind: str, key: str, value: object) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(ILLEGAL.sub('', str(value)))}/>"
