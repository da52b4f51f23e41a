"""Loads the demonstration for tests and summarises its content."""

import hashlib
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db.models import QuerySet
from django.test import override_settings

from evaluations.models import Evaluation
from officers.models import Officer
from pairings.models import Contribution, Meeting, Outcome, Pairing
from villages.models import Demand, VillageYear

TODAY = date(2026, 11, 22)
START, END = date(2022, 1, 1), date(2022, 6, 30)


def seed(**options) -> str:
    """Run the command as of a fixed day, in demo mode, and return what it prints."""
    out = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_demo", **{"as_of": TODAY, "stdout": out} | options)
    return out.getvalue()


def published(code: str) -> QuerySet[Outcome]:
    """The confirmed quantities of one metric in the half-year whose figures were published."""
    return Outcome.objects.filter(
        metric__code=code,
        contribution__state=Contribution.State.COUNTY_CONFIRMED,
        contribution__happened_on__range=(START, END),
    )


def fingerprint() -> str:
    """What the demonstration says, apart from keys, hashes and ciphers."""
    rows = [
        *Officer.objects.order_by("officer_code").values_list(
            "officer_code", "name", "id_masked", "enterprise__name"
        ),
        *Pairing.objects.order_by("officer__officer_code", "starts_on").values_list(
            "village__code", "state"
        ),
        *Outcome.objects.order_by("contribution__ref", "metric__code").values_list(
            "contribution__ref",
            "metric__code",
            "value",
            "contribution__happened_on",
            "contribution__state",
        ),
        *Demand.objects.order_by("pk").values_list("title", "raised_on", "state", "value"),
        *Meeting.objects.order_by("pk").values_list("quarter", "town__code", "state", "held_on"),
        *VillageYear.objects.order_by("village__code", "year").values_list(
            "operating_income", "household_income"
        ),
        *Evaluation.objects.order_by("pk").values_list("state", "total", "grade"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
