"""The base of every form: labels above, units behind, dates as dates, and a check against lost
updates.
"""

from typing import Any
from uuid import uuid4

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jingyan.fields import form_field
from jingyan.lost_update import LostUpdate
from jingyan.parsing import mask_personal
from jingyan.rendering import SEARCHED

# The name that a browser gives to what it sends, so that it can send it again and nothing is
# entered twice.
SENT_AS = "client_uuid"
# How Django calls what was chosen and isn't on offer.
NO_CHOICE = ("invalid_choice", "invalid_pk_value", "invalid_list")


class HouseStyle(BaseForm):
    """What all forms of the project share. Give a unit with `widget.attrs["data-suffix"]`."""

    _errors: Any
    use_required_attribute = False
    # Whether what is typed is kept as a draft until it is sent: for forms that take minutes.
    keeps_draft = False
    # Whether it can be filled in without a connection: its draft stays on the device, and `SENT_AS`
    # names the entry.
    works_offline = False

    @property
    def helper(self) -> FormHelper:
        """How crispy lays the form out; the page brings the form tag and the CSRF token."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf, helper.form_show_errors = False, True, True
        helper.layout = Layout(*(self._placed(name) for name in self.fields if name != SENT_AS))
        return helper

    def _placed(self, name: str) -> Any:
        suffix = self.fields[name].widget.attrs.get("data-suffix")
        return AppendedText(name, suffix) if suffix else name

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep a fault; ID numbers and mobile phones that it repeats are masked."""
        super().add_error(field, error)
        for errors in self._errors.values() if self._errors else ():
            errors.data = [_mask_fault(fault) for fault in errors.as_data()]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Every fault as (id of the field, its label, what to do), in the order of the page."""
        whole = [("", "", str(error)) for error in self.non_field_errors()]
        return [
            *whole,
            *(
                (field.id_for_label, str(field.label), str(error))
                for field in self
                for error in field.errors
            ),
        ]


def _mask_fault(fault: ValidationError) -> ValidationError:
    text = " ".join(fault.messages)
    masked = mask_personal(text)
    return fault if masked == text else ValidationError(masked, code=fault.code)


def _dress(form: HouseStyle) -> None:
    if form.works_offline:
        form.fields[SENT_AS] = forms.UUIDField(
            required=False, initial=uuid4, widget=forms.HiddenInput
        )
    for field in form.fields.values():
        _name_the_blank(field)
        # Labels may be a model's names, which begin small.
        field.label = capfirst(field.label) if field.label else field.label
        if isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected:
            field.widget.attrs.setdefault(SEARCHED, "")
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs |= {"rows": 4}


def _name_the_blank(field: forms.Field) -> None:
    """Label an empty choice “Please choose” instead of hyphens. The error for an invalid choice
    doesn't repeat the value.
    """
    if isinstance(field, forms.ChoiceField):
        field.error_messages |= dict.fromkeys(NO_CHOICE, _("Choose one of the options."))
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = _("Please choose")
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        choices: list[Any] = list(field.widget.choices)
        field.choices = [
            (value, label if value else _("Please choose")) for value, label in choices
        ]


class Form(HouseStyle, forms.Form):
    """A form without a record behind it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class ModelForm(LostUpdate, HouseStyle, forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs only
    """A form over one record. It refuses, once, to overwrite what another user saved in the
    meantime, and shows both versions. Each form's `Meta` derives from `ModelForm.Meta`, so that its
    fields read as registers do. A field that is declared without a label has the model's.
    """

    class Meta:
        formfield_callback = form_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {field.name: field.verbose_name for field in self._meta.model._meta.fields}
        for name, declared_field in self.fields.items():
            if declared_field.label is None:
                declared_field.label = labels.get(name)
        _dress(self)
