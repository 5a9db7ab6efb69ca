# ruff: noqa: E501 - the lines are what is tested
"""Every bad input gives one line with file, line, key, value and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from socsim import ScenarioError, load
from tests.scenario.conftest import GOOD, Write, changed

# (what stands in the good scenario, what a user wrote instead, the line that socsim prints)
CASES = [
    # keys
    ("sight: 0.5", "sigth: 0.5", "x.yaml:21: behaviour.sigth: 0.5: unknown key; did you mean 'sight'?"),
    ("decides: true", "decide: true", "x.yaml:19: needs.housing.steps.contract.decide: true: unknown key; did you"),
    ("  sight: 0.5\n", "  sight: 0.5\n  sight: 0.6\n", "x.yaml:22: behaviour.sight: stands twice: first in line 21"),
    ("measure: 1 year, ", "", "x.yaml:1: run.measure: is missing: the measured window"),
    ("{name: one, ", "{", "x.yaml:4: population.profiles.0.name: is missing"),
    ("  sight: 0.5", "  <<: {sight: 0.5}", "x.yaml:21: behaviour.<<: {sight: 0.5}: unknown key"),
    ("  sight: 0.5", "  sight: !!python/name:os 0.5", "x.yaml:21: behaviour.sight: '!!python/name:os' is a YAML tag"),
    ("  sight: 0.5", "  ? [a]\n  : 0.5", "x.yaml:21: behaviour: a key is a word or a number"),
    ("  sight: 0.5", "  patience: 0 days\n  return: {probability: 1}", "x.yaml:22: behaviour.return: {probability: 1}: a fall that takes no time and a sure return at once would go on"),
    # types
    ("replications: 2", "replications: 2.5", "x.yaml:1: run.replications: 2.5: must be a whole number"),
    ("replications: 2", "replications: true", "x.yaml:1: run.replications: true: must be a whole number"),
    ("sight: 0.5", 'sight: "0.5"', "x.yaml:21: behaviour.sight: 0.5: must be a number"),
    ("sight: 0.5", "sight: true", "x.yaml:21: behaviour.sight: true: must be a number"),
    ("decides: true", "decides: 1", "x.yaml:19: needs.housing.steps.contract.decides: 1: must be true or false"),
    ("handles: [money]", "handles: money", "x.yaml:27: organisations.silos.units.money.handles: money: must be a list"),
    ("handles: [money]", "handles: []", "x.yaml:27: organisations.silos.units.money.handles: []: must not be empty"),
    ("reference: silos", "reference: [silos]", "x.yaml:33: comparison.reference: [silos]: must be a text"),
    ("assignment: client", "assignment: person", "x.yaml:32: organisations.whole.units.all.assignment: person: must be one of step, case, client"),
    ("costs: {caseworker: 50000 SEK per month}", "costs: 5", "x.yaml:23: costs: 5: must be a mapping of keys"),
    ("money: {handles: [money], caseworkers: 1}", "1: {handles: [money], caseworkers: 1}", "x.yaml:27: organisations.silos.units.1: {handles: [money], caseworkers: 1}: '1' cannot be a name here"),
    # units
    ("recovers_after: 200 days", "recovers_after: 200", "x.yaml:14: needs.money.recovers_after: 200: a duration needs a unit: write for instance '14 days'"),
    ("recovers_after: 200 days", "recovers_after: 200 dayz", "x.yaml:14: needs.money.recovers_after: 200 dayz: a duration is a number and a unit ("),
    ("recovers_after: 200 days", "recovers_after: -2 days", "x.yaml:14: needs.money.recovers_after: -2 days: a duration must be a finite number, not below 0"),
    ("effort: 2 h", "effort: 2 days", "x.yaml:18: needs.housing.steps.search.effort: 2 days: an effort is a number and a unit (hour, min, minute, second): write for instance '2 h'"),
    ("effort: 2 h", "effort: 2", "x.yaml:18: needs.housing.steps.search.effort: 2: an effort needs a unit: write for instance '2 h'"),
    ("effort: 2 h", "effort: {dist: lognormal, mean: 2, cv: 0.6}", "x.yaml:18: needs.housing.steps.search.effort: {dist: lognormal, mean: 2, cv: 0.6}: its mean: an effort needs a unit"),
    ("effort: 2 h", "effort: {dist: lognormal, mean: 2 h}", "x.yaml:18: needs.housing.steps.search.effort: {dist: lognormal, mean: 2 h}: a distribution 'lognormal' takes just: mean, cv"),
    ("effort: 2 h", "effort: {dist: normal, mean: 2 h}", "x.yaml:18: needs.housing.steps.search.effort.dist: normal: must be one of constant, exponential"),
    ("effort: 2 h", "effort: {mean: 2 h}", "x.yaml:18: needs.housing.steps.search.effort.dist: is missing"),
    ("arrivals: 20 per year", "arrivals: 20", "x.yaml:4: population.profiles.0.arrivals: 20: a rate is a number per unit of time: write for instance '30 per week'"),
    ("rate: 0.3 per year", "rate: 0.3 days", "x.yaml:15: needs.money.escalates.rate: 0.3 days: a rate is a number per unit of time"),
    ("50000 SEK per month", "50000 SEK", "x.yaml:23: costs.caseworker: 50000 SEK: money over time: write for instance '58000 SEK per month'"),
    ("50000 SEK per month", "50000 EUR per month", "x.yaml:23: costs.caseworker: 50000 EUR per month: is not in the file's currency: write SEK, or set costs.currency"),
    ("50000 SEK per month}", "5 SEK per day, currency: kr}", "x.yaml:23: costs.currency: kr: must be three capital letters, for instance SEK"),
    ("assignment: client", "caseload: 60 days", "x.yaml:32: organisations.whole.units.all.caseload: 60 days: a caseload is a number of cases (60)"),
    # numbers
    ("sight: 0.5", "sight: 1.5", "x.yaml:21: behaviour.sight: 1.5: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "sight: -0.5", "x.yaml:21: behaviour.sight: -0.5: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "sight: .nan", "x.yaml:21: behaviour.sight: nan: must be a finite number"),
    ("sight: 0.5", "breadth: .inf", "x.yaml:21: behaviour.breadth: inf: must be a finite number"),
    ("sight: 0.5", "breadth: 1e999", "x.yaml:21: behaviour.breadth: inf: must be a finite number"),
    ("sight: 0.5", "referral: {bounced: 1}", "x.yaml:21: behaviour.referral.bounced: 1: must be less than 1"),
    ("sight: 0.5", "documentation: {full_at: 0 h}", "x.yaml:21: behaviour.documentation.full_at: 0 h: must be more than 0 hours"),
    ("sight: 0.5", "documentation: {finds: 2}", "x.yaml:21: behaviour.documentation.finds: 2: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "faults: {base: 1.2}", "x.yaml:21: behaviour.faults.base: 1.2: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "faults: {pressed_after: 0 days}", "x.yaml:21: behaviour.faults.pressed_after: 0 days: must be longer than 0"),
    ("sight: 0.5", "faults: {culture: fear}", "x.yaml:21: behaviour.faults.culture: fear: must be one of silence, learning, blame"),
    ("sight: 0.5", "faults: {blame: {silences: 2}}", "x.yaml:21: behaviour.faults.blame.silences: 2: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "faults: {learning: {floor: 0}}", "x.yaml:21: behaviour.faults.learning.floor: 0: must be more than 0"),
    ("sight: 0.5", "faults: {culture: shame}", "x.yaml:21: behaviour.faults.culture: shame: must be one of silence, learning"),
    ("handles: [money], caseworkers: 1", "handles: [money], caseworkers: 1, review: [{by: manager, catches: 0.5}]", "a manager reviews decisions here, and there is none: write `managers: 1` or more"),
    ("sight: 0.5", "turnover: {novice: {pace: 0}}", "x.yaml:21: behaviour.turnover.novice.pace: 0: must be at least 0.001"),
    ("sight: 0.5", "sick_leave: {short: {rate: 4}}", "x.yaml:21: behaviour.sick_leave.short.rate: 4: a rate is a number per unit of time"),
    ("sight: 0.5", "sick_leave: {long: {rate: 1 per year}}", "x.yaml:21: behaviour.sick_leave.long: {rate: 1 per year}: states a rate, and no `duration`"),
    ("sight: 0.5", "agency: {chance: 2}", "x.yaml:21: behaviour.agency.chance: 2: is a share: it must be between 0 and 1"),
    ("sight: 0.5", "referral: {bounced: -0.1}", "x.yaml:21: behaviour.referral.bounced: -0.1: must be at least 0"),
    ("replications: 2", "replications: 0", "x.yaml:1: run.replications: 0: must be at least 1"),
    ("measure: 1 year", "measure: 0 days", "x.yaml:1: run.measure: 0 days: must be longer than 0"),
    ("every: 30 days", "every: 0 days", "x.yaml:13: needs.money.steps.support.every: 0 days: must be longer than 0"),
    # sources
    ("sight: 0.5", "sight: {value: 0.5, sorce: x}", "x.yaml:21: behaviour.sight.sorce: x: unknown key in a number with a source; did you mean 'source'?"),
    ("sight: 0.5", "sight: {value: 0.5, low: 0.6, source: x}", "x.yaml:21: behaviour.sight: {value: 0.5, low: 0.6, source: x}: low, value and high must not decrease"),
    ("sight: 0.5", "sight: {value: 0.5, high: 1.2, source: x}", "x.yaml:21: behaviour.sight: 0.5: high is a share: it must be between 0 and 1"),
    ("sight: 0.5", "sight: {value: 0.5, high: 2 h}", "x.yaml:21: behaviour.sight: {value: 0.5, high: 2 h}: value, low and high must be numbers written in the same kind of unit"),
    ("recovers_after: 200 days", "recovers_after: {value: 1 year, high: 300 days}", "x.yaml:14: needs.money.recovers_after: {value: 1 year, high: 300 days}: low, value and high must not decrease"),
    ("sight: 0.5", "sight: {value: 0.5, source: 3}", "x.yaml:21: behaviour.sight.source: 3: is a text"),
    ("sight: 0.5", "sight: {value: 0.5, dist: flat}", "x.yaml:21: behaviour.sight.dist: flat: is one of uniform"),
    # sums
    ("{1: 0.5, 2: 0.4, 3: 0.1}", "{1: 0.5, 2: 0.4}", "x.yaml:10: needs.money.severity: {1: 0.5, 2: 0.4}: shares must add up to 1 (they add up to 0.9)"),
    ("{1: 0.5, 2: 0.4, 3: 0.1}", "{1: 0.5, 4: 0.5}", "x.yaml:10: needs.money.severity.4: 0.5: '4' cannot be a name here: must be one of 1, 2, 3"),
    ("next: {search: 0.2}", "next: {search: 0.6, end: 0.5}", "x.yaml:19: needs.housing.steps.contract.next: {search: 0.6, end: 0.5}: chances must add up to at most 1 (they add up to 1.1)"),
    ("arrivals: 20 per year", "share: 0.5", "x.yaml:2: population.arrivals: is missing: profiles with a `share`"),
    ("arrivals: 20 per year", "share: 0.5", "x.yaml:3: population.profiles: [{name: one, share: 0.5, needs: [money]}, "),
    # people
    ("arrivals: 20 per year, ", "", "x.yaml:4: population.profiles.0: {name: one, needs: [money]}: says not how many come"),
    ("arrivals: 20 per year", "arrivals: 20 per year, share: 1", "both `arrivals` and `share`: keep one of them"),
    ("name: two", "name: one", "x.yaml:5: population.profiles.1.name: one: is the name of an earlier profile"),
    ("needs: [money]", "needs: [mony]", "x.yaml:4: population.profiles.0.needs.mony: there is no need 'mony'; did you mean 'money'?"),
    ("{money: 1, housing: 0.5}", "{money: 1, huosing: 0.5}", "x.yaml:5: population.profiles.1.needs.huosing: 0.5: there is no need 'huosing'; did you mean 'housing'?"),
    ("{money: 1, housing: 0.5}", "{money: 0, housing: 0}", "x.yaml:5: population.profiles.1.needs: {money: 0, housing: 0}: the chances are all 0"),
    ("needs: [money]}", "needs: [money], members: {1: 0.5, 3: 0.4}}", "x.yaml:4: population.profiles.0.members: {1: 0.5, 3: 0.4}: shares must add up to 1 (they add up to 0.9)"),
    ("needs: [money]}", "needs: [money], members: {0: 1}}", "x.yaml:4: population.profiles.0.members.0: 1: '0' cannot be a name here: must be one of 1, 2, 3"),
    ("recovers_after: 200 days", "recovers_after: 200 days\n    per_member: {effort: -1}", "x.yaml:15: needs.money.per_member.effort: -1: must be at least 0"),
    ("presents: [money]", "presents: [mony]", "x.yaml:5: population.profiles.1.presents.0: mony: there is no need 'mony'"),
    ("needs: [money]}", "needs: [money], presents: [housing]}", "x.yaml:4: population.profiles.0.presents.0: housing: the profile can never have the need 'housing'"),
    ("{money: 1, housing: 0.5}", "{money: 0.9, housing: 0.5}", "x.yaml:5: population.profiles.1.presents: [money]: some clients would have none of these (housing alone)"),
    # needs
    ("into: {housing: 0.1}", "into: {hosing: 0.1}", "x.yaml:15: needs.money.escalates.into.hosing: 0.1: there is no need 'hosing'; did you mean 'housing'?"),
    ("rate: 0.3 per year", "rate: {1: 0.3 per year}", "x.yaml:15: needs.money.escalates.rate: {1: 0.3 per year}: states some severities only"),
    ("    recovers_after: 200 days\n", "", "x.yaml:9: needs.money: {severity: {1: 0.5, 2: 0.4, 3: 0.1}, steps: {intake: {effort: 1 h, asks_for: ...: 'support' is a support (`every`): say when it ends with `recovers_after: 400 days`"),
    (", every: 30 days", "", "x.yaml:14: needs.money.recovers_after: 200 days: has no support to be counted in"),
    ("every: 30 days", "every: 30 days, next: {intake: 1}", "x.yaml:13: needs.money.steps.support.next: {intake: 1}: a support ends with recovery"),
    ("every: 30 days", "every: 30 days, unfounded: 0.2", "x.yaml:13: needs.money.steps.support.unfounded: 0.2: belongs to a step before the support"),
    ("every: 30 days", "every: 30 days, deadline: 9 days", "x.yaml:13: needs.money.steps.support.deadline: 9 days: belongs to a step before the support"),
    ("money: {handles: [money], caseworkers: 1}", "money: {handles: [money], caseworkers: 1, budget: {gate: 1}}", "x.yaml:27: organisations.silos.units.money.budget: {gate: 1}: says not how much: write `yearly: 9000000 SEK`, or a `share`"),
    ("money: {handles: [money], caseworkers: 1}", "money: {handles: [money], caseworkers: 1, budget: {yearly: 0 SEK}}", "x.yaml:27: organisations.silos.units.money.budget.yearly: 0 SEK: must be more than 0"),
    ("money: {handles: [money], caseworkers: 1}", "money: {handles: [money], caseworkers: 1, budget: {yearly: 5 SEK, share: 1}}", "x.yaml:27: organisations.silos.units.money.budget: {yearly: 5 SEK, share: 1}: has both `yearly` and `share`"),
    ("money: {handles: [money], caseworkers: 1}", "money: {handles: [money], caseworkers: 1, not_while: {hosing: open}}", "x.yaml:27: organisations.silos.units.money.not_while.hosing: open: there is no need 'hosing'; did you mean 'housing'?"),
    ("money: {handles: [money], caseworkers: 1}", "money: {handles: [money], caseworkers: 1, not_while: {housing: closed}}", "x.yaml:27: organisations.silos.units.money.not_while.housing: closed: must be one of open, not_in_support, in_support"),
    ("decides: true", "places: 5", "x.yaml:19: needs.housing.steps.contract.places: 5: are those of a support, and this step is none: give it `every`"),
    ("every: 30 days", "every: 30 days, places: 0", "x.yaml:13: needs.money.steps.support.places: 0: must be at least 1"),
    ("decides: true", "cost: 5 SEK per day", "x.yaml:19: needs.housing.steps.contract.cost: 5 SEK per day: is what a support costs while it lasts"),
    ("next: {search: 0.2}", "next: {serch: 0.2}", "x.yaml:19: needs.housing.steps.contract.next.serch: 0.2: there is no step 'serch'; did you mean 'search'?"),
    ("next: {search: 0.2}", "next: {search: 1}", "x.yaml:19: needs.housing.steps.contract: {effort: 1 h, decides: true, next: {search: 1}}: a case here could never end"),
    ("search: {effort: 2 h}", "search: {effort: 2 h, next: {end: 1}}", "x.yaml:19: needs.housing.steps.contract: {effort: 1 h, decides: true, next: {search: 0.2}}: no step leads here"),
    ("valid_for: {income", "valid_for: {incom", "x.yaml:22: behaviour.information.valid_for.incom: 30 days: no step asks for the item 'incom'; did you mean 'income'?"),
    ("    recovers_after: 200 days", "    hindered_by: {hosing: 0.5}\n    recovers_after: 200 days", "x.yaml:14: needs.money.hindered_by.hosing: 0.5: there is no need 'hosing'; did you mean 'housing'?"),
    ("    recovers_after: 200 days", "    hindered_by: {money: 0.5}\n    recovers_after: 200 days", "x.yaml:14: needs.money.hindered_by.money: 0.5: is the need itself: name other kinds of need"),
    ("  housing:\n    steps:", "  housing:\n    hindered_by: {money: 0.5}\n    steps:", "needs.housing.hindered_by: {money: 0.5}: has no recovery to hold back"),
    ("valid_for: {income: 30 days}}", "valid_for: {income: 30 days}}\n  investigations: {valid_for: {person: 1 year}}", "behaviour.investigations.valid_for.person: 1 year: no step investigates 'person'"),
    ("every: 30 days", "every: 30 days, investigates: person", "x.yaml:13: needs.money.steps.support.investigates: person: belongs to a step before the support"),
    ("asks_for: [income]", "asks_for: [income, income]", "x.yaml:12: needs.money.steps.intake.asks_for.1: income: is asked for twice"),
    # offices
    ("handles: [housing]", "handles: [housing.contract, money]", "'money.intake', 'money.support' is claimed twice, by 'money' and 'housing', as `need`: let one"),
    ("handles: [housing]", "handles: [housing.search]", "x.yaml:26: organisations.silos.units: {money: {handles: [money], caseworkers: 1}, housing: {handles: [housing.searc...: no unit and no actor handles 'housing.contract'"),
    ("handles: [housing]", "handles: [housing.search]", "x.yaml:28: organisations.silos.units.housing.handles: [housing.search]: 'housing.search' is claimed twice, by 'housing' and 'landlord', as `need.step`: let one"),
    ("handles: [money]", "handles: [housing.contract]", "no unit and no actor handles the need 'money': add 'money' to a unit's handles"),
    ("handles: [housing]", "handles: [housing, hosing.search]", "x.yaml:28: organisations.silos.units.housing.handles.1: hosing.search: 'hosing.search' matches no need and no step; did you mean 'housing.search'?"),
    ("handles: [money], caseworkers: 1", "handles: [money], caseworkers: 0", "x.yaml:27: organisations.silos.units.money.caseworkers: 0: there are no caseworkers: write 1 or more"),
    ("handles: [money], caseworkers: 1", "handles: [money]", "x.yaml:27: organisations.silos.units.money.caseworkers: there are no caseworkers: write a number here, or `staffing"),
    ("staffing: {caseworkers: 2}", "staffing: {caseworkers: 0}", "x.yaml:30: organisations.whole.staffing.caseworkers: 0: there are no caseworkers"),
    ("assignment: client", "caseworkers: 3", "x.yaml:30: organisations.whole.staffing.caseworkers: 2: every unit states its number, and they add up to 3"),
    ("handles: [housing.search], caseworkers: 1", "handles: [housing.search]", "x.yaml:7: actors.landlord.caseworkers: there are no caseworkers: an actor states its number"),
    ("handles: [money], ", "handles: [money], decided_by: manager, ", "x.yaml:27: organisations.silos.units.money.managers: the manager decides here, and there is none"),
    ("      all: {", "      landlord: {", "x.yaml:32: organisations.whole.units.landlord: {handles: [*], assignment: client}: is the name of an actor too"),
    ("      all: {", "      a.b: {", "x.yaml:32: organisations.whole.units.a.b: "),
    ("  landlord:", "  land/lord:", "x.yaml:7: actors.land/lord: {handles: [housing.search], caseworkers: 1}: 'land/lord' cannot be a name: use letters"),
    ("      contract:", "      end:", "x.yaml:19: needs.housing.steps.end: {effort: 1 h, decides: true, next: {search: 0.2}}: 'end' has a meaning of its own here"),
    ("assignment: client", "consults: {with: money, share: 1, effort: 1 h, lifts: 1}", "organisations.whole.units.all.consults.with: money: there is no unit and no actor 'money'"),
    ("assignment: client", "consults: {with: all, share: 1, effort: 1 h, lifts: 1}", "organisations.whole.units.all.consults.with: all: is the unit itself: name another unit, or an actor"),
    ("assignment: client", "consults: {with: landlord, share: 1, effort: 1 h, lifts: 1}", "organisations.whole.units.all.consults.with: landlord: 'landlord' has desks: whoever is consulted is a pool"),
    ("      housing: {handles: [housing]", "      experts: {caseworkers: 1}\n      housing: {handles: [housing]", "organisations.silos.units.experts.handles"),
    ("    units:\n      all:", "    steering: {every: 0 days, share: 0.1}\n    units:\n      all:", "organisations.whole.steering.every: 0 days: must be longer than 0"),
    ("    units:\n      all:", "    steering: {every: 9 days, share: 0.1, margin: 0.5}\n    units:\n      all:", "organisations.whole.steering.margin: 0.5: must be at least 1"),
    ("    units:\n      all:", "    steering: {share: 0.1}\n    units:\n      all:", "organisations.whole.steering.every: is missing: how often it looks"),
    ("    units:\n      all:", "    outreach: {reach: 1, lead: 9 days, in_vain: 0.6}\n    units:\n      all:", "organisations.whole.outreach.in_vain: 0.6: is more in vain than there are clients"),
    # like
    ("  whole:\n", "  whole:\n    like: silo\n", "x.yaml:30: organisations.whole.like: silo: there is no such organisation; did you mean 'silos'?"),
    ("  whole:\n", "  whole:\n    like: whole\n", "x.yaml:30: organisations.whole.like: whole: goes in a circle (whole -> whole)"),
    ("costs:", "like: y.yaml\ncosts:", "x.yaml:23: like: y.yaml: there is no file 'y.yaml' (the name is relative to this file)"),
    ("costs:", "like: x.yaml\ncosts:", "x.yaml:23: like: x.yaml: goes in a circle (x.yaml -> x.yaml)"),
    ("costs:", "like: 3\ncosts:", "x.yaml:23: like: 3: names another scenario file"),
    # comparison
    ("reference: silos", "reference: silo", "x.yaml:33: comparison.reference: silo: there is no such organisation; did you mean 'silos'?"),
    ("reference: silos", "primary: [wait_day]", "x.yaml:33: comparison.primary.0: wait_day: there is no such metric; did you mean 'wait_days'?"),
    ("metric: wait_days", "metric: wait_day", "x.yaml:35: targets.0.metric: wait_day: there is no such metric; did you mean 'wait_days'?"),
    ("organisation: silos", "organisation: slios", "x.yaml:35: targets.0.organisation: slios: there is no such organisation; did you mean 'silos'?"),
]  # fmt: skip


def problems(path: str | Path, set: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, set=set)
    assert str(caught.value).splitlines() == list(caught.value.lines)
    return list(caught.value.lines)


def test_the_good_scenario_is_good(write: Write) -> None:
    assert list(load(write()).scenario.organisations) == ["silos", "whole"]


@pytest.mark.parametrize(
    ("old", "new", "line"), CASES, ids=[f"{i}-{c[1][:40]!r}" for i, c in enumerate(CASES)]
)
def test_a_mistake_is_one_line(old: str, new: str, line: str, write: Write) -> None:
    said = problems(write(changed(old, new)))
    assert any(line in problem for problem in said), "\n".join(said)
    assert not any("pydantic" in problem or "Input should" in problem for problem in said)


def test_shares_of_profiles_add_up_to_one(write: Write) -> None:
    text = changed("arrivals: 20 per year", "share: 0.5").replace("arrivals: 10 per year", "share: 0.4")
    said = problems(write(text.replace("population:", "population:\n  arrivals: 30 per year")))
    assert len(said) == 1
    assert said[0].startswith("x.yaml:4: population.profiles: ")
    assert said[0].endswith("the profiles' shares must add up to 1 (they add up to 0.9)")


def test_profiles_are_needed_with_more_than_one_need(write: Write) -> None:
    lines = [line for line in GOOD.splitlines() if "name: " not in line and "profiles" not in line]
    said = problems(write("\n".join(lines).replace("population:", "population: {coping: {mean: 3}}")))
    assert (
        "x.yaml:2: population.profiles: is missing: with more than one need, profiles say who has which"
        in said
    )
    assert any(problem.startswith("x.yaml:2: population.arrivals: is missing") for problem in said)


def test_r_at_one_or_more_is_refused(write: Write) -> None:
    said = problems(
        write(changed("rate: 0.3 per year, into: {housing: 0.1}", "rate: 9 per day, into: {money: 1}"))
    )
    assert len(said) == 1
    assert said[0].startswith("x.yaml:15: needs.money.escalates: {rate: 9 per day, into: {money: 1}}: R is ")


def test_equal_money_must_leave_caseworkers(write: Write) -> None:
    text = changed("assignment: client}", "assignment: client, managers: 9}")
    said = problems(write(text.replace("costs: {", "costs: {manager: 90000 SEK per month, ")))
    assert len(said) == 1
    assert said[0].startswith("x.yaml:29: organisations.whole: ")
    assert "equal money leaves no caseworkers" in said[0]


def test_all_problems_come_at_once_in_the_order_of_the_lines(write: Write) -> None:
    text = changed("sight: 0.5", "sight: 1.5").replace("reference: silos", "reference: silo")
    text = text.replace("handles: [housing]", "handles: [housng]").replace("effort: 2 h", "effort: 2, foo: 1")
    said = problems(write(text), set=("run.sede=3",))
    starts = ["--set run.sede=3: run.sede: unknown key 'sede'; did you mean 'seed'?", "x.yaml:18:", "x.yaml:18:",
              "x.yaml:21:", "x.yaml:26:", "x.yaml:28:", "x.yaml:33:"]  # fmt: skip
    assert [p[: len(s)] for p, s in zip(said, starts, strict=True)] == starts


def test_a_mistake_that_is_inherited_is_told_once(write: Write) -> None:
    text = changed("handles: [money], caseworkers: 1", "handles: [money], caseworkers: x")
    said = problems(write(text.replace("  whole:\n", "  copy: {like: silos}\n  whole:\n")))
    assert said == ["x.yaml:27: organisations.silos.units.money.caseworkers: x: must be a whole number"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "x.yaml: is empty: 'socsim new my_town.yaml' writes a start"),
        (b"# nothing\n", "x.yaml: is empty"),
        (b"- a\n", "x.yaml:1: [a]: a scenario is a mapping of sections"),
        (b"hello", "x.yaml:1: hello: a scenario is a mapping of sections"),
        (b"run: 1\ntitle: \xe5\n", "x.yaml:2: is not text in UTF-8: save it in that encoding"),
        (b"a: 1\x00\n", "x.yaml: holds characters that YAML does not allow"),
        (b"run: {a: 1\nb: ]\n", "x.yaml:2: b: ]: YAML cannot read this: "),
        (b"run:\n  a: 1\n b: 2\n", "x.yaml:3: b: 2: YAML cannot read this: "),
        (b"run: *nowhere\n", "x.yaml:1: run: *nowhere: YAML cannot read this: "),
        (
            b"run: &a [*a]\n",
            "x.yaml: is larger or deeper than a scenario can be once its anchors are followed",
        ),
        (b"- " * 3000, "x.yaml:1: is nested more deeply than a scenario can be"),
        (b"x: 1\n---\ny: 2\n", "x.yaml:2: ---: YAML cannot read this: "),
        (b"a: " + b"x" * 1_000_001, "x.yaml: is larger than a scenario file may be (1 MB)"),
    ],
)
def test_what_is_not_a_scenario_file(content: bytes, line: str, write: Write) -> None:
    said = problems(write(content))
    assert len(said) == 1
    assert said[0].startswith(line)


def test_anchors_that_explode_are_stopped(write: Write) -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "once its anchors are followed" in problems(write("\n".join(lines)))[0]


def test_organisations_that_inherit_too_much_are_stopped(write: Write) -> None:
    big = "\n".join(f"      u{i}: {{handles: [money], caseworkers: 1}}" for i in range(200))
    many = "\n".join(f"  o{i}: {{like: silos}}" for i in range(400))
    text = changed("      housing: {handles: [housing], caseworkers: 1}", big)
    assert (
        "inherit more than a scenario can hold"
        in problems(write(text.replace("comparison:", f"{many}\ncomparison:")))[0]
    )


def test_missing_file_and_folder(write: Write, tmp_path: Path) -> None:
    assert problems("no.yaml") == ["no.yaml: there is no such file"]
    assert problems("stokholm") == ["stokholm: there is no such file; did you mean 'stockholm'?"]
    (tmp_path / "folder").mkdir()
    assert problems("folder") == ["folder: is a folder: name a scenario file in it"]
    assert problems(write().joinpath("y.yaml")) == ["x.yaml/y.yaml: there is no such file"]
    assert problems("a\0b") == ["a b: cannot be read (the name cannot be used)"]


def test_a_problem_is_one_line_whatever_is_in_it(write: Write) -> None:
    said = problems(write(changed("sight: 0.5", '"si\\nght": "\\u001b[31m\\n"')))
    assert said == [
        "x.yaml:21: behaviour.si ght:  [31m : holds the character U+001B, which cannot be seen: leave it out",
        "x.yaml:21: behaviour.si ght:  [31m : unknown key; did you mean 'sight'?",
    ]
