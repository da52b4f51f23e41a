"""Forms of action points."""

from typing import Any
from zlib import crc32

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jingyan.fields import CharField
from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form, ModelForm
from pairings.actions.action_point import NewPoint, Owner
from pairings.actions.meeting import officers_expected
from pairings.forms.base import ActingForm, SentForm
from pairings.forms.meeting_sections import OwnerField, owner_key, owners_of, taps
from pairings.models import ActionPoint, ActionPointUpdate


class ActionPointForm(ActingForm, ModelForm):
    """What is to be done, by whom, by when, and with which priority."""

    class Meta(ModelForm.Meta):
        model = ActionPoint
        fields = ["title", "unit", "due_on", "priority"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting, doer = self.instance.meeting, self.instance.owner or self.instance.officer
        owners = owners_of(meeting.town, list(officers_expected(meeting.town, meeting.period)))
        # The present owner stays selectable even after leaving the town.
        owners |= {owner_key(doer): doer} if doer else {}
        self.fields["owner"] = OwnerField(owners)
        self.initial["owner"] = owner_key(doer) if doer else ""
        self.fields["unit"].label = _("Or a unit")
        self.order_fields(["title", "owner", "unit", "due_on", "priority"])

    def clean(self) -> dict[str, Any] | None:
        """Require exactly one owner: a person or a unit."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("owner")) == bool(cleaned.get("unit")) and not {"owner", "unit"} & set(
            self.errors
        ):
            self.add_error("owner", gettext("Choose who does it, or name one unit."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The edited action point, as a `NewPoint`."""
        entered = super().values()
        owner: Owner = entered["owner"] or entered["unit"]
        return {"now": NewPoint(entered["title"], owner, entered["due_on"], entered["priority"])}

    def _fingerprint(self, row: models.Model) -> str:
        doer = getattr(row, "owner_name", "")
        return f"{super()._fingerprint(row)}{crc32(doer.encode()):x}"


class ProgressForm(SentForm, Form):
    """Progress of an action point: one tap, one line, and an optional photo."""

    progress = forms.ChoiceField(
        label=_("Progress so far"),
        choices=ActionPointUpdate.Progress.choices,
        widget=taps(),
        initial=ActionPointUpdate.Progress.GOING_ON,
    )
    line = CharField(label=_("In one line"), max_length=500)
    file = CaptionedFileField(
        label=_("Photo or file"),
        required=False,
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )
