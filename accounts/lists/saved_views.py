"""Saved views of lists. They are private to their user and are not recorded in the trail."""

from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import SavedView, User
from accounts.moves import MoveRefused

VIEWS_A_LIST = 20
LONGEST_QUERY = 2000


def _views(user: int | None, path: str) -> QuerySet[SavedView]:
    return SavedView.objects.visible_to(User(pk=user)).filter(path=path)


def of_page(request: HttpRequest) -> list[SavedView]:
    """The user's saved views of the list on this page."""
    return list(_views(request.user.pk, request.path))


@transaction.atomic
def keep(path: str, title: str, name: str, query: str, *, is_default: bool, by: User) -> SavedView:
    """Save the list's current query as a view; a view of the same name is replaced. Raises
    MoveRefused for a missing name, a long query, a wrong path, or too many views.
    """
    query = urlencode(parse_qsl(query[: LONGEST_QUERY + 1]))
    if not name.strip() or len(query) > LONGEST_QUERY or not _is_list(path, by):
        raise MoveRefused(_("This view can't be saved. Give it a name and shorten its conditions."))
    others = SavedView.objects.visible_to(by).filter(path=path).select_for_update(no_key=True)
    name = name.strip()[: SavedView._meta.get_field("name").max_length]
    if len({view.name for view in others} - {name}) >= VIEWS_A_LIST:
        raise MoveRefused(
            _("You already have %d saved views of this list. Delete one first.") % VIEWS_A_LIST
        )
    if is_default:
        others.update(is_default=False)
    values = {"query": query, "is_default": is_default, "list_title": title.strip()[:100]}
    view, _created = SavedView.objects.update_or_create(
        user=by, path=path, name=name, defaults=values
    )
    return view


@transaction.atomic
def change(view: SavedView, name: str, *, is_default: bool, by: User) -> SavedView:
    """Rename a view, or make it the default. Raises MoveRefused if the name is taken."""
    views = SavedView.objects.visible_to(by).select_for_update(no_key=True)
    row = views.get(pk=view.pk)
    if is_default:
        views.filter(path=row.path).exclude(pk=row.pk).update(is_default=False)
    row.name, row.is_default = name, is_default
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "is_default"])
    except IntegrityError as taken:
        raise MoveRefused(_("You already have a view of this list with this name.")) from taken
    return row


def drop(view: SavedView, *, by: User) -> None:
    SavedView.objects.visible_to(by).filter(pk=view.pk).delete()


def _is_list(path: str, by: User) -> bool:
    """Whether `path` is one of our pages that `by` may open."""
    try:
        permission = getattr(resolve(path).func, "permission", "")
    except Resolver404:
        return False
    return len(path) <= 200 and bool(permission) and by.may(permission)
