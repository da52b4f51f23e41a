"""The base of every form: labels above, units behind, dates as dates, and a check against lost updates."""

from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jingyan.lost_update import LostUpdate
from jingyan.rendering import SEARCHED


class House(BaseForm):
    """What every form of ours shares. Give a unit with `widget.attrs["data-suffix"]`."""

    use_required_attribute = False
    # Whether what is typed is kept as a draft until it is sent: for forms that take minutes.
    keeps_draft = False

    @property
    def helper(self) -> FormHelper:
        """How crispy lays the form out; the page brings the form tag and the CSRF token."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf, helper.form_show_errors = False, True, True
        helper.layout = Layout(*(self._placed(name) for name in self.fields))
        return helper

    def _placed(self, name: str) -> Any:
        suffix = self.fields[name].widget.attrs.get("data-suffix")
        return AppendedText(name, suffix) if suffix else name

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Every fault as (id of the field, its label, what to do), in the order of the page."""
        whole = [("", "", str(error)) for error in self.non_field_errors()]
        return [
            *whole,
            *((field.id_for_label, str(field.label), str(error)) for field in self for error in field.errors),
        ]


def _dress(form: BaseForm) -> None:
    for field in form.fields.values():
        _name_the_blank(field)
        if isinstance(field, forms.ModelChoiceField):
            _refuse_far_keys(field)
        # Labels may be a model's names, which begin small.
        field.label = capfirst(field.label) if field.label else field.label
        if isinstance(field, forms.DateField) and isinstance(field.widget, forms.DateInput):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={**field.widget.attrs, "type": "date"})
        if isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected:
            field.widget.attrs.setdefault(SEARCHED, "")
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs |= {"rows": 4}


def _refuse_far_keys(field: forms.Field) -> None:
    """A key that no database has room for names nothing; Django passes it on and SQLite falls over it."""
    clean = field.clean

    def refusing(value: Any) -> Any:
        try:
            return clean(value)
        except OverflowError as error:
            raise ValidationError(field.error_messages["invalid_choice"], code="invalid_choice") from error

    field.clean = refusing  # type: ignore[method-assign]


def _name_the_blank(field: forms.Field) -> None:
    """A row of hyphens says nothing: an empty choice asks for one. What is no choice is not repeated."""
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = _("Choose one of the options.")
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = _("Please choose")
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        choices: list[Any] = list(field.widget.choices)
        field.choices = [(value, label if value else _("Please choose")) for value, label in choices]


class Form(House, forms.Form):
    """A form without a record behind it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class ModelForm(LostUpdate, House, forms.ModelForm):  # type: ignore[type-arg]
    """A form over one record. It refuses, once, to overwrite what somebody else saved meanwhile, and shows both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)
