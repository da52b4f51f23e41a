"""The tabs of officers and enterprises that this floor fills."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tabs import Tab, register, tab_ledger
from officers.models import Enterprise, Officer
from officers.tables import EventTable


def terms(officer: Officer, user: User) -> dict[str, Any]:
    """The terms of office and the registrations that led to them."""
    registrations = officer.registrations.visible_to(user).select_related("batch")
    return {
        "appointments": officer.appointments.visible_to(user).select_related("batch"),
        "registrations": registrations if user.may("registrations.view") else [],
    }


def posts(officer: Officer, user: User) -> dict[str, Any]:
    """Where the person works and has worked."""
    visible_posts = officer.posts.visible_to(user).select_related("enterprise")
    return {
        "posts": visible_posts,
        "officer": officer,
        "may_enter_posts": user.may("officers.posts"),
    }


def events(officer: Officer, user: User) -> dict[str, Any]:
    """The events of the programme that the person took part in."""
    rows = officer.events.visible_to(user)
    return tab_ledger(
        EventTable,
        rows,
        empty=_("This officer has taken part in no event yet."),
        without=("people",),
    )


def people(enterprise: Enterprise, user: User) -> dict[str, Any]:
    """The people from an enterprise that the user sees, and those who were there before."""
    former = enterprise.posts.visible_to(user).exclude(ends_on=None).select_related("officer")
    return {
        "officers": Officer.objects.visible_to(user).filter(enterprise=enterprise),
        "former": former,
    }


register(Officer, Tab("terms", _("Terms of office"), terms, "officers/_parts/terms.html", order=10))
register(Officer, Tab("posts", _("Posts held"), posts, "officers/_parts/posts.html", order=15))
register(Officer, Tab("events", _("Events"), events, permission="events.view", order=70))
register(Enterprise, Tab("people", _("Officers"), people, "officers/_parts/people.html", order=10))
