"""Form fields that read what they are given in the same words as the registers."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from jingyan.parsing import ParseError, clean_text, number_text, parse_date, parse_reference

# No text of the office is longer, and no page has to show more.
LONGEST_TEXT = 5000
READ_THROUGH = "reads_as_registers_do"
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class ParsedField(forms.CharField):
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
        # Read as it was sent: a line break that was dropped first could not be refused.
        setattr(self, READ_THROUGH, True)
        read = partial(parse_reference, max_length=max_length, slashes=slashes)
        super().__init__(read, max_length=max_length, **extra)


class PaperNumberField(ReferenceField):
    """The number of a document as its issuer printed it. Usable in a form's `field_classes`."""

    def __init__(self, *, max_length: int, **extra: Any) -> None:
        super().__init__(max_length=max_length, slashes=True, **extra)


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


def read_as_registers_do(field: forms.Field) -> None:
    """Let a date, a number or a text be typed as it may be written in a workbook: 2022年8月2日,
    1,686,000, blanks.
    """
    if hasattr(field, READ_THROUGH):
        return
    setattr(field, READ_THROUGH, True)
    if isinstance(field, forms.DateField):
        _read_through(field, parse_date)
        if isinstance(field.widget, forms.DateInput):
            field.widget = DayInput(field.widget.attrs)
    elif isinstance(field, forms.IntegerField):
        unit = str(field.widget.attrs.get("data-suffix", ""))
        _read_through(field, lambda text: _number(text, unit))
    elif isinstance(field, forms.CharField) and not isinstance(
        field, forms.UUIDField | forms.JSONField
    ):
        if isinstance(field.widget, forms.PasswordInput):
            return
        _read_through(field, clean_text)
        if field.max_length is None:
            field.max_length = LONGEST_TEXT
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("maxlength", LONGEST_TEXT)


def _read_through(field: forms.Field, read: Callable[[str], Any]) -> None:
    to_python = field.to_python

    def reading(value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return to_python(value)
        try:
            return to_python(read(value))
        except ParseError as error:
            raise ValidationError(error.message, code="invalid") from error

    # Patched, since the forms of models and filters make their fields themselves.
    field.to_python = reading  # type: ignore[method-assign]


def _number(text: str, unit: str) -> str:
    plain = number_text(text).removesuffix(unit)
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


def refuse_far_keys(field: "forms.ModelChoiceField[Any]") -> None:
    """Refuse a key that is too large for any database. Django passes it on, and SQLite raises
    OverflowError.
    """
    clean = field.clean

    def refusing(value: Any) -> Any:
        try:
            return clean(value)
        except OverflowError as error:
            raise ValidationError(
                field.error_messages["invalid_choice"], code="invalid_choice"
            ) from error

    # Patched, since the forms of models and filters make their fields themselves.
    field.clean = refusing  # type: ignore[method-assign]
