"""Forms, a module a subject."""

from pairings.forms.contribution import ContributionForm, EvidenceForm
from pairings.forms.meeting import ChooseQuarterForm, MeetingForm, SkipForm
from pairings.forms.need_index import ChooseVillagesForm
from pairings.forms.pairing import EndForm, PairingForm

__all__ = [
    "ChooseQuarterForm",
    "ChooseVillagesForm",
    "ContributionForm",
    "EndForm",
    "EvidenceForm",
    "MeetingForm",
    "PairingForm",
    "SkipForm",
]
