"""Bad input to plans and promises: a word of action on the page, and nothing written."""

from datetime import date

import pytest
from django.urls import reverse

from pairings.actions import plan as actions
from pairings.models import Promise
from pairings.tests.factories import PlanFactory, PromiseFactory
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, liaison):
    client.force_login(liaison)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def plan(pairing):
    return PlanFactory(pairing=pairing)


def test_a_plan_signed_twice_by_one_party_is_refused_on_the_page(desk, plan, liaison):
    PromiseFactory(plan=plan)
    actions.submit(plan, by=liaison)
    url = reverse("pairings:plan_sign", args=[plan.pk])
    assert desk.post(url, {"party": "village", "name": "王书记"}).status_code == 302
    again = desk.post(url, {"party": "village", "name": "李书记"})
    assert again.status_code == 409
    assert "has signed this plan already" in again.text
    assert [signature.name for signature in plan.signatures.all()] == ["王书记"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"due_on": "2022年2月28日"}, "due_on"),
        ({"due_on": "2023.1.1"}, "due_on"),
        ({"due_on": "月底"}, "due_on"),
        ({"budget": "-5"}, "budget"),
        ({"budget": "很多"}, "budget"),
        ({"amount": "7.4吨吨公里12"}, "amount"),
    ],
)
def test_a_promise_that_cannot_be_is_named_at_its_field(desk, plan, typed, field):
    entered = {"title": "修路", "due_on": "2022-09-30", "unplanned": "on", **typed}
    response = desk.post(reverse("pairings:plan_add", args=[plan.pk]), entered)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Promise.objects.exists()


def test_dates_and_amounts_are_taken_as_people_write_them(desk, plan):
    entered = {
        "title": "修路",
        "due_on": "2022年9月30日",
        "unplanned": "on",
        "amount": "７.４公里",
        "budget": "１２０万",
    }
    assert desk.post(reverse("pairings:plan_add", args=[plan.pk]), entered).status_code == 302
    promise = Promise.objects.get()
    assert (promise.due_on, str(promise.quantity), promise.budget) == (
        date(2022, 9, 30),
        "7.4公里",
        1_200_000,
    )


def test_a_demand_of_another_town_is_not_answered_by_a_plan(desk, plan, other_town):
    foreign = DemandFactory(village__town=other_town)
    entered = {"title": "修路", "due_on": "2022-09-30", "demands": [foreign.pk]}
    response = desk.post(reverse("pairings:plan_add", args=[plan.pk]), entered)
    assert list(response.context["form"].errors) == ["demands"]
    assert foreign.title not in response.text
    assert not Promise.objects.exists()
