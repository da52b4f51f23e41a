from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from jingyan.fields import ModelChoiceField
from jingyan.forms import ModelForm
from villages.forms.fields import VillageField, _not_to_come
from villages.models import Title


class TitleForm(ModelForm):
    """A title of a village, or of the town itself."""

    village = VillageField(
        required=False, help_text=gettext_lazy("Leave blank for a title of the town itself.")
    )
    town = ModelChoiceField(Town.objects.none(), required=False)

    class Meta(ModelForm.Meta):
        model = Title
        fields = ["village", "town", "name", "level", "awarded_on", "issuer", "document"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages, towns = cast(VillageField, self.fields["village"]), cast(Any, self.fields["town"])
        villages.narrow(user)
        towns.queryset = Town.objects.visible_to(user).of_county(settings.COUNTY_CODE)
        if self.instance.village_id:
            # The town follows from the village, which may be what the user is about to correct.
            self.initial["town"] = None

    def clean_awarded_on(self) -> Any:
        """Not in the future."""
        return _not_to_come(self.cleaned_data["awarded_on"])

    def clean(self) -> dict[str, Any] | None:
        """The town follows from the village."""
        cleaned = super().clean()
        village, town = self.cleaned_data.get("village"), self.cleaned_data.get("town")
        if not village and not town:
            self.add_error("town", _("Choose the village, or the town whose own title it is."))
        elif village and town and village.town_id != town.pk:
            self.add_error(
                "town", _("The village belongs to another town. Correct one of the two.")
            )
        self.cleaned_data["town"] = village.town if village else town
        return cleaned
