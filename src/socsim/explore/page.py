"""The page: numbers to turn on the left, what becomes of each organisation on the right."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from socsim.analysis.story import PICKS
from socsim.charts.about import About
from socsim.charts.number_words import unit_words
from socsim.experiment.story_text import BY_NUMBER
from socsim.explore.session import Session, meaning
from socsim.locale import capital, say, say_count
from socsim.scenario.errors import UserError
from socsim.scenario.parameters import Parameter
from socsim.screen.figures import blocks
from socsim.screen.run_screen import notes
from socsim.screen.story_screen import rows_of

if TYPE_CHECKING:
    from socsim.experiment.results import Results
    from socsim.experiment.story import Story

CHARTS = ("differences", "survival", "states", "falls", "costs")
RULES = (*PICKS, BY_NUMBER)
MOST, STEPS = 20, 40
_MARKUP = re.compile(
    r"([\\`*\[\]<>|$~&@]|\b_|_\b|:(?=[/a-zA-Z])|(?<=www)\.|^[#+\-=])"
)  # few: what reads a page aloud reads these strokes, too


def plainly(text: str) -> str:
    """Text that comes from a file, so that nothing in it is read as markup, link or picture."""
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


@st.cache_resource(show_spinner=False)
def session_of(file: str, changes: tuple[str, ...]) -> Session:
    """The scenario, read once for all who look at the page."""
    from socsim.scenario.reading import load

    return Session(load(file, set=changes))


def page(file: str, changes: Sequence[str] = (), language: str = "en") -> None:
    """Draw the page."""
    try:
        session = session_of(file, tuple(changes))
    except UserError as error:
        for line in error.lines:
            st.error(plainly(line))
        return
    title = session.loaded.scenario.title.in_language(language)
    st.set_page_config(page_title=f"socsim: {title}", layout="wide")
    st.title(plainly(title), anchor=False)
    st.write(say("explore.intro", language))
    numbers, replications = _numbers(session, language)
    try:
        with st.spinner(say("explore.running", language)):
            results = session.run(numbers, replications)
    except UserError as error:
        for line in error.lines:
            st.error(plainly(line))
        return
    _shown(results, language)
    _story(session, numbers, language)
    moved = session.changes(numbers)
    st.download_button(
        say("explore.save", language),
        session.saved(numbers),
        file_name=f"{session.loaded.path.stem}-explored.yaml",
        mime="application/yaml",
        help=say_count("explore.save_help", language, len(moved)),
        on_click="ignore",
    )


def _numbers(session: Session, language: str) -> tuple[dict[str, float], int]:
    """The sliders, and what they are set to."""
    bar = st.sidebar
    bar.header(say("explore.numbers", language), anchor=False)
    chosen = bar.multiselect(
        say("explore.choose", language),
        list(session.parameters),
        default=session.first,
        format_func=session.words(language).__getitem__,
        key="chosen",
    )
    numbers = {
        name: _slider(bar, session.parameters[name], session.words(language)[name], language)
        for name in chosen
    }
    bar.divider()
    replications = bar.slider(
        say("explore.replications", language), 2, MOST, 4, help=say("explore.replications_help", language)
    )
    return numbers, int(replications)


def _slider(bar: Any, parameter: Parameter, words: str, language: str) -> float:
    """A slider; its help gives the key, and in English what `socsim explain` says of it."""
    unit = unit_words(parameter.unit, language)
    label = plainly(capital(f"{words}, {unit}" if unit else words))
    said = meaning(parameter) if language == "en" else ""
    said = plainly(f"{parameter.name}: {said}" if said else parameter.name)
    if parameter.whole:
        low, high, value = (int(end) for end in (parameter.low, parameter.high, parameter.value))
        return float(bar.slider(label, low, high, value, help=said, key=parameter.name))
    step = (parameter.high - parameter.low) / STEPS
    return float(
        bar.slider(
            label,
            parameter.low,
            parameter.high,
            parameter.value,
            step=step,
            format="%.4g",
            help=said,
            key=parameter.name,
        )
    )


def _shown(results: Results, language: str) -> None:
    said = results.verdict_in(language)
    about = About.from_meta(results.meta, language).judging(said.findings)
    st.subheader(say("explore.verdict", language), anchor=False)
    st.write(plainly(said.sentence))
    names = list(about.organisations.values())
    _chart(results, language)
    for block in blocks(results.summary, results.comparison, about, said.findings):
        _table(
            block.heading, names, [[row.label, *(cell.text() for cell in row.cells)] for row in block.rows]
        )
    for note in notes(results.summary, about, said.findings):
        st.caption(plainly(note))


def _chart(results: Results, language: str) -> None:
    labels = {name: say(f"explore.{name}", language) for name in CHARTS}
    chart = st.segmented_control(
        say("explore.chart", language), CHARTS, default=CHARTS[0], format_func=labels.__getitem__, key="chart"
    )
    figure = results.chart(chart or CHARTS[0], language)
    if figure is None:
        st.info(say("explore.nothing", language))
    else:
        from socsim.charts.draw import png, words_of

        st.image(png(figure), width="stretch")
        st.caption(plainly(words_of(figure)))


@st.fragment
def _story(session: Session, numbers: dict[str, float], language: str) -> None:
    """One client's story, which is simulated only where somebody wants to see it."""
    st.subheader(say("explore.story", language), anchor=False)
    if not st.toggle(say("explore.story_show", language), key="story"):
        return
    names = {rule: say(f"explore.pick={rule}", language) for rule in RULES}
    rule = st.segmented_control(
        say("explore.pick", language), RULES, default=RULES[0], format_func=names.__getitem__, key="pick"
    )
    client = None
    if rule == BY_NUMBER:
        st.session_state.setdefault("client", st.session_state.get("told", 0))  # who was shown last
        client = int(st.number_input(say("explore.client", language), min_value=0, step=1, key="client"))
    try:
        with st.spinner(say("explore.running", language)):
            told = session.story(numbers, rule if rule in PICKS else PICKS[0], client)
    except UserError as error:
        st.info(say("explore.nobody", language))
        for line in error.lines:
            st.caption(plainly(line))
        return
    st.session_state["told"] = told.client
    _told(told, language)


def _told(story: Story, language: str) -> None:
    """The lanes, the sentences, and what it comes to."""
    from socsim.charts.draw import png, words_of

    figure = story.chart(language)
    st.image(png(figure), width="stretch")
    st.caption(plainly(words_of(figure)))
    st.caption(say("explore.same_person", language))
    sentences = story.told(language)
    columns = st.columns(len(sentences) - 1)
    about = About.from_meta(story.design.meta, language)
    organisations = [name for name in sentences if name]
    for column, name in zip(columns, organisations, strict=True):
        column.markdown(f"**{plainly(about.organisation(name))}**")
        column.write(plainly(" ".join(sentences[name])))
    st.write(plainly(" ".join(story.conclusion(language))))
    _table("", [about.organisation(name) for name in organisations], rows_of(story.figures, about))


def _table(heading: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with a column for each organisation."""
    lines = [[heading, *names], *rows]
    written = [f"| {' | '.join(plainly(cell) for cell in line)} |" for line in lines]
    st.markdown("\n".join([written[0], "|---|" + "---:|" * len(names), *written[1:]]))


if __name__ == "__main__":
    page(sys.argv[1], sys.argv[3:], sys.argv[2])
