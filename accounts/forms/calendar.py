from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.calendar import YEARS
from jingyan.fields import CharField, DateField
from jingyan.forms import Form


class CalendarDayForm(Form):
    date = DateField(label=_("date"))
    is_workday = forms.ChoiceField(
        label=_("The day is"),
        choices=[("True", _("worked on")), ("False", _("free"))],
        widget=forms.RadioSelect,
    )
    reason = CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For instance the notice that says so. It is recorded in the trail."),
    )

    def clean_date(self) -> Any:
        """Accept only days in `YEARS`."""
        day = self.cleaned_data["date"]
        if day.year not in YEARS:
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(_("Choose a day between %(first)d and %(last)d."), params=years)
        return day
