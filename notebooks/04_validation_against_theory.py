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

# %% tags=["parameters"] small={"replications": 3, "days": 5, "loads": [0.5, 0.8], "names": ["mg1"], "engine": "compiled", "size": 0.02, "runs": 3}
lang = "en"  # "sv" shows charts and tables in Swedish
replications = 30  # how many times each scenario is run, with other luck
days = 60  # measured in each
loads = [0.5, 0.6, 0.7, 0.8, 0.9]  # of what all caseworkers together can do
names = ["mg1", "priority", "patience", "pooling", "fork_join", "reminders"]  # of scenarios that are known
engine, size, runs = "compiled", 0.1, None  # "both" compares the two engines as well, and takes longer

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
# wider: **all those of the picture below together raise a false alarm once in a thousand times**
# (Bonferroni's method: the chance is shared out over ten comparisons).

# %%
import numpy as np
from scipy import stats

FALSE_ALARM, COMPARISONS = 0.001, 10


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
# ## One thing at a time
#
# The same can be done wherever mathematics has an answer. socsim has a collection of such scenarios, each
# with what is known of it, and one command that runs them and compares: `socsim verify`. Here are some of
# them, in words first.
#
# - **Some errands are much longer than others** (`mg1`, Pollaczek and Khinchine). The mean time of an
#   errand is the same at both desks; at one of them errands vary little, at the other a great deal. One
#   waits longer at the second, though nobody there is slower.
# - **The urgent go first** (`priority`, Cobham). Three kinds of people at one desk. What the first gain in
#   waiting, the last pay.
# - **Some give up** (`patience`, Palm). With four caseworkers more people come than they have time for, and
#   yet the queue does not grow for ever: those who leave make room for those who stay. A short queue may be
#   a sign of that.
# - **One queue or four** (`pooling`). Four caseworkers at a common queue, or each with their own. The same
#   people, the same work, equally fast.
# - **Two needs at once** (`fork_join`, Flatto and Hahn). Somebody is helped when the slower of two units is
#   done.
# - **Letters** (`reminders`). Four letters in ten are overlooked. With two reminders, nearly everybody
#   answers; it takes all three to be missed before the case is closed.
#
# In the table, *simulated* is the mean over so many replications, and beside it stands its interval. All
# intervals together raise a false alarm once in a thousand times. The last column but one says by how much
# the truth would have to be off to be found out: it tells how sharp the comparison is.

# %% tags=["table"]
verified = socsim.verify(names, engine=engine, size=size, replications=runs)
verified.shown(lang)

# %% [markdown]
# Compare the waits at one queue and at four: the same four caseworkers. And compare the letters without a
# reminder to those with two. These are not results about any place. They are arithmetic; but it is
# arithmetic that every organisation has to live with.
#
# ## Would an error be found?
#
# A test that nothing fails is worth nothing. So let something be wrong on purpose: at the busier desk of a
# scenario of two, errands take three hundredths longer than is said. Nobody would see that in a picture.

# %% tags=["table"]
wrong = "needs.busy.steps.service.effort.mean=1.03 h"
socsim.verify(["mm1"], engine=engine, size=size, replications=runs, set=[wrong]).shown(lang)

# %% [markdown]
# ## What this shows, and what it does not
#
# The program waits, works, loses patience and forgets letters as the mathematics of each says, one at a
# time. `socsim verify` without a name runs all its scenarios in both engines: networks of desks, work done
# again, illness, hazards as well. A mechanism for which there is no exact answer is tested in other ways:
# that it does nothing when it is off, and moves what it should when it is on.
#
# What none of this can show is whether the numbers in a scenario are right. For that, figures that are
# known from outside have to be held against the simulation: `socsim validate`. And it cannot show that what
# was left out does not matter. For that there is only the reader.
