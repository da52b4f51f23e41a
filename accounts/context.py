"""Context processor: what the frame of every page needs."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_urlconf
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from accounts.menu import MENU, SHORTCUTS, Place, door, menu_at, place_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page: built only when a template prints it."""
    return {"shell": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    home = MENU[0].entries[0]
    home_door = door(home.url_name)
    return {
        **_menus_of(request),
        "home_label": home.label,
        "home_url": home_door[0] if home_door else "/",
        "unit_name": settings.UNIT_NAME,
        "now": date_format(localtime(), "Y-m-d H:i"),
    }


def _menus_of(request: HttpRequest) -> dict[str, SafeString]:
    user: Any = getattr(request, "user", None)
    is_in = user is not None and user.is_authenticated
    return (
        _menus(user.role, place_of(user.role, request.path), get_language(), get_urlconf())
        if is_in
        else {}
    )


@lru_cache(maxsize=256)
def _menus(
    role: str, place: Place, _language: str | None, _urlconf: str | None
) -> dict[str, SafeString]:
    """The rendered menu and bottom bar, cached for all users who see the same ones."""
    menu = menu_at(role, place)
    shortcuts = [entry for group in menu for entry in group.entries if entry.shortcut][:SHORTCUTS]
    if not menu:
        return {}
    return {
        "menu": render_to_string("_parts/menu.html", {"menu": menu}),
        "bottom_bar": render_to_string("_parts/bottom_bar.html", {"shortcuts": shortcuts}),
    }
