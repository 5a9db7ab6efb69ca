"""Two accounts of one run must agree: the ledger, and what the journal tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from socsim.engine import Choice, Engine, chosen
from socsim.engine.journal import ACTIVITIES, FINISHED, JOURNAL, STARTED, journal_frame
from socsim.engine.simpy_engine import simulate_with_journal
from socsim.model.people import make_people
from socsim.scenario.blueprint import Blueprint
from socsim.scenario.build import blueprints
from socsim.scenario.names import MANAGER
from socsim.scenario.reading import load
from socsim.scenario.schema import Scenario

from .agree import both_accounts
from .random_offices import Written, blueprint_of, random_scenario
from .story import Story

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = blueprints(load(SCENARIOS / "small.yaml").scenario)


ENGINES = [pytest.param(chosen(name), id=name) for name in ("simpy", "compiled")]
in_both_engines = pytest.mark.parametrize("engine", ENGINES)


@in_both_engines
@pytest.mark.parametrize("organisation", SMALL)
def test_accounts_agree_on_the_small_office(organisation: str, engine: Engine) -> None:
    assert both_accounts(SMALL[organisation], engine) == []


@in_both_engines
def test_accounts_agree_on_a_queue(engine: Engine) -> None:
    short = load(SCENARIOS / "erlang_c.yaml", set=["run.warm_up=1 day", "run.measure=5 days"])
    assert both_accounts(blueprints(short.scenario)["office"], engine) == []


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking a scenario takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(random_scenario(), st.integers(1, 1000), st.sampled_from(["simpy", "compiled"]))
def test_accounts_agree_whatever_is_at_work(written: Written, seed: int, engine: Choice) -> None:
    """In one of the engines, of which `test_random_offices.py` says that they do the same."""
    assume(written["run"]["follow_up"] != "0 days")  # the ledger has needs at arrival; they are not before it
    assert both_accounts(blueprint_of(written), chosen(engine), seed) == []


def _two_units(**behaviour: Any) -> Blueprint:
    """Two pools that ask for the same paper, one of them only at its second step."""
    written = {
        "run": {"warm_up": "100 days", "measure": "300 days", "follow_up": "100 days"},
        "office": {"hours_per_week": 40, "casework_share": 0.4},
        "population": {"profiles": [{"name": "a", "arrivals": "60 per year", "needs": ["money", "health"]}]},
        "behaviour": {
            "information_sharing": 0,
            "information": {"duplicate": "1 h"},
            "return": {"probability": 1, "delay": "10 days"},
            **behaviour,
        },
        "needs": {
            "money": {
                "steps": {
                    "intake": {"effort": "1 h"},
                    "work": {"effort": "6 h", "asks_for": ["id"]},
                    "last": {"effort": "2 h", "deadline": "9 days"},
                }
            },
            "health": {"steps": {"intake": {"effort": "2 h", "asks_for": ["id"]}}},
        },
        "organisations": {
            "office": {
                "units": {
                    "a": {"handles": ["money"], "caseworkers": 1, "assignment": "step"},
                    "b": {"handles": ["health"], "caseworkers": 2, "assignment": "step"},
                }
            }
        },
    }
    return blueprints(Scenario.model_validate(written))["office"]


@in_both_engines
def test_hours_on_duplicates_belong_to_the_step_that_asks(engine: Engine) -> None:
    assert both_accounts(_two_units(), engine) == []


@in_both_engines
def test_a_fall_ends_what_was_asked_for_twice(engine: Engine) -> None:
    assert both_accounts(_two_units(missed_paperwork=0.7, paperwork={"reminders": 0}), engine) == []


# -- the journal itself ----------------------------------------------------------------------------


def test_rows_stand_in_the_order_of_time() -> None:
    _, journal = simulate_with_journal(SMALL["coordinated"], make_people(SMALL["coordinated"], 7, 0))
    assert list(journal) == list(JOURNAL)
    assert len({len(column) for column in journal.values()}) == 1
    assert (np.diff(journal["time"]) >= 0.0).all()


PLANS = {name for name in ACTIVITIES if name.startswith("plan_")}


def test_everything_that_can_happen_is_told() -> None:
    told: set[str] = set()
    for blueprint in SMALL.values():
        _, journal = simulate_with_journal(blueprint, make_people(blueprint, 7, 0))
        told |= {ACTIVITIES[code] for code in set(journal["activity"].tolist())}
    # the small office always has room, sends nothing back, puts nothing off, turns nobody away, has no style
    # and makes no joint plans; random offices do
    unheard = {"queued", "bounced", "in_line", "placed", "put_down", "moved_up", "investigated_again", *PLANS}
    unheard |= {"rejected", "excluded", "taken_up", "asked_more", "checked", "household", "reached", "sought"}
    unheard |= {"documented"}
    of_faults = {"drafted", "faulty", "fault_found", "surfaced", "reported"}
    unheard |= {"away", "at_desk", "interrupted", "handed_over"}  # and everybody is there
    assert set(ACTIVITIES) - told <= unheard | of_faults


def test_pieces_in_one_go_take_their_hours() -> None:
    blueprint = SMALL["coordinated"]
    _, journal = simulate_with_journal(blueprint, make_people(blueprint, 7, 0))
    story, hours = Story(journal, blueprint), 0
    for piece in story.pieces:
        if piece.end is not None and piece.start is not None:
            unit = piece.end.unit
            total = piece.start.value
            assert total == piece.end.value + piece.reading + piece.duplicate + piece.documentation
            assert piece.ready.value == piece.end.value
            if blueprint.unit_role[unit] == MANAGER or total <= blueprint.slice_hours:
                days = total / float(blueprint.unit_rate[unit])
                assert piece.end.time - piece.start.time == pytest.approx(days, abs=1e-9)
                hours += 1
    assert hours > 1000


def test_event_log_names_what_process_mining_reads() -> None:
    blueprint = SMALL["specialised"]
    _, journal = simulate_with_journal(blueprint, make_people(blueprint, 7, 0))
    frame = journal_frame(journal, blueprint)
    assert len(frame) == len(journal["time"])
    assert (frame["start"] <= frame["end"]).all()
    done = frame[frame["activity"] == "finished"]
    begun = frame[frame["activity"] == "started"]
    other = frame[frame["activity"] != "finished"]
    assert (other["start"] == other["end"]).all()
    assert set(done["start"]) <= set(begun["end"])
    story = Story(journal, blueprint)
    starts = {piece.end: piece.start.time for piece in story.pieces if piece.start and piece.end}
    rows = [row for row in story.rows if row.activity == "finished"]
    assert done["start"].tolist() == [starts[row] for row in rows]
    assert int((journal["activity"] == FINISHED).sum()) <= int((journal["activity"] == STARTED).sum())
    first = frame.iloc[0]
    assert (first["activity"], first["case"], first["end"]) == ("arrived", "0", journal["time"][0])
    need = frame[frame["need"] == "money"].iloc[0]
    assert need["case"] == f"{need['client']}/money/{need['spell']}"
    assert set(frame["what"].dropna()) == {"step", "follow_up", "decision"}
    assert frame["resource"].dropna().str.match(r".* \d+$").all()
    assert set(frame["state"].dropna()) == {"referred", "waiting", "in_process", "in_support", "fallen"}
