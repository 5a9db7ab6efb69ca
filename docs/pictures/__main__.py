"""Draws the pictures of the concept pages into docs/concepts/images."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from docs.pictures.register import all_pictures
from docs.pictures.sections import CONCEPTS
from socsim.charts.style import styled


def main(names: Sequence[str]) -> int:
    """Draw these, or all."""
    pictures = all_pictures()
    unknown = [name for name in names if name not in pictures]
    if unknown:
        print(f"no such picture: {', '.join(unknown)}; there are {', '.join(pictures)}", file=sys.stderr)
        return 2
    for name in names or pictures:
        with styled():
            made = pictures[name]()
        made.save(CONCEPTS / "images" / f"{name}.png")
        print(f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
