"""Forms of the need index."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.fields import CharField, ModelMultipleChoiceField
from jingyan.forms import Form
from pairings.forms.base import ActingForm
from villages.models import Village


class ChooseVillagesForm(ActingForm, Form):
    """Which villages the programme takes; the page draws the boxes beside the ranking."""

    villages = ModelMultipleChoiceField(
        Village.objects.none(),
        label=_("Villages"),
        error_messages={"required": _("Choose at least one village.")},
    )
    document = CharField(label=_("Decision document"), max_length=50, required=False)
    reason = CharField(
        label=_("Reasons for leaving the ranking"),
        help_text=_("Only where a needier village is passed over."),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Village.objects.visible_to(user).filter(town__county_code=settings.COUNTY_CODE)
        self.offer("villages", villages)

    def chosen(self) -> set[int]:
        """The primary keys of the ticked villages."""
        ticked_keys = self["villages"].value() or ()
        return {
            int(key)
            for key in map(str, ticked_keys)
            if key.isascii() and key.isdigit() and len(key) < 19
        }
