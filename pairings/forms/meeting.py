"""Forms of the quarterly meetings."""

from datetime import date
from typing import Any, cast
from zlib import crc32

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from jingyan.fields import CharField, DateField
from jingyan.file_fields import FilesField
from jingyan.forms import SENT_AS, Form, ModelForm
from jingyan.lost_update import ConflictingField
from jingyan.periods import Period, quarter_of
from officers.models import Officer
from pairings.actions.action_point import agenda
from pairings.actions.meeting import officers_expected
from pairings.actions.meeting_results import Results
from pairings.forms.base import ActingForm, SentForm
from pairings.forms.meeting_sections import (
    AgendaSection,
    NewPointSection,
    NoteSection,
    SectionRow,
    taps,
)
from pairings.models import Attendance, Meeting, MeetingNote

QUARTERS_ON_OFFER = 8
COUNTY = "county"
# How the field begins that says whether an officer came.
WHO = "officer_"


class ChooseQuarterForm(ActingForm, Form):
    """Whose meeting, and of which quarter: asked before the form, since they decide who was to
    come.
    """

    town = forms.ChoiceField(label=_("Town"))
    quarter = forms.ChoiceField(
        label=_("Quarter"), choices=lambda: [(row.code, row.label()) for row in quarters_on_offer()]
    )

    def __init__(self, *args: Any, user: User, county: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = (
            [(COUNTY, gettext("Whole county"))]
            if county and user.may("meetings.log_county")
            else []
        )
        towns = [(town.code, str(town)) for town in Town.objects.visible_to(user)]
        cast(forms.ChoiceField, self.fields["town"]).choices = [*whole, *towns]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class MeetingForm(SentForm, ModelForm):
    """One meeting: when and where, how earlier action points go on, who came, what was said, what
    is to be done.
    """

    all_present = forms.BooleanField(
        required=False,
        label=_("All present"),
        widget=forms.CheckboxInput(attrs={"class": "btn-check"}),
    )
    sheet = FilesField(
        label=_("Photo of the sign-in sheet"), required=False, help_text=_("At most 20 MB each.")
    )

    class Meta(ModelForm.Meta):
        model = Meeting
        fields = [
            "held_on",
            "day_reason",
            "place",
            "chair",
            "guests",
            "experience",
            "problems",
            "measures",
            "agreed",
        ]
        widgets = {"day_reason": forms.TextInput}
        help_texts = {"guests": _("One per line, each with the post.")}

    def __init__(
        self, *args: Any, town: Town | None, quarter: Period, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.town, self.quarter = town, quarter
        # As it was entered, also where it is refused.
        self.day: date | None = None
        self.officers = list(officers_expected(town, quarter).select_related("enterprise"))
        if self.instance.state == Meeting.State.HELD:
            self.works_offline = False
            del self.fields[SENT_AS]
        self._prefill(user)
        self._ask_who_came()
        row = self.instance if self.instance.pk else Meeting(town=town, quarter=quarter.code)
        self.agenda = AgendaSection(self, {point.pk: point for point in agenda(row)})
        self.points = NewPointSection(self, town=town, quarter=quarter, officers=self.officers)
        stored = MeetingNote.objects.visible_to(user).filter(meeting=row.pk) if row.pk else ()
        self.notes = NoteSection(self, self.officers, {note.officer_id: note for note in stored})
        for name in ("guests", "experience", "problems", "measures", "agreed"):
            self.fields[name].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any] | None:
        """Require every officer's attendance. All sections are read before errors are raised, so
        that all of them show at once.
        """
        cleaned = super().clean() or self.cleaned_data
        self.day = cleaned.get("held_on")
        silent = [officer.name for officer in self.officers if not cleaned.get(_field(officer))]
        if silent and not cleaned.get("all_present"):
            words = gettext(
                "Tick “All present”, or enter the attendance of each officer. Missing: %s."
            )
            self.add_error("all_present", words % "、".join(silent))
        # A pair that has ended since the page was opened, say in a village without a connection.
        if any(name.startswith(WHO) and name not in self.fields for name in self.data):
            words = gettext(
                "An officer you entered is not paired here in this quarter. Check the "
                "attendance below."
            )
            self.add_error("all_present", words)
        self.results = Results(
            reports=self.agenda.reports(),
            points=self.points.points(),
            notes=self.notes.notes(),
            files=cleaned.get("sheet") or (),
        )
        return cleaned

    def values(self) -> dict[str, Any]:
        """The minutes, who came, and what the meeting gave besides."""
        entered = super().values()
        for section in (self.agenda, self.points, self.notes):
            section.pop(entered)
        present = Attendance.Status.PRESENT
        attendance = {officer: entered.pop(_field(officer)) or present for officer in self.officers}
        for name in ("all_present", "sheet"):
            entered.pop(name)
        return {**entered, "attendance": attendance, "results": self.results}

    @property
    def asks_day_reason(self) -> bool:
        """Whether the day lies outside the quarter, which has to be explained."""
        return bool(self.instance.day_reason) or (
            self.day is not None and self.day not in self.quarter
        )

    @property
    def attendance(self) -> list[SectionRow]:
        """The officers, each with the field that says whether they came."""
        return [SectionRow(officer, {"status": self[_field(officer)]}) for officer in self.officers]

    @property
    def pairs(self) -> list[ConflictingField]:
        """Only fields that two users can both have changed; new rows never conflict."""
        both = {*MeetingForm.Meta.fields, *map(_field, self.officers)}
        return [pair for pair in super().pairs if pair.name in both]

    @cached_property
    def stored(self) -> dict[int, str]:
        """The stored attendance: officer pk → status."""
        if not self.instance.pk:
            return {}
        return dict(self.instance.attendances.values_list("officer", "status"))

    def _fingerprint(self, row: models.Model) -> str:
        return f"{super()._fingerprint(row)}{crc32(repr(sorted(self.stored.items())).encode()):x}"

    def _prefill(self, user: User) -> None:
        last = (
            Meeting.objects.visible_to(user)
            .counted()
            .filter(town=self.town)
            .order_by("-held_on")
            .first()
        )
        today = localdate()
        self.fields["held_on"].required = True
        planned = self.instance.planned_on if self.instance.pk else None
        day = min(planned, today) if planned else today
        # At first the town's liaison is suggested as chair; later the previous chair.
        chair = last.chair if last and last.chair else (str(user) if user.town_id else "")
        begin = {
            "held_on": day if day in self.quarter else None,
            "place": last.place if last else "",
            "chair": chair,
        }
        for name, value in begin.items():
            self.initial[name] = self.initial.get(name) or value

    def _ask_who_came(self) -> None:
        for officer in self.officers:
            self.fields[_field(officer)] = forms.ChoiceField(
                label=officer.name,
                choices=Attendance.Status.choices,
                widget=taps(),
                required=False,
                initial=self.stored.get(officer.pk),
            )


class PlanMeetingForm(ActingForm, Form):
    """When and where a quarter's meeting is to be held."""

    planned_on = DateField(label=_("Planned on"))
    place = CharField(label=pgettext_lazy("meeting", "Place"), max_length=100, required=False)

    def __init__(self, *args: Any, town: Town | None, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = (
            Meeting.objects.visible_to(user)
            .counted()
            .filter(town=town)
            .order_by("-held_on")
            .first()
        )
        self.fields["place"].initial = last.place if last else ""


class SkipForm(ActingForm, Form):
    """Why a town holds no meeting in a quarter."""

    reason = CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea)


def quarters_on_offer() -> list[Period]:
    """The current quarter and those before it, latest first."""
    quarters = [quarter_of(localdate())]
    while len(quarters) < QUARTERS_ON_OFFER:
        quarters.append(quarters[-1].previous())
    return quarters


def _field(officer: Officer) -> str:
    return f"{WHO}{officer.pk}"
