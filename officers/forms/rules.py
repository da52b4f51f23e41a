"""Management measures, objections and document numbers."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jingyan.fields import CharField, IntegerField, ModelChoiceField, PaperNumberField
from jingyan.forms import Form, ModelForm
from officers.models import Measures, Objection, PublicityEntry
from officers.models.weights import MATCH, NEED


class MeasuresForm(ModelForm):
    """One version, each rule beside the clause that it rests on."""

    class Meta(ModelForm.Meta):
        model = Measures
        field_classes = {"document_prefix": PaperNumberField}
        fields = [
            "name",
            "starts_on",
            "term_months",
            "term_clause",
            "inspection",
            "inspection_clause",
            "publicity",
            "publicity_days",
            "publicity_shown_days",
            "publicity_clause",
            "leader_approval",
            "leader_approval_clause",
            "document_prefix",
            "document_clause",
            "excellent_quota",
            "excellent_quota_clause",
            *NEED,
            "need_clause",
            *MATCH,
            "match_clause",
        ]
        widgets = {
            "term_months": forms.NumberInput(attrs={"data-suffix": _("months")}),
            "publicity_days": forms.NumberInput(
                attrs={"data-suffix": pgettext_lazy("after a number", "working days")}
            ),
            "publicity_shown_days": forms.NumberInput(attrs={"data-suffix": _("days")}),
            **{
                name: forms.NumberInput(attrs={"data-suffix": "%"})
                for name in ("excellent_quota", *NEED, *MATCH)
            },
        }
        help_texts = {
            NEED[0]: _("The weights of the need index add up to 100."),
            MATCH[0]: _("The weights of the matching add up to 100."),
        }


class ObjectionForm(ModelForm):
    """The person objected to, the source, and the content of an objection."""

    class Meta(ModelForm.Meta):
        model = Objection
        fields = ["entry", "received_on", "source", "content"]

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"received_on": localdate()}} | kwargs)
        self.fields["entry"] = EntryField(
            entries, label=_("Person on a publicity"), empty_label=_("Please choose")
        )
        self.fields["entry"].widget.attrs["class"] = "form-select"


class EntryField(ModelChoiceField):
    """People on a notice, by their full names: the office knows them."""

    def label_from_instance(self, obj: PublicityEntry) -> str:
        """The person's name; the masked one where no record is behind the entry."""
        return str(obj.registration or obj)


class OutsideForm(Form):
    """Numbers of this year that were used for documents outside the system."""

    series = CharField(label=_("prefix"), max_length=20)
    up_to = IntegerField(
        label=pgettext_lazy("document number", "Last number used outside the system"),
        min_value=1,
        max_value=9999,
    )
