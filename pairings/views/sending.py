"""The answer to an entry that a browser sends again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest


def recorded_before(request: SignedInRequest, url_name: str, pk: int) -> HttpResponse:
    """Lead to what the entry made the first time."""
    messages.info(request, _("This entry was recorded already; nothing was written twice."))
    return redirect(url_name, pk)
