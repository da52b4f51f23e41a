"""A public notice runs its working days, holds only those objected to, and precedes every appointment."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import jobs
from accounts.models import CalendarDay, TrailEntry
from accounts.moves import MoveRefused, available_moves
from jingyan.tests.test_workdays import workdays_between
from jingyan.workdays import is_workday, last_day
from officers import actions
from officers.models import Appointment, Measures, Objection, Publicity, Registration
from officers.notices import mask_firm
from officers.tests.factories import (
    AppointmentFactory,
    ObjectionFactory,
    PublicityEntryFactory,
    PublicityFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
TUESDAY = date(2022, 3, 1)
LAST, NEXT = date(2022, 3, 8), date(2022, 3, 9)
TITLE = "关于拟聘人选的公示"
# The written-out diagrams: state → the moves that staff may make; no one else makes any.
PUBLICITY = {
    "draft": {"start", "withdraw"},
    "running": {"close", "withdraw"},
    "closed": set(),
    "withdrawn": set(),
}
OBJECTION = {"open": {"dismiss", "uphold"}, "upheld": set(), "dismissed": set()}
OTHERS = ("leader", "liaison", "auditor", "administrator", "officer_user")
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def on(day):
    """That day at noon."""
    return time_machine.travel(f"{day}T12:00:00+08:00", tick=False)


def running(by, count=2):
    """A notice posted on a Tuesday over so many reviewed people."""
    registrations = RegistrationFactory.create_batch(count, reviewed=True)
    with on(TUESDAY):
        return actions.start(
            actions.draft(registrations, by=by, starts_on=TUESDAY, title=TITLE), by=by
        )


def states():
    return sorted(Registration.objects.values_list("state", flat=True))


@pytest.mark.parametrize(("model", "diagram"), [(Publicity, PUBLICITY), (Objection, OBJECTION)])
def test_the_diagrams_are_walked_by_staff_only(model, diagram, staff, request):
    assert set(diagram) == set(model.State.values)
    for state, moves in diagram.items():
        row = model(state=state)
        # A notice is closed once its last day has passed.
        row.closes_on = LAST
        assert {move.name for move in available_moves(row, staff)} == moves
        assert not any(available_moves(row, request.getfixturevalue(role)) for role in OTHERS)


def test_posting_publicises_everyone_for_the_working_days_of_the_measures(staff):
    notice = running(staff)
    assert (notice.state, notice.days, notice.closes_on, notice.estimated) == (
        "running",
        5,
        LAST,
        True,
    )
    assert notice.shown_until == LAST + timedelta(days=7)
    assert states() == ["publicised", "publicised"]


def test_the_days_come_from_the_version_in_force(staff):
    Measures.objects.create(version=2, name="修订", starts_on=date(2022, 1, 1), publicity_days=7)
    assert running(staff).closes_on == date(2022, 3, 10)


def test_a_notice_is_never_posted_in_the_past(staff):
    registration = RegistrationFactory(reviewed=True)
    with on(TUESDAY), pytest.raises(MoveRefused):
        actions.draft([registration], by=staff, starts_on=TUESDAY - timedelta(days=1), title=TITLE)
    assert not Publicity.objects.exists()


def test_a_draft_whose_day_has_passed_is_posted_today(staff):
    with on(TUESDAY):
        notice = actions.draft(
            [RegistrationFactory(reviewed=True)], by=staff, starts_on=TUESDAY, title=TITLE
        )
    with on(NEXT):
        assert actions.start(notice, by=staff).starts_on == NEXT


@pytest.mark.parametrize("state", ["draft", "submitted", "not_passed", "publicised", "appointed"])
def test_only_those_who_passed_the_review_are_publicised(staff, state):
    with on(TUESDAY), pytest.raises(MoveRefused):
        actions.draft([RegistrationFactory(state=state)], by=staff, starts_on=TUESDAY, title=TITLE)
    assert not Publicity.objects.exists()


@pytest.mark.parametrize("day", [TUESDAY, LAST])
def test_it_is_never_closed_before_its_last_day_is_over(staff, day):
    notice = running(staff)
    with on(day), pytest.raises(MoveRefused, match=str(LAST)):
        actions.close(notice, by=staff)
    assert Publicity.objects.get().state == "running"


def test_closing_clears_everyone(staff):
    notice = running(staff)
    with on(NEXT):
        actions.close(notice, by=staff)
    assert states() == ["cleared", "cleared"]


@pytest.mark.parametrize(("decision", "after"), [("dismiss", "cleared"), ("uphold", "publicised")])
def test_an_objection_holds_its_person_only_until_it_is_decided(staff, decision, after):
    notice = running(staff)
    with on(LAST):
        objection = actions.raise_objection(
            notice.entries.first(), by=staff, received_on=LAST, source="匿名", content="欠薪"
        )
    with on(NEXT):
        actions.close(notice, by=staff)
    assert states() == ["cleared", "publicised"]
    getattr(actions, decision)(objection, by=staff, reason="已核查，附凭证")
    assert states() == sorted(["cleared", after])
    assert Objection.objects.get().handling == "已核查，附凭证"
    assert "附凭证" not in "".join(TrailEntry.objects.values_list("note", flat=True))


def test_a_late_objection_holds_a_person_who_was_cleared(staff):
    registration = RegistrationFactory(cleared=True)
    with on(NEXT):
        actions.raise_objection(
            registration.entries.get(), by=staff, received_on=NEXT, source="某人", content="失信"
        )
    assert states() == ["publicised"]
    with pytest.raises(MoveRefused):
        actions.propose(Registration.objects.get(), by=staff, starts_on=NEXT)


def test_after_an_upheld_objection_the_person_is_turned_down_and_otherwise_not(staff):
    notice = running(staff, count=1)
    registration = Registration.objects.get()
    with pytest.raises(MoveRefused):
        actions.disqualify(registration, by=staff, reason="失信")
    ObjectionFactory(entry=notice.entries.get(), state="upheld", handling="属实")
    actions.disqualify(registration, by=staff, reason="失信")
    assert states() == ["not_passed"]
    assert registration.reviews.values_list("outcome", "opinion").get() == ("not_passed", "失信")


@pytest.mark.parametrize("received", [TUESDAY - timedelta(days=1), NEXT])
def test_an_objection_comes_between_posting_and_today(staff, received):
    notice = running(staff)
    with on(LAST), pytest.raises(MoveRefused):
        actions.raise_objection(
            notice.entries.first(), by=staff, received_on=received, source="某人", content="x"
        )


def test_a_withdrawn_notice_leaves_its_people_where_they_were(staff):
    notice = running(staff)
    actions.withdraw_publicity(notice, by=staff, reason="名单有误")
    assert states() == ["reviewed", "reviewed"]


def test_a_change_of_the_calendar_moves_the_last_day_of_what_runs(staff):
    notice = running(staff)
    days = [TUESDAY + timedelta(days=ahead) for ahead in range(1, 30)]
    holidays = {date(2022, 3, 3)}
    CalendarDay.objects.bulk_create(
        CalendarDay(
            date=day, is_workday=day.weekday() < 5 and day not in holidays, source="official"
        )
        for day in days
    )
    jobs.enqueue("calendar_changed", key="x", title="x", by=staff)
    jobs.run_due()
    notice.refresh_from_db()
    assert (notice.closes_on, notice.estimated) == (NEXT, False)


# The public page.


def test_the_notice_is_public_masked_and_kept_out_of_searches(staff, client):
    notice = running(staff, count=1)
    officer = Registration.objects.get().officer
    with on(LAST):
        page = client.get(reverse("officers:publicity_notice", args=[notice.token]))
    assert page.status_code == 200
    assert page["X-Robots-Tag"].startswith("noindex")
    for secret in (
        officer.name,
        officer.id_number,
        officer.phone,
        officer.id_masked,
        officer.enterprise.name,
    ):
        assert secret not in page.text
    assert mask_firm(officer.enterprise.name) in page.text
    assert len(notice.token) >= 32


@pytest.mark.parametrize(
    ("state", "day", "status"),
    [
        ("running", date(2022, 2, 28), 404),
        ("running", TUESDAY, 200),
        ("closed", date(2022, 3, 15), 200),
        ("closed", date(2022, 3, 16), 404),
        ("draft", TUESDAY, 404),
        ("withdrawn", TUESDAY, 404),
    ],
)
def test_the_notice_is_shown_from_its_posting_for_the_set_days(client, state, day, status):
    traits = {state: True} if state in ("running", "closed") else {"state": state}
    notice = PublicityFactory(**traits)
    with on(day):
        assert (
            client.get(reverse("officers:publicity_notice", args=[notice.token])).status_code
            == status
        )


@given(st.text(max_size=30))
def test_a_masked_firm_never_reveals_the_whole_name(name):
    assert mask_firm(name) != name or name == ""


# Pages.


def test_staff_publicises_from_the_page_without_typing(as_role, staff):
    RegistrationFactory.create_batch(3, reviewed=True)
    with on(TUESDAY):
        client = as_role("staff")
        form = client.get(reverse("officers:publicity_create")).context["form"]
        values = {
            name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
        }
        assert len(values["people"]) == 3
        response = client.post(reverse("officers:publicity_create"), values)
        assert response.status_code == 302
        assert client.post(f"{response.url}start/").status_code == 302
        assert client.get(response.url).status_code == 200
    assert Publicity.objects.get().entries.count() == 3


def test_a_notice_closed_early_says_from_when(as_role, staff):
    notice = running(staff)
    with on(LAST):
        response = as_role("staff").post(reverse("officers:publicity_close", args=[notice.pk]))
    assert response.status_code == 409
    assert str(NEXT) in response.text


def test_an_objection_is_entered_on_its_page(as_role, staff):
    notice = running(staff)
    entry = notice.entries.first()
    with on(LAST):
        url = reverse("officers:objection_create", args=[notice.pk])
        values = {"entry": entry.pk, "received_on": LAST, "source": "匿名", "content": "欠薪"}
        assert as_role("staff").post(url, values).status_code == 302
    assert Objection.objects.get().entry == entry


def test_the_auditor_reads_no_objection(as_role):
    objection = ObjectionFactory(content="欠薪之事")
    url = reverse("officers:objection_detail", args=[objection.pk])
    assert "欠薪之事" in as_role("leader").get(url).text
    assert "欠薪之事" not in as_role("auditor").get(url).text


# What the database itself refuses.


def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


ACTIVATE = "UPDATE officers_appointment SET state = %s WHERE id = %s"


@pytest.mark.parametrize("state", ["active", "suspended", "expired"])
@pytest.mark.parametrize("notice", [None, "running", "open", "upheld"])
def test_no_term_counts_without_a_closed_publicity_whatever_raw_sql_says(state, notice):
    registration = RegistrationFactory(reviewed=True)
    if notice:
        entry = PublicityEntryFactory(
            registration=registration,
            publicity__running=notice == "running",
            publicity__closed=notice != "running",
        )
        if notice != "running":
            ObjectionFactory(entry=entry, state=notice, handling="x")
    term = AppointmentFactory(officer=registration.officer, registration=registration)
    with pytest.raises(IntegrityError, match="appointment_follows_publicity"):
        raw(ACTIVATE, state, term.pk)
    with pytest.raises(IntegrityError, match="appointment_follows_publicity"):
        AppointmentFactory(officer=registration.officer, state=state, imported=False)


def test_a_closed_publicity_an_import_a_renewal_and_measures_without_one_let_a_term_count():
    cleared = RegistrationFactory(cleared=True)
    raw(ACTIVATE, "active", AppointmentFactory(officer=cleared.officer, registration=cleared).pk)
    raw(ACTIVATE, "active", AppointmentFactory(imported=True).pk)
    old = AppointmentFactory(active=True)
    dates = {"starts_on": date(2025, 1, 1), "ends_on": date(2027, 12, 31)}
    raw(ACTIVATE, "active", AppointmentFactory(officer=old.officer, renews=old, **dates).pk)
    Measures.objects.create(version=9, name="免公示", starts_on=date(2030, 1, 1), publicity=False)
    dates = {"starts_on": date(2030, 1, 1), "ends_on": date(2032, 12, 31)}
    raw(ACTIVATE, "active", AppointmentFactory(**dates).pk)
    assert Appointment.objects.filter(state="active").count() == 5


def test_a_renewal_of_another_person_exempts_no_one():
    other = AppointmentFactory(active=True)
    with pytest.raises(IntegrityError, match="appointment_follows_publicity"):
        raw(ACTIVATE, "active", AppointmentFactory(renews=other).pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE officers_publicity SET state = 'running' WHERE state = 'closed'",
        "UPDATE officers_publicity SET closes_on = '2022-03-02' WHERE state = 'closed'",
        "UPDATE officers_publicity SET state = 'closed', closed_on = closes_on WHERE state = 'running'",
        "UPDATE officers_publicity SET state = 'closed', closed_on = NULL WHERE state = 'running'",
        "UPDATE officers_publicityentry SET name = 'x'",
        "DELETE FROM officers_publicityentry",
    ],
)
def test_raw_sql_neither_closes_a_notice_early_nor_changes_what_was_posted(sql):
    PublicityEntryFactory(publicity__closed=True)
    PublicityFactory(running=True)
    with pytest.raises(IntegrityError):
        raw(sql)


# The clock, over any calendar and any start.

calendars = st.dictionaries(days, st.booleans(), max_size=200)


@given(start=days, count=st.integers(1, 30), calendar=calendars)
def test_the_last_day_is_the_workday_on_which_the_count_is_full(start, count, calendar):
    end, _estimated = last_day(start, count, calendar)
    assert is_workday(end, calendar)
    assert workdays_between(start, end, calendar) == count
    assert workdays_between(start, end - timedelta(days=1), calendar) == count - 1


@given(start=days, count=st.integers(1, 30), calendar=calendars)
def test_the_last_day_is_certain_exactly_where_the_calendar_holds_every_day_on_the_way(
    start, count, calendar
):
    end, estimated = last_day(start, count, calendar)
    on_the_way = [start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1)]
    assert estimated == (not all(day in calendar for day in on_the_way))
