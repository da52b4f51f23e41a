"""What the forms here share: choices that say more than a name."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.forms.acting import ActingForm
from accounts.models import User
from jingyan.forms import SENT_AS
from pairings.actions.sending import sent_before

__all__ = [
    "ActingForm",
    "ModelChoice",
    "ModelMultipleChoice",
    "PersonChoice",
    "PlaceChoice",
    "SentForm",
]
M = TypeVar("M", bound=models.Model)

# Django's choice fields are generic in its stubs only: they can't be subscripted at run time.
if TYPE_CHECKING:
    ModelChoice = forms.ModelChoiceField[Any]
    ModelMultipleChoice = forms.ModelMultipleChoiceField[Any]
else:
    ModelChoice, ModelMultipleChoice = forms.ModelChoiceField, forms.ModelMultipleChoiceField


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


class PlaceChoice(ModelChoice):
    """A village, named after its town."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.town} {obj.name}"


class PersonChoice(ModelChoice):
    """An officer, distinguished from namesakes by the enterprise."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.enterprise or obj.officer_code}）"
