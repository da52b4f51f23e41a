"""Bad input at the registration desk: each error says what to do, nothing is written, no number is repeated."""

import pytest
from django.urls import reverse
from stdnum.cn import ric

from officers.models import Appointment, Enterprise, Officer
from officers.tests.factories import AppointmentFactory, RegistrationFactory, credit_code, id_number
from officers.tests.test_forms import FORM

pytestmark = pytest.mark.django_db
UNBORN = "51112420990101001" + ric.calc_check_digit("511124209901010010")


def wrong(code):
    """A code whose last character doesn't fit."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (
            "id_number",
            wrong(id_number(7)),
            "the check digit does not fit. Compare it with the card.",
        ),
        ("id_number", UNBORN, "lies in the future. Compare digits 7 to 14 with the card."),
        ("id_number", "5.11124E+17", "Excel has truncated this ID number."),
        ("id_number", wrong(id_number(7))[:15] + "000", "Excel has truncated this ID number."),
        (
            "credit_code",
            wrong(credit_code(1)),
            "the check digit does not fit. Compare it with the licence.",
        ),
        ("phone", "1381234567", "is not a phone number. Enter 11 digits of a mobile"),
        ("name", "\u202e\u200b", "This field is required."),
        ("willing_on", "2022年13月2日", "Correct the date."),
    ],
)
def test_a_form_names_the_field_says_what_to_do_and_writes_nothing(as_role, field, typed, words):
    client = as_role("staff")
    client.cookies["django_language"] = "en"
    response = client.post(reverse("officers:registration_create"), FORM | {field: typed})
    ((label, message),) = [(label, text) for _id, label, text in response.context["form"].faults]
    assert label
    assert words in message
    assert field != "id_number" or "E" in typed or typed not in message
    assert not Officer.objects.exists()
    assert not Enterprise.objects.exists()


def test_nobody_is_proposed_before_the_publicity_has_closed(as_role):
    registration = RegistrationFactory(reviewed=True)
    url = reverse("officers:registration_propose", args=[registration.pk])
    response = as_role("staff").post(url, {"starts_on": "2022年3月1日"})
    assert response.status_code == 409
    assert registration.officer.name in response.text
    assert not Appointment.objects.exists()


def test_a_term_over_another_is_refused_on_the_page(as_role):
    registration = RegistrationFactory(cleared=True)
    AppointmentFactory(active=True, officer=registration.officer)
    url = reverse("officers:registration_propose", args=[registration.pk])
    assert as_role("staff").post(url, {"starts_on": "2022-03-10"}).status_code == 409
    assert Appointment.objects.count() == 1


def test_the_proposer_is_told_that_someone_else_approves(as_role, leader):
    term = AppointmentFactory(proposed_by=leader)
    client = as_role("leader")
    client.cookies["django_language"] = "en"
    response = client.post(reverse("officers:appointment_approve", args=[term.pk]))
    assert response.status_code == 403
    assert (
        "you entered or checked this record, so someone else must take the next one"
        in response.text
    )
    term.refresh_from_db()
    assert term.state == Appointment.State.PROPOSED


def test_a_user_without_the_right_sees_the_role_named(as_role):
    client = as_role("auditor")
    client.cookies["django_language"] = "en"
    term = AppointmentFactory()
    text = client.post(reverse("officers:appointment_approve", args=[term.pk])).text
    assert "Your role doesn't allow this" in text
    assert reverse("accounts:role_table") in text
