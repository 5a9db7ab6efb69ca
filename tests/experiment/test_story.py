"""One client's story: the same person in each organisation, in words, as lanes and as a picture."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import socsim as library
from socsim.analysis.story import Course, Mark
from socsim.charts.about import About
from socsim.experiment.design import make_design
from socsim.experiment.story import Story, runs_of, story, tell
from socsim.experiment.story_text import Teller
from socsim.locale import say
from socsim.scenario.errors import UserError
from tests.command import Command
from tests.experiment.conftest import QUICK, SMALL, quick

LONGER = ("run.follow_up=300 days", "run.measure=200 days", "behaviour.leaving=0.4 per year")
PAIR = ("specialised", "coordinated")
DESIGN = make_design(quick(*LONGER), replications=[1], engine="simpy").with_journal("simpy")


@cache
def runs() -> Any:
    return runs_of(DESIGN)


@cache
def told(client: int | None = None, pick: str = "median", *between: str) -> Story:
    return tell(DESIGN, runs(), client, pick, between or PAIR)


@cache
def ledger() -> library.Results:
    """The same replication as a run has it."""
    return library.run(quick(*LONGER), replications=[1], jobs=1, engine="simpy")


@cache
def cohort() -> pd.DataFrame:
    clients = ledger().clients
    return clients[clients["cohort"] & (clients["organisation"] == PAIR[0])].set_index("client")


def any_client(wanted: Callable[[Story], bool]) -> Story:
    """The first client of the cohort whose story is so."""
    return next(one for one in map(told, cohort().index.tolist()) if wanted(one))


# -- who it is -------------------------------------------------------------------------------------


def differences() -> pd.Series:
    """By how many days later each of those with several needs is served in the second organisation."""
    clients = ledger().clients
    clients = clients[clients["cohort"] & (clients["needs"] >= 2)]
    gone = clients["left"] < clients["arrival"] + 300
    stay = clients[~clients["client"].isin(clients["client"][gone])]
    table = stay.pivot(index="client", columns="organisation", values="lead_to_all_supported_days")
    table = table.fillna(300.0)
    return table[PAIR[1]] - table[PAIR[0]]


def test_the_picked_are_those_of_the_rule() -> None:
    later = differences()
    assert later[told(pick="gains").client] == later.min() < 0
    assert later[told(pick="loses").client] == later.max() > 0
    middle = abs(later - later.median())
    assert middle[told().client] == middle.min()
    assert {told(None, how).chosen.of for how in ("median", "gains", "loses")} == {len(later)}


def test_organisations_exchanged_exchange_gains_and_losses() -> None:
    there, back = PAIR, PAIR[::-1]
    assert told(None, "gains", *there).client == told(None, "loses", *back).client
    assert told(None, "loses", *there).client == told(None, "gains", *back).client
    assert told(None, "median", *there).client == told(None, "median", *back).client
    gains = told(None, "gains", *there).conclusion("en")[0]
    loses = told(None, "loses", *back).conclusion("en")[0]
    assert "earlier with units with case managers than with specialised units" in gains
    assert "later with specialised units than with units with case managers" in loses
    days = [re.search(r"\d+", words) for words in (gains, loses)]
    assert days[0] and days[1] and days[0][0] == days[1][0]


def test_the_same_person_comes_to_all() -> None:
    for one in (told(), told(pick="gains"), told(pick="loses")):
        first, *others = one.courses.values()
        assert list(one.courses) == ["specialised", "coordinated", "one_worker"]
        for other in others:
            assert (other.client, other.arrival) == (first.client, first.arrival)
            assert other.at_arrival == first.at_arrival


# -- what it says ----------------------------------------------------------------------------------


def test_lanes_and_figures_are_the_run_s() -> None:
    one = told(pick="loses")
    needs, clients = ledger().needs, ledger().clients
    for figures in one.figures.to_dict("records"):
        mine = (needs["organisation"] == figures["organisation"]) & (needs["client"] == one.client)
        who = (clients["organisation"] == figures["organisation"]) & (clients["client"] == one.client)
        (client,) = clients[who].to_dict("records")
        for name in ("lead_to_all_supported_days", "lead_to_recovery_days", "falls", "crises", "contacts"):
            assert figures[name] == pytest.approx(client[name], nan_ok=True), name
        for name in ("demands", "duplicate_demands", "gap_days"):
            assert figures[name] == pytest.approx(client[name]), name
        lanes = one.lanes[one.lanes["organisation"] == figures["organisation"]]
        for need in needs[mine].to_dict("records"):
            own = lanes[(lanes["need"] == need["need"]) & (lanes["spell"] == need["spell"])]
            for state, days in own.groupby("state")["days"].sum().items():
                if f"days_{state}" in need:
                    assert days == pytest.approx(need[f"days_{state}"], abs=1e-6)
            assert own["days"].sum() == pytest.approx(300 - own["start"].iloc[0])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_sentences_say_what_the_figures_do(language: str) -> None:
    for one in (told(), told(pick="gains"), told(pick="loses")):
        for name, words in one.told(language).items():
            if not name:
                continue
            course, said = one.courses[name], " ".join(words)
            key = "all_supported" if course.all_supported < math.inf else "not_supported"
            start = say(f"story.{key}", language, day="@", needs="@").partition("@")[0]
            assert said.startswith(start)
            if key == "all_supported":
                assert re.search(rf"\b{round(course.all_supported)}\.", words[0])
            assert str(course.met) in said and str(course.total("asked")) in said
            for mark in course.of("fell")[:4]:
                assert re.search(rf"\b{round(mark.day)}, ", said)
            assert (say("story.no_fall", language) in words) == (not course.of("fell"))
            assert "{" not in said
        assert one.conclusion(language)[-1] == say("story.one_person", language)


def test_who_never_fell() -> None:
    one = any_client(lambda one: not any(course.of("fell") for course in one.courses.values()))
    for language, words in (
        ("en", "No need falls through the cracks."),
        ("sv", "Inget behov faller mellan stolarna."),
    ):
        assert [words in lines for lines in list(one.told(language).values())[1:]] == [True] * 3
    assert (one.figures["falls"] == 0).all() and (one.figures["gap_days"] == 0).all()


def test_a_need_that_was_over_before_anybody_saw_it_is_not_said_to_wait() -> None:
    arose = [Mark(0.0, what, need, 1) for need in range(3) for what in ("arose", "seen")[: 1 + (need == 2)]]
    course = Course(7, 0.0, 300.0, (), (*arose, Mark(5.0, "resolved", 0, 1)))
    about = About("en", "", {}, "", 1, 1, "")
    said = list(Teller(about, ("money", "housing", "children"))._discoveries(course))
    assert said == [
        "Not discovered by day 300: housing.",
        "Over without having been discovered: money.",
    ]


def test_who_left() -> None:
    one = any_client(lambda one: all(course.left < 200 for course in one.courses.values()))
    for name, words in list(one.told("en").items())[1:]:
        course = one.courses[name]
        assert f"The client moves away or dies on day {round(course.left)}." in words
        assert words[-1].startswith(f"On day {round(course.left)}: ")
        closed = one.lanes[(one.lanes["organisation"] == name) & (one.lanes["state"] == "left")]
        assert (closed["start"] == course.left).all()
    assert "moves away" not in " ".join(one.conclusion("en"))
    assert any(text.get_text() == "client leaves" for text in one.chart("en").findobj(Text))


def test_who_is_there_to_the_end() -> None:
    one = any_client(
        lambda one: any(
            "in_support" in set(lanes[lanes["end"] == 300]["state"])
            for _, lanes in one.lanes.groupby("organisation")
        )
    )
    name = next(
        iter(one.lanes[(one.lanes["end"] == 300) & (one.lanes["state"] == "in_support")]["organisation"])
    )
    assert one.courses[name].left == math.inf
    assert "(in support)" in one.told("en")[name][-1] and "(får stöd)" in one.told("sv")[name][-1]
    assert one.told("en")[name][-1].startswith("On day 300: ")


def test_words_are_of_what_was_asked_and_not_of_the_person() -> None:
    for language, blamed in (
        ("en", r"fail|fault|missed|gave up|refus|forgot to"),
        ("sv", r"misslyck|missa|vägra|gav upp|slarv"),
    ):
        for client in cohort().index[:40].tolist():
            said = " ".join(told(client).sentences(language))
            assert not re.search(blamed, said), said


# -- the picture -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("pick", "language"), [("median", "sv"), ("gains", "en"), ("loses", "sv")])
def test_no_text_is_cut_or_covered(pick: str, language: str) -> None:
    figure = told(pick=pick).chart(language)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    shown = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    ticks = {
        label
        for axes in figure.axes
        for tick in axis_ticks(axes)
        for label in (tick.label1, tick.label2)
        if not axes.get_xlim()[0] <= tick.get_loc() <= axes.get_xlim()[1] or not tick.label1.get_visible()
    }
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown if text not in ticks]
    for words, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0, words
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, words
    for (first, one), (second, other) in combinations(boxes, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert width <= 1 or height <= 1, (first, second)


def axis_ticks(axes: Any) -> list[Any]:
    return [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]


def test_the_picture_has_the_lanes(tmp_path: Path) -> None:
    from matplotlib.patches import Rectangle

    one = told(pick="loses")
    figure = one.chart("en")
    for axes, (name, lanes) in zip(figure.axes, one.lanes.groupby("organisation", sort=False), strict=True):
        open_lanes = lanes[~lanes["state"].isin(["resolved", "unfounded", "left"])]
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        drawn = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars)
        np.testing.assert_allclose(drawn, sorted(zip(open_lanes["start"], open_lanes["end"], strict=True)))
        assert axes.get_xlim() == (0, 300)
        strokes = sum(len(found.get_segments()) for found in axes.collections)
        course = one.courses[name]
        assert strokes == course.meetings + len(course.of("asked")) + 1 + (course.all_supported < math.inf)


# -- the command -----------------------------------------------------------------------------------


def words(*more: str) -> list[str]:
    changes = quick_words()
    return ["story", str(SMALL), *changes, "--engine", "simpy", "--between", *PAIR, *more]


def quick_words() -> list[str]:
    return [word for change in (*QUICK, *LONGER) for word in ("--set", change)]


def test_the_command_tells_and_writes(socsim: Command) -> None:
    ended = socsim(*words("--lang", "sv", "--pick", "loses", "--out", "told"))
    assert ended.code == 0, ended.err
    assert "Ett litet kontor" in ended.out and "mötta handläggare" in ended.out
    there = {path.name for path in Path("told").iterdir()}
    assert there == {
        f"loses{kind}" for kind in (".csv", "-events.csv", "-figures.csv", ".json", ".png", ".svg")
    }
    about = json.loads(Path("told/loses.json").read_text("utf-8"))
    lanes = pd.read_csv("told/loses.csv")
    assert about["client"] == lanes["client"].unique() and about["chosen"]["between"] == list(PAIR)
    assert len(about["story"]["sv"]) == len(about["story"]["en"]) > 10
    assert (lanes["end"] > lanes["start"]).all()
    first = {path: path.read_bytes() for path in Path("told").iterdir()}
    by_number = ["--client", str(about["client"]), "--for", "slide"]
    again = socsim(*words("--lang", "sv", *by_number, "--out", "again", "--quiet"))
    assert (again.code, again.out, again.err) == (0, "", "")
    assert Path(f"again/slides/client-{about['client']}-1.png").exists()
    assert Path(f"again/client-{about['client']}.csv").read_bytes() == first[Path("told/loses.csv")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--client", "999999"], "--client 999999: is not of the cohort of replication 1 (numbers from"),
        (["--between", "specialised", "one_workr"], "did you mean 'one_worker'?"),
        (["--between", "specialised", "specialised"], "two organisations that differ"),
        (["--organisation", "specialised"], "there is no organisation 'coordinated' here"),
    ],
)
def test_what_cannot_be_told_says_why(socsim: Command, more: list[str], said: str) -> None:
    ended = socsim(*words(*more, "--out", "told"))
    assert ended.code == 2 and said in ended.err and len(ended.err.splitlines()) == 1
    assert not Path("told").exists()


def test_nobody_gains_where_nothing_differs(tmp_path: Path) -> None:
    text = SMALL.read_text("utf-8").replace("  one_worker:", "  twin: {like: specialised}\n\n  one_worker:")
    (tmp_path / "twins.yaml").write_text(text, "utf-8")
    design = make_design(
        library.load(tmp_path / "twins.yaml", set=QUICK), ["specialised", "twin"], [1], engine="simpy"
    )
    made = runs_of(design.with_journal("simpy"))
    for how, said in (("gains", "is served earlier"), ("loses", "is served later")):
        with pytest.raises(UserError, match=f"nobody with several needs {said} with twin than specialised"):
            tell(design, made, None, how, ("specialised", "twin"))
    same = tell(design, made, None, "median", ("specialised", "twin"))
    assert "at the same time" in same.conclusion("en")[0] or "Neither" in same.conclusion("en")[0]


def test_one_organisation_has_a_median_too() -> None:
    one = story(quick(), organisations=["one_worker"], engine="simpy")
    assert list(one.courses) == ["one_worker"] and len(one.conclusion()) == 1
    assert "ordered by" in one.told()[""][-1] and one.chart("sv") is not None
    with pytest.raises(UserError, match="--pick gains: compares two organisations, and there is one"):
        story(quick(), organisations=["one_worker"], pick="gains", engine="simpy")
