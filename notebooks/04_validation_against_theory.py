# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Does the clockwork keep time?
#
# A simulation is a hundred thousand small decisions made by a machine. Why should anybody believe that it
# makes them as it says?
#
# For a district of Stockholm nobody knows the right answer, so there is nothing to compare with. But a
# scenario can be made so simple that mathematics knows the answer exactly, and has known it for a hundred
# years. Agner Krarup Erlang worked out in 1917 how long one waits at a switchboard with so many operators.
# If the program, run as it is always run, from a scenario file like any other, does not find what Erlang
# found, it is wrong. This notebook looks.
#
# Passing shows that queues, chances and clocks are handled rightly. It does not show that a district of
# Stockholm is like the scenario that describes it. The first is called *verification*; the second would be
# *validation*, and is the harder thing.

# %% tags=["parameters"] small={"replications": 3, "days": 5, "loads": [0.5, 0.8]}
lang = "en"  # "sv" shows charts in Swedish
replications = 30  # how many times each scenario is run, with other luck
days = 60  # measured in each
loads = [0.5, 0.6, 0.7, 0.8, 0.9]  # of what all caseworkers together can do

# %% [markdown]
# ## A queue
#
# The scenario `erlang_c` has one kind of errand and one desk. People come by chance; an errand takes an
# hour on average, some much more and some much less; and everything else that the model knows is switched
# off. An hour of work is an hour on the clock. This is the oldest model of a queue that there is.

# %%
import socsim


def simulate(*changes, longer=1):
    common = [f"run.replications={replications}", f"run.measure={longer * days} days"]
    return socsim.run(socsim.load("erlang_c", set=[*common, *changes]), referee=False)


def each(results, metric, group="all", organisation=None):
    """A figure, one number from each replication."""
    rows = results.values[results.values["metric"] == metric]
    rows = rows[(rows["group"] == group) & (rows["statistic"] == "mean")]
    name = organisation or rows["organisation"].iloc[0]
    return rows[rows["organisation"] == name]["value"].to_numpy()


# %% [markdown]
# Erlang's formula says how long one waits, given how many come in an hour and how many caseworkers there
# are. It fits in seven lines.


# %%
def erlang_wait(arrivals, caseworkers):
    """Mean hours of waiting, where an errand takes an hour on average."""
    term = total = 1.0
    for already in range(1, caseworkers):
        term *= arrivals / already
        total += term
    full = term * arrivals / caseworkers / (1 - arrivals / caseworkers)
    return full / (total + full) / (caseworkers - arrivals)


# %% [markdown]
# Now for one caseworker and for ten, each so busy and busier still: theory as a line, the simulation as
# points.
#
# Each point has an interval. With every comparison by itself at 95 per cent, one in twenty would miss
# though nothing is wrong, and with many comparisons some alarm would be certain. So the intervals are
# wider: **all those of this notebook together raise a false alarm once in a thousand times** (Bonferroni's
# method: the chance is shared out over fifty comparisons, more than there are).

# %%
import numpy as np
from scipy import stats

FALSE_ALARM, COMPARISONS = 0.001, 50


def interval(values):
    """Mean, and how far the interval reaches to each side."""
    t = stats.t.isf(FALSE_ALARM / COMPARISONS / 2, len(values) - 1)
    return values.mean(), t * values.std(ddof=1) / len(values) ** 0.5


def wait(load, caseworkers):
    desk = f"organisations.office.units.desk.caseworkers={caseworkers}"
    arrivals = f"population.arrivals={load * caseworkers} per hour"
    return 24 * each(simulate(desk, arrivals, longer=10 // caseworkers), "wait_days")


waits = {number: [wait(load, number) for load in loads] for number in (1, 10)}

# %% [markdown]
# The picture has theory as a line and the simulation as points. First its words, in both languages.

# %%
WORDS = {
    "en": [
        "Ten at one queue keep up where one alone is swamped",
        "Lines: Erlang's formula. Points: the simulation, with intervals that hold all at once.",
        "share of their time at work, %",
        "mean wait, hours",
        f"Source: scenario erlang_c · {replications} replications each · seed 2025",
    ],
    "sv": [
        "Tio vid en kö hinner med där en ensam drunknar",
        "Linjer: Erlangs formel. Punkter: simuleringen, med intervall som gäller alla på en gång.",
        "andel av tiden i arbete, %",
        "väntan i medel, timmar",
        f"Källa: scenario erlang_c · {replications} replikationer av varje · frö 2025",
    ],
}
NAMES = {
    "en": {1: "one caseworker", 10: "ten caseworkers"},
    "sv": {1: "en handläggare", 10: "tio handläggare"},
}

# %% tags=["chart"]
from socsim.charts.against_theory import against_theory

lines, points = {}, {}
for number, name in NAMES[lang].items():
    lines[name] = [(100 * share, erlang_wait(number * share, number)) for share in np.linspace(0.3, 0.93, 64)]
    points[name] = [
        (100 * load, *interval(values)) for load, values in zip(loads, waits[number], strict=True)
    ]
against_theory(lines, points, WORDS[lang])

# %% [markdown]
# Two things are worth taking along from this picture, and neither has to do with computers.
#
# *Waits do not grow with the load; they explode.* Between half and seven tenths little happens. Between
# eight and nine tenths the same ten per cent of work costs several times as much waiting. An organisation
# that is run at the limit has no cheap months.
#
# *A common queue is worth a great deal.* Where ten who share a queue let people wait for minutes, one
# alone, no busier than each of them, lets them wait for hours. That is what is lost when an office is cut
# into units, before anything is said of what the units are good at.
#
# ## Four more answers that are known
#
# The same kind of office, and one thing added at a time.
#
# - **Some errands are much longer than others** (M/G/1). The mean time of an errand stays as it was, and
#   yet people wait longer. Pollaczek and Khinchine: with a coefficient of variation $c$ the wait is
#   multiplied by $(1 + c^2) / 2$.
# - **People give up** (M/M/c+M). Whoever has waited too long leaves. With one caseworker and patience as
#   long as an errand on average, the share who give up follows from the chance that so many are there.
# - **One queue or four.** Four caseworkers at one queue, or each at their own. The same people, the same
#   work.
# - **Letters and reminders.** A letter is overlooked with a chance of 0.4; after so many reminders the case
#   is closed. Nobody misses three in a row more often than $0.4^3$.


# %%
def giving_up(arrivals):
    """Share who give up: one caseworker, errands and patience of an hour each on average."""
    chances = [1.0]
    for present in range(1, 60):
        chances.append(chances[-1] * arrivals / present)
    return 1 - (1 - chances[0] / sum(chances)) / arrivals


ONE = "organisations.office.units.desk.caseworkers=1"
varied = simulate(
    ONE,
    "population.arrivals=0.6 per hour",
    "needs.errand.steps.service.effort={dist: lognormal, mean: 1 h, cv: 1.5}",
)
impatient = simulate(
    ONE, "population.arrivals=1.2 per hour", "behaviour={patience: {dist: exponential, mean: 1 h}}"
)
split = wait(0.8, 1)
pooled = wait(0.8, 4)

# %% [markdown]
# For letters there have to be many caseworkers, so that nobody waits and only the letters count.


# %%
def letters(reminders):
    paperwork = f"paperwork: {{remind_after: 1 h, reminders: {reminders}}}"
    asks = "needs.errand.steps.service={effort: {dist: exponential, mean: 1 h}, asks_for: [a, b, c]}"
    return simulate(
        asks,
        f"behaviour={{missed_paperwork: 0.4, {paperwork}}}",
        "organisations.office.units.desk.caseworkers=100",
        "population.arrivals=5 per hour",
    )


FELL = "falls_per_client"
cases = {
    "wait, errands that vary much, hours": (
        24 * each(varied, "wait_days"),
        erlang_wait(0.6, 1) * (1 + 1.5**2) / 2,
    ),
    "share who give up": (each(impatient, FELL, "cause=gave_up"), giving_up(1.2)),
    "wait, a queue each, hours": (split, erlang_wait(0.8, 1)),
    "wait, one queue for four, hours": (pooled, erlang_wait(3.2, 4)),
}
for reminders in (0, 1, 2):
    share = each(letters(reminders), FELL, "cause=missed_paperwork")
    cases[f"share lost, reminders: {reminders}"] = (share, 0.4 ** (1 + reminders))

# %% [markdown]
# And the comparison. *Agrees* means that the answer from theory lies within the interval.

# %% tags=["table"]
from socsim.experiment.html import Shown, table


def compared(cases):
    rows = []
    for name, (values, theory) in cases.items():
        middle, half = interval(values)
        said = "agrees" if abs(middle - theory) <= half else "DIFFERS"
        shown = f"{middle:.4f} ({middle - half:.4f} to {middle + half:.4f})"
        rows.append([name, f"{theory:.4f}", shown, str(len(values)), said])
    return Shown(table(["", "theory", "simulated (interval)", "replications", ""], rows), "a comparison")


compared(cases)

# %% [markdown]
# ## Would an error be found?
#
# A test that nothing fails is worth nothing. So let something be wrong on purpose: errands that take a
# tenth longer than is said.

# %% tags=["table"]
slower = simulate(
    "organisations.office.units.desk.caseworkers=4",
    "population.arrivals=3.2 per hour",
    "needs.errand.steps.service.effort={dist: exponential, mean: 1.1 h}",
)
compared({"wait, errands a tenth longer than said": (24 * each(slower, "wait_days"), erlang_wait(3.2, 4))})

# %% [markdown]
# How small an error is found depends on how much is simulated; the width of the intervals above says how
# small.
#
# ## What this shows, and what it does not
#
# The program waits, works, loses patience and forgets letters as the mathematics of each says, one at a
# time. The tests that come with it do the same for many more cases, with longer runs and both of its
# engines: priorities, networks of desks, work done again, two needs at once, illness, hazards. A mechanism
# for which there is no exact answer is tested in other ways: that it does nothing when it is off, and moves
# what it should when it is on.
#
# What none of this can show is whether the numbers in a scenario are right. For that, figures that are
# known from outside have to be held against the simulation: `socsim validate`. And it cannot show that what
# was left out does not matter. For that there is only the reader.
