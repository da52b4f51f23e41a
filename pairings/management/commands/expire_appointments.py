"""Let terms of office lapse whose last day has passed, as the daily beat task does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from officers.models import Appointment
from pairings.actions import departure


class Command(BaseCommand):
    """Exit 0, whether or not any term is over."""

    help = "Mark past terms as expired, or as renewed if the next term was approved."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only print which terms are over"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for row in (
                Appointment.objects.lapsed(timezone.localdate())
                .select_related("officer")
                .order_by("pk")
            ):
                self.stdout.write(f"over: {row.officer.officer_code} {row.ends_on}")
            return
        for row in departure.expire_all(by=User.objects.get(username=SYSTEM_USERNAME)):
            self.stdout.write(f"{row.state}: {row.officer.officer_code} {row.ends_on}")
