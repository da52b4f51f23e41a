from django.db import transaction

from accounts import trail
from accounts.models import User, Visit


@transaction.atomic
def end_visit(visit: Visit, *, by: User) -> Visit:
    """End one of the user's own sessions, usually on another device."""
    fresh = Visit.objects.visible_to(by).get(pk=visit.pk)
    Visit.objects.filter(pk=fresh.pk).end()
    trail.write("session_end", by, by=by, note=fresh.device)
    return fresh
