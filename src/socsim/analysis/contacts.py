"""What the office asks of its clients: people to meet, papers to bring, caseworkers who change."""

from __future__ import annotations

from socsim.analysis.cohort import Cohort, floats
from socsim.analysis.sheet import Sheet


def contacts(sheet: Sheet, cohort: Cohort) -> None:
    """Add severity at contact; contacts, demands, duplicate demands and investigations, handovers."""
    at_contact = floats(cohort.needs, "at_arrival")
    severity = cohort.per_client(cohort.need_owner, floats(cohort.needs, "severity") * at_contact)
    sheet.ratios("severity_at_contact", cohort, severity, cohort.per_client(cohort.need_owner, at_contact))
    for metric in ("contacts", "contacts_at_once"):
        sheet.ratios(metric, cohort, floats(cohort.clients, metric))
    for metric, column in (
        ("demands", "demands"),
        ("duplicate_demands", "duplicates"),
        ("duplicate_investigations", "investigated_again"),
        ("handovers", "handovers"),
    ):
        sheet.ratios(metric, cohort, cohort.per_client(cohort.need_owner, floats(cohort.needs, column)))
