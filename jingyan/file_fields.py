"""Form fields for files, each with one line that says what the file shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jingyan import uploads
from jingyan.parsing import ParseError, clean_text, parse_text

LONGEST_CAPTION = 100


class CaptionedInput(forms.FileInput):
    """A file with its caption, which applies to each of several files chosen together."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": uploads.ACCEPTED, **(attrs or {})})
        self.typed = ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The file control followed by the caption's text field."""
        line = (
            '{}<input type="text" name="{}" value="{}" maxlength="{}" '
            'class="form-control caption" {}="{}" {}="{}">'
        )
        words = _("What it shows, in one line (optional)")
        file = super().render(name, value, attrs, renderer)
        return format_html(
            line,
            file,
            _caption_of(name),
            self.typed,
            LONGEST_CAPTION,
            "placeholder",
            words,
            "aria-label",
            words,
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file or files, each with its `caption` as it was typed."""
        self.typed = data.get(_caption_of(name), "")
        value = super().value_from_datadict(data, files, name)
        for file in value if isinstance(value, list) else filter(None, [value]):
            file.caption = self.typed
        return value


class ManyCaptionedInput(CaptionedInput):
    allow_multiple_selected = True


class CaptionedFileField(forms.FileField):
    """One file, which `accounts.files.keep` stores with what is said of it."""

    widget: Any = CaptionedInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file with its caption as it will be stored."""
        file = super().clean(data, initial)
        if file:
            file.caption = _caption(getattr(file, "caption", ""))
        return file


class FilesField(CaptionedFileField):
    widget = ManyCaptionedInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded files as a list; the action checks what they are."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


def _caption_of(name: str) -> str:
    return f"{name}_caption"


def _caption(typed: str) -> str:
    try:
        line = " ".join(clean_text(typed).split())
        return parse_text(line, max_length=LONGEST_CAPTION) if line else ""
    except ParseError as error:
        raise ValidationError(error.message) from error
