"""Enterprises."""

from typing import Any

from jingyan.fields import ParsedField
from jingyan.forms import ModelForm
from jingyan.parsing import parse_credit_code
from officers.models import Enterprise


class EnterpriseForm(ModelForm):
    """An enterprise; its credit code is entered once and stays."""

    credit_code = ParsedField(parse_credit_code)

    class Meta(ModelForm.Meta):
        model = Enterprise
        fields = ["credit_code", "name", "industry", "town", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["credit_code"]
