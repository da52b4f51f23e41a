"""Form fields for files."""

from typing import Any

from django import forms

from jingyan import uploads


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files."""

    widget = ManyFilesInput(attrs={"accept": uploads.ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded files as a list; the action checks what they are."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]
