"""Re-encrypt all encrypted values under the first field key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.actions import rotation
from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from jingyan.crypto import UnknownKey, ring


class Command(BaseCommand):
    """Exit codes: 0 all values are under the first key; 1 a value is under an unlisted key, and
    nothing was changed.
    """

    help = (
        "Re-encrypt all personal numbers under the first key of FIELD_KEYS. Stop the system, put "
        "the new key first and keep the old one after it, run this, and start the system; then "
        "the old key can be removed."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            count = rotation.rotate(by=User.objects.get(username=SYSTEM_USERNAME))
        except UnknownKey as error:
            raise CommandError(str(error), returncode=1) from error
        for name, number in count.items():
            self.stdout.write(f"{name}: {number}")
        self.stdout.write(
            _("%(count)d values re-encrypted under the key “%(key)s”.")
            % {"count": count.total(), "key": ring().current}
        )
