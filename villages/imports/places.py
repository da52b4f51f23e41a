"""The village column that the registers of this app share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import ImportColumn, RegisterRow, code, look_up
from villages.models import Village

VILLAGE_CODE = ImportColumn(
    "village_code", gettext_lazy("Village code"), code(12), required=True, key=True
)


def find_villages(lines: Iterable[RegisterRow], *, by: User) -> None:
    """Look up the villages of the rows by code."""
    look_up(
        lines,
        "village_code",
        Village.objects.select_related("town"),
        by=by,
        field="code",
        unknown=_("No village has this code. Compare it with the list of villages."),
        outside=_("This village is outside your town. Delete the row."),
    )
