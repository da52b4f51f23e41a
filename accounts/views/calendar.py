"""Pages of the work calendar: show a year, change a day, load a year."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import calendar as days
from accounts.access import SignedInRequest, allow
from accounts.actions.calendar import load_calendar, set_calendar_day
from accounts.forms.calendar import CalendarDayForm
from jingyan.parsing import ParseError, parse_date


@require_safe
@allow("accounts.calendar")
def calendar(request: SignedInRequest) -> HttpResponse:
    """The twelve months of a year."""
    year = days.year_of(request.GET.get("year", ""), localdate().year)
    page = {
        "year": year,
        "years": days.YEARS,
        "months": days.months_of(year),
        "weekdays": days.weekdays(),
        "known": days.year_status(year),
        "may_change": request.user.may("accounts.calendar_change"),
        "today": localdate(),
    }
    return render(request, "accounts/calendar.html", page)


@allow("accounts.calendar_change")
def calendar_day(request: SignedInRequest) -> HttpResponse:
    """Record whether a day is a workday, and why."""
    day = _requested_day(request)
    form = CalendarDayForm(
        request.POST or None, initial={"date": day, "is_workday": str(days.is_workday(day))}
    )
    if form.is_valid():
        given = form.cleaned_data
        worked = given["is_workday"] == "True"
        set_calendar_day(given["date"], is_workday=worked, reason=given["reason"], by=request.user)
        messages.success(request, _("The day has been changed. Running notices are recalculated."))
        return redirect(f"{reverse('accounts:calendar')}?year={given['date'].year}")
    page = {"form": form, "cancel_url": f"{reverse('accounts:calendar')}?year={day.year}"}
    return render(request, "accounts/calendar_day.html", page)


@require_POST
@allow("accounts.calendar_change")
def calendar_load(request: SignedInRequest) -> HttpResponse:
    """Load a year from the official notice; manually entered days are kept."""
    year = days.year_of(request.POST.get("year", ""), localdate().year)
    created, updated = load_calendar(year, by=request.user)
    if days.year_status(year).is_estimated:
        messages.warning(
            request,
            _("The notice for %d is not known to this version yet: the year is estimated.") % year,
        )
    else:
        words = _(
            "%(year)d has been loaded from the official notice: %(created)d days added, "
            "%(updated)d changed."
        )
        messages.success(request, words % {"year": year, "created": created, "updated": updated})
    return redirect(f"{reverse('accounts:calendar')}?year={year}")


def _requested_day(request: SignedInRequest) -> date:
    """The day in the address, or today if it names none."""
    try:
        day = parse_date(request.GET.get("date", ""))
    except ParseError:
        return localdate()
    return day if day.year in days.YEARS else localdate()
