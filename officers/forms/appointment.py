"""The proposal of a term."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jingyan.forms import Form
from officers.models import Batch


class ProposalForm(Form):
    """From when, in which batch and by which document; the end follows from the management measures."""

    starts_on = forms.DateField(label=_("term from"))
    batch = forms.ModelChoiceField(Batch.objects.all(), label=_("batch"), required=False)
    document_number = forms.CharField(label=_("document number"), max_length=50, required=False)
