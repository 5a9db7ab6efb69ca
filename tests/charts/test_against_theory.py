"""Theory beside a simulation: every point with its interval, every line with its name."""

from __future__ import annotations

from socsim.charts.against_theory import against_theory

TEXTS = ("A message that is far too long to stand on a single line of so wide a page", "How", "x", "y", "s")
LINES = {"one": [(0.0, 1.0), (1.0, 5.0)], "two": [(0.0, 0.5), (1.0, 1.0)]}
POINTS = {"one": [(0.5, 3.0, 0.4), (0.9, 4.6, 0.5)], "two": [(0.5, 0.7, 0.1)]}


def test_lines_points_intervals_and_names_are_there() -> None:
    figure = against_theory(LINES, POINTS, TEXTS)
    (axes,) = figure.axes
    curves = [line.get_xydata().tolist() for line in axes.lines]
    assert [[0.0, 1.0], [1.0, 5.0]] in curves and [[0.5, 3.0], [0.9, 4.6]] in curves
    bars = [segment.tolist() for bar in axes.collections for segment in bar.get_segments()]
    assert [[0.9, 4.6 - 0.5], [0.9, 4.6 + 0.5]] in bars and len(bars) == 3
    assert axes.get_ylim()[0] == 0.0
    words = [text.get_text() for text in figure.texts]
    assert {"one", "two"} <= set(words) and (axes.get_xlabel(), axes.get_ylabel()) == ("x", "y")
