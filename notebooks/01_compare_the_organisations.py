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
# # Compare the organisations
#
# A person comes to social services with a need for money. Perhaps there is also a child who is not doing
# well, a drinking problem, a tenancy at risk. One municipality has a unit for each of these. Another has
# such units, and case managers who help people through them. A third gives each person one caseworker, for
# everything.
#
# Which is better? People who have worked in all three disagree, and each has seen what they speak of. This
# notebook lets the same invented people live through the same years in each organisation and compares what
# becomes of them. You can read it without knowing how to program. The grey boxes are what was typed; below
# each stands what came out.
#
# Three things are the same everywhere, or a comparison would say nothing:
#
# - **the people**: who comes, when, with which needs, how serious they are, and what they can cope with
# - **the luck**: would this letter have been overlooked, would this referral have got lost
# - **the money**: every organisation has the same planned payroll for caseworkers, managers and case
#   managers
#
# What differs is how the work is divided.

# %% tags=["parameters"] small={"replications": 2, "shorter": ["run.warm_up=2 months", "run.measure=2 months", "run.follow_up=2 months", "population.scale=0.3"]}
lang = "en"  # "sv" shows charts and tables in Swedish
replications = 30  # how many times the same years are lived through
shorter = []  # changes to the file, for a quick look

# %% [markdown]
# ## The place
#
# Everything particular to a place is in one text file: how many people come, which needs they bring, how
# long an investigation takes, how often a referral gets lost. `stockholm` is a district of Stockholm at its
# real size.

# %%
import socsim

district = socsim.load("stockholm", set=[f"run.replications={replications}", *shorter])
known, assumed = district.counts.sourced, district.counts.assumptions
print(f"{known} numbers have a published source; {assumed} are assumptions")

# %% [markdown]
# Keep that line in mind. The file says of every number where it comes from, and for most of them that is
# nobody but the authors of the file. What follows is what these assumptions come to. It is not a
# prediction.
#
# ## What comes out
#
# One line runs all three organisations. The program first lets four years pass so that queues and caseloads
# are as in an office that has been at work for a while; then it follows everybody who arrives during three
# years, each for a year.

# %% tags=["table"]
results = socsim.run(district)
results.shown(lang, chart=False)

# %% [markdown]
# **How to read the table.** In the first column of figures stands the organisation with which the others
# are compared. In each other column stands its own figure, then the difference, then, in brackets, the
# interval in which the difference lies when chance is allowed for.
#
# The years were lived through several times, each time with other people and other luck, and each time by
# the same people in all three organisations. An interval that leaves out nought says that the difference is
# more than the luck of these years. With this many rows, one in twenty will do so by chance; so the verdict
# above the table judges only the few figures that the file declared beforehand to be the main ones, all
# together, and marks them with a star. *No difference shown* does not mean that there is none.
#
# Read one group of rows at a time. There are usually two answers, not one: one for those who come with a
# single need, and one for those with several. Those with several are fewer, and each of them takes far more
# work.
#
# ## Who waits, and for how long
#
# The mean of a wait hides how waits differ. Here is the share of people who do *not* yet have all their
# needs in support, day by day after they came. A lower curve is better.

# %% tags=["chart"]
results.chart("survival", lang)

# %% [markdown]
# Look at the left of the picture, and then at the right. A curve may fall quickly at first, since easy
# cases are dealt with, and then stay flat: somebody has needs that nobody has discovered. An organisation
# may be ahead in the first weeks and behind in the last.
#
# ## For whom
#
# The picture that the debate is about: the same differences, by how many needs people came with. The zero
# line is the organisation of comparison; in each panel the grey side is the better one.

# %% tags=["chart"]
results.chart("differences", lang)

# %% [markdown]
# ## Why people are lost on the way
#
# A need *falls* when there is nobody left who is responsible for it: a referral did not arrive, papers were
# not sent in, the wait was too long, the one caseworker left. It is the organisation that loses a need. It
# is never the person's fault: a letter unanswered by somebody with six open cases is a demand above what
# anybody can do.

# %% tags=["chart"]
results.chart("falls", lang)

# %% [markdown]
# Notice that no organisation is without falls. They lose people at different places: at hand-offs and in
# the post where there are many units, and where somebody leaves or falls ill when one person has
# everything.
#
# ## Where the days go
#
# Every day of every need is spent somewhere. Waiting is the state that managers measure. The one before it,
# needs that are there and that nobody has asked about, is in no statistics.

# %% tags=["chart"]
results.chart("states", lang)

# %% [markdown]
# ## What it costs, and whom
#
# Payrolls were made equal; costs were not. They follow from what happens, and they do not all fall on those
# who could change the organisation.

# %% tags=["chart"]
results.chart("costs", lang)

# %% [markdown]
# Two cautions. Who is found gets help, and help costs money: a higher cost may be the price of seeing more.
# And a crisis that did not happen is not cash in anybody's hand: the ward stays open, the bed is filled by
# somebody else.
#
# ## What may one say now?
#
# What the verdict above the table says, with the words *with the numbers of this file* before it. What may
# one not say?
#
# - **That it will be so.** The intervals are about chance in the simulation. They know nothing of how wrong
#   the numbers in the file may be.
# - **That it was bound to be so.** With other numbers, each as plausible as those in the file, each of the
#   three organisations can be the best.
# - **That averages are people.** Some do better in the organisation that does worse on average.
#
# To try it with the numbers of your own municipality, run `socsim new my_town.yaml`, change what you know
# better, and put the file's name where `stockholm` stands above.
