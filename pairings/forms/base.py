"""What the forms here share: choices that say more than a name."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.forms.acting import ActingForm
from accounts.models import User
from jingyan.fields import ModelChoiceField
from jingyan.forms import SENT_AS
from pairings.actions.sending import sent_before

__all__ = [
    "ActingForm",
    "PersonChoice",
    "PlaceChoice",
    "SentForm",
]
M = TypeVar("M", bound=models.Model)


class SentForm(ActingForm):
    """A form that a browser keeps, and sends again where the answer was lost."""

    keeps_draft = works_offline = True

    def recorded(self, model: type[M], *, by: User) -> M | None:
        """The record that the same entry created earlier, whatever its present state; or None."""
        try:
            name = forms.UUIDField(required=False).clean(self.data.get(SENT_AS))
        except ValidationError:
            return None
        return sent_before(model, by, name)


class PlaceChoice(ModelChoiceField):
    """A village, named after its town."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.town} {obj.name}"


class PersonChoice(ModelChoiceField):
    """An officer, distinguished from namesakes by the enterprise."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.enterprise or obj.officer_code}）"
