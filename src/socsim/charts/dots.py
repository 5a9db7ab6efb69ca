"""Hatches of dots in SVG files with few bytes.

matplotlib writes a hatch as a tile of one inch, and a dot as eight curves. The same picture comes from a
smaller tile, where the dots repeat within the inch, and two arcs a dot.
"""

from __future__ import annotations

import re

INCH = 72
TILES = (24, 36)  # large enough for the seams of tiles not to show
EDGE = 2  # how far a dot with its rim may reach

_NUMBER = r"-?[\d.]+"
_CURVE = rf"C(?: {_NUMBER}){{6}} \n"
_TURN = rf"C(?: {_NUMBER}){{4}} ({_NUMBER}) ({_NUMBER}) \n"
_DOT = re.compile(rf"M ({_NUMBER}) ({_NUMBER}) \n{_CURVE * 3}{_TURN}{_CURVE * 4}z\n")  # top, bottom, top
_HATCH = re.compile(
    r"(<pattern [^>]*?)width=\"72\" height=\"72\"(>.*?<path d=\")([^\"]*)(\".*?</pattern>)", re.S
)


def light(svg: str) -> str:
    """The same picture with lighter hatches of dots; everything else as it was."""
    return _HATCH.sub(_tile, svg)


def _tile(hatch: re.Match[str]) -> str:
    before, between, path, after = hatch.groups()
    if not path or _DOT.sub("", path).strip():
        return hatch[0]
    dots = []
    for x, top, across, bottom in _DOT.findall(path):
        radius = (float(top) - float(bottom)) / 2
        if x != across or radius <= 0 or radius > EDGE / 2:
            return hatch[0]
        dots.append((float(x), float(top) - radius, radius))
    size = next((tile for tile in TILES if _repeats(dots, tile)), INCH)
    kept = [dot for dot in dots if max(dot[:2]) < size + EDGE]
    arcs = "".join(f"{_arcs(*dot)}\n" for dot in kept)
    return f'{before}width="{size}" height="{size}"{between}{arcs}{after}'


def _repeats(dots: list[tuple[float, float, float]], tile: int) -> bool:
    """Whether the dots, as an inch that repeats, are the same when moved by a tile either way."""
    there = {_on_inch(x, y) for x, y, _ in dots}
    return all(
        _on_inch(x + right, y + up) in there for x, y, _ in dots for right, up in ((tile, 0), (0, tile))
    )


def _on_inch(x: float, y: float) -> tuple[int, int]:
    return round(x * 1000) % (INCH * 1000), round(y * 1000) % (INCH * 1000)


def _arcs(x: float, y: float, radius: float) -> str:
    half = f"a{radius:g} {radius:g} 0 1 0 0 "
    return f"M{x:g} {y + radius:g}{half}{-2 * radius:g}{half}{2 * radius:g}z"
