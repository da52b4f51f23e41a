"""Plans through their pages: written, filled, given out, signed once by each, and what cannot be is said beside the field."""

from datetime import date

import pytest
from django.urls import reverse

from officers.models import Officer
from pairings.models import Plan, Promise
from pairings.tests.factories import PlanFactory, PromiseFactory
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(pairing, officer_user):
    """The officer of the pairing, with a log-in."""
    Officer.objects.filter(pk=pairing.officer_id).update(user=officer_user)
    return officer_user


def url(name, *keys):
    return reverse(f"pairings:{name}", args=keys)


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def test_a_plan_is_written_and_signed_by_three_and_by_none_of_them_twice(
    sign_in, pairing, officer, stranger
):
    demand = DemandFactory(village=pairing.village)
    client = in_english(sign_in("liaison"))
    days = {"starts_on": "2022-03-01", "ends_on": "2022-12-31"}
    client.post(url("plan_create"), {"pairing": pairing.pk, "goals": "做强柑橘产业", **days})
    plan = Plan.objects.get()
    client.post(url("plan_fill", plan.pk), {"demands": [demand.pk]})
    assert Promise.objects.get().title == demand.title
    client.post(url("plan_submit", plan.pk))
    assert (
        client.post(url("plan_sign", plan.pk), {"party": "village"}).status_code == 409
    )  # no name given
    client.post(url("plan_sign", plan.pk), {"party": "town"})
    again = client.post(url("plan_sign", plan.pk), {"party": "town"})
    assert again.status_code == 409
    assert "has signed this plan already" in again.text
    assert client.post(url("plan_sign", plan.pk), {"party": "officer"}).status_code == 403
    client.post(url("plan_sign", plan.pk), {"party": "village", "name": "王书记"})
    assert in_english(sign_in("stranger")).get(url("plan_detail", plan.pk)).status_code == 404
    own = in_english(sign_in("officer_user"))
    assert own.get(url("plan_list")).text.count(pairing.village.name) == 1
    own.post(url("plan_sign", plan.pk), {"party": "officer"})
    plan.refresh_from_db()
    demand.refresh_from_db()
    assert (plan.state, demand.state, plan.signatures.count()) == ("signed", "taken_up", 3)
    late = own.post(url("plan_sign", plan.pk), {"party": "officer"})
    assert late.status_code == 409
    assert 'name="party"' not in own.get(url("plan_detail", plan.pk)).text


@pytest.mark.parametrize("day", ["2022-02-28", "2023-01-01"])
def test_a_measure_due_outside_its_plan_is_refused_beside_the_field(sign_in, pairing, day):
    plan = PlanFactory(pairing=pairing)
    values = {"title": "硬化产业道路", "unplanned": "on", "due_on": day}
    page = in_english(sign_in("liaison")).post(url("plan_add", plan.pk), values)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["due_on"]
    assert "The plan runs from 2022-03-01 to 2022-12-31" in page.text
    assert "硬化产业道路" in page.text  # what was typed stays
    assert not Promise.objects.exists()


def test_plans_are_filtered_and_leave_as_a_file(sign_in, pairing):
    draft = PromiseFactory(plan__pairing=pairing).plan
    PlanFactory(pairing=pairing, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    client = sign_in("liaison")
    client.post(url("plan_submit", draft.pk))
    rows = client.get(url("plan_list"), {"state": "signing"}).context["listing"].page.object_list
    assert [row.record.pk for row in rows] == [draft.pk]
    lines = client.get(url("plan_list"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert all(pairing.officer.name in line for line in lines[1:])


def test_owners_cannot_verify_their_own_promise_and_the_page_says_why(sign_in, pairing, liaison):
    row = PromiseFactory(
        beside=True,
        owner=pairing.officer,
        village=pairing.village,
        state="delivered",
        done="已建成",
        delivered_on=date(2022, 8, 1),
        delivered_by=liaison,
    )
    page = in_english(sign_in("liaison")).post(url("promise_verify", row.pk))
    assert page.status_code == 403
    assert "you entered or checked this record, so someone else must take the next one" in page.text
    assert Promise.objects.get().state == "delivered"
