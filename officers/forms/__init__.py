"""Forms of the officers' pages."""

from officers.forms.appointment import ProposalForm
from officers.forms.enterprise import EnterpriseForm
from officers.forms.event import EventForm
from officers.forms.find import FindForm
from officers.forms.people import NoticeForm, PeopleForm, ProposalsForm, PublicityForm, RenewalsForm
from officers.forms.post import NewPostForm, PostForm
from officers.forms.registration import RegistrationForm
from officers.forms.resources import ResourcesForm
from officers.forms.review import CriterionForm, InspectionForm, PaperForm, PhraseForm, ReviewForm
from officers.forms.rules import MeasuresForm, ObjectionForm, OutsideForm

__all__ = [
    "CriterionForm",
    "EnterpriseForm",
    "EventForm",
    "FindForm",
    "InspectionForm",
    "MeasuresForm",
    "NewPostForm",
    "NoticeForm",
    "ObjectionForm",
    "OutsideForm",
    "PaperForm",
    "PeopleForm",
    "PhraseForm",
    "PostForm",
    "ProposalForm",
    "ProposalsForm",
    "PublicityForm",
    "RegistrationForm",
    "RenewalsForm",
    "ResourcesForm",
    "ReviewForm",
]
