"""Looking a person up by the number on the card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jingyan.fields import ParsedField
from jingyan.forms import Form
from jingyan.parsing import parse_id_number


class FindForm(Form):
    """An ID number in full."""

    id_number = ParsedField(
        parse_id_number,
        label=_("ID number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
        help_text=_(
            "All 18 characters. The number is sent with the form, so it appears in no address, log "
            "or history."
        ),
    )
