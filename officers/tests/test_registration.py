"""A registration goes from the first entry to the proposal, and no one reviews what they submitted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.timezone import localdate

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from officers import actions
from officers.models import Enterprise, Officer, Registration
from officers.tests.candidates import DETAILS, WILL, register
from officers.tests.factories import (
    AppointmentFactory,
    OfficerFactory,
    RegistrationFactory,
    credit_code,
    id_number,
)

pytestmark = pytest.mark.django_db

State = Registration.State


def test_a_candidate_has_a_code_a_sealed_number_and_the_details_from_it(staff):
    registration = register(staff)
    officer = registration.officer
    assert registration.state == State.DRAFT
    assert officer.officer_code == "T2022001"
    assert officer.id_masked == id_number(7)[:6] + "********" + id_number(7)[-4:]
    assert (officer.sex, officer.born_on) == ("male", date(1965, 1, 8))
    assert Officer.objects.get(pk=officer.pk).id_number == id_number(7)


def test_officer_codes_count_within_a_year(staff):
    codes = [register(staff, n).officer.officer_code for n in range(3)]
    codes.append(
        register(staff, 9, will={**WILL, "willing_on": date(2023, 3, 1)}).officer.officer_code
    )
    assert codes == ["T2022001", "T2022002", "T2022003", "T2023001"]


def test_the_thousandth_code_of_a_year_has_four_digits(staff):
    for code in ("T2022998", "T2022999", "T20221000"):
        OfficerFactory(officer_code=code)
    assert register(staff, 100).officer.officer_code == "T20221001"


def test_an_id_number_on_file_is_refused_and_the_person_named(staff):
    known = register(staff).officer
    with pytest.raises(actions.AlreadyKnown) as refusal:
        register(staff)
    assert refusal.value.officer == known
    assert id_number(7) not in str(refusal.value)


def test_the_id_number_and_the_phone_never_enter_the_trail(staff, staff2):
    registration = register(staff, credit_code=credit_code(1), enterprise_name="某公司")
    actions.update_registration(
        registration,
        by=staff,
        details={**DETAILS, "phone": "19900009999"},
        will=WILL,
        credit_code="",
        enterprise_name="",
    )
    actions.submit(registration, by=staff)
    actions.send_back(registration, by=staff2, reason="材料不全")
    trail_text = " ".join(str(vars(entry)) for entry in TrailEntry.objects.all())
    for secret in (id_number(7), "19900001234", "19900009999", "non_party", "材料不全"):
        assert secret not in trail_text


@pytest.mark.parametrize("user", ["liaison", "leader", "auditor", "administrator", "officer_user"])
def test_only_staff_registers(user, request):
    with pytest.raises(PermissionDenied):
        register(request.getfixturevalue(user))
    assert not Officer.objects.exists()


def test_a_recommendation_names_who_recommends(staff):
    with pytest.raises(ValidationError) as refusal:
        register(staff, will={**WILL, "channel": "recommended"})
    assert "recommender" in refusal.value.message_dict
    assert register(
        staff, will={**WILL, "channel": "recommended", "recommender": "县工商联"}
    ).recommender


def test_nobody_declares_a_will_in_the_future(staff):
    with pytest.raises(ValidationError):
        register(staff, will={**WILL, "willing_on": localdate() + timedelta(days=1)})


def test_an_enterprise_is_created_once_and_found_by_its_code(staff):
    first = register(staff, 1, credit_code=credit_code(1), enterprise_name="井研县某某农业有限公司")
    second = register(staff, 2, credit_code=credit_code(1))
    assert first.officer.enterprise == second.officer.enterprise
    assert Enterprise.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [
        (credit_code(1), "", "enterprise_name"),
        ("", "某公司", "credit_code"),
        (credit_code(2), "另一公司", "enterprise_name"),
    ],
)
def test_an_enterprise_needs_code_and_name_that_belong_together(staff, code, name, field):
    actions.enterprise_for(credit_code(2), "某公司", by=staff)
    with pytest.raises(ValidationError) as refusal:
        register(staff, credit_code=code, enterprise_name=name)
    assert field in refusal.value.message_dict
    assert not Officer.objects.exists()


def test_a_draft_is_changed_and_the_trail_names_the_fields(staff):
    registration = register(staff)
    actions.update_registration(
        registration,
        by=staff,
        details={**DETAILS, "name": "周试验"},
        will={**WILL, "recommender": "县工商联"},
    )
    registration.refresh_from_db()
    assert (registration.officer.name, registration.recommender) == ("周试验", "县工商联")
    assert TrailEntry.objects.of(registration).get(act="change").changes == {
        "name": "周试验",
        "recommender": "县工商联",
    }


def test_what_is_under_review_is_not_changed(staff):
    registration = RegistrationFactory(submitted=True)
    with pytest.raises(MoveRefused):
        actions.update_registration(registration, by=staff, details=DETAILS, will=WILL)


def test_one_person_has_one_open_registration():
    registration = RegistrationFactory()
    with pytest.raises(IntegrityError):
        RegistrationFactory(officer=registration.officer)


def test_a_person_in_office_now_is_found_by_the_day():
    appointment = AppointmentFactory(active=True)
    AppointmentFactory()
    assert list(Officer.objects.in_office(date(2023, 6, 1))) == [appointment.officer]
    assert not Officer.objects.in_office(date(2025, 1, 1)).exists()
