"""Changes to what is known of an officer's resources."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import trail
from accounts.access import require
from accounts.models import User
from officers.models import Officer, Resources

WORDS = ("industries", "skills", "connections", "home_town")
TOWNS = ("preferred_towns", "refused_towns")


@transaction.atomic
def save_resources(officer: Officer, values: Mapping[str, Any], *, by: User) -> Resources:
    """Store what an officer can bring. The trail names what changed, not what they refused."""
    require(by, "officers.resources")
    locked = (
        Officer.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=officer.pk)
    )
    row, _is_new = Resources.objects.get_or_create(officer=locked)
    changed = [name for name in WORDS if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=WORDS)
    for name in TOWNS:
        towns = getattr(row, name)
        if set(towns.all()) != set(values[name]):
            towns.set(values[name])
            changed.append(name)
    trail.write("change", officer, by=by, changes=dict.fromkeys(changed, "***"))
    return row
