"""What happens between an officer and a village."""

from pairings.models.contribution import Contribution, Evidence, Metric, Outcome, Project
from pairings.models.meeting import Attendance, Meeting
from pairings.models.pairing import Pairing

__all__ = ["Attendance", "Contribution", "Evidence", "Meeting", "Metric", "Outcome", "Pairing", "Project"]
