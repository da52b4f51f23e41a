"""Form fields that read what they are given in the same words as the registers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingyan.parsing import ParseError


class ParsedField(forms.CharField):
    """One line of text, turned into a value by a parser that raises ParseError; blank becomes `empty`."""

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
