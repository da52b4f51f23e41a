"""The ledger of demands of one county beside that of a whole province: 34,412 villages, 500,000 demands.

The same pages over both, in turn: the same number of queries, and about the same time. The villages are made up.
"""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Town, User
from accounts.roles import Role
from accounts.tests.factories import TownFactory
from bench.test_lists import medians, visitor
from villages.models import Demand, DemandCategory, Village

# Villages, and demands of five years.
SIZES = {"county": (124, 2_500), "province": (34_412, 500_000)}
A_TOWN, A_COUNTY = 12, 15
PATTERNS = 100
PAGES = {
    "shell": "/account/",
    "ledger": "/villages/demands/",
    "of one town": "/villages/demands/?village__town={town}",
    "open ones": "/villages/demands/?state=open&sort=raised_on",
    "by words": "/villages/demands/?q=%E6%8C%87%E5%AF%BC7",
    "board": "/villages/demands/board/",
    "board as liaison": "/villages/demands/board/",
    "ledger as liaison": "/villages/demands/",
    "villages": "/villages/",
}

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def fill(villages: int, demands: int, by: User) -> None:
    """Bring the register to so many villages, twelve to a town, fifteen towns to a county, with so many demands."""
    there = Village.objects.count()
    towns: list[Town] = [
        TownFactory(
            code=f"51{n:07}",
            county_code=settings.COUNTY_CODE if n < A_COUNTY else f"51{n // A_COUNTY:04}",
        )
        for n in range(-(-villages // A_TOWN))
    ]
    Village.objects.bulk_create(
        Village(
            town=towns[n // A_TOWN],
            code=f"51{n // A_TOWN:07}{n % A_TOWN:03}",
            name=f"虚构{n}村",
            full_name=f"虚构{n}村村民委员会",
        )
        for n in range(there, villages)
    )
    if not there:
        _patterns(by)
    _copies(demands)


def _patterns(by: User) -> None:
    village, categories = Village.objects.order_by("pk")[0], list(DemandCategory.objects.all())
    states = [
        Demand.State.OPEN,
        Demand.State.TAKEN_UP,
        Demand.State.MET,
        Demand.State.MET,
        Demand.State.DELIVERING,
    ]
    rows = [
        Demand(
            village=village,
            category=categories[n % len(categories)],
            title=f"需要技术指导{n}",
            entered_by=by,
            raised_on=date(2022, 1, 1) + timedelta(days=n * 17),
            state=states[n % len(states)],
            urgency=list(Demand.Urgency)[n % 3],
        )
        for n in range(PATTERNS)
    ]
    for row in rows:
        if row.state == Demand.State.MET:
            row.met_on, row.proof = row.raised_on, "验收单"
    Demand.objects.bulk_create(rows)


def _copies(demands: int) -> None:
    """The patterns, raised by one village after the other; the database itself copies them."""
    names = [
        f.column
        for f in Demand._meta.concrete_fields
        if f.column not in {"id", "village_id", "title"}
    ]
    columns = ", ".join(names)
    known = list(Demand.objects.order_by("pk").values_list("pk", flat=True)[:PATTERNS])
    first, last = (
        Village.objects.order_by(way).values_list("pk", flat=True)[0] for way in ("pk", "-pk")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO villages_demand (village_id, title, {columns}) "
            "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            f"SELECT %s + n.i * 11 %% %s, title || '之' || n.i, {columns} FROM n "
            "JOIN villages_demand ON villages_demand.id = %s + n.i %% %s",
            [Demand.objects.count(), demands - 1, first, last - first + 1, known[0], PATTERNS],
        )
        cursor.execute("ANALYZE")


def test_the_ledger_of_a_province_beside_that_of_a_county(
    capsys: pytest.CaptureFixture[str],
) -> None:
    staff = User.objects.create_user("bench", role=Role.STAFF)
    took, queries = {}, {}
    for size, (villages, demands) in SIZES.items():
        fill(villages, demands, staff)
        town = Town.objects.get(code="510000003")
        liaison = User.objects.get_or_create(username="bench2", role=Role.LIAISON, town=town)[0]
        clients = {user: Client() for user in (staff, liaison)}
        for user, client in clients.items():
            client.force_login(user)
        who = {name: clients[liaison if "liaison" in name else staff] for name in PAGES}
        paths = {name: path.format(town=town.pk) for name, path in PAGES.items()}
        took[size] = medians({name: visitor(who[name], path) for name, path in paths.items()})
        queries[size] = {name: _queries(who[name], path) for name, path in paths.items()}
    with capsys.disabled():
        print(f"\n{'':>20}{'county':>12}{'province':>12}{'ratio':>8}{'queries':>12}")
        for name in PAGES:
            few, many = took["county"][name], took["province"][name]
            told = f"{queries['county'][name]} → {queries['province'][name]}"
            print(f"{name:>20}{few:>9.1f} ms{many:>9.1f} ms{many / few:>8.2f}{told:>12}")


def _queries(client: Client, path: str) -> int:
    client.get(path)  # Once a minute a visit is written down: not while we count.
    with CaptureQueriesContext(connection) as taken:
        client.get(path)
    return len(taken)
