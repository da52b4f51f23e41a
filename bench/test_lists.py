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
from bench.contributions import fill

ROWS = (1_000, 100_000, 1_000_000)
ROUNDS = 15
PAGES = {
    "shell": "/account/",
    "list of 25": "/pairings/contributions/",
    "admin's list of 25": "/yardstick/pairings/contribution/",
}

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.urls("bench.urls")]


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
    """A visit to one page that insists on an answer, as the web server makes it: with room on the stack."""

    def visit() -> None:
        assert client.get(path).status_code == 200

    return visit


def table(took: dict[int, dict[str, float]]) -> list[str]:
    """Milliseconds and ratios, a line for each length of the ledger; then each page at its longest beside its shortest."""
    lines = [
        f"{'rows':>9}{''.join(f'{name:>20}' for name in PAGES)}{'list / shell':>14}{'list / admin':>14}"
    ]
    for rows, taken in took.items():
        times = "".join(f"{value:>17.1f} ms" for value in taken.values())
        shell, ours, theirs = taken.values()
        lines.append(f"{rows:>9,}{times}{ours / shell:>14.2f}{ours / theirs:>14.2f}")
    few, many = took[ROWS[0]], took[ROWS[-1]]
    lines += [
        f"{name} at {ROWS[-1]:,} rows / at {ROWS[0]:,} rows = {many[name] / few[name]:.2f}"
        for name in PAGES
    ]
    return [*lines, "aims: list / shell ≤ 4, list / admin ≤ 0.5, list at most / least ≤ 1.2"]


def test_a_list_beside_the_shell_and_the_admin(capsys: pytest.CaptureFixture[str]) -> None:
    client = Client()
    client.force_login(User.objects.create_user("bench", role=Role.STAFF))
    took = {}
    for rows in ROWS:
        fill(rows)
        took[rows] = medians({name: visitor(client, path) for name, path in PAGES.items()})
    with capsys.disabled():
        print("", *table(took), sep="\n")
