from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import amount
from jingyan.fields import ModelChoiceField, ParsedField
from villages.models import Village

YUAN = {"data-suffix": gettext_lazy("yuan"), "inputmode": "decimal"}


class VillageField(ModelChoiceField):
    """A choice among the county's villages that the user sees, labelled with their towns."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(Village.objects.none(), **extra)

    def narrow(self, user: User) -> None:
        """Offer the villages of the county that `user` sees."""
        villages = Village.objects.visible_to(user).filter(town__county_code=settings.COUNTY_CODE)
        self.queryset = villages.select_related("town").order_by("town__print_order", "code")

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.town} {obj}"


def amount_field() -> ParsedField:
    """A field for an amount in yuan, which may be written as 168.6万 or 20余万."""
    return ParsedField(amount, empty=None, required=False, widget=forms.TextInput(attrs=YUAN))


def _settle_village(form: Any, user: User) -> None:
    """Offer the villages that `user` sees; the village of an existing record can't be changed."""
    if form.instance.pk:
        del form.fields["village"]
    else:
        form.fields["village"].narrow(user)


def _not_to_come(day: Any) -> Any:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    return day
