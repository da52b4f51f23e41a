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
from pairings.models import Contribution
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
    """A ledger of `rows` contributions: one real fact, copied."""
    pattern = ContributionFactory()
    Contribution.objects.bulk_create(
        (
            Contribution(
                ref=f"B{number:07}", carrier=pattern.carrier, title=f"演示事项{number}", happened_on=pattern.happened_on,
                officer_id=pattern.officer_id, village_id=pattern.village_id, town_id=pattern.town_id,
                entered_by_id=pattern.entered_by_id,
            )
            for number in range(rows - 1)
        ),
        batch_size=2_000,
    )  # fmt: skip


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


@pytest.mark.parametrize("rows", ROWS)
def test_a_list_beside_the_shell_and_the_admin(rows: int, capsys: pytest.CaptureFixture[str]) -> None:
    client = Client()
    client.force_login(User.objects.create_user("bench", role=Role.STAFF, is_staff=True, is_superuser=True))
    fill(rows)
    took = medians({name: visitor(client, path) for name, path in PAGES.items()})
    shell, ours, theirs = took.values()
    with capsys.disabled():
        print(f"\n{rows:,} rows: " + ", ".join(f"{name} {value:.1f} ms" for name, value in took.items()))
        print(f"  list / shell = {ours / shell:.2f} (aim ≤ 4)   list / admin's list = {ours / theirs:.2f} (aim ≤ 0.5)")
