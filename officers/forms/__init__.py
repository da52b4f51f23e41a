"""Forms of the officers' pages."""

from officers.forms.appointment import ProposalForm
from officers.forms.enterprise import EnterpriseForm
from officers.forms.find import FindForm
from officers.forms.registration import RegistrationForm

__all__ = ["EnterpriseForm", "FindForm", "ProposalForm", "RegistrationForm"]
