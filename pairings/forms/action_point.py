"""Forms of action points."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form
from pairings.forms.base import ActingForm
from pairings.forms.meeting_sections import taps
from pairings.models import ActionPointUpdate


class ProgressForm(ActingForm, Form):
    """How an action point goes on: one tap and one line; with a photo where there is one."""

    keeps_draft = works_offline = True

    progress = forms.ChoiceField(
        label=_("How it goes on"), choices=ActionPointUpdate.Progress.choices, widget=taps(),
        initial=ActionPointUpdate.Progress.GOING_ON,
    )  # fmt: skip
    line = forms.CharField(label=_("In one line"), max_length=500)
    file = CaptionedFileField(
        label=_("Photo or file"), required=False,
        help_text=_("pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are removed."),
    )  # fmt: skip
