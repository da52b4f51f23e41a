"""What the forms here share: choices that say more than a name."""

from typing import Any

from django import forms

from accounts.acting import ActingForm

__all__ = ["ActingForm", "PersonChoice", "PlaceChoice"]


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A village, named after its town."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.town} {obj.name}"


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An officer, told from namesakes by the enterprise."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.enterprise or obj.officer_code}）"
