"""The pages show each role what it may see, no page prints a personal number, and every refused POST changes nothing."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from officers import actions
from officers.models import Appointment, ReviewCriterion
from officers.tests.factories import (
    AppointmentFactory,
    OfficerFactory,
    PublicityFactory,
    RegistrationFactory,
    id_number,
)

pytestmark = pytest.mark.django_db

# Each move with the state that it starts from. Who may make it is in the matrix of jingyan/tests.
REGISTRATION_MOVES = {
    "submit": "draft",
    "recall": "submitted",
    "pass_review": "submitted",
    "send_back": "submitted",
    "turn_down": "submitted",
    "reserve": "reviewed",
    "withdraw": "reviewed",
    "propose": "cleared",
}
APPOINTMENT_MOVES = [
    ("approve", "proposed", "leader"),
    ("reject", "proposed", "leader"),
    ("suspend", "active", "staff"),
    ("resume", "suspended", "staff"),
]


def move_url(row, move):
    return reverse(f"officers:{row._meta.model_name}_{move}", args=[row.pk])


@pytest.mark.parametrize(("move", "state"), REGISTRATION_MOVES.items())
def test_a_registration_is_moved_by_staff(move, state, as_role):
    traits = {} if state == "draft" else {state: True}
    registration = RegistrationFactory(**traits)
    concluded = {
        f"conclusion_{one.pk}": "met" for one in ReviewCriterion.objects.filter(in_use=True)
    }
    response = as_role("staff").post(
        move_url(registration, move), {"reason": "理由", "starts_on": "2022-01-01"} | concluded
    )
    registration.refresh_from_db()
    assert response.status_code == 302
    assert registration.state != state


@pytest.mark.parametrize(("move", "state", "role"), APPOINTMENT_MOVES)
def test_a_term_is_moved_by_those_who_may(move, state, role, as_role):
    appointment = AppointmentFactory(state=state, imported=True)
    response = as_role(role).post(move_url(appointment, move), {"reason": "理由"})
    appointment.refresh_from_db()
    assert response.status_code == 302
    assert appointment.state != state


def test_the_submitter_is_refused_the_review_and_told_who_reviews(as_role, staff):
    registration = RegistrationFactory(submitted=True, registered_by=staff)
    client = as_role("staff")
    page = client.get(reverse("officers:registration_detail", args=[registration.pk]))
    assert move_url(registration, "pass_review") not in page.text
    assert client.post(move_url(registration, "pass_review")).status_code == 403


def test_a_refused_move_says_why(as_role):
    registration = RegistrationFactory(submitted=True)
    response = as_role("staff").post(move_url(registration, "send_back"), {"reason": ""})
    assert response.status_code == 409


def test_the_review_page_has_the_application_and_a_box_to_decide_in(as_role):
    registration = RegistrationFactory(submitted=True)
    page = (
        as_role("staff").get(reverse("officers:registration_detail", args=[registration.pk])).text
    )
    for move in ("pass_review", "send_back", "turn_down"):
        assert page.count(move_url(registration, move)) == 1
    assert registration.officer.id_masked in page


def test_a_proposal_without_a_date_comes_back_with_the_fault(as_role):
    registration = RegistrationFactory(cleared=True)
    response = as_role("staff").post(move_url(registration, "propose"), {"starts_on": ""})
    assert response.status_code == 200
    assert "id_starts_on" in response.text
    assert not Appointment.objects.exists()


def test_no_page_prints_a_personal_number(as_role):
    officer = OfficerFactory(officer_code="T2021999")
    registration = RegistrationFactory(officer=officer, submitted=True)
    appointment = AppointmentFactory(active=True, officer=officer)
    pages = [
        reverse("officers:registration_list"),
        reverse("officers:registration_detail", args=[registration.pk]),
        reverse("officers:officer_list"),
        reverse("officers:officer_detail", args=[officer.pk]),
        reverse("officers:appointment_list"),
        reverse("officers:appointment_detail", args=[appointment.pk]),
        reverse("officers:enterprise_detail", args=[officer.enterprise.pk]),
    ]
    for role in ("staff", "leader", "auditor"):
        for url in pages:
            text = as_role(role).get(url).text
            assert officer.id_number not in text
            assert officer.phone not in text


@pytest.mark.parametrize(("role", "sees"), [("staff", True), ("leader", True), ("auditor", False)])
def test_political_affiliation_and_opinions_are_for_those_who_may_know_them(
    role, sees, as_role, staff, staff2
):
    registration = RegistrationFactory(
        submitted=True, officer__political_affiliation="democratic_party"
    )
    actions.send_back(registration, by=staff2, reason="考察材料不全")
    client = as_role(role)
    detail = client.get(reverse("officers:registration_detail", args=[registration.pk])).text
    person = client.get(reverse("officers:officer_detail", args=[registration.officer.pk])).text
    ledger = client.get(reverse("officers:officer_list"))
    word = str(registration.officer.get_political_affiliation_display())
    assert ("考察材料不全" in detail) == sees
    assert [word in page for page in (detail, person, ledger.text)] == [sees] * 3
    narrowed = client.get(reverse("officers:officer_list"), {"political_affiliation": "masses"})
    assert (registration.officer.name in narrowed.text) != sees


def test_an_officer_sees_the_own_record_and_no_other(as_role, officer_user):
    own, other = OfficerFactory(user=officer_user), OfficerFactory()
    client = as_role("officer_user")
    assert client.get(reverse("officers:officer_detail", args=[own.pk])).status_code == 200
    assert client.get(reverse("officers:officer_detail", args=[other.pk])).status_code == 404
    assert other.name not in client.get(reverse("officers:officer_list")).text


def test_an_officer_paired_nowhere_is_out_of_a_liaisons_sight(as_role):
    appointment = AppointmentFactory(active=True)
    client = as_role("liaison")
    assert (
        client.get(reverse("officers:officer_detail", args=[appointment.officer.pk])).status_code
        == 404
    )
    assert (
        client.get(reverse("officers:appointment_detail", args=[appointment.pk])).status_code == 404
    )
    assert appointment.officer.name not in client.get(reverse("officers:officer_list")).text


def test_an_officer_paired_in_the_town_is_in_its_liaisons_sight_only(as_role, town):
    appointment = AppointmentFactory(active=True)
    # By name, since this app must not import villages and pairings.
    village = apps.get_model("villages.Village").objects.create(
        code="511124100201", name="甲村", full_name="甲村村民委员会", kind="village", town=town
    )
    pairing = appointment.pairings.create(
        officer=appointment.officer,
        village=village,
        starts_on=date(2022, 3, 1),
        proposed_by=appointment.proposed_by,
    )
    pages = {
        reverse("officers:officer_detail", args=[appointment.officer.pk]),
        reverse("officers:appointment_detail", args=[appointment.pk]),
    }
    # What is only proposed opens nothing.
    assert {as_role("liaison").get(url).status_code for url in pages} == {404}
    appointment.pairings.filter(pk=pairing.pk).update(state="active")
    assert {as_role("liaison").get(url).status_code for url in pages} == {200}
    assert {as_role("stranger").get(url).status_code for url in pages} == {404}
    record = reverse("officers:officer_detail", args=[appointment.officer.pk])
    assert "甲村" in as_role("liaison").get(f"{record}?tab=pairings").text
    text = as_role("liaison").get(record).text
    assert str(appointment.officer.get_political_affiliation_display()) not in text


@pytest.mark.parametrize(
    "name", ["registration_list", "officer_list", "appointment_list", "enterprise_list"]
)
def test_a_ledger_costs_the_same_queries_however_long_it_is(
    name, as_role, django_assert_num_queries
):
    def fill(count):
        for _ in range(count):
            registration = RegistrationFactory()
            AppointmentFactory(active=True, officer=registration.officer)

    client, url = as_role("staff"), reverse(f"officers:{name}")
    fill(2)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    fill(10)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_a_ledger_is_searched_by_name_code_enterprise_and_the_end_of_the_id_number(as_role):
    officer, other = OfficerFactory(number=1), OfficerFactory(number=100)
    client = as_role("staff")
    for words in (officer.name, officer.officer_code, officer.enterprise.name, id_number(1)[-4:]):
        found = (
            client.get(reverse("officers:officer_list"), {"q": words})
            .context["listing"]
            .page.object_list
        )
        assert officer.name in [row.record.name for row in found], words
    assert (
        other.name
        not in client.get(reverse("officers:officer_list"), {"q": officer.officer_code}).text
    )


def test_an_export_says_yes_and_no_in_words(as_role):
    PublicityFactory(estimated=True)
    exported = as_role("staff").get(reverse("officers:publicity_list"), {"export": "csv"})
    assert "True" not in b"".join(exported).decode("utf-8-sig")


def test_the_current_term_is_shown_in_the_ledger_of_people(as_role, time_machine):
    time_machine.move_to(date(2023, 5, 1))
    AppointmentFactory(active=True)
    assert "2024-12-31" in as_role("staff").get(reverse("officers:officer_list")).text
    time_machine.move_to(date(2025, 5, 1))
    assert "2024-12-31" not in as_role("staff").get(reverse("officers:officer_list")).text


def test_a_person_is_registered_again_from_the_own_page(as_role):
    officer = RegistrationFactory(state="withdrawn").officer
    page, url = (
        reverse(f"officers:{name}", args=[officer.pk])
        for name in ("officer_detail", "officer_register_again")
    )
    client = as_role("staff")
    assert url in client.get(page).text
    again = client.post(url)
    assert again.url == reverse(
        "officers:registration_update", args=[officer.registrations.first().pk]
    )
    assert url not in client.get(page).text
    assert client.post(url).status_code == 409
    assert as_role("leader").post(url).status_code == 403
