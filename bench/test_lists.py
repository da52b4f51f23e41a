"""How long a list of 25 rows takes, beside the signed-in shell and Django admin's list of the same rows.

Ratios of medians, taken in turn in one run: what the machine does meanwhile falls on all of them alike.
"""

import statistics
import time
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from pairings.models import Contribution, Outcome
from pairings.tests.factories import ContributionFactory

ROWS = (1_000, 100_000)
ROUNDS = 40
PAGES = {
    "shell": "/account/",
    "list of 25": "/pairings/contributions/",
    "admin's list of 25": "/yardstick/pairings/contribution/",
}

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.urls("bench.urls")]


def fill(rows: int) -> None:
    """A ledger of `rows` contributions: one real fact and its quantity, copied."""
    there = Contribution.objects.count()
    pattern = ContributionFactory()
    facts = Contribution.objects.bulk_create(
        (
            Contribution(
                ref=f"B{number:07}", carrier=pattern.carrier, title=f"演示事项{number}", happened_on=pattern.happened_on,
                officer_id=pattern.officer_id, village_id=pattern.village_id, town_id=pattern.town_id,
                entered_by_id=pattern.entered_by_id,
            )
            for number in range(there + 1, rows)
        ),
        batch_size=2_000,
    )  # fmt: skip
    jobs = pattern.outcomes.get()
    Outcome.objects.bulk_create(
        (Outcome(contribution=fact, metric_id=jobs.metric_id, value=jobs.value) for fact in facts), batch_size=2_000
    )


def medians(visits: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Milliseconds of each visit: one to warm up, then all in turn, the median of each."""
    taken: dict[str, list[float]] = {name: [] for name in visits}
    for turn in range(ROUNDS + 1):
        for name, visit in visits.items():
            start = time.perf_counter()
            visit()
            if turn:
                taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def visitor(client: Client, path: str) -> Callable[[], None]:
    """A visit to one page that insists on an answer."""

    def visit() -> None:
        assert client.get(path).status_code == 200

    return visit


def table(took: dict[int, dict[str, float]]) -> list[str]:
    """Milliseconds and ratios, a line for each length of the ledger."""
    lines = [f"{'rows':>9}{''.join(f'{name:>20}' for name in PAGES)}{'list / shell':>16}{'list / admin':>16}"]
    for rows, (shell, ours, theirs) in ((rows, taken.values()) for rows, taken in took.items()):
        times = "".join(f"{value:>17.1f} ms" for value in (shell, ours, theirs))
        lines.append(f"{rows:>9,}{times}{ours / shell:>16.2f}{ours / theirs:>16.2f}")
    few, many = (taken["list of 25"] for taken in took.values())
    lines.append(f"list at {ROWS[1]:,} rows / list at {ROWS[0]:,} rows = {many / few:.2f}")
    return [*lines, "aims: list / shell ≤ 4, list / admin ≤ 0.5, many / few ≤ 1.2"]


def test_a_list_beside_the_shell_and_the_admin(capsys: pytest.CaptureFixture[str]) -> None:
    client = Client()
    client.force_login(User.objects.create_user("bench", role=Role.STAFF, is_staff=True, is_superuser=True))
    took = {}
    for rows in ROWS:
        fill(rows)
        took[rows] = medians({name: visitor(client, path) for name, path in PAGES.items()})
    with capsys.disabled():
        print("", *table(took), sep="\n")
