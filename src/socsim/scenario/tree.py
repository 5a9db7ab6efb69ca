"""A YAML file as a tree in which every value knows the file and line where it was written."""

from __future__ import annotations

import itertools
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from socsim.scenario.errors import Problem, ScenarioError, show, suggest
from socsim.scenario.packaged import is_bare, names

MOST_BYTES = 1_000_000
MOST_WRITTEN = 30_000
"""Keys and values that a file can write; the largest scenario that comes with socsim has 4,400."""
MOST_NODES = 200_000
"""Values of a scenario once all that it inherits or repeats is copied."""
MOST_DEPTH = 40
SET = "--set"

Scalar = str | int | float | bool | None
_CORE = "tag:yaml.org,2002:"
_TAGS = ("!", "!!null", "!!bool", "!!int", "!!float", "!!str", "!!timestamp", "!!merge", "!!map", "!!seq")
_INTEGER = re.compile(r"([-+]?)(0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")


@dataclass(slots=True)
class Node:
    """A value and where it stands: for a key's value, the line of the key."""

    value: Scalar | list[Node] | dict[Any, Node]
    file: str
    line: int | None
    column: int | None = None

    def child(self, part: Any) -> Node | None:
        """Return what stands under a key or at a position, if anything; '1' also finds the key 1."""
        if isinstance(self.value, dict):
            if part in self.value:
                return self.value[part]
            return next((v for k, v in self.value.items() if str(k) == str(part)), None)
        if isinstance(self.value, list):
            position = whole(part)
            return self.value[position] if position is not None and position < len(self.value) else None
        return None

    @classmethod
    def of(cls, plain: Any, file: str, count: Iterator[int] | None = None) -> Node:
        """Return the tree of plain values, which have no lines; each has a column of its own instead.

        Text before a colon that is a whole number becomes one: JSON has no other way to write it.
        """
        count = count or itertools.count(1)
        value = plain
        if isinstance(plain, Mapping):
            value = {key_of(k): cls.of(v, file, count) for k, v in plain.items()}
        elif isinstance(plain, list):
            value = [cls.of(v, file, count) for v in plain]
        return cls(value, file, None, next(count))

    def plain(self) -> Any:
        """Return the value alone, without the places."""
        if isinstance(self.value, dict):
            return {k: v.plain() for k, v in self.value.items()}
        if isinstance(self.value, list):
            return [v.plain() for v in self.value]
        return self.value

    def problem(self, path: tuple[Any, ...], right: str) -> Problem:
        """Return a problem with the value at `path` below this node, the root.

        Where a part of the path does not stand in the file, the place is that of the nearest one above.
        """
        here = self
        whole = True
        for part in path:
            below = here.child(part)
            if below is None:
                whole = False
                break
            here = below
        value = show(here.plain()) if whole and path else ""
        if here.file.startswith(SET):
            value = ""
        return Problem(here.file, here.line, ".".join(map(str, path)), value, right, here.column)


def whole(part: Any) -> int | None:
    """Return the whole number that a part of a key is; None where it is a name or too long.

    >>> whole("3"), whole("x"), whole("9" * 5000)
    (3, None, None)
    """
    text = str(part)
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def key_of(name: Any) -> Any:
    """Return a key as it stands in a mapping: a number where it is written as one."""
    number = whole(name)
    return name if number is None else number


def read_text(path: Path) -> str:
    """Return a scenario file's text.

    Raises
    ------
    ScenarioError : where there is none, or none that could be a scenario.
    """
    shown = str(path)
    body = b""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise _whole(shown, "is a folder: name a scenario file in it")
        if not stat.S_ISREG(kind):  # to wait for one, or to read one to its end, may take for ever
            raise _whole(shown, "is a pipe or a device: a scenario is a file")
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise _whole(shown, f"is larger than a scenario file may be ({MOST_BYTES // 1_000_000} MB)")
        text = body.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        none = "there is no such file"
        raise _whole(shown, suggest(none, shown, names()) if is_bare(path) else none) from None
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise _whole(shown, "is not text in UTF-8: save it in that encoding", line) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise _whole(shown, f"cannot be read ({reason})") from None
    return text


def _whole(file: str, right: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Problem(file, line, "", "", right)])


def parse(text: str, file: str, problems: list[Problem]) -> Node:
    """Return the tree of a YAML text; duplicate keys and tags are added to `problems`.

    Raises
    ------
    ScenarioError : where the text is not YAML at all.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _bounded()
    lines = text.splitlines()
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None or file.startswith(SET) else mark.line + 1
        said = show(lines[mark.line].strip()) if mark is not None and mark.line < len(lines) else ""
        reason = error.problem or error.context or "it does not parse"
        raise ScenarioError([Problem(file, line, "", said, f"YAML cannot read this: {reason}")]) from None
    except YAMLError:
        raise _whole(file, "holds characters that YAML does not allow") from None
    except _TooLargeError as error:
        line = None if file.startswith(SET) else error.line
        raise _whole(file, f"is {error} than a scenario can be", line) from None
    except Exception:  # such as ValueError: the reader of YAML trusts escapes and directives
        raise _whole(file, "holds what YAML does not allow, such as the escape of no character") from None
    if root is None:
        return Node(None, file, None if file.startswith(SET) else 1)
    return _Builder(file, problems).build(root)


class _TooLargeError(Exception):
    """More values than can be read soon, or deeper ones than can be walked."""

    def __init__(self, how: str, line: int) -> None:
        self.line = line
        super().__init__(how)


@cache
def _bounded() -> Any:
    """YAML's composer, which ends where there is more than a scenario can be."""
    from ruamel.yaml.composer import Composer

    class Bounded(Composer):
        count = below = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.warn_double_anchors = False  # YAML 1.2 allows it: the last one counts
            self.count += 1
            if self.count > MOST_WRITTEN or self.below > MOST_DEPTH:
                how = "larger" if self.count > MOST_WRITTEN else "nested more deeply"
                raise _TooLargeError(how, self.parser.peek_event().start_mark.line + 1)
            self.below += 1
            node = super().compose_node(parent, index)
            self.below -= 1
            return node

    return Bounded


class _Builder:
    """Turns ruamel's nodes into ours; aliases are copied, so the number of nodes is bounded."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.count = 0

    def build(self, node: Any, above: tuple[Any, ...] = (), mark: Any = None) -> Node:
        self.count += 1
        if self.count > MOST_NODES or len(above) > MOST_DEPTH:
            raise _whole(
                self.file, "is larger or deeper than a scenario can be once its anchors are followed"
            )
        mark = mark or node.start_mark
        tag = str(node.tag or "!").replace(_CORE, "!!")
        if tag not in _TAGS:
            right = f"'{tag}' is a YAML tag, which scenarios do not use: leave it out"
            self._add(node.start_mark.line + 1, above, right)
        here = Node(None, self.file, None if self.file.startswith(SET) else mark.line + 1, mark.column)
        if node.id == "mapping":
            here.value = self._mapping(node, above)
        elif node.id == "sequence":
            here.value = [self.build(item, (*above, i)) for i, item in enumerate(node.value)]
        else:
            here.value = self._scalar(node, above)
        return here

    def _mapping(self, node: Any, above: tuple[Any, ...]) -> dict[Any, Node]:
        found: dict[Any, Node] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar":
                self._add(line, above, "a key is a word or a number, not a list or a mapping")
                continue
            name = self._scalar(key_node, above)
            if name in found:
                self._add(
                    line, (*above, name), f"stands twice: first in line {found[name].line}; keep one of them"
                )
                continue
            found[name] = self.build(value_node, (*above, name), key_node.start_mark)
        return found

    def _scalar(self, node: Any, above: tuple[Any, ...]) -> Scalar:
        kind = str(node.tag or "").removeprefix(_CORE)
        text = str(node.value)
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if kind == "int":
            return _integer(text)
        if kind == "float":
            return _float(text)
        return text

    def _add(self, line: int, path: tuple[Any, ...], right: str) -> None:
        shown = None if self.file.startswith(SET) else line
        self.problems.append(Problem(self.file, shown, ".".join(map(str, path)), "", right))


def _integer(text: str) -> int | float | str:
    match = _INTEGER.fullmatch(text.replace("_", ""))
    if match is None or len(text) > 400:
        return text
    base = {"0b": 2, "0o": 8, "0x": 16}.get(match[2][:2], 10)
    number = int(match[2], base)
    return -number if match[1] == "-" else number


def _float(text: str) -> float | str:
    try:
        return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
