"""The data check on the command line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from reports.checks import Eye, Level, check

ERROR_FOUND = 1


class Command(BaseCommand):
    """Exit 0: no error-level finding. 1: at least one."""

    help = "Check the data against all rules; print each finding as `LEVEL rule: record`."

    def handle(self, *args: Any, **options: Any) -> None:
        worst = 0
        for result in check(Eye()):
            for finding in result.findings:
                note = f" ({finding.note})" if finding.note else ""
                self.stdout.write(
                    f"{result.rule.level.upper()} {result.rule.name}: {finding.record}{note}"
                )
            if result.findings and result.rule.level == Level.ERROR:
                worst = ERROR_FOUND
        if worst:
            sys.exit(worst)
