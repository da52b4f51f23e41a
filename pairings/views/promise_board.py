"""The board of promises."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from jingyan.parsing import FIRST_YEAR, LAST_YEAR
from jingyan.periods import year_of
from pairings.overviews import promise_board as board
from pairings.tables.plan import OfficerPromiseTable, TownPromiseTable


@require_safe
@allow("promises.view")
def promise_board(request: SignedInRequest) -> HttpResponse:
    """What is past due, and the rate of kept promises in a year, per town or (`?by=officer`)
    per officer.
    """
    today, period_text = timezone.localdate(), request.GET.get("year", "")
    is_year = (
        period_text.isascii()
        and period_text.isdigit()
        and FIRST_YEAR <= int(period_text[:5]) <= LAST_YEAR
    )
    period = year_of(int(period_text) if is_year else today.year)
    by_officer = request.GET.get("by") == "officer"
    base = OfficerPromiseTable if by_officer else TownPromiseTable
    table = type(
        base.__name__, (base,), {"asked_due": board.span(period), "asked_kept": board.kept(period)}
    )
    listing = Listing(
        request,
        (board.officers if by_officer else board.towns)(request.user, period, today),
        table=table,
        title=_("Promises by officer") if by_officer else _("Promises by town"),
        empty_text=_("Nothing has been promised yet."),
    )
    context = {
        "numbers": board.numbers(request.user, period, today),
        "today": today,
        "period": period,
    }
    return listing.render("pairings/promise_board.html", **context, by_officer=by_officer)
