from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.models import Town
from accounts.tables import TownTable


@require_safe
@allow("accounts.towns")
def town_list(request: SignedInRequest) -> HttpResponse:
    """All towns."""
    towns = Town.objects.visible_to(request.user)
    towns = towns.annotate(liaisons=Count("users", filter=Q(users__is_active=True)))
    empty = _("The towns come with the official list of divisions: run import_divisions.")
    listing = Listing(request, towns, table=TownTable, title=_("Towns"), empty_text=empty)
    return listing.render()
