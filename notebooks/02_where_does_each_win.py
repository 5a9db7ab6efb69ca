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
# # Where does each win?
#
# Whoever shows that one organisation is best should be asked: best where? A model in which only one can win
# has had its answer built in. This notebook looks for the places where each of three organisations is the
# best one: specialised units, the same units with case managers, and one caseworker per person.
#
# There are four ways to look. By **whom** it is for. By **one number** at a time: where on its scale does
# one overtake the other? By **several numbers** together: is there a plausible set under which another
# wins? And by **size**.
#
# Everything below is about one figure, the days until all of a person's needs are in support. It is not the
# only one that matters. What is better for it may cost more, as the [first
# notebook](01_compare_the_organisations.ipynb) shows.

# %% tags=["parameters"] small={"replications": 2, "points": 2, "shorter": ["run.warm_up=1 month", "run.measure=2 months", "run.follow_up=2 months", "population.scale=0.2"]}
lang = "en"  # "sv" shows charts and tables in Swedish
replications = 10  # how many times the same years are lived through
points = 9  # at how many values of a number the organisations are compared
shorter = [
    "run.warm_up=3 years",
    "run.measure=1 year",
]  # seven years take longer, and give narrower intervals

# %% [markdown]
# ## For whom
#
# The place is a district of Stockholm. Here are the differences to specialised units, by how many needs
# people had when they came: negative means fewer days. Beside each stands the interval that chance leaves,
# over so many replications.

# %% tags=["table"]
import socsim
from IPython.display import display

district = socsim.load("stockholm", set=[f"run.replications={replications}", *shorter])
results = socsim.run(district)
lead = "lead_to_all_supported_days"
results.compared(lead, ["needs=1", "needs=2", "needs=3", "needs=4+"], language=lang)

# %% [markdown]
# With the numbers in the file there are two winners already. Somebody with one need is served soonest by a
# specialist: there is nothing else to discover, and whoever does one thing all day does it quicker.
# Somebody with several is served soonest by one caseworker who looks at the whole of it. Case managers help
# those with many needs and take from the others what they cost.
#
# So the question *which is best?* has become *how many of each kind come?* That can be counted, in any
# municipality.
#
# ## One number at a time
#
# What makes the difference for those with several needs? Above all, how much each sees of what is not said.
# A person presents one need; the others are discovered, or are not. In the file a generalist who meets
# somebody about one need discovers another with a chance of 0.6, and a specialist with 0.15. Both are
# assumptions. Nobody has measured them.
#
# So let them vary. At which value would the two organisations be equal?

# %% tags=["table"]
pair = ("specialised", "one_worker")
sight = "organisations.one_worker.units.whole_person.sight=0:1"

generalist = socsim.breakeven(district, sight, pair, group="needs=2+", points=points)
generalist.shown(lang)

# %% tags=["chart"]
generalist.chart(lang)

# %% [markdown]
# Where the curve is above the zero line, one caseworker per person takes longer; below, less long. The band
# is what chance leaves, at all values together. Where the band holds nought, nothing is decided.
#
# A generalist who saw no more than a specialist does, 0.15, would be about as good, and one who saw less would
# lose. That is an honest way to put the case for one caseworker per person: *it rests on their seeing more*. It
# can be tested without any model, by asking a few hundred people about all their needs and counting how many
# the office knew of.
#
# Now the same from the other side. How much would the specialists have to see?

# %% tags=["chart"]
specialist = socsim.breakeven(district, "behaviour.sight=0:1", pair, group="needs=2+", points=points)
specialist.chart(lang)

# %%
print(*specialist.sentences(lang), sep="\n\n")

# %% [markdown]
# The dots are what was simulated, and between them a straight line is drawn: where the curve bends, it lies beside
# the line. What holds in the file was simulated with just the file's numbers.
#
# And for those with one need: how much slower may a generalist be? `breadth` says how much longer
# everything takes for somebody who does many kinds of work. At nought, a generalist is as quick as a
# specialist.

# %% tags=["chart"]
quicker = socsim.breakeven(district, "behaviour.breadth=0:0.2", pair, group="needs=1", points=points)
quicker.chart(lang)

# %%
print(*quicker.sentences(lang), sep="\n\n")

# %% [markdown]
# Not every question has a break-even. Where none is shown in the range, one organisation is better at every
# value that was tried, or neither is; then it is another number that decides, or size, to which we come
# below.
#
# ## Several numbers together
#
# One number at a time leaves all others where they are. An opponent need not. Here are three sets of
# numbers, each number within the range that the file itself calls plausible. The first is the file as it
# stands. In the second, specialists look around, generalists less so, and referrals work. In the third
# there are more case managers, who see and catch more.

# %%
one = "organisations.one_worker.units.whole_person."
manager = "organisations.coordinated.coordinators.case_manager."
level = ["behaviour.sight=0.4", one + "sight=0.3", "behaviour.breadth=0.2", "behaviour.depth=0.1"]
good_post = ["behaviour.information_sharing=0.6", "behaviour.referral.lost=0.02"]
good_post += ["behaviour.referral.delay.mean=3 days", "behaviour.paperwork.per_contact=0"]
weak = {"number": 8, "caseload": 10, "fades": 6, "sight": 0.2, "helps": 0, "catches": 0.3}
weak |= {"visits.effort": "3 h", "visits.every": "7 days"}
strong = {"number": 8, "caseload": 20, "fades": 1, "sight": 0.8, "catches": 0.9}
strong |= {"visits.effort": "1 h", "visits.every": "7 days", "for.needs_at_least": 2}
those = {
    name: [f"{manager}{key}={value}" for key, value in some.items()]
    for name, some in (("weak", weak), ("strong", strong))
}

sets = {
    ("as the file has it", "som filen har det"): [],
    ("specialists who look around", "specialister som ser sig om"): level + good_post + those["weak"],
    ("strong case managers", "starka samordnare"): level + those["strong"],
}

# %% [markdown]
# Each set is run with the same people. Again the days until all needs are in support:

# %% tags=["table"]
for names, changes in sets.items():
    changed = socsim.load("stockholm", set=[f"run.replications={replications}", *shorter, *changes])
    name = names[lang == "sv"]
    display(socsim.run(changed).compared(lead, ["needs=1", "needs=2+"], language=lang, heading=name))

# %% [markdown]
# Look at the second line of each table. For those with several needs it is another organisation each time
# that has the fewest days: one caseworker per person, then specialised units, then units with case
# managers. (On other figures it may be behind; each by itself, an interval misses once in twenty.)
#
# These sets were looked for, and it would be wrong to present one of them as what is likely. They show
# something else: that the assumptions decide, and which ones. In what share of *all* plausible numbers each
# organisation is better is a question of its own (`socsim robust`, in the
# [documentation](../docs/questions/robust.md)).
#
# ## Size
#
# A small town cannot have specialised units of any size: a unit of one has nobody to share a busy month
# with, or an illness. Here is the same town with nine, eighteen and thirty-six caseworkers. Look at the
# first line, for those with one need: they are the people on whom specialists do best in the large
# district.

# %% tags=["table"]
for staff, scale in ((9, 0.125), (18, 0.25), (36, 0.5)):
    changes = [f"population.scale={scale}", f"organisations.specialised.staffing.caseworkers={staff}"]
    changes += ["organisations.specialised.units.money.caseworkers=null", f"{one}caseworkers={staff}"]
    town = socsim.load("small_town", set=[f"run.replications={2 * replications}", *shorter[:2], *changes])
    name = f"{staff} {'handläggare' if lang == 'sv' else 'caseworkers'}"
    display(socsim.run(town).compared(lead, ["needs=1", "needs=2+"], language=lang, heading=name))

# %% [markdown]
# A difference below nought means that one caseworker per person is sooner: compare the line for one need
# from table to table. The fewer they are, the more it matters that everybody can do everything. Queues do
# not care about professions: many hands at one queue are better than the same hands at several, and
# specialisation has to earn back what it loses there.
#
# ## What to take along
#
# - **Specialised units** win for people with one need where the office is large; for all, where specialists
#   look around and the post between units works.
# - **Case managers** win for people with many needs where they have few enough clients and see much.
# - **One caseworker per person** wins for people with several needs where that caseworker sees more than
#   others do; for all, where the office is small.
#
# None of this is an answer to which of them *your* municipality should have. It is a list of what to find
# out before deciding: how many people come with several needs, how much of their need is known, how often
# papers and referrals are lost, and how small the units would be.
