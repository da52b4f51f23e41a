"""Forms of villages, yearly figures, demands and titles."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from accounts.registers import amount
from jingyan.fields import ParsedField
from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form, ModelForm
from villages.actions import year_to_come
from villages.jumps import UNITS, jumps
from villages.models import Demand, DemandCategory, Title, Village, VillageYear
from villages.quantities import read_quantity
from villages.resurvey import places_left

YUAN = {"data-suffix": gettext_lazy("yuan"), "inputmode": "decimal"}


class VillageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the county's villages in the sight of the user, named with its town."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(Village.objects.none(), **{"label": gettext_lazy("village")} | extra)

    def narrow(self, user: User) -> None:
        """Offer what `user` sees of the county."""
        villages = Village.objects.visible_to(user).filter(town__county_code=settings.COUNTY_CODE)
        self.queryset = villages.select_related("town").order_by("town__print_order", "code")

    def label_from_instance(self, obj: Any) -> str:
        """Town and village."""
        return f"{obj.town} {obj}"


def amount_field(name: str) -> ParsedField:
    """An amount in yuan that may be written as 168.6万 or 20余万."""
    field: Any = VillageYear._meta.get_field(name)
    return ParsedField(amount, empty=None, required=False, label=field.verbose_name, widget=forms.TextInput(attrs=YUAN))


class VillageForm(ModelForm):
    """What the office adds to a village of the national list."""

    class Meta:
        model = Village
        fields = ["tier", "in_programme", "lead_industry"]


class YearForm(ModelForm):
    """One year's figures; a blank stays unknown and is never zero. Village and year are set once.

    A figure that jumps against the village's other years is asked about: it is saved once somebody calls it right.
    """

    village = VillageField()
    operating_income = amount_field("operating_income")
    subsidy_income = amount_field("subsidy_income")
    household_income = amount_field("household_income")

    class Meta:
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
        """A year that has come."""
        year: int = self.cleaned_data["year"]
        if words := year_to_come(year):
            raise ValidationError(words)
        return year

    def clean(self) -> dict[str, Any] | None:
        """Put an income's two parts where they belong, and ask about figures that jump."""
        cleaned: Any = super().clean() or self.cleaned_data
        self._refuse_a_year_twice(cleaned)
        self._refuse_more_edge_households(cleaned)
        for name in VillageYear.INCOMES:
            found = cleaned.get(name)
            setattr(self.instance, f"{name}_qualifier", (found.qualifier or "") if found else "")
            cleaned[name] = found.value if found else None
        if not self.errors:
            self._ask_about_jumps(cleaned)
        return cleaned  # type: ignore[no-any-return]

    def _refuse_a_year_twice(self, cleaned: dict[str, Any]) -> None:
        """Lead to the figures on file; the constraint of the table stays for two who enter them at once."""
        village, year = cleaned.get("village"), cleaned.get("year")
        if self.instance.pk or not village or not year:
            return
        if on_file := VillageYear.objects.filter(village=village, year=year).first():
            words = _("This year of the village is on file already.")
            link = reverse("villages:year_update", args=[on_file.pk])
            self.add_error("year", format_html('{} <a href="{}">{}</a>', words, link, _("Change it there.")))

    def _refuse_more_edge_households(self, cleaned: dict[str, Any]) -> None:
        edge, households = cleaned.get("edge_households"), cleaned.get("households")
        if edge is not None and households is not None and edge > households:
            self.add_error("edge_households", _("There can't be more edge households than households."))

    def _ask_about_jumps(self, cleaned: dict[str, Any]) -> None:
        village = cleaned.get("village") or self.instance.village
        others = VillageYear.objects.filter(village=village).exclude(year=cleaned.get("year") or self.instance.year)
        found = jumps({name: cleaned[name] for name, old in self._stored.items() if cleaned[name] != old}, others)
        if not found:
            return
        label = _("The figures named above are right")
        self.fields["sure"] = forms.BooleanField(required=False, label=label)
        if not self.data.get(self.add_prefix("sure")):
            for name, words in found.items():
                self.add_error(name, words)
            self.add_error("sure", _("Tick this, or correct the figures."))


class DemandForm(ModelForm):
    """What a village needs; the amount is one entry, such as 7.4公里."""

    village = VillageField()
    amount = ParsedField(
        read_quantity,
        empty=None,
        required=False,
        label=gettext_lazy("quantity"),
        help_text=gettext_lazy("With its unit, such as 7.4公里, 120万元 or 2000余亩."),
    )

    class Meta:
        model = Demand
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("This demand of the village is in the ledger already.")}
        }
        fields = ["village", "category", "title", "amount", "urgency", "raised_on", "source"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle_village(self, user)
        cast(Any, self.fields["category"]).queryset = DemandCategory.objects.offered(self.instance.category_id)
        self.fields["amount"].initial = self.instance.quantity and self.instance.quantity.text()

    def clean_raised_on(self) -> Any:
        """Not in the future."""
        return _not_to_come(self.cleaned_data["raised_on"])

    def clean_amount(self) -> Any:
        """Put the three parts of the quantity where they belong."""
        found = self.cleaned_data["amount"]
        self.instance.value = found.value if found else None
        self.instance.unit = found.unit if found else ""
        self.instance.qualifier = (found.qualifier or "") if found else ""
        return found


class MeetForm(Form):
    """What closes a demand: since when it is met, and what proves it."""

    met_on = forms.DateField(label=gettext_lazy("Met on"), initial=timezone.localdate)
    proof = forms.CharField(
        label=gettext_lazy("Proof"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("What was delivered, and what shows it: a contract, a list, an acceptance note."),
    )
    file = CaptionedFileField(
        label=gettext_lazy("Evidence file"),
        required=False,
        help_text=gettext_lazy(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are removed."
        ),
    )


class ResurveyForm(Form):
    """Where the open demands of earlier years are raised anew, and on which day."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    raised_on = forms.DateField(label=gettext_lazy("Day of the survey"), initial=timezone.localdate)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Town | Village] = {}
        towns: dict[Town, list[tuple[str, str]]] = {}
        counts: dict[Town, int] = {}
        for village in places_left(user, timezone.localdate().year).filter(town__county_code=settings.COUNTY_CODE):
            town, left = village.town, village.left  # type: ignore[attr-defined]
            counts[town] = counts.get(town, 0) + left
            towns.setdefault(town, []).append((f"village-{village.pk}", _counted(village, left)))
            self.places |= {f"village-{village.pk}": village, f"town-{town.pk}": town}
        choices = [
            (str(town), [(f"town-{town.pk}", _counted(_("Whole of %s") % town, counts[town])), *own])
            for town, own in towns.items()
        ]
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [("", _("Please choose")), *choices] if len(choices) != 1 else choices

    def clean_raised_on(self) -> Any:
        """Not in the future, and in the running year: what an earlier year has left is counted up to it."""
        day = _not_to_come(self.cleaned_data["raised_on"])
        if day.year != timezone.localdate().year:
            raise ValidationError(_("The survey raises demands of the running year."))
        return day


def _counted(place: object, left: int) -> str:
    return _("%(place)s (%(count)d open)") % {"place": place, "count": left}


class TitleForm(ModelForm):
    """A title of a village, or of the town itself."""

    village = VillageField(required=False, help_text=gettext_lazy("Leave blank for a title of the town itself."))
    town = forms.ModelChoiceField(Town.objects.none(), required=False, label=gettext_lazy("town"))

    class Meta:
        model = Title
        fields = ["village", "town", "name", "level", "awarded_on", "issuer", "document"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages, towns = cast(VillageField, self.fields["village"]), cast(Any, self.fields["town"])
        villages.narrow(user)
        towns.queryset = Town.objects.visible_to(user).of_county(settings.COUNTY_CODE)
        if self.instance.village_id:
            # The town follows from the village, which may be the slip that is mended.
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
            self.add_error("town", _("The village belongs to another town. Correct one of the two."))
        self.cleaned_data["town"] = village.town if village else town
        return cleaned


def _settle_village(form: Any, user: User) -> None:
    """Offer the villages in sight; the village of an existing record stays."""
    if form.instance.pk:
        del form.fields["village"]
    else:
        form.fields["village"].narrow(user)


def _not_to_come(day: Any) -> Any:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    return day
