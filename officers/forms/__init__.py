"""Forms of the officers' pages."""

from officers.forms.appointment import ProposalForm
from officers.forms.enterprise import EnterpriseForm
from officers.forms.find import FindForm
from officers.forms.people import PeopleForm, ProposalsForm, PublicityForm, RenewalsForm
from officers.forms.registration import RegistrationForm
from officers.forms.resources import ResourcesForm
from officers.forms.rules import MeasuresForm, ObjectionForm, OutsideForm

__all__ = [
    "EnterpriseForm",
    "FindForm",
    "MeasuresForm",
    "ObjectionForm",
    "OutsideForm",
    "PeopleForm",
    "ProposalForm",
    "ProposalsForm",
    "PublicityForm",
    "RegistrationForm",
    "RenewalsForm",
    "ResourcesForm",
]
