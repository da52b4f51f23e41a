"""The yearly survey raises open demands of earlier years again, once and in one step."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import TrailEntry
from villages.actions.resurvey import resurvey
from villages.models import Demand
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db
SURVEY = date(2023, 1, 16)


@pytest.fixture(autouse=True)
def _in_2023():
    with time_machine.travel("2023-02-01T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village(town):
    return VillageFactory(town=town)


def test_open_demands_are_raised_again_and_linked(village, liaison):
    old = DemandFactory(
        village=village, title="修路", value=Decimal("7.4"), unit="公里", urgency="high"
    )
    (new,) = resurvey(village, by=liaison, raised_on=SURVEY)
    old.refresh_from_db()
    assert (old.state, old.continued_by) == ("continued", new)
    assert (new.state, new.raised_on, new.source, new.entered_by) == (
        "open",
        SURVEY,
        "survey",
        liaison,
    )
    assert (new.title, new.quantity, new.urgency, new.category) == (
        "修路",
        old.quantity,
        "high",
        old.category,
    )
    assert [entry.act for entry in TrailEntry.objects.order_by("pk")] == ["carry_over", "create"]


def test_a_second_survey_of_the_year_changes_nothing(village, town, liaison):
    DemandFactory.create_batch(3, village=village)
    assert len(resurvey(town, by=liaison)) == 3
    before = list(Demand.objects.order_by("pk").values())
    assert resurvey(town, by=liaison) == resurvey(village, by=liaison) == []
    assert list(Demand.objects.order_by("pk").values()) == before


def test_only_demands_left_open_from_an_earlier_year_are_raised_again(village, liaison):
    for state in ("taken_up", "delivering", "met", "not_feasible"):
        DemandFactory(village=village, state=state)
    DemandFactory(village=village, raised_on=date(2023, 1, 3))
    assert resurvey(village, by=liaison) == []


def test_a_need_already_raised_this_year_is_not_duplicated(village, liaison):
    first, second = (
        DemandFactory(village=village, title="修路", raised_on=date(2022, day, 1)) for day in (3, 5)
    )
    by_hand = DemandFactory(village=village, title="修路", raised_on=date(2023, 1, 5))
    assert resurvey(village, by=liaison) == []
    for row in (first, second):
        row.refresh_from_db()
        assert row.continued_by == by_hand


def test_a_liaison_surveys_only_their_own_town(village, liaison, other_town):
    foreign = DemandFactory(village=VillageFactory(town=other_town))
    DemandFactory(village=village)
    assert resurvey(other_town, by=liaison) == []
    foreign.refresh_from_db()
    assert foreign.state == "open"


def test_a_future_day_and_a_reader_are_refused(village, liaison, auditor):
    with pytest.raises(ValidationError):
        resurvey(village, by=liaison, raised_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        resurvey(village, by=auditor)


def test_the_page_surveys_a_town_in_one_step(client, liaison, village, town):
    DemandFactory.create_batch(2, village=village)
    DemandFactory()
    client.force_login(liaison)
    url = reverse("villages:demand_resurvey")
    page = client.get(url)
    assert set(page.context["form"].places) == {f"town-{town.pk}", f"village-{village.pk}"}
    answer = client.post(url, {"place": f"town-{town.pk}", "raised_on": "2023-01-16"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).context["listing"].page.paginator.count == 2
    assert client.get(url).context["left"] == 0


@pytest.mark.parametrize(
    "values",
    [
        {"place": "town-0"},
        {"raised_on": "2022-12-31"},
        {"raised_on": "2023-02-02"},
        {"raised_on": "x"},
    ],
)
def test_the_page_refuses_other_places_and_days(client, liaison, village, values):
    DemandFactory(village=village)
    client.force_login(liaison)
    data = {"place": f"village-{village.pk}", "raised_on": "2023-01-16", **values}
    assert client.post(reverse("villages:demand_resurvey"), data).status_code == 200
    assert Demand.objects.count() == 1
