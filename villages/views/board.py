"""The board of open demands."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from villages.overviews import board
from villages.tables.demand import DemandBoardTable


@require_safe
@allow("demands.view")
def demand_board(request: SignedInRequest) -> HttpResponse:
    """Open demands by age, category and town; each number links to its list."""
    today = timezone.localdate()
    listing = Listing(
        request,
        board.towns(request.user, today),
        table=DemandBoardTable,
        title=_("Demands that no one has taken up, by town"),
        empty_text=_("Every demand has been taken up."),
    )
    unclaimed = board.waiting(request.user, today)
    context = {"numbers": board.numbers(unclaimed, today), "lines": board.lines(unclaimed, today)}
    return listing.render("villages/demand_board.html", **context, ages=board.AGES, today=today)
