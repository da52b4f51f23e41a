from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import User
from jingyan.forms import ModelForm
from villages.actions.year import year_to_come
from villages.forms.fields import VillageField, _settle_village, amount_field
from villages.jumps import UNITS, jumps
from villages.models import VillageYear


class YearForm(ModelForm):
    """One year's figures; a blank means unknown, never zero. Village and year can't be changed.

    A figure out of line with the village's other years is saved only after the user confirms it.
    """

    village = VillageField()
    operating_income = amount_field()
    subsidy_income = amount_field()
    household_income = amount_field()

    class Meta(ModelForm.Meta):
        model = VillageYear
        fields = [
            "village",
            "year",
            "households",
            "population",
            "edge_households",
            "operating_income",
            "subsidy_income",
            "household_income",
            "household_sample",
            "source",
        ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle_village(self, user)
        self._stored = {name: getattr(self.instance, name) for name in UNITS}
        if self.instance.pk:
            del self.fields["year"]
        for name in VillageYear.INCOMES:
            if getattr(self.instance, f"{name}_qualifier"):
                self.initial[name] = str(self.instance.income(name))

    def clean_year(self) -> int:
        """Not in the future."""
        year: int = self.cleaned_data["year"]
        if words := year_to_come(year):
            raise ValidationError(words)
        return year

    def clean(self) -> dict[str, Any] | None:
        """Split each income into value and qualifier, and ask to confirm figures out of line."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._refuse_a_year_twice(cleaned)
        self._refuse_more_edge_households(cleaned)
        for name in VillageYear.INCOMES:
            income = cleaned.get(name)
            setattr(self.instance, f"{name}_qualifier", (income.qualifier or "") if income else "")
            cleaned[name] = income.value if income else None
        if not self.errors:
            self._ask_about_jumps(cleaned)
        return cleaned

    def _refuse_a_year_twice(self, cleaned: dict[str, Any]) -> None:
        """Link to the existing figures. The database constraint still catches two users who enter
        the same year at once.
        """
        village, year = cleaned.get("village"), cleaned.get("year")
        if self.instance.pk or not village or not year:
            return
        if on_file := VillageYear.objects.filter(village=village, year=year).first():
            words = _("This year of the village is already on file.")
            link = reverse("villages:year_update", args=[on_file.pk])
            self.add_error(
                "year", format_html('{} <a href="{}">{}</a>', words, link, _("Change it there."))
            )

    def _refuse_more_edge_households(self, cleaned: dict[str, Any]) -> None:
        edge, households = cleaned.get("edge_households"), cleaned.get("households")
        if edge is not None and households is not None and edge > households:
            self.add_error(
                "edge_households", _("There can't be more edge households than households.")
            )

    def _ask_about_jumps(self, cleaned: dict[str, Any]) -> None:
        village = cleaned.get("village") or self.instance.village
        others = VillageYear.objects.filter(village=village).exclude(
            year=cleaned.get("year") or self.instance.year
        )
        doubts = jumps(
            {name: cleaned[name] for name, old in self._stored.items() if cleaned[name] != old},
            others,
        )
        if not doubts:
            return
        label = _("The figures above are correct")
        self.fields["sure"] = forms.BooleanField(required=False, label=label)
        if not self.data.get(self.add_prefix("sure")):
            for name, words in doubts.items():
                self.add_error(name, words)
            self.add_error("sure", _("Tick this, or correct the figures."))
