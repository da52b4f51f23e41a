"""Verify that the trail is intact."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.actions import verification


class Command(BaseCommand):
    """Exit codes: 0 intact; 1 broken, with the first broken entry on stderr."""

    help = (
        "Verify the trail's chain of entries; names the first one that was changed, removed, "
        "added or moved."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = verification.verify()
        if verdict.broken:
            raise CommandError(verification.broken_in_words(verdict), returncode=1)
        self.stdout.write(_("%d entries: OK") % verdict.count)
