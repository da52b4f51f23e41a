"""Posts of a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.acting import ActingForm
from jingyan.fields import CharField, DateField, ParsedField
from jingyan.forms import Form, ModelForm
from jingyan.parsing import parse_credit_code
from officers.forms.registration import FILLS_NAME
from officers.models import Post


class NewPostForm(ActingForm, Form):
    """Where the person works now, or worked before."""

    credit_code = ParsedField(
        parse_credit_code,
        label=_("Unified social credit code"),
        widget=forms.TextInput(attrs=FILLS_NAME),
        help_text=_("Of the person's enterprise. A known one is found by its code."),
    )
    enterprise_name = CharField(
        label=_("enterprise name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "textinput form-control"}),
    )
    position = CharField(label=_("Position"), max_length=50, required=False)
    starts_on = DateField(label=pgettext_lazy("post", "from"), required=False)
    ends_on = DateField(
        label=pgettext_lazy("post", "to"),
        required=False,
        help_text=_("Leave empty for the present post. The one before ends on that day."),
    )


class PostForm(ActingForm, ModelForm):
    """Corrections to a post."""

    class Meta(ModelForm.Meta):
        model = Post
        fields = ["position", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.ends_on is None:
            del self.fields["ends_on"]

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        values = super().values()
        return {"values": {"ends_on": None} | values}
