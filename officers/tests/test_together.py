"""Several people are appointed by one document whose number has no gap; their terms are renewed together."""

import threading
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from officers import actions
from officers.models import Appointment, DocumentNumber, Measures, Registration
from officers.tests.factories import (
    AppointmentFactory,
    DocumentNumberFactory,
    MeasuresFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
START = date(2022, 3, 10)
COLUMNS = "prefix, year, subject, state, void_reason, taken_on, taken_at, taken_by_id"


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel("2022-03-10T12:00:00+08:00", tick=False):
        yield


def proposed(by, count=3):
    return actions.propose_many(
        RegistrationFactory.create_batch(count, cleared=True), by=by, starts_on=START
    )


def numbers():
    return [str(row) for row in DocumentNumber.objects.order_by("number")]


def test_a_batch_is_appointed_by_one_document_with_the_next_number(staff, leader):
    terms = actions.approve_many(proposed(staff), by=leader)
    assert {term.state for term in terms} == {"active"}
    assert {term.document_number for term in terms} == {"井统发〔2022〕1号"}
    assert set(Registration.objects.values_list("state", flat=True)) == {"appointed"}
    assert (
        actions.approve_many(proposed(staff, 1), by=leader)[0].document_number
        == "井统发〔2022〕2号"
    )


def test_all_are_appointed_or_none_and_no_number_is_lost(staff, leader):
    terms = proposed(staff)
    AppointmentFactory(active=True, officer=terms[1].officer, starts_on=START)
    with pytest.raises(MoveRefused, match=str(terms[1].officer)):
        actions.approve_many(terms, by=leader)
    assert not DocumentNumber.objects.exists()
    assert Appointment.objects.filter(state="proposed").count() == 3


def test_all_are_proposed_or_none(staff):
    ready, not_ready = RegistrationFactory(cleared=True), RegistrationFactory(reviewed=True)
    with pytest.raises(MoveRefused, match=str(not_ready.officer)):
        actions.propose_many([ready, not_ready], by=staff, starts_on=START)
    assert not Appointment.objects.exists()


def test_where_the_measures_ask_for_no_publicity_the_stage_is_skipped(staff, leader):
    MeasuresFactory(version=2, starts_on=date(2022, 1, 1), publicity=False)
    term = actions.propose(RegistrationFactory(reviewed=True), by=staff, starts_on=START)
    assert actions.approve(term, by=leader).state == "active"


def test_the_proposer_approves_no_one(staff):
    Measures.objects.update(leader_approval=False)
    with pytest.raises(PermissionDenied):
        actions.approve_many(proposed(staff), by=staff)
    assert not DocumentNumber.objects.exists()


def test_a_void_number_stays_and_its_terms_take_the_next_one(staff, leader):
    terms = actions.approve_many(proposed(staff, 2), by=leader)
    actions.void(DocumentNumber.objects.get(), by=staff, reason="文稿有误")
    assert numbers() == ["井统发〔2022〕1号", "井统发〔2022〕2号"]
    assert set(Appointment.objects.values_list("document_number", flat=True)) == {
        "井统发〔2022〕2号"
    }
    assert DocumentNumber.objects.get(number=1).void_reason == "文稿有误"
    assert len(terms) == 2


def test_a_number_is_voided_with_a_reason_and_once(staff):
    row = DocumentNumberFactory()
    with pytest.raises(MoveRefused):
        actions.void(row, by=staff, reason=" ")
    actions.void(row, by=staff, reason="误取")
    with pytest.raises(MoveRefused):
        actions.void(row, by=staff, reason="误取")


def test_numbers_on_imported_terms_were_given_outside_and_are_not_given_again(staff, leader):
    AppointmentFactory(active=True, document_number="井统发〔2022〕3号")
    assert (
        actions.approve_many(proposed(staff, 1), by=leader)[0].document_number
        == "井统发〔2022〕4号"
    )
    assert list(DocumentNumber.objects.order_by("number").values_list("state", flat=True)) == [
        "elsewhere"
    ] * 3 + ["used"]


def test_numbers_used_outside_are_entered_up_to_the_last_one(staff):
    assert actions.record_outside("井统发", 11, by=staff) == 11
    with pytest.raises(MoveRefused):
        actions.record_outside("井统发", 11, by=staff)
    with pytest.raises(MoveRefused):
        actions.record_outside("井统发", 9_999, by=staff)


def test_the_prefix_and_the_year_have_series_of_their_own(staff, leader):
    actions.approve_many(proposed(staff, 1), by=leader)
    MeasuresFactory(version=2, starts_on=date(2022, 3, 11), document_prefix="井委统")
    registration = RegistrationFactory(cleared=True)
    term = actions.propose(registration, by=staff, starts_on=date(2022, 3, 12))
    assert actions.approve(term, by=leader).document_number == "井委统〔2022〕1号"
    with time_machine.travel("2023-01-03T12:00:00+08:00", tick=False):
        term = actions.propose(
            RegistrationFactory(cleared=True), by=staff, starts_on=date(2022, 3, 10)
        )
        assert actions.approve(term, by=leader).document_number == "井统发〔2023〕1号"


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO officers_documentnumber ({COLUMNS}, number) SELECT {COLUMNS}, 3 FROM officers_documentnumber",
        "UPDATE officers_documentnumber SET number = 7",
        "DELETE FROM officers_documentnumber",
    ],
)
def test_raw_sql_makes_no_gap(sql):
    DocumentNumberFactory()
    with (
        pytest.raises(IntegrityError, match="document_numbers_"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_proposing_the_same_person_at_the_same_moment_make_one_proposal():
    registration = RegistrationFactory(cleared=True)
    assert at_once(
        [
            lambda by=by: actions.propose(registration, by=by, starts_on=START).state
            for by in UserFactory.create_batch(2, role="staff")
        ]
    ) == ["proposed", "refused"]
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_decisions_at_the_same_moment_take_numbers_without_a_gap():
    clerk = UserFactory(role="staff")
    terms = [proposed(clerk, 1)[0] for _ in range(4)]
    leaders = UserFactory.create_batch(4, role="leader")
    pairs = zip(terms, leaders, strict=True)
    assert (
        at_once([lambda term=term, by=by: actions.approve(term, by=by).state for term, by in pairs])
        == ["active"] * 4
    )
    assert numbers() == [f"井统发〔2022〕{number}号" for number in range(1, 5)]


def at_once(tries):
    """What comes of each when all begin together."""
    barrier, results = threading.Barrier(len(tries)), []

    def run(attempt):
        barrier.wait()
        try:
            results.append(attempt())
        except MoveRefused:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


# The life of a term.


def test_the_next_term_begins_the_day_after_and_needs_no_second_publicity(staff, leader):
    old = AppointmentFactory(active=True, ends_on=date(2022, 3, 31))
    [term] = actions.renew_many([old], by=staff)
    assert (term.starts_on, term.ends_on, term.renews) == (date(2022, 4, 1), date(2025, 3, 31), old)
    assert actions.approve(term, by=leader).state == "active"
    with time_machine.travel("2022-04-01T12:00:00+08:00", tick=False):
        assert actions.lapse(old, by=staff).state == "renewed"


def test_a_term_is_renewed_once_unless_the_renewal_was_rejected(staff, leader):
    old = AppointmentFactory(active=True, ends_on=date(2022, 3, 31))
    [term] = actions.renew_many([old], by=staff)
    with pytest.raises(MoveRefused):
        actions.renew_many([old], by=staff)
    actions.reject(term, by=leader, reason="暂缓")
    assert len(actions.renew_many([old], by=staff)) == 1


@pytest.mark.parametrize("state", ["proposed", "resigned", "dismissed", "ended", "renewed"])
def test_what_has_ended_otherwise_is_not_renewed(staff, state):
    with pytest.raises(MoveRefused):
        actions.renew_many([AppointmentFactory(state=state)], by=staff)


def test_a_term_expires_only_after_its_last_day(staff):
    with pytest.raises(MoveRefused):
        actions.lapse(AppointmentFactory(active=True, ends_on=START), by=staff)
    assert (
        actions.lapse(AppointmentFactory(active=True, ends_on=date(2022, 3, 9)), by=staff).state
        == "expired"
    )


@pytest.mark.parametrize(
    ("move", "state"), [("resign", "resigned"), ("dismiss", "dismissed"), ("end_early", "ended")]
)
def test_a_term_that_ends_early_makes_room_for_the_next(staff, move, state):
    term = AppointmentFactory(active=True)
    with pytest.raises(MoveRefused):
        actions.leave(term, move, by=staff, reason="")
    left = actions.leave(term, move, by=staff, reason="企业外迁")
    assert (left.state, left.ends_on) == (state, START)
    AppointmentFactory(active=True, officer=term.officer, starts_on=date(2022, 3, 11))


# Measures.


def test_a_new_version_copies_the_last_one_and_applies_from_its_day(as_role):
    client = as_role("staff")
    form = client.get(reverse("officers:measures_create")).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    response = client.post(
        reverse("officers:measures_create"),
        {**values, "starts_on": "2022-06-01", "term_months": 12},
    )
    assert response.status_code == 302
    assert Measures.objects.in_force(date(2022, 5, 31)).version == 1
    assert Measures.objects.in_force(date(2022, 6, 1)).term_months == 12


def test_the_weights_come_over_from_the_last_version_and_add_up(as_role):
    MeasuresFactory(version=2, starts_on=date(2022, 5, 1), need_edge=30, need_income=20)
    client, url = as_role("staff"), reverse("officers:measures_create")
    client.cookies["django_language"] = "en"
    form = client.get(url).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: value for name, value in values.items() if value not in (None, False)} | {
        "starts_on": "2022-06-01"
    }
    assert (values["need_edge"], values["need_income"]) == (30, 20)
    refused = client.post(url, values | {"need_edge": 31})
    assert "add up to 100. Correct them" in refused.text
    assert not Measures.objects.filter(version=3).exists()
    page = client.post(url, values | {"need_clause": "第八条"}, follow=True).text
    assert "第八条" in page
    assert Measures.objects.get(version=3).need_weights()["edge"] == 30


def test_a_version_begins_after_the_one_before(staff):
    with pytest.raises(ValidationError):
        actions.new_version(Measures(name="x", starts_on=date(2021, 1, 1)), by=staff)


def test_a_used_version_never_changes(as_role, staff):
    AppointmentFactory()
    measures = Measures.objects.get()
    with pytest.raises(IntegrityError, match="measures_used_never_change"), transaction.atomic():
        Measures.objects.update(term_months=12)
    measures.term_months = 12
    with pytest.raises(ValidationError):
        actions.change_measures(measures, by=staff, changed=["term_months"])
    assert Measures.objects.get().term_months == 36


# Pages.


def test_n_people_are_proposed_and_approved_without_typing(as_role, staff, leader):
    RegistrationFactory.create_batch(3, cleared=True)
    for role, name in (
        ("staff", "appointment_propose_many"),
        ("leader", "appointment_approve_many"),
    ):
        client, url = as_role(role), reverse(f"officers:{name}")
        form = client.get(url).context["form"]
        values = {
            name: form.get_initial_for_field(field, name) or ""
            for name, field in form.fields.items()
        }
        assert len(values["people"]) == 3
        assert client.post(url, values).status_code == 302
    assert (
        Appointment.objects.filter(state="active", document_number="井统发〔2022〕1号").count() == 3
    )


def test_what_the_rules_forbid_is_said_on_the_page_in_words_of_action(as_role, staff):
    client = as_role("staff")
    client.cookies["django_language"] = "en"
    waiting = RegistrationFactory(reviewed=True)
    answer = client.post(
        reverse("officers:registration_propose", args=[waiting.pk]), {"starts_on": "2022-03-10"}
    )
    assert answer.status_code == 409
    assert "Post it, or close it after its last day" in answer.text
    MeasuresFactory(version=2, starts_on=date(2022, 3, 1), leader_approval=False)
    own = proposed(staff, 1)[0]
    answer = client.post(reverse("officers:appointment_approve", args=[own.pk]))
    assert answer.status_code == 403
    assert (
        "you entered or checked this record, so someone else must take the next one" in answer.text
    )
    AppointmentFactory(active=True, officer=own.officer, starts_on=START)
    second = as_role("staff2")
    second.cookies["django_language"] = "en"
    answer = second.post(reverse("officers:appointment_approve", args=[own.pk]))
    assert answer.status_code == 409
    assert "Choose other dates" in answer.text
    assert not DocumentNumber.objects.exists()


def test_terms_that_end_soon_are_found_by_the_filter(as_role):
    soon = AppointmentFactory(active=True, ends_on=date(2022, 4, 1))
    later = AppointmentFactory(active=True)
    page = as_role("staff").get(reverse("officers:appointment_list"), {"expiring": "30"}).text
    assert soon.officer.name in page
    assert later.officer.name not in page
    form = (
        as_role("staff").get(reverse("officers:appointment_list")).context["listing"].filters.form
    )
    assert form.fields["expiring"].choices[0][0] == ""


def test_a_refusal_is_shown_in_the_form_and_nothing_is_written(as_role):
    registration = RegistrationFactory(cleared=True)
    AppointmentFactory(active=True, officer=registration.officer)
    values = {"people": [registration.pk], "starts_on": "2022-03-10"}
    response = as_role("staff").post(reverse("officers:appointment_propose_many"), values)
    assert response.status_code == 200
    assert registration.officer.name in str(response.context["form"].faults)
    assert not Appointment.objects.filter(state="proposed").exists()


def test_a_term_that_ends_soon_or_has_just_expired_is_renewed_from_its_own_page(as_role):
    client = as_role("staff")
    soon = AppointmentFactory(active=True, ends_on=date(2022, 4, 30))
    gone = AppointmentFactory(active=True, state="expired", ends_on=date(2022, 2, 28))
    far = AppointmentFactory(active=True)
    url = reverse("officers:appointment_renew_many")
    for term in (soon, gone):
        assert (
            f"{url}?people={term.pk}"
            in client.get(reverse("officers:appointment_detail", args=[term.pk])).text
        )
    assert url not in client.get(reverse("officers:appointment_detail", args=[far.pk])).text
    assert client.get(url).context["form"].initial["people"] == [str(soon.pk)]
    assert client.post(url, {"people": [gone.pk], "batch": ""}).status_code == 302
    assert Appointment.objects.get(state="proposed").renews == gone
    assert url not in client.get(reverse("officers:appointment_detail", args=[gone.pk])).text
