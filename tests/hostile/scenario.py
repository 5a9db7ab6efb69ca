"""A scenario that is right, and whose every text tries to be more than text."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from socsim.scenario.reading import load

MARKUP = "[red]x[/red] [/] [bold [link=file:///etc]y"
TEXTS = (
    "<script>document.body.id='owned'</script><img src=x onerror=\"document.body.id='owned'\">",
    "=HYPERLINK(\"http://evil.example\")&cmd|'/C calc'!A0",
    "$\\frac{1$ \\undefined{ $$ ^_",
    MARKUP,
    "{0} {x!r} %s %(x)s %{fullData.name} ${HOME} `id`",
    "](javascript:alert(1)) ![p](http://evil.example/p) *b* _i_ | a | :red[x] https://evil.example\n# head",
    "#set page(fill: red) \\ #eval(\"1\") #image(\"/etc/passwd\") \\u{41} //c",
    "</script></style></title></textarea>--><svg/onload=\"document.body.id='owned'\">]]><!--",
    "&lt;b&gt;&amp;#60; <a href='https://evil.example'>a</a><br>",
    "../../../../tmp/escaped",
    "@SUM(1+1)",
    "-1+1'; DROP TABLE sheet; --",
    "\t+1",
    "CON",
    "שלום مرحبا 日本語 👩‍👩‍👧 e\u0301\u0302\u0303 \u200b\u00ad",
    "x" * 200,
    " ",
    "%",
    "\\",
    "\"",
)  # fmt: skip
"""What is markup, formula, format, path or picture to somebody."""
SHORT = {"warm_up": "60 days", "measure": "120 days", "follow_up": "60 days"}


def written(path: Path, title: str = TEXTS[0], replications: int = 2, texts: tuple[str, ...] = TEXTS) -> Path:
    """Write it: `small.yaml` with such texts wherever a text is free."""
    scenario: dict[str, Any] = copy.deepcopy(dict(load("small").as_run))
    scenario["run"] |= SHORT | {"replications": replications}
    _relabelled(scenario, cycle(texts))
    scenario["title"] = {"sv": title, "en": title}
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.sort_base_mapping_type_on_output = False
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(scenario, file)
    return path


def _relabelled(scenario: dict[str, Any], text: Iterator[str]) -> None:
    scenario["description"] = {"sv": next(text), "en": next(text)}
    items: dict[str, str] = {}
    for kind in scenario["needs"].values():
        kind["label"] = next(text)
        for step in kind["steps"].values():
            step["asks_for"] = [items.setdefault(item, next(text)[:80]) for item in step.get("asks_for", ())]
            if "every" not in step:
                step["investigates"] = "../../<i>"
    valid = scenario["behaviour"]["information"]["valid_for"]
    scenario["behaviour"]["information"]["valid_for"] = {items[name]: days for name, days in valid.items()}
    for at, profile in enumerate(scenario["population"]["profiles"]):
        profile["name"] = " ".join(f"{next(text)[:60]}{at}".split())
        profile["label"] = next(text)
    for members in (scenario["actors"], scenario["organisations"]):
        for one in members.values():
            one["label"] = next(text)
            for group in ("units", "coordinators"):
                for unit in one.get(group, {}).values():
                    unit["label"] = next(text)
    scenario["organisations"]["one_worker"]["label"] = MARKUP  # which every screen shows
    for number in _sourced(scenario):
        number["source"], number["note"] = next(text), next(text)
    for target in scenario.get("targets", ()):
        target["source"] = next(text)


def _sourced(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "value" in tree and "metric" not in tree:
            yield tree
        for below in tree.values():
            yield from _sourced(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from _sourced(below)
