"""What an officer can bring."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Town, User
from jingyan.forms import ModelForm
from officers.models import Resources


class ResourcesForm(ModelForm):
    class Meta(ModelForm.Meta):
        model = Resources
        fields = [
            "industries",
            "skills",
            "connections",
            "home_town",
            "preferred_towns",
            "refused_towns",
        ]
        widgets = {
            "preferred_towns": forms.CheckboxSelectMultiple,
            "refused_towns": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Town.objects.visible_to(user).of_county(settings.COUNTY_CODE)
        for name in ("home_town", "preferred_towns", "refused_towns"):
            field: Any = self.fields[name]
            field.queryset = towns

    def clean(self) -> dict[str, Any] | None:
        """Refuse a town that is both preferred and refused."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(cleaned.get("preferred_towns") or ()) & set(cleaned.get("refused_towns") or ())
        if both:
            self.add_error(
                "refused_towns",
                _("Also listed as preferred: %s. Keep it in one list only.")
                % "、".join(map(str, both)),
            )
        return cleaned
