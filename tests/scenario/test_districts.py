# ruff: noqa: E501 - the lines are what is tested
"""What is wrong with districts and triage is said in one line; `check` shows the districts."""

from __future__ import annotations

import pytest

from ..command import Command, command_line
from .conftest import GOOD, Write

TWO = "districts: {A: {share: 0.6}, B: {share: 0.4}}\n"
WIDER = GOOD.replace("caseworkers: 1}\n", "caseworkers: 2}\n")

CASES = [  # (what is replaced, by what, part of the line that must come)
    ("share: 0.6", "share: 0.7", "districts: {A: {share: 0.7}, B: {share: 0.4}}: shares must add up to 1"),
    ("A: {share: 0.6}", "A: {}", "districts: {A: {}, B: {share: 0.4}}: state a `share` in some only"),
    ("share: 0.6}, B: {share: 0.4", "share: 1}, B: {share: 0", "districts.B.share: 0: nobody lives there"),
    ("share: 0.6", "share: 0.6, staffing: 0", "districts.A.staffing: 0: nobody works there"),
    ("share: 0.6", "share: 0.6, profiles: {on: 2}", "districts.A.profiles.on: 2: there is no profile 'on'"),
    ("{share: 0.6}, B: {share: 0.4}", "{profiles: {one: 0}}, B: {profiles: {one: 0}}", "the profile 'one' lives nowhere"),
    ("A: {share: 0.6}", "'A: x': {share: 0.6}", "cannot be a name"),
    ("caseworkers: 2}\n      housing", "caseworkers: 1}\n      housing", "organisations.silos.units.money.caseworkers: 1: is too few for 2 districts"),
    ("staffing: {caseworkers: 2}", "staffing: {caseworkers: 1}", "organisations.whole.staffing.caseworkers: 1: is too few: the units state 0, and 1 more in 2 districts need at least one each"),
    ("caseworkers: 2}\nneeds", "caseworkers: 1, per_district: true}\nneeds", "actors.landlord.caseworkers: 1: is too few for 2 districts"),
    ("handles: [money], ", "handles: [money], takes: {needs_at_most: 1}, ", "no unit and no actor handles the need 'money' of clients with 2 known needs or more"),
    ("handles: [money], ", "handles: [money], takes: {needs_at_least: 2}, ", "no unit and no actor handles the need 'money' of clients with one known need"),
    ("handles: [money], ", "handles: [money], takes: {needs_at_least: 3}, ", "takes.needs_at_least: 3: nobody can have so many needs: the file has 2 kinds"),
    ("handles: [money], ", "handles: [money], takes: {needs_at_least: 2, needs_at_most: 1}, ", "takes nobody"),
    ("      housing: {handles", "      both: {handles: [money], takes: {needs_at_least: 2}, caseworkers: 2}\n      housing: {handles", "'money.intake', 'money.support' of clients with 2 known needs or more is claimed twice, by 'money' and 'both', as `need`"),
]  # fmt: skip


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command."""
    return command_line(monkeypatch, capsys)


@pytest.mark.parametrize(("old", "new", "line"), CASES, ids=[case[2][:40] for case in CASES])
def test_a_mistake_is_one_line(old: str, new: str, line: str, socsim: Command, write: Write) -> None:
    text = TWO + WIDER
    assert old in text
    ended = socsim("check", str(write(text.replace(old, new, 1))))
    assert ended.code == 2
    assert line in ended.err


def test_check_shows_units_over_all_districts_and_each_district(socsim: Command, write: Write) -> None:
    ended = socsim("check", str(write(TWO + WIDER)))
    assert (ended.code, ended.err) == (0, "")
    assert "caseworkers by district" in ended.out
    rows = [line.split() for line in ended.out.splitlines()]
    assert [row[1] for row in rows if row[:1] == ["A"]] == ["2"]
    assert not [row for row in rows if row[:1] == ["A:"]]
    crowded = socsim("check", "x.yaml", "--set", "population.profiles.0.arrivals=60 per week")
    assert "warning: A: money in silos: expected load" in crowded.out


def test_triage_that_leaves_no_gap_is_right(socsim: Command, write: Write) -> None:
    text = WIDER.replace("handles: [money], ", "handles: [money], takes: {needs_at_most: 1}, ")
    text = text.replace("handles: [housing], ", "handles: [housing, '*'], ")
    assert socsim("check", str(write(text))).code == 0
