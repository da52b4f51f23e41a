"""Drafts of long forms: saved while the user types, offered when the form is opened again, deleted
once it is submitted.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Draft, User

# Never stored in a draft: personal numbers (data minimisation), passwords and technical fields.
NEVER_KEPT = frozenset(
    {"id_number", "phone", "password", "csrfmiddlewaretoken", "seen", "draft_of"}
)
LONGEST = 64 * 1024
EACH = 20


def save(form: str, title: str, content: str, *, by: User) -> Draft:
    """Keep what `by` has typed into the form at the address `form`: a JSON object of its fields.
    Raises ValidationError for anything else.
    """
    values = _values(content)
    if not _is_ours(form) or values is None:
        raise ValidationError(_("This is not the draft of a form."))
    serialised = json.dumps(
        {name: value for name, value in values.items() if name not in NEVER_KEPT},
        ensure_ascii=False,
    )
    new: dict[str, Any] = {"title": title.replace("\x00", "")[:200], "content": serialised}
    new["saved_at"] = timezone.now()
    draft, _created = Draft.objects.update_or_create(user=by, form=form, defaults=new)
    beyond = list(Draft.objects.filter(user=by).values_list("pk", flat=True)[EACH:])
    Draft.objects.filter(pk__in=beyond).delete()
    return draft


def content_of(draft: Draft) -> dict[str, Any]:
    """Field → value or values."""
    values: dict[str, Any] = json.loads(draft.content)
    return values


def drop(draft: Draft) -> None:
    draft.delete()


def drop_expired() -> int:
    """Delete drafts that were not saved again for a month; returns how many."""
    return Draft.objects.expired().delete()[0]


def settle(request: HttpRequest, response: HttpResponseBase) -> None:
    """Delete the draft of a form whose POST succeeded, that is, redirected."""
    if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
        form = request.POST.get("draft_of", "")
        if _is_ours(form):
            Draft.objects.filter(user=request.user, form=form).delete()


def _is_ours(form: str) -> bool:
    return (
        form.startswith("/")
        and not form.startswith("//")
        and len(form) <= 200
        and form.isprintable()
    )


def _values(content: str) -> dict[str, Any] | None:
    try:
        values = json.loads(content) if len(content) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and "\\u0000" not in content else None
