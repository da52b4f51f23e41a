"""How long a list of 25 rows takes, beside the signed-in shell and Django admin's list of the same rows.

Ratios of medians, taken in turn in one run: what the machine does meanwhile falls on all of them alike.
"""

import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from pairings.models import Contribution
from pairings.tests.factories import ContributionFactory

ROWS = (1_000, 100_000, 1_000_000)
ROUNDS = 5
PAGES = {
    "shell": "/account/",
    "list of 25": "/pairings/contributions/",
    "admin's list of 25": "/yardstick/pairings/contribution/",
    "home": "/",
    "dashboard": "/reports/",
}

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.urls("bench.urls")]


def fill(rows: int) -> None:
    """A ledger of `rows` contributions: one real fact and its quantity, copied by the database itself."""
    there = Contribution.objects.count()
    pattern = ContributionFactory()
    jobs = pattern.outcomes.get()
    names = [field.column for field in Contribution._meta.concrete_fields if field.column not in {"id", "ref"}]
    columns = ", ".join(names)
    numbers = "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO pairings_contribution (ref, {columns}) {numbers} "
            f"SELECT 'B' || n.i, {columns} FROM n, pairings_contribution WHERE id = %s",
            [there + 1, rows - 1, pattern.pk],
        )
        cursor.execute(
            "INSERT INTO pairings_outcome (contribution_id, metric_id, value, qualifier) "
            "SELECT id, %s, %s, '' FROM pairings_contribution WHERE id > %s",
            [jobs.metric_id, str(jobs.value), pattern.pk],
        )
        cursor.execute("ANALYZE")


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
    """Milliseconds and ratios, a line for each length of the ledger; then each page at its longest beside its shortest."""
    lines = [f"{'rows':>9}{''.join(f'{name:>20}' for name in PAGES)}{'list / shell':>14}{'list / admin':>14}"]
    for rows, taken in took.items():
        times = "".join(f"{value:>17.1f} ms" for value in taken.values())
        shell, ours, theirs, *_others = taken.values()
        lines.append(f"{rows:>9,}{times}{ours / shell:>14.2f}{ours / theirs:>14.2f}")
    few, many = took[ROWS[0]], took[ROWS[-1]]
    lines += [f"{name} at {ROWS[-1]:,} rows / at {ROWS[0]:,} rows = {many[name] / few[name]:.2f}" for name in PAGES]
    return [*lines, "aims: list / shell ≤ 4, list / admin ≤ 0.5, list at most / least ≤ 1.2, home and dashboard ≤ 1.3"]


def test_a_list_beside_the_shell_and_the_admin(capsys: pytest.CaptureFixture[str]) -> None:
    client = Client()
    client.force_login(User.objects.create_user("bench", role=Role.STAFF, is_staff=True, is_superuser=True))
    took = {}
    for rows in ROWS:
        fill(rows)
        took[rows] = medians({name: visitor(client, path) for name, path in PAGES.items()})
    with capsys.disabled():
        print("", *table(took), sep="\n")
