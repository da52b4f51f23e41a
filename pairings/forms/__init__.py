"""Forms, a module a subject."""

from pairings.forms.contribution import ContributionForm, EvidenceForm
from pairings.forms.meeting import ChooseQuarterForm, MeetingForm, SkipForm
from pairings.forms.need_index import ChooseVillagesForm
from pairings.forms.pairing import EndForm, PairingForm
from pairings.forms.plan import AmendForm, DeliverForm, PlanForm, PromiseForm, TakeUpForm

__all__ = [
    "AmendForm",
    "ChooseQuarterForm",
    "ChooseVillagesForm",
    "ContributionForm",
    "DeliverForm",
    "EndForm",
    "EvidenceForm",
    "MeetingForm",
    "PairingForm",
    "PlanForm",
    "PromiseForm",
    "SkipForm",
    "TakeUpForm",
]
