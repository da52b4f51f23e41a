"""Forms of the reports."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from jingyan.fields import DateField
from jingyan.forms import Form
from jingyan.periods import Period, PeriodError, closed_periods, half_of, parse_period, year_of
from pairings.models import Contribution
from reports import places
from reports.places import COUNTY, Place, UnknownPlace
from villages.models import Village

ANY_SPAN = "span"
YEARS_BACK = 3


def period_choices(user: User, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """All quarters, half-years and years since the first fact that `user` sees, grouped by year,
    the latest first.
    """
    first = Contribution.objects.visible_to(user).aggregate(first=Min("happened_on"))["first"]
    start = min(first.year, today.year) if first else today.year - YEARS_BACK
    groups = []
    for year in range(today.year, start - 1, -1):
        whole = year_of(year)
        halves = [half_of(date(year, month, 1)) for month in (1, 7)]
        quarters = [quarter for quarter in whole.whole_quarters() if quarter.start <= today]
        begun = [whole, *(half for half in halves if half.start <= today), *quarters]
        groups.append((str(year), [(period.code, period.label()) for period in begun]))
    return groups


def place_choices(user: User, *, villages: bool = True) -> list[tuple[str, Any]]:
    """The county, and the towns and the villages of the programme that `user` sees."""
    towns = [(town.code, town.name) for town in Town.objects.visible_to(user)]
    choices: list[tuple[str, Any]] = [(COUNTY, _("Whole county")), (_("Towns"), towns)]
    if villages:
        rows = Village.objects.visible_to(user).in_programme().select_related("town")
        choices.append((_("Villages"), [(row.code, f"{row.town} {row.name}") for row in rows]))
    return choices


def _offer(form: Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    field.widget.attrs["class"] = "form-select"
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class IssueForm(Form):
    """Which report to compute."""

    period = forms.ChoiceField(label=gettext_lazy("period"))
    starts_on = DateField(label=gettext_lazy("from"), required=False)
    ends_on = DateField(label=gettext_lazy("to"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        span = (ANY_SPAN, _("Another span of days"))
        _offer(self, "period", [*period_choices(user, today), span])
        _offer(self, "place", place_choices(user))
        self.fields["period"].initial = closed_periods(today).quarter.code
        for name in ("starts_on", "ends_on"):
            self.fields[name].help_text = _("Only for another span of days.")

    def clean(self) -> dict[str, Any]:
        """Turn the choices into a Period and a Place."""
        data = super().clean() or {}
        if data.get("period"):
            data["span"] = self._period(data)
        if data.get("place"):
            try:
                data["where"] = places.find(data["place"])
            except (UnknownPlace, ValueError) as fault:
                self.add_error("place", str(fault))
        return data

    def _period(self, data: dict[str, Any]) -> Period | None:
        if data["period"] != ANY_SPAN:
            return parse_period(data["period"])
        if not data.get("starts_on") or not data.get("ends_on"):
            self.add_error("starts_on", _("Enter the first and the last day of the span."))
            return None
        try:
            return Period(data["starts_on"], data["ends_on"])
        except PeriodError as fault:
            self.add_error("ends_on", str(fault))
            return None


class OutlookForm(Form):
    """The period of the dashboard and, for users who see more than one town, the place."""

    period = forms.ChoiceField(label=gettext_lazy("period"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        _offer(self, "period", period_choices(user, timezone.localdate()))
        if places.of_user(user).town:
            del self.fields["place"]
        else:
            _offer(self, "place", place_choices(user, villages=False))

    def outlook(self) -> tuple[Period, Place]:
        """The period and place chosen; by default, the year of the latest fact that the user sees,
        and the county or the user's town.
        """
        data = self.cleaned_data if self.is_valid() else {}
        period = parse_period(data["period"]) if data.get("period") else self._latest_year()
        place = places.find(data["place"]) if data.get("place") else places.of_user(self.user)
        return period, place

    def _latest_year(self) -> Period:
        facts = Contribution.objects.visible_to(self.user).filter(
            happened_on__lte=timezone.localdate()
        )
        latest = facts.order_by("-happened_on", "-pk").values_list("happened_on", flat=True).first()
        return year_of(latest or timezone.localdate())
