"""The table of mechanisms that can be taken out: complete, made of keys that there are, and each is felt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socsim.experiment.store import blueprint_hash
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.explain import MECHANISMS as NUMBERED
from socsim.scenario.keypaths import Place, find, root
from socsim.scenario.mechanisms import ALWAYS_AT_WORK, MECHANISMS, MOST, PAID, STRUCTURE, THEMES, without
from socsim.scenario.reading import load
from tests.mechanisms.bench import Written, blueprint_of, changed
from tests.mechanisms.rich import ORGANISATIONS, RICH

FIXED = {**ALWAYS_AT_WORK, **STRUCTURE}
PATTERNS = [pattern for one in MECHANISMS.values() for pattern in one.nulls]
STAYS = [pattern for patterns in FIXED.values() for pattern in patterns]


def name_of(blueprint: Blueprint) -> str:
    return blueprint_hash(blueprint, "SEK")


def hashes(written: Written) -> dict[str, str]:
    return {name: name_of(blueprint_of(written, name)) for name in ORGANISATIONS}


def test_every_mechanism_can_be_taken_out_or_is_said_to_stay() -> None:
    placed = {one.number for one in MECHANISMS.values()}
    assert placed | set(FIXED) == set(NUMBERED)


def test_every_key_is_one() -> None:
    for pattern in [*PATTERNS, *STAYS]:
        assert find(tuple(pattern.replace("profiles.*", "profiles.0").split("."))) is not None, pattern
    assert len(PATTERNS) == len(set(PATTERNS))


def declared(place: Place, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key of the schema that declares a null value."""
    extra = place.field.json_schema_extra if place.field is not None else None
    if isinstance(extra, dict) and extra.get("null") is not None:
        yield ".".join(path)
    below = place.keys() if place.kind == "section" else {}
    if place.kind in ("names", "list") and (inner := place.below("*")) is not None:
        below = {"*": inner}
    for name, inner in below.items():
        yield from declared(inner, (*path, name))


def test_every_null_value_that_the_schema_declares_is_in_the_table() -> None:
    """It stands at or below a key that is taken out, or at one that stays."""
    keys = set(declared(root()))
    assert {"behaviour.sight", "organisations.*.steering.share", "needs.*.relapses"} <= keys
    above = [pattern.removesuffix(".share") if "consults" in pattern else pattern for pattern in PATTERNS]
    left = {key for key in keys if not any(f"{key}.".startswith(f"{one}.") for one in [*above, *STAYS])}
    assert left == set()


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, str]:
    return hashes(RICH)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_taken_out_it_is_gone_and_the_rest_is_a_scenario(mechanism: str, as_it_is: dict[str, str]) -> None:
    left = changed(RICH, without(RICH, [mechanism]))
    assert hashes(left) != as_it_is
    if not MECHANISMS[mechanism].nulls or None in MECHANISMS[mechanism].nulls.values():
        assert without(left, [mechanism]) == {}


def test_alike_but_for_mechanisms_they_are_the_same_without() -> None:
    """Two of the organisations have the same units; all else that tells them apart is in the table."""
    nobody = {"organisations.silos.units.money.managers": None}
    plain = changed(changed(RICH, without(RICH, list(MECHANISMS))), nobody)
    assert name_of(blueprint_of(plain, "silos")) == name_of(blueprint_of(plain, "coordinated"))
    assert plain["organisations"]["silos"] == plain["organisations"]["coordinated"]


def test_some_organisations_only() -> None:
    changes = without(RICH, ["coordinators", "joint_plans", "trust"], ["silos"])
    assert set(changes) == {"organisations.silos.joint_plans", "behaviour.trust"}


def test_units_and_actors_lose_what_they_override() -> None:
    stockholm = load("scenarios/stockholm.yaml")
    changes = without(stockholm.stated, ["discovery", "referral"])
    assert "organisations.one_worker.units.whole_person.sight" in changes
    assert "actors.psychiatry.referral" in changes
    plain = blueprints(stockholm.at(changes))["one_worker"]
    assert plain.unit_sight.tolist() == [1.0] * len(plain.unit_sight)


@pytest.mark.study
@pytest.mark.parametrize("file", sorted(path.name for path in Path("scenarios").glob("*.yaml")))
def test_any_can_be_taken_out_of_every_scenario_file(file: str) -> None:
    """All, and all but one."""
    loaded = load(Path("scenarios") / file)
    loaded.at(without(loaded.stated, list(MECHANISMS)))
    for kept in MECHANISMS:
        loaded.at(without(loaded.stated, [one for one in MECHANISMS if one != kept]))


def test_the_page_has_the_whole_table() -> None:
    page = Path("docs/questions/why.md").read_text("utf-8")
    for theme in THEMES:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{theme}` |"))
        members = [f"`{name}` ({one.number})" for name, one in MECHANISMS.items() if one.theme == theme]
        assert row.split("|")[3].strip() == ", ".join(members)


def test_themes_fit_into_one_answer() -> None:
    assert len(THEMES) <= MOST
    assert set(PAID) <= set(MECHANISMS)
    assert not set(THEMES) & set(MECHANISMS)
