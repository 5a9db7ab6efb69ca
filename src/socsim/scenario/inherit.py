"""`like:`, by which a file inherits from a file and an organisation from an organisation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from socsim.scenario.errors import Problem, ScenarioError, show, suggest
from socsim.scenario.packaged import beside
from socsim.scenario.tree import MOST_NODES, Node, parse, read_text

MOST_FILES = 20
"""That are like one another in a row; organisations likewise."""
SOURCED = ("value", "low", "high", "source", "note", "dist")


def read_file(
    path: Path, problems: list[Problem], texts: dict[Path, str], above: tuple[Path, ...] = ()
) -> Node:
    """Return a file's tree, merged onto that of the file it is `like`.

    Parameters
    ----------
    path : the file, as the user named it.
    problems : what is wrong is added here.
    texts : every file that was read is added here, with its text.
    above : the files that are being read, so that a circle is seen.
    """
    text = read_text(path)
    texts[path] = text
    root = parse(text, str(path), problems)
    if root.value is None:
        raise ScenarioError(
            [Problem(str(path), None, "", "", "is empty: 'socsim new my_town.yaml' writes a start")]
        )
    if not isinstance(root.value, dict):
        right = "a scenario is a mapping of sections: run, population, needs, organisations, ..."
        raise ScenarioError([Problem(str(path), root.line, "", show(root.plain()), right)])
    like = root.value.pop("like", None)
    if like is None or like.value is None:
        return root
    if not isinstance(like.value, str):
        problems.append(_at(like, "like", "names another scenario file"))
        return root
    return merge(_base(path, like, problems, texts, above), root)


def _base(
    path: Path, like: Node, problems: list[Problem], texts: dict[Path, str], above: tuple[Path, ...]
) -> Node:
    other = beside(Path(str(like.value)), path.parent)
    chain = (*above, path)
    if other.suffix not in (".yaml", ".yml"):
        raise ScenarioError([_at(like, "like", "names another scenario file, which ends in .yaml or .yml")])
    if len(chain) >= MOST_FILES:
        right = f"is like more files than can be followed, each like the next: {MOST_FILES} at most"
        raise ScenarioError([_at(like, "like", right)])
    if not os.path.exists(other):  # no error where it is no possible name
        raise ScenarioError(
            [_at(like, "like", f"there is no file '{other}' (the name is relative to this file)")]
        )
    if _is_same(other, chain):
        circle = " -> ".join(file.name for file in (*chain, other))
        raise ScenarioError([_at(like, "like", f"goes in a circle ({circle}): name a file outside it")])
    return read_file(other, problems, texts, chain)


def _is_same(other: Path, chain: tuple[Path, ...]) -> bool:
    return os.path.realpath(other) in [os.path.realpath(file) for file in chain]


def _at(node: Node, key: str, right: str) -> Problem:
    return Problem(node.file, node.line, key, show(node.plain()), right)


def merge(base: Node, over: Node) -> Node:
    """Return `over` laid on `base`: mappings key by key, everything else as a whole.

    A null stays and hides what is below; `without_nulls` takes both away in the end. A sourced
    number and a distribution are replaced as a whole, or the old source would stand by a new value.
    """
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or _is_whole(base, over):
        return over
    merged: dict[Any, Node] = dict(base.value)
    for name, node in over.value.items():
        merged[name] = merge(merged[name], node) if name in merged else node
    return Node(merged, over.file, over.line, over.column)


def _is_whole(base: Node, over: Node) -> bool:
    assert isinstance(base.value, dict) and isinstance(over.value, dict)
    if "value" in over.value or "dist" in over.value:
        return True
    return "value" in base.value and not set(over.value) <= set(SOURCED)


def inherit_organisations(root: Node, problems: list[Problem]) -> None:
    """Lay each organisation with a `like` on the one that it names, in place."""
    organisations = root.child("organisations")
    if organisations is None or not isinstance(organisations.value, dict):
        return
    done: dict[Any, Node] = {}
    for name in list(organisations.value):
        _inherit(name, organisations.value, done, (), problems)
    organisations.value.update(done)
    if size(organisations) > MOST_NODES:
        raise ScenarioError([_at(organisations, "organisations", "inherit more than a scenario can hold")])


def size(node: Node) -> int:
    """Return how many values there are below and with this one."""
    return _size(node, {})


def _size(node: Node, known: dict[int, int]) -> int:
    """Return how many nodes there are once those that are shared have been copied."""
    if id(node) not in known:
        value = node.value
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        known[id(node)] = 1 + sum(_size(child, known) for child in below)
    return known[id(node)]


def _inherit(
    name: Any,
    written: dict[Any, Node],
    done: dict[Any, Node],
    above: tuple[Any, ...],
    problems: list[Problem],
) -> Node:
    if name in done:
        return done[name]
    own = written[name]
    like = own.child("like") if isinstance(own.value, dict) else None
    if isinstance(own.value, dict) and like is not None:
        own = Node({k: v for k, v in own.value.items() if k != "like"}, own.file, own.line, own.column)
        other = like.value
        key = f"organisations.{name}.like"
        if other in (*above, name):
            circle = " -> ".join(map(str, (*above, name, other)))
            problems.append(_at(like, key, f"goes in a circle ({circle}): name an organisation outside it"))
        elif len(above) >= MOST_FILES:
            problems.append(_at(like, key, f"{MOST_FILES} organisations in a row are like the next, at most"))
        elif other is not None and (isinstance(other, (list, dict)) or other not in written):
            others = [n for n in written if n != name]
            problems.append(
                _at(like, key, suggest("there is no such organisation", show(like.plain()), others))
            )
        elif other is not None:
            own = merge(_inherit(other, written, done, (*above, name), problems), own)
    done[name] = own
    return own


def without_nulls(node: Node) -> Node:
    """Return a copy without the keys whose value is null: they count as left out.

    What `like` shares between organisations is copied, so that `--set` changes one of them only.
    """
    value = node.value
    if isinstance(value, dict):
        value = {k: without_nulls(v) for k, v in value.items() if v.value is not None}
    elif isinstance(value, list):
        value = [without_nulls(v) for v in value]
    return Node(value, node.file, node.line, node.column)
