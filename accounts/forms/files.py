from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms.user import MAX_TEMPLATE
from jingyan import uploads
from jingyan.forms import Form
from jingyan.sheets.container import MAX_BYTES
from jingyan.uploads import Upload


class SheetForm(Form):
    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "The filled template, or any .xlsx or .csv file with its headings, up to 5 MB and "
            "5,000 rows."
        ),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a large file before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(size)d MB. Split it."),
                params={"size": MAX_BYTES >> 20},
            )
        return file


class TemplateForm(Form):
    file = forms.FileField(
        label=_("Word template"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("The downloaded template, changed in WPS or Word and saved as .docx."),
    )

    def clean_file(self) -> Upload:
        """The unopened upload; only the job that checks it parses it, in a limited process."""
        upload = uploads.unopened(self.cleaned_data["file"], MAX_TEMPLATE)
        if upload.kind != "docx":
            raise ValidationError(_("A template is a Word file. Save it as .docx in WPS or Word."))
        return upload
