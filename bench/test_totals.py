"""How long the pages of totals take as the contributions grow from a thousand to a million, beside the signed-in shell.

Ratios of medians, taken in turn in one run. `BENCH_FACTS=1000,100000` asks for fewer. Also, in one go each: a contribution
confirmed until its number is shown, the count of what it changed, and the report of a quarter.
"""

import os
import time
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from bench.contributions import fill
from bench.test_lists import medians, visitor
from jingyan.periods import parse_period
from pairings.actions import confirmation
from pairings.models import Contribution
from reports import summary
from reports.figures import compute
from reports.places import Place

FACTS = [int(rows) for rows in os.environ.get("BENCH_FACTS", "1000,100000,1000000").split(",")]
PAGES = {
    "shell": "/account/",
    "home": "/",
    "dashboard": "/reports/",
    "a quarter": "/reports/?period=2023Q2",
    "data check": "/reports/checks/",
    "promises": "/pairings/promises/board/",
    "demands": "/villages/demands/board/",
    "meetings": "/meetings/",
}

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def seconds(work: Callable[[], object]) -> float:
    """How long something takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def steps(client: Client, by: User) -> dict[str, float]:
    """Milliseconds of what happens once: from a confirmation to its number, its count, and a report."""
    waiting = Contribution.objects.filter(
        state=Contribution.State.TOWN_VERIFIED, happened_on__year=2023
    )
    row = waiting.order_by("pk").first()
    assert row
    taken = {"confirm": seconds(lambda: confirmation.confirm(row, by=by))}
    taken["dashboard then"] = seconds(lambda: client.get("/reports/?period=2023"))
    taken["recount"] = seconds(summary.refresh)
    taken["report of a quarter"] = seconds(lambda: compute(parse_period("2023Q2"), Place()))
    return {name: value * 1000 for name, value in taken.items()}


def test_totals_of_a_few_facts_and_of_many(capsys: pytest.CaptureFixture[str]) -> None:
    client = Client()
    by = User.objects.create_user("bench", role=Role.STAFF)
    client.force_login(by)
    took = {}
    for rows in FACTS:
        fill(rows)
        took[rows] = medians({name: visitor(client, path) for name, path in PAGES.items()}) | steps(
            client, by
        )
    few, many = took[FACTS[0]], took[FACTS[-1]]
    with capsys.disabled():
        print(f"\n{'ms':>20}{''.join(f'{rows:>12,}' for rows in FACTS)}{'last / first':>14}")
        for name in few:
            print(
                f"{name:>20}{''.join(f'{took[rows][name]:>12.0f}' for rows in FACTS)}{many[name] / few[name]:>14.2f}"
            )
        print("aims: home and dashboard ≤ 1.3")
