"""Where the measures ask for an inspection, two people inspect a candidate before any other step."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from officers import actions
from officers.models import Inspection, Registration
from officers.tests.factories import (
    AppointmentFactory,
    InspectionFactory,
    MeasuresFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 10)
TITLE = "关于拟聘人选的公示"
TWO = {"inspected_on": DAY, "first_inspector": "何考察", "second_inspector": "林考察"}


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel("2022-03-10T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def asked():
    """Measures that ask for the inspection, and for no publicity."""
    return MeasuresFactory(version=2, starts_on=date(2022, 1, 1), inspection=True, publicity=False)


def report():
    return SimpleUploadedFile("考察报告.pdf", b"%PDF-1.7 made up")


def reviewed(staff, **traits):
    return RegistrationFactory(reviewed=True, registered_by=staff, **traits)


def inspected(staff, staff2, **changes):
    return actions.inspect(reviewed(staff), by=staff2, file=report(), **TWO | changes)


def test_from_the_review_by_the_inspection_to_the_appointment(asked, staff, staff2, leader):
    registration = reviewed(staff)
    for step in (
        lambda: actions.propose(registration, by=staff, starts_on=DAY),
        lambda: actions.draft([registration], by=staff, starts_on=DAY, title=TITLE),
    ):
        with pytest.raises(MoveRefused, match=str(registration)):
            step()
    registration = actions.inspect(registration, by=staff2, file=report(), **TWO)
    assert registration.state == "inspected"
    assert (
        registration.inspection.sha256
        == TrailEntry.objects.of(registration).get(act="attach").changes["sha256"]
    )
    assert (
        actions.approve(actions.propose(registration, by=staff, starts_on=DAY), by=leader).state
        == "active"
    )


def test_who_is_found_unsuitable_has_not_passed_and_the_reason_is_for_few_eyes(
    asked, staff, staff2
):
    with pytest.raises(ValidationError, match="不合适"):
        inspected(staff, staff2, suitable=False, opinion=" ")
    registration = inspected(staff, staff2, suitable=False, opinion="存在失信记录")
    assert (registration.state, registration.is_inspected) == ("not_passed", False)
    assert "失信" not in str(TrailEntry.objects.of(registration).values())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"second_inspector": "何考察"}, "second_inspector"),
        ({"second_inspector": " "}, "second_inspector"),
        ({"first_inspector": "李秀英"}, "first_inspector"),
        ({"inspected_on": date(2022, 3, 11)}, "inspected_on"),
    ],
)
def test_two_people_inspect_neither_of_them_the_submitter_on_a_day_that_has_come(
    changes, field, asked, staff, staff2
):
    with pytest.raises(ValidationError) as refusal:
        inspected(staff, staff2, **changes)
    assert list(refusal.value.message_dict) == [field]
    assert not Inspection.objects.exists()


def test_the_submitter_records_no_inspection_and_no_one_an_unrequired_one(asked, staff, staff2):
    with pytest.raises(PermissionDenied):
        actions.inspect(reviewed(staff), by=staff, file=report(), **TWO)
    MeasuresFactory(version=3, starts_on=date(2022, 3, 1), inspection=False)
    with pytest.raises(MoveRefused):
        inspected(staff, staff2)
    assert not Inspection.objects.exists()


def test_whoever_was_inspected_goes_back_to_there_and_is_not_inspected_twice(
    asked, staff, staff2, leader
):
    registration = inspected(staff, staff2)
    rejected = actions.reject(
        actions.propose(registration, by=staff, starts_on=DAY), by=leader, reason="名额已满"
    )
    assert Registration.objects.get().state == "inspected"
    assert rejected.state == "rejected"
    notice = actions.start(
        actions.draft([registration], by=staff, starts_on=DAY, title=TITLE), by=staff
    )
    actions.withdraw_publicity(notice, by=staff, reason="文字有误")
    registration = Registration.objects.get()
    assert registration.state == "inspected"
    with pytest.raises(MoveRefused):
        actions.inspect(registration, by=staff2, file=report(), **TWO)


def test_where_the_measures_begin_to_ask_during_the_publicity_the_inspection_follows_it(
    staff, staff2
):
    registration = RegistrationFactory(cleared=True, registered_by=staff)
    MeasuresFactory(version=2, starts_on=DAY, inspection=True)
    with pytest.raises(MoveRefused):
        actions.propose(registration, by=staff, starts_on=DAY)
    done = actions.inspect(registration, by=staff2, file=report(), **TWO)
    assert done.state == "cleared"
    assert actions.propose(done, by=staff, starts_on=DAY).state == "proposed"


def test_the_database_itself_holds_the_stage(asked, staff, staff2):
    registration = reviewed(staff)
    term = AppointmentFactory(
        registration=registration, officer=registration.officer, measures=asked, starts_on=DAY
    )
    other = RegistrationFactory(submitted=True, registered_by=staff)
    clerk = InspectionFactory(
        registration=inspected(staff, staff2, opinion="好") and reviewed(staff2)
    ).registration
    held = [
        (
            f"UPDATE officers_appointment SET state = 'active' WHERE id = {term.pk}",
            "appointment_follows_inspection",
        ),
        ("UPDATE officers_inspection SET suitable = FALSE", "never changes"),
        ("DELETE FROM officers_inspection", "never changes"),
    ]
    for sql, words in held:
        with (
            pytest.raises(IntegrityError, match=words),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    for wrong in (
        {"first_inspector": staff.full_name},
        {"uploaded_by": staff},
        {"second_inspector": "何考察"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            InspectionFactory(registration=other, **wrong)
    assert clerk.is_inspected


def test_the_inspection_is_recorded_on_its_page_and_its_report_is_for_those_who_may_read_it(
    asked, as_role, staff
):
    registration = RegistrationFactory(reviewed=True, officer__name="龚待考")
    url = reverse("officers:registration_inspect", args=[registration.pk])
    page = as_role("staff").get(url)
    assert page.context["form"]["first_inspector"].value() == staff.full_name
    data = {
        "inspected_on": "2022-03-09",
        "first_inspector": "李秀英",
        "second_inspector": "林考察",
        "suitable": "True",
    }
    assert "file" in as_role("staff").post(url, data).context["form"].errors
    done = as_role("staff").post(url, data | {"file": report()})
    assert done.url == reverse("officers:registration_detail", args=[registration.pk])
    page_texts = {role: as_role(role).get(done.url).text for role in ("staff", "auditor")}
    link = reverse("officers:inspection_download", args=[Inspection.objects.get().pk])
    assert [link in page_texts[role] for role in page_texts] == [True, False]
    assert as_role("staff").get(link)["Content-Disposition"].startswith("attachment")
    assert as_role("auditor").get(link).status_code == 403


def test_only_the_inspected_are_offered_for_the_next_step(asked, as_role):
    ready, waiting = RegistrationFactory(reviewed=True), RegistrationFactory(reviewed=True)
    InspectionFactory(registration=ready)
    Registration.objects.filter(pk=ready.pk).update(state="inspected")
    for name in ("publicity_create", "appointment_propose_many"):
        offered = (
            as_role("staff")
            .get(reverse(f"officers:{name}"))
            .context["form"]
            .fields["people"]
            .queryset
        )
        assert list(offered) == [ready], name
    assert waiting.state == "reviewed"
