"""What happens between an officer and a village."""

from pairings.models.contribution import Contribution, Evidence, Outcome, Project
from pairings.models.meeting import Attendance, Meeting
from pairings.models.metric import Metric
from pairings.models.need_index import NeedIndex, NeedScore
from pairings.models.pairing import Pairing
from pairings.models.plan import Party, Plan, Signature
from pairings.models.promise import Promise, PromiseEvidence

__all__ = [
    "Attendance",
    "Contribution",
    "Evidence",
    "Meeting",
    "Metric",
    "NeedIndex",
    "NeedScore",
    "Outcome",
    "Pairing",
    "Party",
    "Plan",
    "Project",
    "Promise",
    "PromiseEvidence",
    "Signature",
]
