"""The board of open demands: every number equals the length of the list that it links to."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from accounts.tests.factories import UserFactory
from villages.models import DemandCategory
from villages.overviews import board
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 15)
LINK = re.compile(
    r'<a(?: class="number")? href="([^"]*state=open[^"]*)">(?:<span class="number-label">([^<]*)</span> <span class="number-text">)?(\d+)<'
)


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel("2022-08-15T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def ledger(town, other_town):
    """Demands of every age and several classes in two towns, some of them taken up."""
    for place in (town, other_town):
        village = VillageFactory(town=place)
        for days in (0, 30, 31, 90, 91, 365, 366, 2000):
            for code in ("agriculture", "relief"):
                category = DemandCategory.objects.get(code=code)
                DemandFactory(
                    village=village,
                    category=category,
                    raised_on=TODAY - timedelta(days=days),
                    urgency="high",
                )
        DemandFactory(village=village, state="taken_up")


@pytest.mark.parametrize("who", ["staff", "liaison", "leader", "officer_user", "auditor"])
def test_every_number_is_the_length_of_its_list(client, ledger, who, request):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("villages:demand_board")).content.decode()
    found = LINK.findall(page)
    assert len(found) > 15
    for address, label, number in found:
        count = client.get(unescape(address)).context["listing"].page.paginator.count
        if "waited" not in label and "天数" not in label:
            assert str(count) == number, address


def test_a_liaison_counts_only_their_own_town(ledger, liaison, staff):
    assert [line.cells[0].count for line in board.lines(board.waiting(liaison, TODAY), TODAY)][
        -1
    ] == 16
    assert [town.total for town in board.towns(liaison, TODAY)] == [16]
    assert [town.total for town in board.towns(staff, TODAY)] == [16, 16]
    assert (
        list(board.towns(UserFactory(role=Role.ADMINISTRATOR, username="root"), TODAY).none()) == []
    )


@given(st.integers(-5, 4000))
def test_every_day_even_a_future_one_is_in_exactly_one_band(days):
    assert sum(age.has(TODAY - timedelta(days=days), TODAY) for age in board.AGES) == 1


def test_the_board_is_exported(client, ledger, staff, town):
    client.force_login(staff)
    lines = (
        client.get(reverse("villages:demand_board") + "?export=csv")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert len(lines) == 3
    assert f"{town},16,16,4,4,4,4" in lines
