"""What every page's frame needs."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.menu import MENU, SHORTCUTS, door, menu_for
from accounts.models import User


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page: built only when a template prints it."""
    return {"shell": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    menu = menu_for(cast(User, user), request.path) if user is not None and user.is_authenticated else []
    entries = [entry for group in menu for entry in group.entries]
    home = MENU[0].entries[0]
    found = door(home.url_name)
    return {
        "menu": menu,
        "shortcuts": [entry for entry in entries if entry.shortcut][:SHORTCUTS],
        "home_label": home.label,
        "home_url": found[0] if found else "/",
        "unit_name": settings.UNIT_NAME,
    }
