"""Forms of the quarterly meetings."""

from typing import Any

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from jingyan.forms import Form, ModelForm
from jingyan.periods import Period, quarter_of
from officers.models import Officer
from pairings.actions.meeting import officers_expected
from pairings.forms.base import ActingForm
from pairings.models import Attendance, Meeting

QUARTERS_ON_OFFER = 8


class ChooseQuarterForm(ActingForm, Form):
    """Whose meeting, and of which quarter: asked before the form, since they decide who was to come."""

    town = forms.ModelChoiceField(Town.objects.none(), label=_("town"), to_field_name="code")
    quarter = forms.ChoiceField(
        label=_("quarter"), choices=lambda: [(row.code, row.label()) for row in quarters_on_offer()]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("town", Town.objects.visible_to(user))
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class MeetingForm(ActingForm, ModelForm):
    """One meeting: when and where, who came, and what was said."""

    keeps_draft = True

    class Meta:
        model = Meeting
        fields = ["held_on", "place", "chair", "experience", "problems", "measures", "agreed"]

    def __init__(self, *args: Any, town: Town, quarter: Period, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = list(officers_expected(town, quarter))
        last = Meeting.objects.visible_to(user).counted().filter(town=town).order_by("-held_on").first()
        today = localdate()
        self.fields["held_on"].required = True
        self.fields["held_on"].initial = today if today in quarter else None
        self.fields["place"].initial = last.place if last else ""
        # A liaison chairs the own town's meeting; the county takes over who chaired the last one.
        self.fields["chair"].initial = str(user) if user.town_id else (last.chair if last else "")
        for officer in self.officers:
            self.fields[_field(officer)] = _attendance(officer)
        self.order_fields(["held_on", "place", "chair", *map(_field, self.officers)])

    @property
    def helper(self) -> FormHelper:
        """One row of radio buttons for each officer, in the place of the field."""
        helper = super().helper
        radios = {_field(officer) for officer in self.officers}
        helper.layout = Layout(*(InlineRadios(name) if name in radios else name for name in self.fields))
        return helper

    def values(self) -> dict[str, Any]:
        """The minutes, and who came."""
        entered = super().values()
        attendance = {officer: entered.pop(_field(officer)) for officer in self.officers}
        return {**entered, "attendance": attendance}


class SkipForm(ActingForm, Form):
    """Why a town holds no meeting in a quarter."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea)


def quarters_on_offer() -> list[Period]:
    """The current quarter and those before it, latest first."""
    quarters = [quarter_of(localdate())]
    while len(quarters) < QUARTERS_ON_OFFER:
        quarters.append(quarters[-1].previous())
    return quarters


def _field(officer: Officer) -> str:
    return f"officer_{officer.pk}"


def _attendance(officer: Officer) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=officer.name,
        choices=Attendance.Status.choices,
        widget=forms.RadioSelect,
        initial=Attendance.Status.PRESENT,
    )
