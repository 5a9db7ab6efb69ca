"""``--set organisations.one_worker.units.whole_person.caseload=30``: one key of a scenario, replaced."""

from __future__ import annotations

from pydantic import BaseModel

from socsim.scenario.errors import Problem, ScenarioError, show, suggest
from socsim.scenario.keypaths import Place, root
from socsim.scenario.tree import MOST_DEPTH, SET, Node, key_of, parse


def override(tree: Node, text: str, problems: list[Problem]) -> None:
    """Set one key of a tree, in place; null takes the key away.

    Parameters
    ----------
    tree : the scenario, with everything inherited.
    text : ``key.path=value``, the value as YAML; items of a list go by their position, from 0.
    problems : what is wrong is added here.
    """
    key, equals, value = text.partition("=")
    label = f"{SET} {show(text)}"
    if not equals or not key.strip():
        problems.append(Problem(label, None, "", "", "write KEY=VALUE, for instance run.seed=7"))
        return
    try:
        node = parse(value, label, problems)
    except ScenarioError as error:
        problems.extend(error.problems)
        return
    parts = key.strip().split(".")
    wrong = _put(tree, parts, node) if len(parts) <= MOST_DEPTH else "is nested more deeply than a scenario"
    if wrong:
        problems.append(Problem(label, None, key.strip(), "", wrong))


def _put(tree: Node, parts: list[str], node: Node) -> str:
    """Walk to the last part but one, making sections that are left out; return what is wrong."""
    here = tree
    spot: Place | None = root()
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        below, wrong = _step(here, spot, part)
        if wrong:
            return wrong
        if last:
            _replace(here, part, node)
            return ""
        child = here.child(part)
        if child is None or child.value is None:
            child = Node({}, node.file, None)
            _replace(here, part, child)
        here, spot = child, below
    return ""


def _step(here: Node, spot: Place | None, part: str) -> tuple[Place | None, str]:
    """Return the schema's place of a part and, where it cannot be set, why."""
    below = spot.below(part) if spot is not None else None
    if not isinstance(here.value, (dict, list)):
        return below, f"nothing can be set below {show(here.value)}: set the key above '{part}' as a whole"
    if here.child(part) is not None:
        return below, ""
    if isinstance(here.value, list):
        return below, f"there is no item {part}: the list has items 0 to {len(here.value) - 1}"
    if spot is not None and spot.kind == "section" and below is None:
        return below, suggest(f"unknown key '{part}'", part, spot.keys())
    if spot is not None and spot.kind == "names" and _is_section(below):
        return below, suggest(f"unknown key '{part}'", part, here.value)
    return below, ""


def _is_section(spot: Place | None) -> bool:
    return spot is not None and isinstance(spot.annotation, type) and issubclass(spot.annotation, BaseModel)


def _replace(here: Node, part: str, node: Node) -> None:
    if isinstance(here.value, list):
        here.value[int(part)] = node
    elif isinstance(here.value, dict):
        name = next((k for k in here.value if str(k) == part), key_of(part))
        here.value[name] = node
