"""Forms of contributions."""

from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.fields import CharField, PaperNumberField, ReferenceField
from jingyan.file_fields import CaptionedFileField, FilesField
from jingyan.forms import SENT_AS, Form, ModelForm
from jingyan.quantity import Quantity, QuantityError, parse
from officers.models import Enterprise, Officer
from pairings.forms.base import ActingForm, PersonChoice, PlaceChoice, SentForm
from pairings.models import Contribution, Metric
from villages.models import Village

FIRST = ("scope", "carrier", "title", "happened_on", "village", "officer")
RARER = ("enterprise", "project_code", "stage", "contract_no", "receipt_no", "site", "share")
ROWS = 4
SPARE_ROWS = 2
WHOLE = Decimal(100)


class MetricSelect(forms.Select):
    """A metric, each option with its unit, so that the page can show the unit behind the number."""

    def __init__(self, units: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option with its unit as data."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-unit"] = self.units.get(str(value), "")
        return option


class EvidenceForm(ActingForm, Form):
    """One more evidence file."""

    file = CaptionedFileField(
        label=_("Evidence file"),
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )


class ContributionForm(SentForm, ModelForm):
    """One dated contribution with its quantities, each typed as people write it (120万, 2000余)."""

    project_code = ReferenceField(label=_("Project code"), max_length=30, required=False)
    evidence = FilesField(
        label=_("Evidence files"),
        required=False,
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )

    class Meta(ModelForm.Meta):
        model = Contribution
        fields = [
            "scope",
            "carrier",
            "title",
            "happened_on",
            "village",
            "officer",
            "enterprise",
            "stage",
            "contract_no",
            "receipt_no",
            "site",
            "share",
            "note",
        ]
        field_classes = {
            "village": PlaceChoice,
            "officer": PersonChoice,
            "contract_no": PaperNumberField,
            "receipt_no": PaperNumberField,
        }
        widgets = {"share": forms.TextInput(attrs={"data-suffix": "%", "inputmode": "decimal"})}
        help_texts = {
            "officer": _(
                "Leave empty for the officer who was paired with the village on that day."
            ),
            "site": _("Where it is, for instance a group or a field."),
        }

    def __init__(
        self, *args: Any, user: User, corrects: Contribution | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.corrects = user, corrects or self.instance.corrects
        self.metrics = {metric.code: metric for metric in _metrics_for(user)}
        self._narrow()
        self._add_quantity_rows()
        if self.instance.pk:
            self.works_offline = False
            del self.fields["evidence"], self.fields[SENT_AS]
            self.fields["project_code"].initial = (
                self.instance.project.code if self.instance.project else ""
            )

    @property
    def helper(self) -> FormHelper:
        """Lays the quantities out as rows under what was done; rarer fields follow, folded."""
        helper = super().helper
        first = [name for name in FIRST if name in self.fields]
        rows = [self._row(number) for number in range(1, self.rows + 1)]
        last = [name for name in ("note", "evidence", "seen") if name in self.fields]
        rarer = [self._placed(name) for name in RARER]
        helper.layout = Layout(
            *first, Div(*rows, css_class="quantities"), *self._folded(rarer), *last
        )
        return helper

    def clean(self) -> dict[str, Any] | None:
        """Read the quantities."""
        cleaned = super().clean() or self.cleaned_data
        self.outcomes: dict[Metric, Quantity] = {}
        for number in range(1, self.rows + 1):
            self._read_row(
                number, cleaned.get(f"metric_{number}", ""), cleaned.get(f"amount_{number}", "")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """The contribution, with its quantities by metric."""
        entered = super().values()
        values = {
            name: value
            for name, value in entered.items()
            if not name.startswith(("metric_", "amount_"))
        }
        if "evidence" in values:
            values["files"] = values.pop("evidence")
        return {**values, "outcomes": self.outcomes, "corrects": self.corrects}

    def _narrow(self) -> None:
        """Offer only what the user sees, and ask nothing that the system knows."""
        villages = Village.objects.visible_to(self.user).in_programme().select_related("town")
        self.offer("village", villages)
        self.offer("officer", Officer.objects.visible_to(self.user).select_related("enterprise"))
        self.offer("enterprise", Enterprise.objects.visible_to(self.user))
        self.fields["happened_on"].initial = localdate
        if not self.user.may("contributions.confirm"):
            del self.fields["scope"]
            own = list(villages[:2])
            self.fields["village"].initial = own[0] if len(own) == 1 else None
        if not self.user.may("officers.view") or Officer.objects.filter(user=self.user).exists():
            del self.fields["officer"]

    def _add_quantity_rows(self) -> None:
        stored = list(self.instance.outcomes.select_related("metric")) if self.instance.pk else []
        self.rows = max(ROWS, len(stored) + SPARE_ROWS)
        options = [
            ("", "—"),
            *((code, f"{metric.name}（{metric.unit}）") for code, metric in self.metrics.items()),
        ]
        units = {
            "": gettext("Unit"),
            **{code: metric.unit for code, metric in self.metrics.items()},
        }
        for number in range(1, self.rows + 1):
            stored_outcome = stored[number - 1] if number <= len(stored) else None
            self.fields[f"metric_{number}"] = forms.ChoiceField(
                label=_("Metric %(number)d") % {"number": number},
                choices=options,
                required=False,
                initial=stored_outcome.metric.code if stored_outcome else "",
                widget=MetricSelect(units, attrs={"data-metric": True}),
            )
            self.fields[f"amount_{number}"] = CharField(
                label=_("Quantity %(number)d") % {"number": number},
                max_length=60,
                required=False,
                initial=stored_outcome.quantity.text() if stored_outcome else "",
                widget=forms.TextInput(attrs={"placeholder": "120万、2000余"}),
            )

    def _folded(self, fields: list[Any]) -> list[Any]:
        """The rarer fields, open where one of them holds something or is at fault."""
        used = self.instance.share != WHOLE or any(name in self.errors for name in RARER)
        used = used or any(self[name].value() for name in RARER if name != "share")
        words = gettext("Project, papers and share")
        opening = format_html(
            '<details class="mb-3" {}><summary>{}</summary>', "open" if used else "", words
        )
        return [HTML(opening), Div(*fields, css_class="mt-3"), HTML("</details>")]

    def _row(self, number: int) -> Div:
        chosen = self[f"metric_{number}"].value()
        unit = self.metrics[chosen].unit if chosen in self.metrics else gettext("Unit")
        return Div(
            Div(f"metric_{number}", css_class="col-sm-7"),
            Div(AppendedText(f"amount_{number}", unit), css_class="col-sm-5"),
            css_class="row quantity-row",
        )

    def _read_row(self, number: int, code: str, text: str) -> None:
        if not code and not text:
            return
        if not (code and text):
            missing, words = (
                ("amount", gettext("Enter how much."))
                if code
                else ("metric", gettext("Choose what it counts."))
            )
            self.add_error(f"{missing}_{number}", words)
            return
        metric = self.metrics[code]
        if metric in self.outcomes:
            self.add_error(
                f"metric_{number}",
                gettext("This metric is already listed above. Add the quantities up."),
            )
            return
        try:
            self.outcomes[metric] = parse(
                text, metric.unit, allow_negative=self.corrects is not None
            )
        except QuantityError as error:
            self.add_error(f"amount_{number}", error.message)


def _metrics_for(user: User) -> list[Metric]:
    """The metrics that the user may enter: those of the whole united front are the county's."""
    metrics = Metric.objects.entered().current()
    return list(
        metrics
        if user.may("contributions.confirm")
        else metrics.filter(scope=Metric.Scope.OFFICERS)
    )
