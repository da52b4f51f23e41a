"""Forms for demands, for closing them, and for the yearly survey."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from jingyan.fields import CharField, DateField, ParsedField
from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form, ModelForm
from villages.actions.resurvey import places_left
from villages.forms.fields import VillageField, _not_to_come, _settle_village
from villages.models import Demand, DemandCategory, Village
from villages.quantities import read_quantity


class DemandForm(ModelForm):
    """A need of a village; the quantity is one field with its unit, such as 7.4公里."""

    village = VillageField()
    amount = ParsedField(
        read_quantity,
        empty=None,
        required=False,
        label=gettext_lazy("Quantity"),
        help_text=gettext_lazy("With its unit, such as 7.4公里, 120万元 or 2000余亩."),
    )

    class Meta(ModelForm.Meta):
        model = Demand
        error_messages = {
            NON_FIELD_ERRORS: {
                "unique_together": gettext_lazy(
                    "This demand of the village is already in the ledger."
                )
            }
        }
        fields = ["village", "category", "title", "amount", "urgency", "raised_on", "source"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle_village(self, user)
        cast(Any, self.fields["category"]).queryset = DemandCategory.objects.offered(
            self.instance.category_id
        )
        self.fields["amount"].initial = self.instance.quantity and self.instance.quantity.text()

    def clean_raised_on(self) -> Any:
        """Not in the future."""
        return _not_to_come(self.cleaned_data["raised_on"])

    def clean_amount(self) -> Any:
        """Set value, unit and qualifier of the demand from the quantity."""
        quantity = self.cleaned_data["amount"]
        self.instance.value = quantity.value if quantity else None
        self.instance.unit = quantity.unit if quantity else ""
        self.instance.qualifier = (quantity.qualifier or "") if quantity else ""
        return quantity


class MeetForm(Form):
    """Closes a demand: the day it was met, and the proof."""

    met_on = DateField(label=gettext_lazy("Met on"), initial=timezone.localdate)
    proof = CharField(
        label=gettext_lazy("Proof"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "What was delivered, and what shows it: a contract, a list, an acceptance note."
        ),
    )
    file = CaptionedFileField(
        label=gettext_lazy("Evidence file"),
        required=False,
        help_text=gettext_lazy(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )


class ResurveyForm(Form):
    """The place whose open demands of earlier years are raised again, and the day of the survey."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    raised_on = DateField(label=gettext_lazy("Day of the survey"), initial=timezone.localdate)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Town | Village] = {}
        towns: dict[Town, list[tuple[str, str]]] = {}
        counts: dict[Town, int] = {}
        for village in places_left(user, timezone.localdate().year).filter(
            town__county_code=settings.COUNTY_CODE
        ):
            town, left = village.town, cast(Any, village).left  # annotated by places_left
            counts[town] = counts.get(town, 0) + left
            towns.setdefault(town, []).append((f"village-{village.pk}", _counted(village, left)))
            self.places |= {f"village-{village.pk}": village, f"town-{town.pk}": town}
        choices = [
            (
                str(town),
                [(f"town-{town.pk}", _counted(_("Whole of %s") % town, counts[town])), *own],
            )
            for town, own in towns.items()
        ]
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [("", _("Please choose")), *choices] if len(choices) != 1 else choices

    def clean_raised_on(self) -> Any:
        """Not in the future, and in the current year: the choices count what earlier years left
        open.
        """
        day = _not_to_come(self.cleaned_data["raised_on"])
        if day.year != timezone.localdate().year:
            raise ValidationError(_("Choose a day of the current year."))
        return day


def _counted(place: object, left: int) -> str:
    return _("%(place)s (%(count)d open)") % {"place": place, "count": left}
