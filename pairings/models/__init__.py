"""What happens between an officer and a village."""

from pairings.models.action_point import ActionPoint, ActionPointEvidence, ActionPointUpdate
from pairings.models.contribution import Contribution, Evidence, Outcome, Project
from pairings.models.fund import FundAllocation, FundUse, FundVoucher, WorkFund
from pairings.models.hand_over import HandOver, HandOverItem, HandOverSignature, Side
from pairings.models.liaison import Liaison
from pairings.models.meeting import Attendance, Meeting, MeetingEvidence
from pairings.models.meeting_note import MeetingNote
from pairings.models.metric import Metric
from pairings.models.need_index import NeedIndex, NeedScore
from pairings.models.pairing import Pairing
from pairings.models.plan import Party, Plan, Signature
from pairings.models.promise import Promise, PromiseEvidence
from pairings.models.support import OfficePhoto, OfficeProvision, PolicyBenefit, RelatedParty

__all__ = [
    "ActionPoint",
    "ActionPointEvidence",
    "ActionPointUpdate",
    "Attendance",
    "Contribution",
    "Evidence",
    "FundAllocation",
    "FundUse",
    "FundVoucher",
    "HandOver",
    "HandOverItem",
    "HandOverSignature",
    "Liaison",
    "Meeting",
    "MeetingEvidence",
    "MeetingNote",
    "Metric",
    "NeedIndex",
    "NeedScore",
    "OfficePhoto",
    "OfficeProvision",
    "Outcome",
    "Pairing",
    "Party",
    "Plan",
    "PolicyBenefit",
    "Project",
    "Promise",
    "PromiseEvidence",
    "RelatedParty",
    "Side",
    "Signature",
    "WorkFund",
]
