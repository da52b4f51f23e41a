"""Events of the programme."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActingForm
from accounts.models import User
from jingyan.fields import ModelMultipleChoiceField
from jingyan.file_fields import FilesField
from jingyan.forms import ModelForm
from officers.models import Officer, ProgrammeEvent


class Attendees(ModelMultipleChoiceField):
    """Officers, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The person and the firm."""
        return f"{obj.name}（{obj.enterprise or obj.officer_code}）"


class EventForm(ActingForm, ModelForm):
    """What was held when and where, who came, and the files of it."""

    keeps_draft = True

    everybody = forms.BooleanField(label=_("All officers in office attended"), required=False)
    uploads = FilesField(
        label=_("Photos and documents"),
        required=False,
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )

    field_order = (
        "kind",
        "title",
        "held_on",
        "place",
        "summary",
        "everybody",
        "attendees",
        "others",
        "uploads",
    )

    class Meta(ModelForm.Meta):
        model = ProgrammeEvent
        fields = ["kind", "title", "held_on", "place", "summary", "attendees", "others"]
        field_classes = {"attendees": Attendees}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"held_on": localdate()}} | kwargs)
        self.user = user
        self.fields["others"].widget.attrs["rows"] = 2
        present = Q(appointments__state="active")
        if self.instance.pk:
            present |= Q(events=self.instance)
        people = Officer.objects.visible_to(user).filter(present).distinct()
        self.offer("attendees", people.select_related("enterprise").order_by("pinyin", "pk"))

    def values(self) -> dict[str, Any]:
        """As the actions take them: one box selects everyone in office."""
        values = super().values()
        if values.pop("everybody"):
            in_office = Officer.objects.visible_to(self.user).filter(appointments__state="active")
            values["attendees"] = {*values["attendees"], *in_office}
        return values
