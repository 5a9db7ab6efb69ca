"""A country of districts like that of `scenarios/stockholm.yaml`, as large as one likes: a scenario file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STOCKHOLM = Path(__file__).resolve().parent.parent / "scenarios" / "stockholm.yaml"
UNITS, CASEWORKERS, CLIENTS = 6, 71, 1550
"""Of Stockholm's district in specialised units: units, caseworkers, and about so many who come in a year."""
MANAGERS = {"money": 2, "children": 3, "addiction": 1, "mental_health": 1, "housing": 1, "violence": 1}
ACTORS = {"psychiatry": 2, "employment_service": 1, "social_insurance": 1}


@dataclass(frozen=True)
class Country:
    """How large it is, and for how long."""

    districts: int
    size: float
    """In Stockholm's districts: all who come, and all who work."""
    years: float
    organisations: tuple[str, ...] = ("specialised",)

    @property
    def units(self) -> int:
        """Of caseworkers, in specialised units."""
        return UNITS * self.districts

    @property
    def caseworkers(self) -> int:
        """In all units together."""
        return max(round(CASEWORKERS * self.size), self.units)

    @property
    def clients(self) -> int:
        """Who come, about."""
        return round(CLIENTS * self.size * self.years)

    def text(self) -> str:
        """The scenario file."""
        districts = ", ".join(f"D{number + 1:03}: {{}}" for number in range(self.districts))
        managers = "\n".join(
            f"      {name}: {{managers: {self._staff(most)}}}" for name, most in MANAGERS.items()
        )
        actors = "\n".join(
            f"  {name}: {{caseworkers: {max(1, round(most * self.size))}}}" for name, most in ACTORS.items()
        )
        others = "".join(
            f"  {name}: null\n" for name in ("coordinated", "one_worker") if name not in self.organisations
        )
        return f"""like: {STOCKHOLM}
title: {{sv: Ett land av stadsdelar, en: A country of districts}}
run:
  warm_up: {0.2 * self.years:.6g} years
  measure: {0.65 * self.years:.6g} years
  follow_up: {0.15 * self.years:.6g} years
  replications: 1
population: {{scale: {self.size:.6g}}}
districts: {{{districts}}}
actors:
{actors}
organisations:
  specialised:
    staffing: {{caseworkers: {self.caseworkers}, share: by_load}}
    units:
{managers}
{others}targets: []
"""

    def _staff(self, in_one: int) -> int:
        return max(round(in_one * self.size), self.districts)
