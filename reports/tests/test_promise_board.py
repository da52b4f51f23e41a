"""The board of promises and the figure of kept ones equal a recount; each number opens its list."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import TownFactory, UserFactory
from jingyan.periods import parse_period
from jingyan.tests.examples import fewer_examples
from officers.tests.factories import OfficerFactory
from pairings.models import Promise
from pairings.overviews import promise_board as board
from pairings.tests.factories import PairingFactory, PlanFactory, PromiseFactory, signed
from reports.figures import measure
from reports.places import Place
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
TODAY, PERIOD = date(2022, 8, 15), parse_period("2022")
LINK = re.compile(
    r'<a(?: class="number")? href="([^"]*/promises/[?][^"]*)">(?:\s*<span class="number-label">[^<]*</span>\s*<span class="number-text">)?(\d+)<'
)
MOMENT = st.integers(-200, 200).map(lambda days: TODAY + timedelta(days=days))
PROMISES = st.lists(
    st.tuples(st.sampled_from(Promise.State.values), MOMENT, MOMENT, st.booleans()), max_size=7
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2022-08-15T12:00:00+08:00", tick=False):
        yield


def promised(state, due_on, delivered_on, **of):
    """A promise beside any plan with the life that its state asks for."""
    life = {}
    if state in ("delivered", "verified"):
        life = {"done": "已建成", "delivered_on": delivered_on, "delivered_by": UserFactory()}
    if state == "verified":
        life |= {"verified_by": UserFactory(), "verified_at": timezone.now()}
    if state == "broken":
        life = {"reason": "企业停产"}
    return PromiseFactory(beside=True, state=state, due_on=due_on, **life, **of)


@fewer_examples
@given(PROMISES)
def test_the_board_and_the_figure_equal_a_recount(rows):
    with transaction.atomic():
        staff = UserFactory(role="staff", username="recount")
        villages = [VillageFactory(town=TownFactory(), in_programme=True) for _ in range(2)]
        owner = OfficerFactory()
        for state, due_on, delivered_on, first in rows:
            promised(state, due_on, delivered_on, village=villages[first], owner=owner)
        due = [row for row in rows if PERIOD.start <= row[1] <= PERIOD.end]
        kept = [row for row in due if row[0] == "verified" and row[2] <= PERIOD.end]
        late = [row for row in rows if row[0] in ("promised", "delivering") and row[1] < TODAY]
        waits = [row for row in rows if row[0] == "delivered"]
        shown = [cell.count for cell in board.numbers(staff, PERIOD, TODAY)]
        assert (shown[0], *shown[2:]) == (len(late), len(waits), len(due), len(kept))
        for lines in (board.towns(staff, PERIOD, TODAY), board.officers(staff, PERIOD, TODAY)):
            sums = [sum(getattr(line, name) for line in lines) for name in ("late", "due", "kept")]
            assert sums == [len(late), len(due), len(kept)]
        reading = measure(PERIOD, Place())["promise_kept_rate"]
        rate = (Decimal(100 * len(kept)) / len(due)).quantize(Decimal("0.01")) if due else None
        assert (
            reading.value is None if rate is None else abs(reading.value - rate) <= Decimal("0.01")
        )
        transaction.set_rollback(True)


@pytest.fixture
def pairing(town):
    """A pairing in the liaison's town."""
    return PairingFactory(active=True, village__town=town)


@pytest.fixture
def life(pairing, other_town):
    """Promises of every state in two towns, due before, in and after the year; one was kept only after the year."""
    elsewhere = VillageFactory(town=other_town, in_programme=True)
    for village, owner in ((pairing.village, pairing.officer), (elsewhere, OfficerFactory())):
        for state in Promise.State.values:
            for due_on in (
                date(2021, 12, 1),
                date(2022, 6, 30),
                date(2022, 12, 31),
                date(2023, 1, 1),
            ):
                promised(state, due_on, min(due_on, TODAY), village=village, owner=owner)
        promised("verified", date(2022, 7, 1), date(2023, 1, 5), village=village, owner=owner)
    PromiseFactory(plan__pairing=pairing)  # of a draft: on no board
    superseded = signed(
        PlanFactory(pairing=pairing, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    )
    assert superseded.state == "signed"


@pytest.mark.parametrize(
    ("who", "by"), [("staff", "town"), ("leader", "officer"), ("liaison", "town")]
)
def test_every_number_is_the_length_of_its_list(client, life, who, by, request):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("pairings:promise_board"), {"by": by, "year": 2022}).text
    found = LINK.findall(page)
    assert len(found) >= 8
    for address, number in found:
        assert client.get(unescape(address)).context["listing"].page.paginator.count == int(
            number
        ), address


def test_the_board_has_a_year_an_export_and_only_their_own_town_for_a_liaison(
    client, life, liaison, town
):
    client.force_login(liaison)
    url = reverse("pairings:promise_board")
    lines = (
        client.get(url, {"year": 2022, "export": "csv"}).content.decode("utf-8-sig").splitlines()
    )
    assert [line.split(",")[:4] for line in lines[1:]] == [[str(town), "4", "11", "2"]]
    for hostile in ("0", "99999", "²", "x", ""):
        assert client.get(url, {"year": hostile}).context["period"].code == "2022"
    assert client.get(url, {"year": 2021}).context["numbers"][3].count == 5
