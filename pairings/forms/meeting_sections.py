"""The parts of the meeting's form that grow with the meeting: its agenda, its new action points, a
note an officer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from accounts.roles import MAY
from jingyan.fields import CharField, DateField
from jingyan.file_fields import CaptionedFileField
from jingyan.periods import Period
from officers.models import Officer
from pairings.actions.action_point import NewPoint, Owner
from pairings.actions.meeting_results import ActionPointReport, Noted
from pairings.models import ActionPoint, ActionPointUpdate, MeetingNote

NEW_ROWS = 4
Progress = ActionPointUpdate.Progress


def taps() -> forms.RadioSelect:
    """Choices that are buttons: one tap each, with or without JavaScript."""
    return forms.RadioSelect(attrs={"class": "btn-check"})


@dataclass(frozen=True)
class SectionRow:
    """The fields about one thing, by what each says of it."""

    of: Any
    fields: Mapping[str, BoundField]


class Section:
    """Fields named `<prefix>_<key>_<what>`, a group for each of `keyed`."""

    prefix = ""

    def __init__(self, form: BaseForm, keyed: Mapping[int, Any]) -> None:
        self.form, self.keyed = form, keyed
        for key, of in keyed.items():
            for what, field in self.fields_for(of).items():
                form.fields[f"{self.prefix}_{key}_{what}"] = field

    def fields_for(self, of: Any) -> dict[str, forms.Field]:
        """The fields about one thing."""
        raise NotImplementedError

    @property
    def rows(self) -> list[SectionRow]:
        """The fields as the page shows them, thing by thing."""
        return [
            SectionRow(of, {what: self.form[name] for what, name in self._names(key)})
            for key, of in self.keyed.items()
        ]

    def entered(self, key: int) -> dict[str, Any]:
        """What was entered about one thing."""
        return {what: self.form.cleaned_data.get(name) for what, name in self._names(key)}

    def pop(self, values: dict[str, Any]) -> None:
        """Take the fields out of what goes to the record itself."""
        for key in self.keyed:
            for _what, name in self._names(key):
                values.pop(name, None)

    def _names(self, key: int) -> list[tuple[str, str]]:
        lead = f"{self.prefix}_{key}_"
        return [
            (name.removeprefix(lead), name) for name in self.form.fields if name.startswith(lead)
        ]


class AgendaSection(Section):
    """How each unfinished action point goes on: one tap, one line; a file where high priority asks
    for one.
    """

    prefix = "point"

    def fields_for(self, of: ActionPoint) -> dict[str, forms.Field]:
        """One action point."""
        if of.state != ActionPoint.State.OPEN:
            return {}
        fields: dict[str, forms.Field] = {
            "progress": forms.ChoiceField(
                label=_("Progress: %s") % of,
                choices=Progress.choices,
                required=False,
                widget=taps(),
            ),
            "line": CharField(label=_("In one line"), max_length=500, required=False),
        }
        if of.priority == ActionPoint.Priority.HIGH:
            fields["file"] = CaptionedFileField(
                label=_("File that shows it"),
                required=False,
            )
        return fields

    def reports(self) -> list[ActionPointReport]:
        """The progress entered; a line without a choice counts as “going on”."""
        reports = []
        for key, point in self.keyed.items():
            entered = self.entered(key)
            if entered.get("progress") or entered.get("line") or entered.get("file"):
                progress = entered["progress"] or Progress.GOING_ON
                reports.append(
                    ActionPointReport(point, progress, entered["line"] or "", entered.get("file"))
                )
        return reports


class NewPointSection(Section):
    """New action points, one row each."""

    prefix = "new"

    def __init__(
        self, form: BaseForm, *, town: Town | None, quarter: Period, officers: Sequence[Officer]
    ) -> None:
        self.owners = owners_of(town, officers)
        self.due_on = quarter.next().end
        super().__init__(form, dict.fromkeys(range(1, NEW_ROWS + 1)))

    def fields_for(self, of: Any) -> dict[str, forms.Field]:
        """One row."""
        return {
            "title": CharField(label=_("What is to be done"), max_length=200, required=False),
            "owner": OwnerField(self.owners),
            "unit": CharField(label=_("Or a unit"), max_length=50, required=False),
            "due_on": DateField(label=_("Due on"), required=False, initial=self.due_on),
            "high": forms.BooleanField(label=_("High priority: proved by a file"), required=False),
        }

    def points(self) -> dict[int, NewPoint]:
        """The rows that say what is to be done; faults of the others go to the form."""
        new_points = {}
        for key in self.keyed:
            entered = self.entered(key)
            owner: Owner | None = entered["owner"] or entered["unit"]
            if not entered["title"]:
                if entered["unit"] or entered["owner"]:
                    self.form.add_error(f"new_{key}_title", gettext("Say what is to be done."))
                continue
            if not owner or (entered["owner"] and entered["unit"]):
                self.form.add_error(
                    f"new_{key}_owner", gettext("Choose who does it, or name one unit.")
                )
                continue
            priority = ActionPoint.Priority.HIGH if entered["high"] else ActionPoint.Priority.NORMAL
            new_points[key] = NewPoint(
                entered["title"], owner, entered["due_on"] or self.due_on, priority
            )
        return new_points


class NoteSection(Section):
    """One mark for an officer, with a line where there is more to say."""

    prefix = "note"

    def __init__(
        self, form: BaseForm, officers: Sequence[Officer], stored: Mapping[int, MeetingNote]
    ) -> None:
        self.stored = stored
        super().__init__(form, {officer.pk: officer for officer in officers})

    def fields_for(self, of: Officer) -> dict[str, forms.Field]:
        """One officer."""
        stored_note = self.stored.get(of.pk)
        return {
            "mark": forms.ChoiceField(
                label=_("Note on %s") % of,
                choices=[("", _("No note")), *MeetingNote.Mark.choices],
                required=False,
                widget=taps(),
                initial=stored_note.mark if stored_note else "",
            ),
            "line": CharField(
                label=_("In one line"),
                max_length=200,
                required=False,
                initial=stored_note.line if stored_note else "",
            ),
        }

    def notes(self) -> dict[Officer, Noted]:
        """The marks that were given; a line without one is a fault."""
        marks = {}
        for key, officer in self.keyed.items():
            entered = self.entered(key)
            if entered["mark"]:
                marks[officer] = Noted(entered["mark"], entered["line"] or "")
            elif entered["line"]:
                self.form.add_error(f"note_{key}_mark", gettext("Choose a mark for the work."))
        return marks


class OwnerField(forms.ChoiceField):
    """Who does something: a user or an officer, as `user-3` and `officer-7`."""

    def __init__(self, owners: Mapping[str, User | Officer]) -> None:
        self.owners = owners
        people = [(key, str(owner)) for key, owner in owners.items() if isinstance(owner, User)]
        officers = [
            (key, str(owner)) for key, owner in owners.items() if isinstance(owner, Officer)
        ]
        choices = [("", _("Please choose")), (_("Office staff"), people), (_("Officers"), officers)]
        super().__init__(
            label=_("Owner"),
            required=False,
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def clean(self, value: Any) -> Any:
        """The user or officer; None if none was chosen."""
        return self.owners.get(cast(str, super().clean(value)))


def owners_of(town: Town | None, officers: Sequence[Officer]) -> dict[str, User | Officer]:
    """Possible owners by form key: the liaisons (or the county's offices) and the officers."""
    people = User.objects.filter(town=town, is_active=True, role__in=MAY["meetings.log"]).order_by(
        "full_name", "pk"
    )
    return {owner_key(owner): owner for owner in (*people, *officers)}


def owner_key(owner: User | Officer) -> str:
    """The option value of an owner in the form."""
    return f"{'user' if isinstance(owner, User) else 'officer'}-{owner.pk}"
