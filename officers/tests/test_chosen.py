"""People ticked in a ledger, or all that match its filters, open the form of a step; people who can't take it are named."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.lists import bulk
from accounts.models import Job
from officers.models import Appointment, Publicity, Registration
from officers.tests.factories import AppointmentFactory, BatchFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel("2022-03-10T12:00:00+08:00", tick=False):
        yield


def choose(client, step, rows=(), **values):
    """Press the button of a step over the ticked rows."""
    return client.post(reverse(f"officers:{step}"), {"chosen": [row.pk for row in rows], **values})


def sent_back(client, page):
    """Send the form that a step opened, unchanged."""
    form = page.context["form"]
    shown = {
        name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()
    }
    values = {name: getattr(value, "pk", value) for name, value in shown.items()}
    return client.post(page.context["form_url"], values)


def test_only_the_ticked_candidates_are_publicised(as_role):
    client = as_role("staff")
    first, second, other = RegistrationFactory.create_batch(3, reviewed=True)
    page = choose(client, "publicity_choose", [first, second])
    assert other.officer.name not in page.text
    assert sent_back(client, page).status_code == 302
    assert set(Publicity.objects.get().entries.values_list("registration", flat=True)) == {
        first.pk,
        second.pk,
    }


def test_who_cannot_take_the_step_is_named_with_the_reason_and_left_out(as_role):
    client = as_role("staff")
    ready, early = RegistrationFactory(reviewed=True), RegistrationFactory()
    page = choose(client, "publicity_choose", [ready, early])
    assert [(row, why) for row, _url, why in page.context["left_out"]] == [
        (str(early), early.get_state_display())
    ]
    assert page.context["form"].initial["people"] == [str(ready.pk)]
    refused = choose(client, "appointment_propose_chosen", [ready, early])
    assert refused.status_code == 409
    assert early.officer.name in refused.text


def test_all_that_match_carries_the_filter(as_role):
    client = as_role("staff")
    wanted, other = BatchFactory(), BatchFactory()
    mine = RegistrationFactory.create_batch(2, cleared=True, batch=wanted)
    RegistrationFactory(cleared=True, batch=other)
    page = choose(client, "appointment_propose_chosen", everything="1", query=f"batch={wanted.pk}")
    assert sent_back(client, page).status_code == 302
    terms = Appointment.objects.filter(state="proposed")
    assert set(terms.values_list("registration", flat=True)) == {row.pk for row in mine}


def test_the_leader_approves_the_ticked_proposals_by_one_document(as_role, staff):
    registrations = RegistrationFactory.create_batch(2, cleared=True)
    clerk = as_role("staff")
    sent_back(clerk, choose(clerk, "appointment_propose_chosen", registrations))
    leader = as_role("leader")
    sent_back(leader, choose(leader, "appointment_approve_chosen", Appointment.objects.all()))
    assert set(Appointment.objects.values_list("state", flat=True)) == {"active"}
    assert Appointment.objects.values("document").distinct().count() == 1


def test_the_ticked_terms_are_renewed_and_a_far_one_says_until_when_it_runs(as_role):
    client = as_role("staff")
    soon = AppointmentFactory(active=True, ends_on=date(2022, 4, 30))
    far = AppointmentFactory(active=True)
    page = choose(client, "appointment_renew_chosen", [soon, far])
    assert str(far.ends_on) in page.context["left_out"][0][2]
    assert sent_back(client, page).status_code == 302
    assert Appointment.objects.get(state="proposed").renews == soon
    again = choose(client, "appointment_renew_chosen", [soon])
    assert again.status_code == 409


def test_letters_of_the_ticked_terms_are_one_job_and_a_proposal_has_none(as_role):
    client = as_role("staff")
    terms = [*AppointmentFactory.create_batch(2, active=True), AppointmentFactory()]
    answer = choose(client, "appointment_letters_chosen", terms)
    job = Job.objects.get()
    assert answer.url == reverse("accounts:job_detail", args=[job.pk])
    assert job.params["keys"] == sorted(term.pk for term in terms[:2])
    assert choose(client, "appointment_letters_chosen", terms[2:]).status_code == 409
    assert choose(client, "appointment_letters_chosen_pdf", terms).status_code == 302
    assert list(Job.objects.order_by("pk").values_list("params__format", flat=True)) == [
        "docx",
        "pdf",
    ]


def test_drafts_are_submitted_together_and_one_without_the_will_stays(as_role):
    ready, unwilling = RegistrationFactory(), RegistrationFactory(willing_on=None)
    page = choose(as_role("staff"), "registration_submit_chosen", [ready, unwilling])
    assert [(row, url) for row, url, _why in page.context["outcome"].refused] == [
        (str(unwilling), reverse("officers:registration_detail", args=[unwilling.pk]))
    ]
    assert set(Registration.objects.values_list("state", flat=True)) == {"submitted", "draft"}


def test_nothing_ticked_and_too_many_are_refused_whole(as_role, monkeypatch):
    client = as_role("staff")
    rows = RegistrationFactory.create_batch(3, reviewed=True)
    assert choose(client, "publicity_choose").status_code == 409
    monkeypatch.setattr(bulk, "BULK_UP_TO", 2)
    assert choose(client, "publicity_choose", rows).status_code == 409
    assert not Publicity.objects.exists()
