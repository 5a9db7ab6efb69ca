"""`like`, `--set`, sources and routing: what a file says in the end."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from socsim import ScenarioError, load
from socsim.analysis.metrics import METRICS as REPORTED
from socsim.scenario.checks import METRICS
from socsim.scenario.routing import route
from socsim.scenario.sources import Counts, Source
from tests.scenario.conftest import GOOD, Write, changed
from tests.scenario.test_bad_input import problems


def test_the_metrics_that_can_be_named_are_those_that_are_reported() -> None:
    assert set(METRICS) == set(REPORTED)


def test_an_organisation_inherits_and_null_takes_away(write: Write) -> None:
    extra = """\
  managed:
    like: silos
    units: {money: {caseworkers: 4, sight: 0.3}}
    coordinators: {guide: {number: 1}}
  plain: {like: managed, coordinators: null, units: {money: {sight: null}}}
"""
    organisations = load(write(changed("comparison:", extra + "comparison:"))).scenario.organisations
    managed, plain = organisations["managed"], organisations["plain"]
    assert (managed.units["money"].caseworkers, managed.units["money"].sight) == (4, 0.3)
    assert managed.units["money"].handles == ("money",)
    assert managed.units["housing"] == organisations["silos"].units["housing"]
    assert list(managed.coordinators) == ["guide"]
    assert plain.coordinators == {}
    assert (plain.units["money"].caseworkers, plain.units["money"].sight) == (4, None)
    assert organisations["silos"].units["money"].caseworkers == 1


def test_the_order_in_which_organisations_inherit_does_not_matter(write: Write) -> None:
    extra = "  first: {like: second}\n  second: {like: silos, units: {money: {caseworkers: 7}}}\n"
    loaded = load(write(changed("organisations:\n", "organisations:\n" + extra)))
    assert loaded.organisations() == ("first", "second", "silos", "whole")
    assert loaded.scenario.organisations["first"] == loaded.scenario.organisations["second"]


def test_a_file_inherits_from_a_file_beside_it(write: Write) -> None:
    write(GOOD, "base.yaml")
    over = """\
like: base.yaml
run: {replications: 9}
behaviour: {sight: null, breadth: 0.1}
organisations:
  third: {like: silos, units: {money: {caseworkers: 3}}}
  silos: {units: {housing: {caseworkers: 5}}}
needs: {housing: {steps: {search: {effort: {dist: exponential, mean: 3 h}}}}}
"""
    loaded = load(write(over))
    scenario = loaded.scenario
    assert scenario.run.replications == 9
    assert scenario.run.measure == 365.25
    assert (scenario.behaviour.sight, scenario.behaviour.breadth) == (1, 0.1)
    assert scenario.needs["housing"].steps["search"].effort.dist == "exponential"
    assert scenario.organisations["third"].units["housing"].caseworkers == 5
    assert [path.name for path in loaded.texts] == ["x.yaml", "base.yaml"]
    assert "like" not in loaded.as_run


def test_a_file_is_like_a_scenario_that_comes_with_socsim(write: Write) -> None:
    loaded = load(write("like: small\nrun: {replications: 9}\n"))
    assert loaded.scenario.run.replications == 9
    assert set(loaded.scenario.organisations) == {"specialised", "coordinated", "one_worker"}
    write(changed("replications: 2", "replications: 7"), "small.yaml")  # a file beside this one
    assert load(write("like: small.yaml\n")).scenario.run.replications == 7


def test_a_mistake_in_an_inherited_file_is_told_in_that_file(write: Write) -> None:
    write(changed("sight: 0.5", "sight: 5"), "base.yaml")
    said = problems(write("like: base.yaml\nrun: {seed: x}\n"))
    assert said == [
        "base.yaml:21: behaviour.sight: 5: is a share: it must be between 0 and 1",
        "x.yaml:2: run.seed: x: must be a whole number",
    ]


def test_files_in_a_circle(write: Write) -> None:
    write("like: x.yaml\n", "y.yaml")
    said = problems(write("like: y.yaml\n"))
    assert said == [
        "y.yaml:1: like: x.yaml: goes in a circle (x.yaml -> y.yaml -> x.yaml): name a file outside it"
    ]


def test_organisations_in_a_circle(write: Write) -> None:
    said = problems(write(changed("organisations:\n", "organisations:\n  a: {like: b}\n  b: {like: a}\n")))
    assert (
        "x.yaml:26: organisations.b.like: a: goes in a circle (a -> b -> a): name an organisation outside it"
        in said
    )


def test_anchors_can_be_used(write: Write) -> None:
    text = changed("intake: {effort: 1 h", "intake: {effort: &hour 1 h").replace(
        "support: {effort: 1 h", "support: {effort: *hour"
    )
    needs = load(write(text)).scenario.needs
    assert needs["money"].steps["support"].effort.mean == 1
    loaded = load(write(text), set=["needs.money.steps.support.effort=2 h"])
    efforts = [step.effort.mean for step in loaded.scenario.needs["money"].steps.values()]
    assert efforts == [1, 2]


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("run.seed=7", "run.seed", 7),
        ("behaviour.sight=0.25", "behaviour.sight", 0.25),
        ("behaviour.sight={value: 0.25, source: survey}", "behaviour.sight", 0.25),
        ("behaviour.referral.lost=0.2", "behaviour.referral.lost", 0.2),
        ("behaviour.sight=null", "behaviour.sight", 1),
        ("behaviour.return.probability=0.4", "behaviour.returns.probability", 0.4),
        ("organisations.silos.units.money.caseload=30", "organisations.silos.units.money.caseload", 30),
        ("organisations.copy.units.money.caseload=30", "organisations.copy.units.money.caseload", 30),
        ("population.profiles.1.arrivals=5 per day", "population.profiles.1.arrivals", 5),
        ("needs.money.recovers_after=1 year", "needs.money.recovers_after", 365.25),
        ("needs.money.severity={1: 1}", "needs.money.severity", {1: 1}),
        ("comparison.reference=whole", "comparison.reference", "whole"),
        ("behaviour.information.valid_for.income = 3 days", "behaviour.information.valid_for.income", 3),
    ],
)
def test_set_reaches_any_key(text: str, key: str, value: object, write: Write) -> None:
    loaded = load(write(changed("comparison:", "  copy: {like: silos}\ncomparison:")), set=[text])
    here: object = loaded.scenario
    for part in key.split("."):
        if isinstance(here, dict):
            here = here[part]
        elif isinstance(here, tuple):
            here = here[int(part)]
        else:
            here = getattr(here, part)
    assert here == value


def test_set_in_an_organisation_leaves_those_that_are_like_it(write: Write) -> None:
    text = changed("comparison:", "  copy: {like: silos}\ncomparison:")
    loaded = load(write(text), set=["organisations.silos.units.money.caseworkers=9"])
    silos, copy = (
        loaded.scenario.organisations[name].units["money"].caseworkers for name in ("silos", "copy")
    )
    assert (silos, copy) == (9, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("run.sede=7", "--set run.sede=7: run.sede: unknown key 'sede'; did you mean 'seed'?"),
        ("runs.seed=7", "--set runs.seed=7: runs.seed: unknown key 'runs'; did you mean 'run'?"),
        ("run.seed=x", "--set run.seed=x: run.seed: must be a whole number"),
        (
            "run.measure=3",
            "--set run.measure=3: run.measure: a duration needs a unit: write for instance '14 days'",
        ),
        ("needs.mony.severity.1=1", "needs.mony.severity.1: unknown key 'mony'; did you mean 'money'?"),
        (
            "needs.money.severity.1=0.6",
            "x.yaml:10: needs.money.severity: {1: 0.6, 2: 0.4, 3: 0.1}: shares must",
        ),
        (
            "population.profiles.2.name=x",
            "population.profiles.2.name: there is no item 2: the list has items 0 to 1",
        ),
        ("run.replications.x=1", "run.replications.x: nothing can be set below 2"),
        ("run.measure.x=1", "nothing can be set below 1 year: set the key above 'x' as a whole"),
        ("run.seed", "--set run.seed: write KEY=VALUE, for instance run.seed=7"),
        ("=3", "--set =3: write KEY=VALUE"),
        ("run.seed={", "--set run.seed={: {: YAML cannot read this: "),
        ("organisations.whole.like=silos", "organisations.whole.like: unknown key 'like'"),
    ],
)
def test_what_cannot_be_set(text: str, line: str, write: Write) -> None:
    said = problems(write(), set=(text,))
    assert len(said) == 1
    assert line in said[0]


def test_sources_are_kept_and_counted(write: Write) -> None:
    text = changed(
        "sight: 0.5", "sight: {value: 0.5, low: 0.2, high: 0.8, source: assumption, dist: triangular}"
    )
    text = text.replace(
        "effort: 2 h", "effort: {dist: exponential, mean: {value: 2 h, source: Diary 2024, note: n}}"
    )
    text = text.replace(
        "recovers_after: 200 days", "recovers_after: {value: 200 days, low: 0.3 years, high: 1 year}"
    )
    loaded = load(write(text))
    before = load(write()).counts
    assert loaded.sources["behaviour.sight"] == Source(0.5, 0.2, 0.8, "assumption", "triangular")
    assert loaded.sources["needs.housing.steps.search.effort.mean"] == Source(
        "2 h", source="Diary 2024", note="n"
    )
    assert loaded.counts == Counts(sourced=1, assumptions=1, not_stated=before.not_stated - 2)
    assert loaded.scenario.behaviour.sight == 0.5
    assert loaded.scenario.needs["money"].recovers_after == 200
    assert loaded.as_run["behaviour"]["sight"]["source"] == "assumption"


def test_an_inherited_parameter_counts_once(write: Write) -> None:
    before = load(write()).counts
    loaded = load(write(changed("comparison:", "  copy: {like: silos}\ncomparison:")))
    assert loaded.counts == before


def test_a_new_value_does_not_keep_the_old_source(write: Write) -> None:
    write(changed("sight: 0.5", "sight: {value: 0.5, low: 0.4, high: 0.6, source: survey}"), "base.yaml")
    assert "behaviour.sight" in load(write("like: base.yaml\n")).sources
    assert "behaviour.sight" not in load(write("like: base.yaml\nbehaviour: {sight: 0.9}\n")).sources
    changed_source = load(write("like: base.yaml\nbehaviour: {sight: {value: 0.9, source: x}}\n")).sources
    assert changed_source["behaviour.sight"] == Source(0.9, source="x")
    moved = load(write("like: base.yaml\nbehaviour: {sight: {high: 0.8}}\n")).sources["behaviour.sight"]
    assert moved == Source(0.5, 0.4, 0.8, "survey")


def test_the_closer_claim_wins(write: Write) -> None:
    text = changed("handles: [housing]", 'handles: ["*.contract", "*"]')
    scenario = load(write(text)).scenario
    assert route(scenario, "silos") == {
        ("money", "intake"): "money",
        ("money", "support"): "money",
        ("housing", "search"): "landlord",
        ("housing", "contract"): "housing",
    }
    assert set(route(scenario, "whole").values()) == {"all", "landlord"}


def test_routing_of_an_unchecked_scenario_is_refused_too(write: Write) -> None:
    scenario = load(write()).scenario
    silos = scenario.organisations["silos"]
    silos = silos.model_copy(update={"units": {"money": silos.units["money"]}})
    alone = scenario.model_copy(update={"actors": {}, "organisations": {"silos": silos}})
    with pytest.raises(ValueError, match=r"silos: housing\.search is handled by 0 units"):
        route(alone, "silos")


def test_organisations_are_chosen_in_the_order_of_the_file(write: Write) -> None:
    loaded = load(write())
    assert loaded.organisations(["whole", "silos"]) == ("silos", "whole")
    assert loaded.organisations(["whole"]) == ("whole",)
    with pytest.raises(ScenarioError) as caught:
        loaded.organisations(["hole", "silos"])
    assert caught.value.lines == (
        "x.yaml: --organisation: hole: there is no such organisation; did you mean 'whole'?",
    )


def test_a_loaded_scenario_can_say_where_a_key_stands(write: Write) -> None:
    loaded = load(write())
    assert str(loaded.problem("behaviour.sight", "is odd")) == "x.yaml:21: behaviour.sight: 0.5: is odd"
    assert str(loaded.problem(("run", "seed"), "is missing")) == "x.yaml:1: run.seed: is missing"


def test_errors_survive_being_passed_between_processes(write: Write) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(write(changed("sight: 0.5", "sight: 2")))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.lines, again.problems) == (caught.value.lines, caught.value.problems)


def test_a_path_as_text_and_a_byte_order_mark(write: Write) -> None:
    write(b"\xef\xbb\xbf" + GOOD.encode())
    assert load("x.yaml").scenario.run.replications == 2


def test_a_folded_text_is_one_line(write: Write) -> None:
    write(GOOD + "description:\n  en: >-\n    Who waits,\n    and for whom?\n")
    assert load("x.yaml").scenario.description.in_language("en") == "Who waits, and for whom?"


def test_a_scenario_that_comes_with_socsim_goes_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_path = load("scenarios/city.yaml").scenario
    monkeypatch.chdir(tmp_path)
    assert load("city").scenario == by_path
    (tmp_path / "city").write_text("title: mine", encoding="utf-8")  # what is here comes first
    with pytest.raises(ScenarioError, match="city"):
        load("city")
