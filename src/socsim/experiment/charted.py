"""What has a chart: the same on slides, and slides as files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from pathlib import Path
from typing import Any

from socsim.experiment.folder import prepare


class Charted(ABC):
    """A finding with a chart."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What the files of the chart are called."""

    @abstractmethod
    def chart(self, language: str = "en") -> Any:
        """A matplotlib figure."""

    def slides(self, language: str = "en") -> list[Any]:
        """The chart as slides, 16:9 with large type: matplotlib figures, several where one has no room."""
        from socsim.charts.sheet import slides

        return list(slides(partial(self.chart, language)))

    def write_slides(self, folder: Path | str, language: str = "en") -> list[Path]:
        """Write the slides into the folder `slides` in a folder, as PNG, SVG and PDF.

        Raises
        ------
        OutputError : where that cannot be written.
        """
        from socsim.charts.draw import SLIDES, write_each

        where = Path(folder) / SLIDES
        prepare(where)
        return write_each(self.name, self.slides(language), where)
