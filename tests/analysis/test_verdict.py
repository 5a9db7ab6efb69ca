"""The verdict: each organisation winning, mixed results, none, and how often it is wrong on no difference."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from socsim.analysis import METRICS, verdict
from socsim.analysis.intervals import FAMILY_WISE, estimate, holm, judged_together
from socsim.analysis.verdict import judge

PRIMARY = ("lead_to_all_supported_days", "falls_per_100_client_years", "recovered_share", "cost_per_client")
LEVEL = {"lead_to_all_supported_days": 150.0, "falls_per_100_client_years": 20.0, "recovered_share": 0.4}


def values_of(organisations, effects=None, replications=10, seed=1, groups=("needs=1", "needs=2+")):
    """Noise of 1 % around a level for each metric; `effects` adds (organisation, group, metric) -> amount."""
    rng = np.random.default_rng(seed)
    rows = []
    for name in organisations:
        for group in groups:
            for metric in PRIMARY:
                level = LEVEL.get(metric, 90000.0)
                draws = level * rng.normal(1.0, 0.01, replications) + (effects or {}).get(
                    (name, group, metric), 0.0
                )
                rows += [
                    (name, number, metric, "mean", group, METRICS[metric].unit("SEK"), draw)
                    for number, draw in enumerate(draws)
                ]
    columns = ["organisation", "replication", "metric", "statistic", "group", "measured_in", "value"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("winner", ["silos", "coordinated", "one_worker"])
@pytest.mark.parametrize("reference", ["silos", "coordinated", "one_worker"])
def test_each_organisation_can_win(winner, reference):
    names = ["silos", "coordinated", "one_worker"]
    effects = {
        (winner, "needs=2+", "lead_to_all_supported_days"): -60.0,
        (winner, "needs=2+", "recovered_share"): 0.2,
    }
    result = verdict(values_of(names, effects), PRIMARY, reference=reference)
    several, one = result.sentence.split(". ")[:2]
    losers = [name for name in names if name != winner]
    assert re.match(
        rf"For clients with several needs: {winner} did better than (\w+) and (\w+) on lead time to all "
        r"needs supported \(−\d\d\.\d( and −\d\d\.\d)?\sdays\) and share recovered; no difference shown ",
        several,
    )
    assert set(re.findall(r"better than (\w+) and (\w+) on", several)[0]) == set(losers)
    assert "worse" not in several
    between = re.findall(r"no difference shown between (\w+) and (\w+),", several)
    assert [set(pair) for pair in between] == ([set(losers)] if winner != reference else [])
    assert several.endswith("on falls per 100 client-years and cost per client")
    assert one == "For clients with one need: no difference shown"
    assert result.sentence.endswith("10 replications, family-wise 5 % (Holm).")
    of_several = [line for line in result.details if line.startswith("For clients with several needs: ")]
    assert len(of_several) == 3
    for loser in losers:
        (line,) = (line for line in of_several if f": {winner} did better than {loser} on" in line)
        assert "lead time to all needs supported (\u2212" in line
        assert "share recovered (2" in line  # about 20 percentage points, told from the winner's side
        assert "but worse" not in line
    loser, other = losers
    assert f"For clients with several needs: no difference shown between {loser} and {other}." in of_several


def test_mixed_results_are_said():
    effects = {
        ("one_worker", "needs=2+", "lead_to_all_supported_days"): -60.0,
        ("one_worker", "needs=2+", "falls_per_100_client_years"): -5.0,
        ("one_worker", "needs=2+", "cost_per_client"): 20000.0,
        ("one_worker", "needs=1", "recovered_share"): -0.1,
    }
    result = verdict(values_of(["silos", "one_worker"], effects), PRIMARY)
    several, one = result.sentence.split(". ")[:2]
    assert re.fullmatch(
        r"For clients with several needs: one_worker did better than silos on lead time to all "
        r"needs supported \(−\d\d\.\d\sdays\) and falls per 100 client-years, but worse on cost per client; "
        r"no difference shown on share recovered",
        several,
    )
    assert re.fullmatch(
        r"For clients with one need: silos did better than one_worker on share recovered "
        r"\(\+[\d.]{3,4} percentage points\); no difference shown on the other primary metrics",
        one,  # told from the side of the winner, for whom more is better
    )
    assert re.fullmatch(
        r"For clients with several needs: one_worker did better than silos on lead time to all "
        r"needs supported \(−\d\d days, −\d\d to −\d\d\) and falls per 100 client-years "
        r"\(−\d\.\d per 100 client-years, .*\), "
        r"but worse on cost per client \(\d\d,\d{3} SEK, .*\), with no difference shown on share recovered\.",
        result.details[0],
    )
    assert result.details[1].startswith(
        "For clients with one need: silos did better than one_worker on share recovered ("
    )
    assert "(−" not in result.details[1]


def test_those_with_the_same_result_are_said_together_and_who_of_them_is_best():
    names = ["silos", "coordinated", "teams", "one_worker"]
    lead, cost = "lead_to_all_supported_days", "cost_per_client"
    effects = {(name, "needs=2+", lead): -60.0 for name in names[1:3]} | {
        ("one_worker", "needs=2+", lead): -90.0
    }
    effects |= {(name, "needs=1", cost): 20000.0 for name in names[1:]} | {
        ("teams", "needs=1", cost): 40000.0
    }
    several, one = verdict(values_of(names, effects), PRIMARY).sentence.split(". ")[:2]
    assert re.fullmatch(
        r"For clients with several needs: coordinated and teams did better than silos on lead time to all "
        r"needs supported \(−\d\d\.\d and −\d\d\.\d\sdays\); one_worker did better than silos, coordinated "
        r"and teams on lead time to all needs supported \(−[23]\d\.\d to −[89]\d\.\d\sdays\); "
        r"no difference shown on the other primary metrics",
        several,
    )
    assert re.fullmatch(  # teams did worse than the two others as well, which does not decide who is best
        r"For clients with one need: silos did better than coordinated, teams and one_worker on cost per "
        r"client \(−(19|20|21)\.\d to −\d\d\.\d\sthousand SEK\); no difference shown on the other "
        r"primary metrics",
        one,
    )


def test_a_difference_between_two_that_do_not_differ_from_the_reference_is_said():
    effects = {("a", "needs=2+", "cost_per_client"): -900.0, ("b", "needs=2+", "cost_per_client"): 900.0}
    result = verdict(values_of(["silos", "a", "b"], effects, seed=3), PRIMARY)
    shown = {(one.first, one.second, one.metric) for one in result.findings if one.shown}
    assert shown == {("a", "b", "cost_per_client")}
    assert re.match(
        r"For clients with several needs: a did better than b on cost per client \(−[\d.]+\sthousand SEK\); "
        r"no difference shown between silos and a, silos and b, nor on the other primary metrics\. ",
        result.sentence,
    )


def test_the_sentence_names_every_metric_on_which_something_is_shown_and_claims_nothing_else():
    rng = np.random.default_rng(8)
    names = ["silos", "a", "b"]
    for seed in range(60):
        effects = {
            (name, "needs=2+", metric): rng.choice([-0.3, 0.0, 0.3]) * LEVEL.get(metric, 90000.0)
            for name in names[1:]
            for metric in PRIMARY
        }
        result = verdict(values_of(names, effects, seed=seed), PRIMARY)
        claims = result.sentence.split(". ")[0].split("no difference shown")[0]
        shown = {one.metric for one in result.findings if one.shown and one.group == "needs=2+"}
        said = {metric for metric in PRIMARY if METRICS[metric].label("en") in claims}
        assert said == shown
        better = {
            (one.first, one.second, one.metric): one.better
            for one in result.findings
            if one.group != "needs=1"
        }
        for other in names[1:]:
            for metric in PRIMARY:
                winner = better["silos", other, metric]
                assert _claimed(claims, "silos", other, METRICS[metric].label("en")) == winner


def _claimed(claims, first, second, label):
    """Who the sentence says did better of the two on this; None where it says nothing."""
    before = ""
    for clause in claims.removeprefix("For clients with several needs: ").split("; "):
        found = re.match(r"(.+?) did better (?:than (.+?) )?on (.*)", clause)
        if found is None:
            continue
        subjects, objects, what = found.groups()
        objects = before = objects or before
        better, _, worse = what.partition(", but worse on ")
        for one, other in ((first, second), (second, first)):
            if one in re.split(", | and ", subjects) and other in re.split(", | and ", objects):
                if label in better:
                    return one
                if label in worse:
                    return other
    return None


def test_no_difference_is_said():
    result = verdict(values_of(["silos", "one_worker"]), PRIMARY)
    assert result.sentence == (
        "No difference shown between the organisations, for clients with several needs and for clients "
        "with one need. 10 replications, family-wise 5 % (Holm)."
    )
    assert not any(finding.shown for finding in result.findings)


def test_identical_organisations_differ_in_nothing():
    same = values_of(["silos"])
    noise = same.assign(organisation="copy", value=same.value * (1 + 1e-14))  # sums in another order
    result = verdict(pd.concat([same, noise]), PRIMARY)
    assert not any(finding.shown for finding in result.findings)


def test_swedish_and_labels():
    effects = {("one_worker", "needs=2+", "cost_per_client"): -20000.0}
    labels = {"silos": "specialiserat", "one_worker": "en handläggare"}
    said = verdict(values_of(["silos", "one_worker"], effects), PRIMARY, "sv", labels).sentence
    assert said.startswith(
        "För klienter med flera behov: en handläggare gav bättre resultat än specialiserat i "
    )
    assert re.search(
        r"kostnad per klient \(−\d\d,\d\u00a0tkr\); ingen skillnad påvisad i övriga huvudmått\.", said
    )
    assert "För klienter med ett behov: ingen skillnad påvisad. 10 replikationer" in said
    details = verdict(values_of(["silos", "one_worker"], effects), PRIMARY, "sv", labels).details
    assert re.search(r"kostnad per klient \(−\d\d\u00a0\d{3} SEK, ", details[0])  # 20 000


def test_one_replication_one_organisation_and_no_cohort_are_said():
    one = values_of(["a", "b"], replications=1)
    assert "cannot be judged from one replication" in verdict(one, PRIMARY).sentence
    assert verdict(values_of(["a"]), PRIMARY).sentence == "One organisation: nothing to compare."
    none = values_of(["a", "b"], groups=("all",))
    assert verdict(none, PRIMARY).sentence.startswith("Nothing to judge")


def test_a_primary_metric_must_have_a_better_side():
    with pytest.raises(ValueError, match="hours: neither lower nor higher is better"):
        verdict(values_of(["a", "b"]), ("hours",))


def test_intervals_leave_out_zero_just_when_a_difference_is_shown():
    for seed in range(20):
        effects = {("a", "needs=1", "recovered_share"): 0.005, ("b", "needs=2+", "cost_per_client"): 1200.0}
        for finding in judge(values_of(["a", "b", "c"], effects, seed=seed), PRIMARY):
            assert finding.shown == (finding.ci_low > 0 or finding.ci_high < 0)


def test_holm_agrees_with_a_step_by_step_account():
    rng = np.random.default_rng(5)
    for _ in range(50):
        p = rng.uniform(0, 0.1, 6) ** 1.5
        adjusted, _ = holm(p)
        rejected, left = set(), set(range(6))
        while left:
            smallest = min(left, key=lambda i: p[i])
            if p[smallest] > FAMILY_WISE / len(left):
                break
            rejected.add(smallest)
            left.remove(smallest)
        assert set(np.flatnonzero(adjusted <= FAMILY_WISE)) == rejected


def test_intervals_judged_together_leave_out_zero_just_where_holm_rejects():
    rng = np.random.default_rng(6)
    for _ in range(50):
        result = estimate(rng.normal(rng.choice([0.0, 1.5], (12, 1)), 1.0, (12, 6)))
        low, high = judged_together(result.mean, result.low, result.high, result.replications)
        assert ((low > 0) | (high < 0)).tolist() == (holm(result.p)[0] <= FAMILY_WISE).tolist()
        assert (low <= result.low).all() and (high >= result.high).all()


def families_of(organisations, families, seed):
    """Values without any difference, for so many studies of ten replications each."""
    values = values_of(organisations, replications=10 * families, seed=seed)
    return values.assign(family=values.replication // 10)


def test_the_verdict_on_each_family_is_that_of_textbook_tests():
    families = 200
    values = families_of(["a", "b"], families, seed=11)
    said = [any(one.shown for one in judge(family, PRIMARY)) for _, family in values.groupby("family")]
    wide = values.pivot_table(
        index=["group", "metric"], columns=["organisation", "replication"], values="value"
    )
    difference = (wide["a"].to_numpy() - wide["b"].to_numpy()).reshape(8, families, 10)
    p = stats.ttest_1samp(difference, 0.0, axis=2).pvalue
    assert said == (p.min(axis=0) <= FAMILY_WISE / 8).tolist()
    assert any(said)


def test_false_alarms_come_in_five_families_of_a_hundred():
    """Eight independent hypotheses, nothing in any of them: the family's rate is 1 - (1 - 0.05 / 8)^8, 4.9 %.

    By the two functions that `judge` is made of, since 500 whole verdicts leave the rate uncertain by
    two percentage points. (The seed of the test above gave 43 in 500, far out; other seeds and this study
    do not bear it out, and the textbook tests on the same numbers gave the same 43.)
    """
    families = 20_000
    p = estimate(np.random.default_rng(21).normal(size=(8 * families, 10))).p.reshape(families, 8)
    alarms = sum(bool((holm(family)[0] <= FAMILY_WISE).any()) for family in p)
    low, high = stats.binom.interval(0.999, families, 1 - (1 - FAMILY_WISE / 8) ** 8)
    assert low <= alarms <= high


def test_three_organisations_do_not_raise_false_alarms():
    """Three pairs share their data, so Holm is on the safe side: at most 5 %."""
    families = 250
    values = families_of(["a", "b", "c"], families, seed=12)
    alarms = sum(any(one.shown for one in judge(family, PRIMARY)) for _, family in values.groupby("family"))
    assert alarms <= stats.binom.ppf(0.999, families, FAMILY_WISE)
