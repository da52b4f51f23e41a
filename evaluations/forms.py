"""Forms of rounds and score sheets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.utils.html import escape, format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations.actions import CriterionMark
from evaluations.models import Criterion, Evaluation, Round, Rubric, Score
from jingyan.fields import CharField, DecimalField
from jingyan.forms import Form, ModelForm
from officers.models import Measures
from pairings.forms.base import ActingForm

Part = Criterion.Part


class RoundForm(ActingForm, ModelForm):
    """Opens a round. Its evaluations follow from the pairings active on its last day."""

    class Meta(ModelForm.Meta):
        model = Round
        fields = ["name", "rubric", "starts_on", "ends_on", "excellent_quota"]
        widgets = {"excellent_quota": forms.NumberInput(attrs={"data-suffix": "%"})}
        help_texts = {
            "ends_on": _("All pairings active on this day are evaluated."),
            "excellent_quota": _("The number of places is rounded down."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rubric = Rubric.objects.order_by("version").last()
        self.fields["rubric"].initial = rubric.pk if rubric else None
        self.fields["excellent_quota"].initial = Measures.objects.in_force(
            localdate()
        ).excellent_quota


class ScoreForm(ActingForm, Form):
    """A score sheet: points and grounds for each criterion, and whether a veto applies.

    `grounds`, by criterion code, are the initial grounds of criteria that have none yet.
    """

    keeps_draft = True

    def __init__(
        self, *args: Any, evaluation: Evaluation, grounds: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(evaluation.scores.select_related("criterion"))
        for line in self.lines:
            self.fields[_points(line)] = (
                _veto_field(line) if _is_veto(line) else _points_field(line)
            )
            self.fields[_note(line)] = _note_field(
                line, line.note or grounds.get(line.criterion.code, "")
            )

    @property
    def helper(self) -> FormHelper:
        """Points and grounds side by side, under the heading of their part."""
        helper = super().helper
        rows: list[Any] = []
        for before, line in zip([None, *self.lines], self.lines, strict=False):
            part = line.criterion.get_part_display()
            if before is None or before.criterion.part != line.criterion.part:
                rows.append(HTML(f"<h2>{escape(part)}</h2>"))
            columns = (
                Column(self._placed(_points(line)), css_class="col-md-5"),
                Column(_note(line), css_class="col-md-7"),
            )
            rows.append(Row(*columns))
        helper.layout = Layout(*rows)
        return helper

    def values(self) -> dict[str, Any]:
        """The marks by criterion code; an empty field is 未测评, an unticked veto is 0."""
        marks = {}
        for line in self.lines:
            points, note = self.cleaned_data[_points(line)], self.cleaned_data[_note(line)]
            marks[line.criterion.code] = CriterionMark(
                Decimal(points) if _is_veto(line) else points, note
            )
        return {"marks": marks}

    def _show(self, error: Any) -> None:
        codes = {line.criterion.code: _points(line) for line in self.lines}
        for code, messages in error.message_dict.items():
            for message in messages:
                self.add_error(codes.get(code), message)


def _is_veto(line: Score) -> bool:
    return line.criterion.part == Part.VETO


def _points(line: Score) -> str:
    return f"points_{line.criterion.code}"


def _note(line: Score) -> str:
    return f"note_{line.criterion.code}"


def _text(line: Score) -> str:
    """The criterion, marked as Chinese for screen readers on a page in another language."""
    return format_html('<span lang="zh-Hans">{}</span>', line.text)


def _points_field(line: Score) -> forms.DecimalField:
    unit = gettext("of %d points") % line.max_points
    return DecimalField(
        label=_text(line),
        required=False,
        min_value=0,
        max_value=line.max_points,
        max_digits=5,
        decimal_places=2,
        initial=line.points,
        widget=forms.NumberInput(
            attrs={"data-suffix": unit, "step": "0.5", "inputmode": "decimal"}
        ),
    )


def _veto_field(line: Score) -> forms.BooleanField:
    return forms.BooleanField(label=_text(line), required=False, initial=bool(line.points))


def _note_field(line: Score, initial: str) -> forms.CharField:
    label = gettext("Grounds")
    return CharField(
        label=label,
        required=False,
        max_length=200,
        initial=initial,
        widget=forms.TextInput(attrs={"aria-label": f"{label}: {line.text}"}),
    )
