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
# # Write your own topology and mechanism
#
# *You should compare with what we do.* That is the most useful thing that anybody can say about a model.
# This notebook takes two ideas that are in no file that comes with socsim, and puts them in: an
# organisation of one's own, and something that happens in it.
#
# The first needs no programming. The second needs a dozen lines, and they can be read aloud.

# %% tags=["parameters"] small={"replications": 2, "shorter": ["run.warm_up=2 months", "run.measure=2 months", "run.follow_up=2 months"]}
lang = "en"  # "sv" shows charts and tables in Swedish
replications = 20  # how many times the same years are lived through
shorter = []  # changes to the file, for a quick look

# %% [markdown]
# ## An organisation of one's own
#
# We begin with a made-up office, `small`, which says nothing about any real one: people who need money,
# health or housing, or several of these. In one of its organisations there is a unit for each of these
# needs; in another, one caseworker per person. Suppose somebody says: *neither. Whoever is about to lose a
# home nearly always needs money as well. Put these two together, and leave health to those who know it.*
#
# An organisation is a list of units: what each handles, how its work is given out, how much it sees of what
# is not said. `like` takes everything from another organisation, and what stands below it replaces what was
# there. `null` takes something away.

# %%
FILE = """
like: small
title: {en: A small office that tries something, sv: Ett litet kontor som prövar något}
organisations:
  coordinated: null
  together:
    label: {en: home and money together, sv: boende och ekonomi ihop}
    like: specialised
    units:
      money: null
      housing: null
      home:
        label: {en: home and money, sv: boende och ekonomi}
        handles: [money, housing]
        assignment: client
        caseload: 100 h per month
        decided_by: manager
        managers: 2
        sight: 0.4
"""

# %% [markdown]
# One caseworker for each client, within the unit; both managers in it; and a chance of 0.4 to discover at a
# meeting what was not said, between the 0.15 of a specialist and the 0.6 of a generalist. That number is a
# guess, as it would be in a debate; here it is at least written down. The same seven caseworkers are shared
# out over the units by how much work each has.
#
# What is written goes into a file, and the file is read. Had we made a mistake, the line, the key and what
# would be right would be said here.

# %%
import socsim
from pathlib import Path
from tempfile import TemporaryDirectory


def read(text):
    with TemporaryDirectory() as folder:
        file = Path(folder, "mine.yaml")
        file.write_text(text, encoding="utf-8")
        return socsim.load(file, set=[f"run.replications={replications}", *shorter])


# %% tags=["table"]
results = socsim.run(read(FILE))
results.shown(lang, chart=False)

# %% tags=["chart"]
results.chart("differences", lang)

# %% [markdown]
# In the table stands, for each figure, the difference to the specialised units with the interval that
# chance leaves; stars mark what the verdict takes for shown. Look at the new organisation as its opponent
# would: for whom does it do worse? Then as its advocate would. If the intervals are wide, more replications
# make them narrower; that is a matter of patience, not of opinion.
#
# ## Something that happens
#
# Now a second idea, and this one is in no file: **an open evening**. Once a week the door is open. Anybody
# may come without an appointment and talk about whatever there is. Some of those with a need that nobody
# knows of will tell of it; some of those whose need has fallen between two units will come back.
#
# To the program this is a *process*: something that goes on by itself beside everything else, and now and
# then does something. It can be read aloud.


# %%
def open_evening(office):
    week = 0
    while True:
        yield office.env.timeout(7)  # a week passes
        week += 1
        for client in office.clients:  # everybody who has an open need
            for need in client.needs:
                if need.hidden and need.chance("evening", week) < 0.05:
                    need.find()  # the client comes with it
                    office.note("needs brought to the evening")


# %% [markdown]
# *Once a week, everybody who has a need for which nobody cares, because it is unseen or has fallen, comes
# with it with a chance of one in twenty.* Nothing more is said: what happens to the need after that is up
# to the organisation, its queues and its rules. That is the only thing that such a process can do to the
# model.
#
# The chance is drawn by `need.chance`. It is a draw of this need, in this week, for this purpose, and so it
# is the same in every organisation: the same person would come on the same evening. Without that,
# differences between organisations would be hidden under differences in luck.
#
# ### Does it do what it says?
#
# Two questions should be put to every mechanism before any result is believed. Does one that does nothing
# change nothing?


# %%
def looks_on(office):
    while True:
        yield office.env.timeout(1)
        for client in office.clients:
            assert client.arrived <= office.now


two = {"organisations": ["specialised"], "replications": [1, 2]}
without, beside = (socsim.run(read(FILE), **two, **more) for more in ({}, {"process": looks_on}))
print("the same, to the last figure:", without.summary.equals(beside.summary))

# %% [markdown]
# (The one was simulated by the quick, compiled engine, where it is installed, the other by the SimPy
# engine, which alone can run a process that somebody has just written. The two engines agree to the last
# bit; so this compares them as well.)
#
# And: does it do more where there is more for it to do? That is the next section.
#
# ### What it does, and what it costs
#
# An open evening is not for nothing. Somebody is there for three hours a week, and that is three hours of a
# caseworker's pay. So the organisations with an evening have a *host*, whose pay is taken out of the same
# payroll: all caseworkers there have slightly fewer hours. Compared without that, anything that is added
# would look good.
#
# And a fair question is put twice: what does an evening do for specialised units, and what does it do for
# one caseworker per person?

# %%
EVENINGS = """
like: small
title: {en: An open evening, sv: En öppen kväll}
organisations:
  coordinated: null
  units_evening:
    label: {en: specialised units and an evening, sv: specialiserade enheter och en öppen kväll}
    like: specialised
    coordinators:
      host: &host {number: 1, caseload: 1, for: {needs_at_least: 50}, cost: 4500 SEK per month}
  one_evening:
    label: {en: one caseworker per person and an evening, sv: en handläggare per person och en öppen kväll}
    like: one_worker
    coordinators: {host: *host}
"""


def with_evening(without, evening):
    """The two organisations, of which the second has the process."""
    return socsim.run(read(EVENINGS), organisations=[without, evening], process={evening: open_evening})


# %% tags=["table"]
units = with_evening("specialised", "units_evening")
units.compared("lead_to_all_supported_days", language=lang)

# %% tags=["table"]
one = with_evening("one_worker", "one_evening")
one.compared("lead_to_all_supported_days", language=lang)

# %% [markdown]
# Each table holds an organisation against the same one with an evening, with the interval in brackets and
# the number of replications at the right. Where the interval holds nought, no difference is shown. And so
# many needs were brought to the evening in a year:

# %%
for run in (units, one):
    for row in run.noted_summary.itertuples():
        print(f"{row.organisation}: {row.estimate:.1f} ({row.ci_low:.1f} to {row.ci_high:.1f})")

# %% tags=["chart"]
units.chart("states", lang)

# %% [markdown]
# There is more to bring where more is unseen. Whether that is worth three hours of pay a week is seen in
# the tables, and it need not be the same in the two organisations.
#
# Under the picture stands that a process of one's own was at work. No file holds what it does, and so
# nobody can repeat these figures without this notebook. That is the price of the short way. An idea that
# has proved itself should take the long one, and become a mechanism of the model: with a key in the file,
# in both engines, with tests of its own. [How that is done](../docs/adding-a-mechanism.md) is described
# step by step, and [what a process can see](../docs/own-process.md) as well.
#
# ## Your turn
#
# Change the chance from 0.05 to something that you believe. Let the evening be for those with several needs
# only (`if len(client.needs) > 1`). Let people come less the more contacts they have already
# (`client.contacts`). Then ask somebody who disagrees with you to do the same.
