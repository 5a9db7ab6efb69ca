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
# # One client, three organisations
#
# A mean of a hundred days says nothing about how it is to wait. This notebook follows single persons, day
# by day: the same person, with the same needs, at the same time, with the same luck, through each of three
# organisations.
#
# Such a story can be picked to prove anything. There is always somebody whom one organisation failed. So
# the rule by which each person is chosen is stated before their story is told, and the rules are symmetric:
# somebody in the middle, the one who gains most by a change of organisation, and the one who loses most by
# the very same change.
#
# All persons here are invented. A breakdown, where there is one, is a demand above what anybody could bear.
# It is never the person's fault.

# %% tags=["parameters"] small={"replications": 2, "shorter": ["run.warm_up=2 months", "run.measure=6 months", "population.scale=0.2"]}
lang = "en"  # "sv" shows charts, stories and tables in Swedish
replications = 10  # how many times the same years are lived through, for the last picture
shorter = [
    "run.warm_up=3 years",
    "run.measure=1 year",
]  # seven years take longer, and give narrower intervals

# %%
import socsim

district = socsim.load("stockholm", set=[f"run.replications={replications}", *shorter])
change = ("specialised", "one_worker")  # from units for each need to one caseworker per person

# %% [markdown]
# ## Somebody in the middle
#
# Take everybody who comes with several needs and stays all the year. Order them by how many days sooner or
# later all their needs are in support with one caseworker per person than with specialised units. Here is
# the one in the middle of that line: half gain more from the change than this person, and half gain less or
# lose.

# %% tags=["chart"]
middle = socsim.story(district, pick="median", between=change)
middle.chart(lang)

# %% [markdown]
# **How to read it.** Each band is one need from the day on which it is there, and its colour says what
# state it is in: nobody knows of it, it is on the way between two units, it waits, somebody works on it,
# help is given. Below the bands, dots count the people whom the client has to get to know. Strokes above a
# band are meetings; strokes below it, letters that ask for papers.
#
# The same, told:

# %% tags=["table"]
middle.shown(lang)

# %% [markdown]
# The head of a unit sees one band of this picture, and it often looks well: the case was opened, worked on,
# decided. Only the person sees all bands at once. Look for where the days are. Somebody is at work in few
# of them; most lie before that: nobody knows of the need, it is on its way, it waits.
#
# ## The one who gains most
#
# Now the person, of all those with several needs, for whom the change to one caseworker makes the greatest
# difference to the better.

# %% tags=["chart"]
gains = socsim.story(district, pick="gains", between=change)
gains.chart(lang)

# %%
print(*gains.told(lang)[""], *gains.conclusion(lang), sep="\n")

# %% [markdown]
# If you would like one caseworker per person to win the debate, this is the story to tell, and it would be
# a true one. Before you do, go on reading.
#
# ## The one who loses most
#
# The same change, the same people, the same rule turned round: for whom was the *fragmented* organisation
# better, and by how much?

# %% tags=["chart"]
loses = socsim.story(district, pick="loses", between=change)
loses.chart(lang)

# %% tags=["table"]
loses.shown(lang)

# %% [markdown]
# Nobody did anything wrong here either. One caseworker for everything is also one place where everything
# can stop: when that person is ill, leaves, or has a full caseload, all needs wait at once. And several
# people who meet a client are several chances that somebody asks about what was not said.
#
# If you would like the specialised units to win, this is the story to tell. It would be as true as the
# other.
#
# ## How often is which?
#
# Two true stories, in opposite directions: now it matters how many people each of them stands for. The next
# picture counts, among all who came, those who wait longer and those who wait less long than in the
# specialised units, by more than a week. Bars to both sides show that no change of organisation is to the
# good of everybody.

# %% tags=["chart"]
results = socsim.run(district)
results.chart("worse_off", lang)

# %% [markdown]
# The intervals are over replications: the same year lived through again, with other people. A single story
# has no interval. It is one course of events, and the next year would write another.
#
# That is what stories are good for, and what they are not. They show *how* something happens: where on the
# way a person was lost, who knew and who did not. How *often* it happens, and which organisation is better
# for whom, only counting can say. A debate in which one side has stories and the other has figures goes
# nowhere; each needs both.
#
# To follow somebody else, name them: `socsim.story(district, client=1234)`, or another year with
# `replication=2`.
