"""The page of a candidate, and that of a notice, lead on to what comes next."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from officers import actions
from officers.models import Appointment
from officers.tests.factories import InspectionFactory, MeasuresFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
TUESDAY, NEXT = date(2022, 3, 1), date(2022, 3, 9)
TITLE = "关于拟聘人选的公示"


@pytest.fixture(autouse=True)
def _in_march():
    # A request leaves its language active: no later test is to find it.
    with time_machine.travel(f"{TUESDAY}T12:00:00+08:00", tick=False), override("zh-hans"):
        yield


def page_of(client, row):
    return client.get(
        reverse(f"officers:{row._meta.model_name}_detail", args=[row.pk]),
        headers={"Accept-Language": "en"},
    ).text


def to_publicity(registration):
    return f"{reverse('officers:publicity_create')}?people={registration.pk}"


def test_who_passed_the_review_goes_on_to_a_publicity(as_role):
    registration = RegistrationFactory(reviewed=True)
    assert to_publicity(registration) in page_of(as_role("staff"), registration)
    assert to_publicity(registration) not in page_of(as_role("leader"), registration)


def test_where_an_inspection_is_asked_for_it_comes_first(as_role):
    MeasuresFactory(version=2, starts_on=date(2022, 1, 1), inspection=True)
    registration = RegistrationFactory(reviewed=True)
    client, inspection = (
        as_role("staff"),
        reverse("officers:registration_inspect", args=[registration.pk]),
    )
    assert inspection in page_of(client, registration)
    assert to_publicity(registration) not in page_of(client, registration)
    InspectionFactory(registration=registration)
    assert to_publicity(registration) in page_of(client, registration)


def test_a_draft_without_a_will_says_so_and_a_cleared_candidate_begins_today(as_role):
    client = as_role("staff")
    with_will, without = RegistrationFactory(), RegistrationFactory(willing_on=None)
    hints = "Enter the date on which the person declared", "请填写本人表明意愿的日期后再提交"
    has_hint = [any(hint in page_of(client, row) for hint in hints) for row in (with_will, without)]
    assert has_hint == [False, True]
    cleared = RegistrationFactory(cleared=True)
    form = client.get(reverse("officers:registration_detail", args=[cleared.pk])).context[
        "proposal"
    ]
    assert form.initial["starts_on"] == TUESDAY


def test_the_opinion_of_the_review_is_beside_the_returned_application(as_role, staff, staff2):
    registration = RegistrationFactory(submitted=True, registered_by=staff)
    actions.send_back(registration, by=staff2, reason="请补学历证明。")
    decision = page_of(as_role("staff"), registration).partition('id="decision"')[2]
    assert "请补学历证明。" in decision


def test_from_the_publicity_to_the_proposal_of_those_whom_it_cleared(as_role, staff):
    first, held = RegistrationFactory.create_batch(2, reviewed=True)
    notice = actions.start(
        actions.draft([first, held], by=staff, starts_on=TUESDAY, title=TITLE), by=staff
    )
    client, proposal = as_role("staff"), reverse("officers:appointment_propose_many")
    assert reverse("officers:publicity_detail", args=[notice.pk]) in page_of(client, first)
    entry = notice.entries.get(registration=held)
    actions.raise_objection(
        by=staff, entry=entry, received_on=TUESDAY, source="来信", content="请核实"
    )
    assert proposal not in page_of(client, notice)
    with time_machine.travel(f"{NEXT}T12:00:00+08:00", tick=False):
        actions.close(notice, by=staff)
        closed = page_of(as_role("staff"), notice)
        assert f"{proposal}?people={first.pk}&amp;" in closed
        assert f"people={held.pk}&" not in closed
        assert proposal not in page_of(as_role("leader"), notice)


def test_a_proposed_candidate_leads_to_the_term(as_role, staff):
    registration = RegistrationFactory(cleared=True)
    actions.propose(registration, by=staff, starts_on=NEXT)
    decision = page_of(as_role("staff"), registration).partition('id="decision"')[2]
    assert reverse("officers:appointment_detail", args=[Appointment.objects.get().pk]) in decision
