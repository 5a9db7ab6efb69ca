"""A small scenario in which every mechanism is at work, in four organisations."""

from __future__ import annotations

from typing import Any

from .bench import Written

_STEPS: dict[str, Any] = {
    "intake": {"effort": {"dist": "lognormal", "mean": "2 h", "cv": 0.6}, "asks_for": ["identity", "income"]},
    "investigation": {
        "effort": "8 h",
        "asks_for": ["income", "housing"],
        "deadline": "60 days",
        "investigates": "person",
    },
    "decision": {"effort": "1 h", "decides": True, "unfounded": 0.1},
    "support": {"effort": "1 h", "every": "20 days", "asks_for": ["income"]},
}
_SILOS: dict[str, Any] = {
    "reception": {"handles": ["*.intake"], "caseworkers": 1, "assignment": "step"},
    "money": {
        "handles": ["money"],
        "caseworkers": 2,
        "assignment": "case",
        "caseload": 20,
        "cost": "50000 SEK per month",
        "budget": {"yearly": "650000 SEK", "gate": 0.5},
    },
    "health": {
        "handles": ["health"],
        "caseworkers": 2,
        "assignment": "case",
        "caseload": "90 h per month",
        "allocation": "in_turn",
        "not_while": {"home": {"when": "not_in_support", "chance": 0.5, "taken_up_after": 1}},
    },
    "home": {"handles": ["home"], "caseworkers": 1, "assignment": "case", "caseload": 12},
}
_PLANS: dict[str, Any] = {
    "asked": {"at_steps": 0.2, "at_followups": 0.2, "at_visits": 0.4},
    "consent": 0.9,
    "earliest": "3 days",
    "free_after": {"dist": "exponential", "mean": "4 days"},
    "effort": "2 h",
    "leads": "1 h",
    "cooperation": 0.9,
    "lasts": "90 days",
    "target": {"plans": "30 per year"},
}
_TAKEN_BY = {
    "decided_by": "manager",
    "managers": 1,
    "review": [
        {"by": "colleague", "catches": 0.4, "effort": "20 min"},
        {"by": "manager", "catches": 0.5, "effort": "10 min"},
    ],
}
_CHANGE = {
    "starts": "30 days", "period": "0.5 years", "pace": 1.4, "cost": "300000 SEK",
    "handed_over": 0.6, "lost_at_handover": 0.2,
}  # fmt: skip
ORGANISATIONS: dict[str, Any] = {
    "silos": {"units": {**_SILOS, "money": {**_SILOS["money"], **_TAKEN_BY}}, "joint_plans": _PLANS},
    "coordinated": {
        "units": {**_SILOS, "health": {**_SILOS["health"], "decided_by": "board", "board_every": "14 days"}},
        "coordinators": {
            "case_manager": {
                "number": 1,
                "caseload": 12,
                "for": {"needs_at_least": 2},
                "visits": {"effort": "1.5 h", "every": "14 days"},
                "sight": 0.5,
                "helps": 1,
                "catches": 0.7,
                "fades": 3,
            }
        },
        "joint_plans": {**_PLANS, "target": {"plans": "30 per year", "met_by": "paper"}},
        "steering": {
            "every": "25 days",
            "lag": "6 days",
            "share": 0.2,
            "novice": {"period": "40 days", "pace": 1.5},
            "lost_at_handover": 0.1,
        },
        "outreach": {"reach": 0.3, "lead": {"dist": "exponential", "mean": "60 days"}, "in_vain": 0.2},
    },
    "team": {
        "units": {"all": {"handles": ["*"], "caseworkers": 6, "assignment": "step"}},
        "transition": _CHANGE,
    },
    "one_worker": {
        "units": {
            "all": {
                "handles": ["*"],
                "caseworkers": 6,
                "assignment": "client",
                "caseload": 6,
                "sight": 0.6,
                "cost": "50000 SEK per month",
                "budget": {"share": 0.8, "gate": 0.5},
                "consults": {"with": {"health": "experts"}, "share": 0.3, "effort": "1 h", "lifts": 0.7},
            },
            "experts": {"caseworkers": 1, "assignment": "step"},
        },
        "transition": _CHANGE,
    },
}
RICH: Written = {
    "run": {"warm_up": "0.2 years", "measure": "0.6 years", "follow_up": "0.6 years", "seed": 7},
    "office": {"hours_per_week": 40, "casework_share": 0.4, "slice": "3 h"},
    "population": {
        "coping": {"mean": 2, "sd": 1},
        "profiles": [
            {"name": "one", "arrivals": "60 per year", "needs": ["money"]},
            {
                "name": "many",
                "arrivals": "35 per year",
                "needs": {"money": 1, "health": 0.8, "home": 0.5},
                "presents": ["home", "money"],
                "members": {1: 0.5, 2: 0.2, 4: 0.3},
            },
        ],
    },
    "needs": {
        "money": {
            "severity": {1: 0.5, 2: 0.3, 3: 0.2},
            "steps": {**_STEPS, "investigation": {**_STEPS["investigation"], "next": {"intake": 0.1}}},
            "recovers_after": "150 days",
            "resolves_alone": "0.3 per year",
            "escalates": {
                "rate": "1 per year",
                "into": {"health": 0.2},
                "crisis": {"cost": "60000 SEK", "payer": "region"},
            },
            "relapses": "0.5 per year",
            "hindered_by": {"health": 0.4, "home": 0.2},
            "per_member": {"effort": 0.2, "items": 0.5},
        },
        "health": {
            "priority": "protective",
            "per_member": {"effort": 0.1},
            "severity": {1: 0.4, 2: 0.4, 3: 0.2},
            "steps": _STEPS,
            "recovers_after": "100 days",
            "relapses": "0.3 per year",
            "escalates": {"rate": "0.8 per year", "crisis": {"cost": "100000 SEK"}},
        },
        "home": {
            "priority": "acute",
            "right": True,
            "steps": {
                "intake": _STEPS["intake"],
                "decision": _STEPS["decision"],
                "support": {**_STEPS["support"], "places": 3, "cost": "300 SEK per day"},
            },
            "recovers_after": "120 days",
        },
    },
    "behaviour": {
        "missed_paperwork": 0.2,
        "paperwork": {
            "response": {"dist": "exponential", "mean": "5 days"},
            "reminders": 1,
            "per_item": 0.3,
            "per_contact": 0.4,
            "per_trust": 1,
            "per_help": 1,
        },
        "information": {"valid_for": {"income": "25 days"}, "duplicate": "30 min"},
        "investigations": {"valid_for": {"person": "300 days"}, "when_shared": 0.3},
        "information_sharing": 0.2,
        "referral": {"delay": "7 days", "lost": 0.1, "bounced": 0.1},
        "sight": 0.2,
        "sight_at_followups": 0.5,
        "presents_after": "1 year",
        "breadth": 0.1,
        "depth": 0.1,
        "acquaintance": {"effort": "1.5 h", "per_need": 0.25},
        "sick_leave": {
            "short": {"rate": "3 per year", "duration": {"dist": "exponential", "mean": "5 days"}},
            "long": {
                "rate": "0.2 per year",
                "duration": {"dist": "exponential", "mean": "60 days"},
                "overload": 1,
            },
            "cover_after": "10 days",
            "lost_at_handover": 0.05,
        },
        "turnover": {
            "rate": "0.25 per year",
            "vacancy": {"dist": "lognormal", "mean": "40 days", "cv": 0.5},
            "novice": {"period": "120 days", "pace": 1.3},
            "lost_at_handover": 0.1,
        },
        "agency": {"after": "20 days", "chance": 0.5, "pace": 1.15, "cost": "130000 SEK per month"},
        "documentation": {
            "effort": "10 min",
            "per_need": 0.25,
            "sent_back": 0.2,
            "full_at": "30 min",
            "saves_reading": 0.5,
            "finds": 0.5,
            "keeps": 0.5,
        },
        "patience": {"dist": "exponential", "mean": "60 days"},
        "effort_by_severity": {1: 0.8, 2: 1, 3: 1.3},
        "escalation_while": {"in_process": 0.6, "in_support": 0.1, "fallen": 1.2},
        "synergy": 0.5,
        "trust": {
            "start": 0.5,
            "gain": 0.1,
            "loss": 0.2,
            "fades_after": "1 year",
            "recovery_at_none": 0.5,
            "recovery_slope": 1,
        },
        "return": {"probability": 0.7, "delay": {"dist": "exponential", "mean": "40 days"}},
        "leaving": "0.1 per year",
        "style": {
            "control": 0.5,
            "spread": 0.3,
            "per_control": 1,
            "asks_more": 0.4,
            "slows_recovery": 0.3,
            "wrong_payments": {"share": 0.1, "finds": 0.8},
        },
        "acute": {"from_severity": 3, "interrupts": True},
        "faults": {
            "base": 0.1,
            "per_load": 1,
            "per_handover": 0.3,
            "per_breadth": 0.5,
            "rework": 0.5,
            "surfaces": 0.5,
            "surfaces_after": "40 days",
            "cost": "10000 SEK",
            "per_novice": 0.8,
            "spread": 0.7,
            "culture": "blame",
            "blame": {"suspends": 0.3, "suspension": "25 days", "lost_at_handover": 0.2, "silences": 0.4},
            "learning": {"reports": 0.8, "lowers": 0.1, "forgets_after": "1 year", "restores": 0.5},
        },
        "review": [{"by": "colleague", "catches": 0.4, "effort": "20 min"}],
    },
    "organisations": ORGANISATIONS,
    "comparison": {"equal_money": False},
}
