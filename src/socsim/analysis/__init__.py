"""Tables out of ledgers: figures of a replication, their summary, the comparison and the verdict."""

from socsim.analysis.metrics import METRICS, Metric, unfit_as_primary
from socsim.analysis.replication import costs, leads, measure
from socsim.analysis.summary import COMPARISON, SUMMARY, compare, pairing, summarise
from socsim.analysis.verdict import Finding, Verdict, verdict

__all__ = [
    "COMPARISON",
    "METRICS",
    "SUMMARY",
    "Finding",
    "Metric",
    "Verdict",
    "compare",
    "costs",
    "leads",
    "measure",
    "pairing",
    "summarise",
    "unfit_as_primary",
    "verdict",
]
