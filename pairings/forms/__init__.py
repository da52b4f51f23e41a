"""Forms, one module per subject."""

from pairings.forms.action_point import ActionPointForm, ProgressForm
from pairings.forms.contribution import ContributionForm, EvidenceForm
from pairings.forms.fund import AllocateForm, FundUseForm, WorkFundForm
from pairings.forms.liaison import LeaveForm, LiaisonForm, SignForm
from pairings.forms.meeting import ChooseQuarterForm, MeetingForm, PlanMeetingForm, SkipForm
from pairings.forms.need_index import ChooseVillagesForm
from pairings.forms.pairing import EndForm, PairingForm
from pairings.forms.plan import AmendForm, DeliverForm, PlanForm, PromiseForm, TakeUpForm
from pairings.forms.support import OfficeForm, PolicyBenefitForm, RelatedPartyForm

__all__ = [
    "ActionPointForm",
    "AllocateForm",
    "AmendForm",
    "ChooseQuarterForm",
    "ChooseVillagesForm",
    "ContributionForm",
    "DeliverForm",
    "EndForm",
    "EvidenceForm",
    "FundUseForm",
    "LeaveForm",
    "LiaisonForm",
    "MeetingForm",
    "OfficeForm",
    "PairingForm",
    "PlanForm",
    "PlanMeetingForm",
    "PolicyBenefitForm",
    "ProgressForm",
    "PromiseForm",
    "RelatedPartyForm",
    "SignForm",
    "SkipForm",
    "TakeUpForm",
    "WorkFundForm",
]
