"""The section `behaviour.style`: control-oriented against solution-oriented caseworkers."""

from __future__ import annotations

from socsim.scenario.keys import Section, key
from socsim.scenario.quantities import Share, Weight


class WrongPayments(Section):
    """What is paid wrongly on top of a support's cost, and what control finds of it."""

    share: Share = key(
        0.0, "of what a support costs, paid wrongly on top where nobody controls", mechanism=22, null=0
    )
    finds: Share = key(0.0, "share of it that full control finds and stops", mechanism=22)


class Style(Section):
    """How control-oriented caseworkers are, and what comes of it."""

    control: Share = key(
        0.0, "mean over caseworkers: 0 solution-oriented, 1 control-oriented", mechanism=22, null=0
    )
    spread: Weight = key(0.0, "standard deviation between caseworkers, cut at 0 and 1", mechanism=22)
    per_control: Weight = key(
        0.0, "b_control: added to logit P(miss) of a letter for each unit of control", mechanism=22
    )
    asks_more: Share = key(
        0.0, "chance that letters ask for one thing more than the step needs, at full control", mechanism=22
    )
    slows_recovery: Share = key(0.0, "recovery x (1 - this x control)", mechanism=22)
    wrong_payments: WrongPayments = key(WrongPayments(), "what is paid wrongly", mechanism=22)
