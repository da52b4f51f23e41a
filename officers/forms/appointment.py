"""The proposal of a term."""

from django.utils.translation import gettext_lazy as _

from jingyan.fields import DateField, ModelChoiceField
from jingyan.forms import Form
from officers.models import Batch


class ProposalForm(Form):
    """From when and in which batch; the end follows from the measures, the document number from the
    approval.
    """

    starts_on = DateField(label=_("Term from"))
    batch = ModelChoiceField(Batch.objects.all(), label=_("Batch"), required=False)
