"""Form fields that read what they are given in the same words as the registers."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from jingyan.parsing import ParseError, clean_text, number_text, parse_date, parse_reference

# No text of the office is longer, and no page has to show more.
LONGEST_TEXT = 5000
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class DayInput(forms.DateInput):
    """A date control; what was typed in another habit comes back as the date that it is."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """The day as the browser's control takes it; what is no date stays as it was typed."""
        try:
            return parse_date(value).isoformat() if value else None
        except ParseError:
            return str(value)


class _ReadsAsRegisters(forms.Field):
    """What is typed may be written as in a workbook: 2022年8月2日, 1,686,000, blanks."""

    def read(self, text: str) -> Any:
        """The value of a text that isn't blank. Raises ParseError."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """The value, or a ValidationError with the parser's words."""
        if isinstance(value, str) and value.strip():
            try:
                value = self.read(value)
            except ParseError as error:
                raise ValidationError(error.message, code="invalid") from error
        return super().to_python(value)


class DateField(_ReadsAsRegisters, forms.DateField):
    """A date in any usual habit."""

    widget = DayInput

    def read(self, text: str) -> Any:
        return parse_date(text)


class _ReadsNumbers(_ReadsAsRegisters):
    def read(self, text: str) -> Any:
        plain = number_text(text).removesuffix(str(self.widget.attrs.get("data-suffix", "")))
        return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


class IntegerField(_ReadsNumbers, forms.IntegerField):
    """A whole number, with or without commas and its unit."""


class DecimalField(_ReadsNumbers, forms.DecimalField):
    """A number, with or without commas and its unit."""


class CharField(_ReadsAsRegisters, forms.CharField):
    """A text without what nobody sees. Passwords, which are taken as typed, are no such field."""

    def __init__(self, *, max_length: int | None = None, **extra: Any) -> None:
        super().__init__(max_length=max_length or LONGEST_TEXT, **extra)

    def read(self, text: str) -> Any:
        return clean_text(text)


class ParsedField(CharField):
    """One line of text, turned into a value by a parser that raises ParseError; blank becomes
    `empty`.
    """

    def __init__(self, parse: Callable[[object], Any], *, empty: Any = "", **extra: Any) -> None:
        super().__init__(**extra)
        self.parse, self.empty = parse, empty

    def clean(self, value: Any) -> Any:
        """The parsed value. Raises ValidationError with the parser's words."""
        text = super().clean(value)
        if not text:
            return self.empty
        try:
            return self.parse(text)
        except ParseError as error:
            raise ValidationError(error.message) from error


class ReferenceField(ParsedField):
    """What names a record or a paper, read by the same rule as in a register."""

    def __init__(self, *, max_length: int, slashes: bool = False, **extra: Any) -> None:
        read = partial(parse_reference, max_length=max_length, slashes=slashes)
        super().__init__(read, max_length=max_length, **extra)

    def read(self, text: str) -> Any:
        """As it was sent: a line break that was dropped first could not be refused."""
        return text


class PaperNumberField(ReferenceField):
    """The number of a document as its issuer printed it. Usable in a form's `field_classes`."""

    def __init__(self, *, max_length: int, **extra: Any) -> None:
        super().__init__(max_length=max_length, slashes=True, **extra)


class _RefusesFarKeys(forms.Field):
    def clean(self, value: Any) -> Any:
        """The record. Refuses a key that is too large for any database: Django passes it on, and
        SQLite raises OverflowError.
        """
        try:
            return super().clean(value)
        except OverflowError as error:
            words = self.error_messages["invalid_choice"]
            raise ValidationError(words, code="invalid_choice") from error


# Generic in the stubs only: they can't be subscripted at run time.
class ModelChoiceField(_RefusesFarKeys, forms.ModelChoiceField):  # type: ignore[type-arg]
    """One record."""


class ModelMultipleChoiceField(_RefusesFarKeys, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of records."""


# What the fields of models get instead of Django's own.
_INSTEAD: dict[type[Any], type[forms.Field]] = {
    forms.CharField: CharField,
    forms.DateField: DateField,
    forms.DecimalField: DecimalField,
    forms.IntegerField: IntegerField,
    forms.ModelChoiceField: ModelChoiceField,
    forms.ModelMultipleChoiceField: ModelMultipleChoiceField,
}


def form_field(model_field: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """The form field of a model's field; the `formfield_callback` of model forms."""
    field = model_field.formfield(**options)
    instead = _INSTEAD.get(type(field))
    return model_field.formfield(**options, form_class=instead) if instead else field
