"""The decision on a registration, and what the office keeps for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.acting import ActingForm
from accounts.models import User
from jingyan.fields import CharField
from jingyan.file_fields import CaptionedFileField, CaptionedInput
from jingyan.forms import Form, ModelForm
from officers.actions import Found
from officers.forms.colleague import ColleagueField
from officers.models import Finding, Inspection, Phrase, Registration, ReviewCriterion

Conclusion = Finding.Conclusion
INSPECTORS = ("first_inspector", "second_inspector")
ACCEPTED = gettext_lazy(
    "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are removed."
)


@dataclass(frozen=True)
class CriterionFields:
    """One criterion with its two fields, as the box draws it."""

    criterion: ReviewCriterion
    conclusion: BoundField
    note: BoundField


class ReviewForm(ActingForm, Form):
    """A conclusion on each criterion, and the opinion. What the last review found is filled in."""

    reason = CharField(
        label=gettext_lazy("Review opinion"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Required for returning or rejecting: say what is missing."),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[ReviewCriterion],
        last: Sequence[Finding] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        findings = {finding.criterion_id: finding for finding in last}
        for criterion in criteria:
            finding = findings.get(criterion.pk)
            self.fields[f"conclusion_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.name,
                choices=Conclusion.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=finding.conclusion if finding else Conclusion.TO_CHECK,
            )
            self.fields[f"note_{criterion.pk}"] = CharField(
                label=_("Note on “%s”") % criterion.name,
                max_length=200,
                required=False,
                initial=finding.note if finding else "",
                widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
            )

    @property
    def rows(self) -> list[CriterionFields]:
        """The criteria with their fields."""
        return [
            CriterionFields(one, self[f"conclusion_{one.pk}"], self[f"note_{one.pk}"])
            for one in self.criteria
        ]

    def values(self) -> dict[str, Any]:
        """As the actions take them; a conclusion that isn't there is one that is still to come."""
        cleaned = self.cleaned_data
        findings = {
            one.pk: Found(
                cleaned[f"conclusion_{one.pk}"] or Conclusion.TO_CHECK, cleaned[f"note_{one.pk}"]
            )
            for one in self.criteria
        }
        return {"reason": cleaned["reason"], "findings": findings}


class CriterionForm(ModelForm):
    class Meta(ModelForm.Meta):
        model = ReviewCriterion
        fields = ["name", "clause", "order", "in_use"]
        help_texts = {
            "order": gettext_lazy("Small numbers come first."),
            "in_use": gettext_lazy(
                "Reviewers conclude on each criterion in use. Clear this instead of deleting it."
            ),
        }


class PhraseForm(Form):
    """A phrase for the opinion, for all reviewers or for the user alone."""

    text = CharField(label=gettext_lazy("words"), max_length=200)
    everybody = forms.BooleanField(
        label=gettext_lazy("For all reviewers"),
        required=False,
        help_text=gettext_lazy("Otherwise the phrase is offered to you alone."),
    )

    def __init__(
        self, *args: Any, user: User, instance: Phrase | None = None, **kwargs: Any
    ) -> None:
        self.user, self.instance = user, instance or Phrase(user=user)
        initial = {"text": self.instance.text, "everybody": self.instance.user_id is None}
        super().__init__(*args, **{"initial": initial} | kwargs)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a phrase that is on the same list already."""
        cleaned = super().clean() or self.cleaned_data
        others = Phrase.objects.filter(text=cleaned.get("text"), user=self.owner).exclude(
            pk=self.instance.pk
        )
        if others.exists():
            self.add_error("text", _("This phrase is already on the list."))
        return cleaned

    @property
    def owner(self) -> User | None:
        """The user whose phrase it is; None for a phrase for all reviewers."""
        return None if self.cleaned_data.get("everybody") else self.user

    def phrase(self) -> Phrase:
        """The phrase as entered, not saved."""
        self.instance.text, self.instance.user = self.cleaned_data["text"], self.owner
        return self.instance


class PaperForm(ActingForm, Form):
    """A paper that came with a registration."""

    file = CaptionedFileField(
        label=gettext_lazy("File"),
        help_text=ACCEPTED,
        widget=CaptionedInput(attrs={"class": "form-control"}),
    )


class InspectionForm(ActingForm, ModelForm):
    """The inspectors, the day and the report of an inspection."""

    suitable = forms.TypedChoiceField(
        label=gettext_lazy("Conclusion"),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        choices=[
            ("True", pgettext_lazy("candidate", "Suitable")),
            ("False", pgettext_lazy("candidate", "Not suitable")),
        ],
    )
    file = CaptionedFileField(
        label=gettext_lazy("Inspection report"),
        help_text=ACCEPTED,
    )

    first_inspector_user = ColleagueField()
    second_inspector_user = ColleagueField()

    field_order = (
        "inspected_on",
        "first_inspector_user",
        "first_inspector",
        "second_inspector_user",
        "second_inspector",
        "suitable",
        "opinion",
        "file",
    )

    class Meta(ModelForm.Meta):
        model = Inspection
        fields = [
            "inspected_on",
            "first_inspector_user",
            "first_inspector",
            "second_inspector_user",
            "second_inspector",
            "opinion",
        ]

    def __init__(self, *args: Any, user: User, candidate: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _last_two(user, candidate)} | kwargs)
        # One query for both lists; without `iter` the list would ask for its length by another one.
        fields = cast("dict[str, Any]", self.fields)
        options = list(iter(fields["first_inspector_user"].choices))
        for name in INSPECTORS:
            fields[f"{name}_user"].widget.choices = options
            self.fields[name].required = False
            self.fields[name].help_text = _("For a person without an account.")


def _last_two(user: User, candidate: Registration) -> dict[str, Any]:
    """The last two inspectors if they may inspect this candidate, else the current user."""
    inspections = Inspection.objects.visible_to(user).select_related(
        *(f"{name}_user" for name in INSPECTORS)
    )
    last = inspections.order_by("-pk").first()
    pairs: list[tuple[str, User | None]] = [(user.full_name, user)]
    if last:
        pairs = [(getattr(last, name), getattr(last, f"{name}_user")) for name in INSPECTORS]
    move = Registration.MOVES["inspect"]
    submitter = candidate.submitted_by.full_name if candidate.submitted_by else ""
    fit = [
        (printed, inspector)
        for printed, inspector in pairs
        if (move.leaves_to(candidate, inspector) if inspector else printed != submitter)
    ]
    free = [*fit, ("", None), ("", None)]
    initial: dict[str, Any] = {"inspected_on": localdate()}
    for name, (printed, inspector) in zip(INSPECTORS, free, strict=False):
        initial |= {name: printed, f"{name}_user": inspector}
    return initial
