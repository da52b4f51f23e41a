"""The page of the lists that the office may extend, and the views that change their entries."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import dictionaries
from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.dictionaries import DICTIONARIES, Dictionary
from accounts.forms.dictionaries import entry_form
from accounts.models import AbstractEntry, User
from accounts.pages import make_move, record


@dataclass(frozen=True)
class EntryRow:
    entry: AbstractEntry
    shipped: bool
    # None for users who may not see the records.
    count: int | None


@require_safe
@allow("accounts.dictionaries")
def dictionary_list(request: SignedInRequest) -> HttpResponse:
    """All lists with their entries."""
    shown = [(dictionary, _lines(dictionary, request.user)) for dictionary in DICTIONARIES.values()]
    page = {"dictionaries": shown, "may_change": request.user.may(dictionaries.PERMISSION)}
    return render(request, "accounts/dictionary_list.html", page)


@allow("accounts.dictionaries_change")
def dictionary_add(request: SignedInRequest, dictionary: str) -> HttpResponse:
    """Add an entry to a list."""
    selected = _dictionary(dictionary)
    form = entry_form(selected, request.POST or None)
    if form.is_valid():
        dictionaries.save(selected, form.save(commit=False), by=request.user)
        messages.success(
            request, _("The entry has been added. Forms, filters and imports know it from now on.")
        )
        return redirect(_list_at(selected))
    page = {"form": form, "dictionary": selected, "cancel_url": _list_at(selected)}
    return render(request, "accounts/dictionary_add.html", page)


@allow("accounts.dictionaries_change")
@one_at_a_time
def dictionary_update(request: SignedInRequest, dictionary: str, pk: int) -> HttpResponse:
    """Change an entry's names, order and clause."""
    selected = _dictionary(dictionary)
    entry = _entry(selected, pk)
    form = entry_form(selected, request.POST or None, instance=entry)
    if form.is_valid():
        changed = [name for name in form.changed_data if name != "seen"]
        dictionaries.save(selected, form.save(commit=False), by=request.user, changed=changed)
        messages.success(request, _("The entry has been changed."))
        return redirect(_list_at(selected))
    page = {"form": form, "dictionary": selected, "entry": entry, "cancel_url": _list_at(selected)}
    page |= record(entry, request.user)
    return render(request, "accounts/dictionary_update.html", page, status=form.status)


@require_POST
@allow("accounts.dictionaries_change")
def dictionary_retire(request: SignedInRequest, dictionary: str, pk: int) -> HttpResponse:
    """Stop offering an entry."""
    selected = _dictionary(dictionary)
    done = _("The entry is retired: records that have it keep it, forms offer it no longer.")
    return make_move(
        request,
        _entry(selected, pk),
        partial(dictionaries.retire, selected),
        done=done,
        to=_list_at(selected),
    )


@require_POST
@allow("accounts.dictionaries_change")
def dictionary_bring_back(request: SignedInRequest, dictionary: str, pk: int) -> HttpResponse:
    """Offer a retired entry again."""
    selected = _dictionary(dictionary)
    done = _("The entry is in use again.")
    return make_move(
        request,
        _entry(selected, pk),
        partial(dictionaries.bring_back, selected),
        done=done,
        to=_list_at(selected),
    )


def _dictionary(key: str) -> Dictionary:
    if key not in DICTIONARIES:
        raise Http404
    return DICTIONARIES[key]


def _entry(dictionary: Dictionary, pk: int) -> AbstractEntry:
    entry: AbstractEntry = get_object_or_404(dictionary.entries(), pk=pk)
    return entry


def _list_at(dictionary: Dictionary) -> str:
    return f"{reverse('accounts:dictionary_list')}#{dictionary.key}"


def _lines(dictionary: Dictionary, user: User) -> list[EntryRow]:
    usage = dictionary.usage() if user.may(dictionary.permission) else None
    return [
        EntryRow(
            entry,
            entry.code in dictionary.codes,
            None if usage is None else usage[dictionary.held(entry)],
        )
        for entry in dictionary.entries()
    ]
