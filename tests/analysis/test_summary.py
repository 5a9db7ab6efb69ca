"""Over replications: intervals, pairing, missing figures and the order of rows."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from socsim.analysis import COMPARISON, SUMMARY, compare, summarise
from socsim.analysis.intervals import estimate


def rows(organisation, replication, *figures):
    """Rows of one replication, each figure (metric, statistic, group, value)."""
    frame = pd.DataFrame(figures, columns=["metric", "statistic", "group", "value"])
    return frame.assign(organisation=organisation, replication=replication, measured_in="days")


def one_metric(**organisations):
    """Values of gap_days in each replication, by organisation."""
    return pd.concat(
        rows(name, number, ("gap_days", "mean", "all", value))
        for name, values in organisations.items()
        for number, value in enumerate(values)
    )


def test_intervals_agree_with_scipy():
    values = np.random.default_rng(3).normal(2.0, 1.0, (4, 7))
    result = estimate(values)
    theirs = stats.ttest_1samp(values, 0.0, axis=1)
    interval = theirs.confidence_interval(0.95)
    np.testing.assert_allclose(result.mean, values.mean(axis=1))
    np.testing.assert_allclose(result.low, interval.low)
    np.testing.assert_allclose(result.high, interval.high)
    np.testing.assert_allclose(result.p, theirs.pvalue)


def test_replications_that_agree():
    result = estimate(np.array([[2.0, 2.0, 2.0], [0.0, 0.0, 0.0]]))
    assert result.p.tolist() == [0.0, 1.0]
    assert result.low.tolist() == [2.0, 0.0]


def test_summary_by_hand():
    table = summarise(one_metric(a=[1.0, 2.0, 3.0]))
    assert table.columns.tolist() == SUMMARY
    half = stats.t.ppf(0.975, 2) / np.sqrt(3)
    row = table.iloc[0]
    assert (row.estimate, row.replications) == (2.0, 3)
    assert (row.ci_low, row.ci_high) == pytest.approx((2 - half, 2 + half))


def test_one_replication_has_no_interval():
    row = summarise(one_metric(a=[1.5])).iloc[0]
    assert row.estimate == 1.5
    assert np.isnan(row.ci_low)
    assert np.isnan(row.ci_high)


def test_a_quantile_not_reached_once_is_not_reached():
    values = pd.concat(
        [
            rows("a", 0, ("gap_days", "mean", "all", np.nan), ("gap_days", "p50", "all", np.nan)),
            rows("a", 1, ("gap_days", "mean", "all", 4.0), ("gap_days", "p50", "all", 4.0)),
            rows("a", 2, ("gap_days", "mean", "all", 6.0), ("gap_days", "p50", "all", 6.0)),
        ]
    )
    table = summarise(values).set_index("statistic")
    assert table.loc["mean", "estimate"] == 5.0  # a ratio with nothing below the line in replication 0
    assert table.loc["mean", "replications"] == 2
    assert np.isnan(table.loc["p50", "estimate"])


def test_a_quantile_of_a_group_that_a_replication_lacks_uses_the_others():
    values = pd.concat([one_metric(a=[1.0, 2.0, 3.0]), rows("a", 1, ("gap_days", "p50", "needs=4+", 7.0))])
    row = summarise(values).set_index("group").loc["needs=4+"]
    assert (row.estimate, row.replications) == (7.0, 1)


def test_rows_stand_in_order_of_definition_whatever_order_they_came_in():
    figures = [
        ("gap_days", "mean", "all", 1.0),
        ("lead_to_support_days", "mean", "all", 1.0),
        ("lead_to_support_days", "p90", "all", 1.0),
        ("lead_to_support_days", "p50", "all", 1.0),
        ("lead_to_support_days", "mean", "needs=4+", 1.0),
        ("lead_to_support_days", "mean", "needs=1", 1.0),
    ]
    values = pd.concat([rows("b", 1, *figures[::-1]), rows("b", 0, *figures[2:]), rows("a", 0, *figures)])
    table = summarise(values)
    assert table.organisation.drop_duplicates().tolist() == ["b", "a"]
    b = table[table.organisation == "b"]
    assert list(zip(b.metric, b.group, b.statistic, strict=True)) == [
        ("lead_to_support_days", "all", "mean"),
        ("lead_to_support_days", "all", "p50"),
        ("lead_to_support_days", "all", "p90"),
        ("lead_to_support_days", "needs=1", "mean"),
        ("lead_to_support_days", "needs=4+", "mean"),
        ("gap_days", "all", "mean"),
    ]
    shuffled = values.iloc[::-1].sort_values("organisation", ascending=False, kind="stable")
    assert summarise(shuffled).to_csv(index=False) == table.to_csv(index=False)


def test_differences_are_paired_by_replication():
    # replications differ by 100, the organisations by 1 each time: only pairing shows it
    base = [0.0, 100.0, 200.0, 300.0]
    table = compare(
        one_metric(a=base, b=[value + shift for value, shift in zip(base, (0.9, 1.1, 1, 1), strict=True)]),
        "a",
    )
    assert table.columns.tolist() == COMPARISON
    row = table.iloc[0]
    assert (row.organisation, row.reference) == ("b", "a")
    assert row.difference == pytest.approx(1.0)
    assert 0.8 < row.ci_low < 1.0 < row.ci_high < 1.2


def test_a_difference_that_is_only_rounding_is_none():
    values = one_metric(a=[0.1 + 0.2, 6840e3, 1.0], b=[0.3, 6840e3 * (1 + 1e-15), 1.0])
    row = compare(values, "a").iloc[0]
    assert (row["difference"], row["ci_low"], row["ci_high"]) == (0.0, 0.0, 0.0)


def test_pairs_lack_what_one_side_lacks():
    values = pd.concat(
        [
            one_metric(a=[1.0, np.nan, 3.0], b=[2.0, 2.0, 5.0]),
            rows("b", 0, ("utilisation", "mean", "unit=x", 1.0)),
        ]
    )
    table = compare(values, "a")
    assert table.metric.tolist() == ["gap_days"]
    assert (table.difference[0], table.replications[0]) == (1.5, 2)


def test_one_organisation_is_compared_with_nothing():
    assert compare(one_metric(a=[1.0, 2.0]), "a").to_csv(index=False).splitlines() == [",".join(COMPARISON)]


def test_an_unknown_reference_is_refused():
    with pytest.raises(ValueError, match="'c' is not among the organisations: a, b"):
        compare(one_metric(a=[1.0], b=[1.0]), "c")
