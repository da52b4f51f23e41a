"""Prove that the trail is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.actions import verification as chain


class Command(BaseCommand):
    """Exit 0: whole. 1: broken, with the first broken entry on stderr."""

    help = "Walks the trail's chain of entries; names the first that was changed, removed, added or moved."

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = chain.verify()
        if verdict.broken:
            raise CommandError(chain.broken_in_words(verdict), returncode=1)
        self.stdout.write(_("%d entries: OK") % verdict.count)
