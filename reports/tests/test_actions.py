"""Reports: computed once, approved by another, never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from accounts import jobs, moves
from accounts.models import Job, TrailEntry
from accounts.moves import MoveRefused
from accounts.roles import Role
from jingyan.periods import parse_period
from pairings.tests.factories import PairingFactory
from reports import actions, tasks
from reports.figures import compute, fingerprint, frozen
from reports.models import Figure, Issue
from reports.places import Place, of_town, of_village
from reports.tests.factories import H1, fact, issue

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
STATES = Issue.State

# The state diagram, spelled out: state → role → moves. Neither `staff` nor `leader` requested the report.
DIAGRAM = {
    STATES.QUEUED: {},
    STATES.COMPUTING: {},
    STATES.DRAFT: {Role.STAFF: {"withdraw"}, Role.LEADER: {"approve"}},
    STATES.APPROVED: {Role.STAFF: {"publish", "withdraw"}},
    STATES.ISSUED: {Role.STAFF: {"withdraw"}},
    STATES.WITHDRAWN: {},
}


@pytest.mark.parametrize("state", STATES)
def test_the_state_diagram(state, request):
    row = Issue(pk=0, state=state, requested_by_id=0)
    for name in ("staff", "leader", "liaison", "auditor", "administrator", "officer_user"):
        user = request.getfixturevalue(name)
        open_now = {found.name for found in moves.available_moves(row, user)}
        assert open_now == DIAGRAM[state].get(user.role, set()), user.role


def test_a_leader_does_not_approve_a_report_they_requested(leader):
    draft = issue(by=leader)
    with pytest.raises(PermissionDenied):
        actions.approve(draft, by=leader)
    draft.refresh_from_db()
    assert draft.state == STATES.DRAFT


def test_a_report_is_approved_then_issued_and_can_be_withdrawn_with_a_reason(staff, leader):
    draft = issue(by=staff)
    with pytest.raises(MoveRefused):
        actions.publish(draft, by=staff)
    assert actions.approve(draft, by=leader).state == STATES.APPROVED
    assert actions.publish(draft, by=staff).state == STATES.ISSUED
    with pytest.raises(MoveRefused):
        actions.withdraw(draft, by=staff)
    assert actions.withdraw(draft, by=staff, reason="数据有误").state == STATES.WITHDRAWN
    acts = TrailEntry.objects.of(draft).values_list("act", flat=True)
    assert list(acts) == ["create", "approve", "publish", "withdraw"]


def test_unchanged_facts_give_the_same_report_and_changed_ones_the_next_version():
    pairing = PairingFactory(active=True)
    fact(pairing, {"jobs_created": "12"})
    first = issue()
    assert issue() == first
    fact(pairing, {"jobs_created": "1"})
    second = issue()
    assert (second.version, second.previous) == (2, first)
    assert Figure.objects.get(issue=first, metric__code="jobs_created").value == 12
    assert Figure.objects.get(issue=second, metric__code="jobs_created").value == 13


def test_a_withdrawn_report_is_computed_again_as_the_next_version(staff):
    first = actions.withdraw(issue(), by=staff, reason="口径有误")
    second = issue()
    assert (second.version, second.previous, second.sha256) == (2, first, first.sha256)


def test_an_overtaken_version_is_neither_approved_nor_issued(staff, leader):
    first = issue(by=staff)
    fact(PairingFactory(active=True), {"jobs_created": "12"})
    second = issue(by=staff)
    assert not moves.available_moves(first, leader)
    with pytest.raises(MoveRefused, match="v2"):
        actions.approve(first, by=leader)
    first.refresh_from_db()
    assert first.state == STATES.DRAFT
    actions.withdraw(second, by=staff, reason="口径有误")
    assert actions.approve(first, by=leader).state == STATES.APPROVED


def test_a_computation_that_began_before_the_last_one_makes_no_version(staff):
    early = timezone.now()
    late = issue(by=staff)
    fact(PairingFactory(active=True), {"jobs_created": "12"})
    stale = compute(H1, Place())
    assert actions.keep(stale, period=H1, place=Place(), as_of=early, by=staff) == late


@pytest.mark.django_db(transaction=True)
def test_many_at_once_keep_one_report(staff):
    fact(PairingFactory(active=True), {"jobs_created": "12"})

    def work(_number):
        try:
            return issue(by=staff).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(work, range(6)))) == 1
    assert Issue.objects.count() == 1
    assert Figure.objects.count() == 28


def test_each_place_and_period_has_reports_of_its_own():
    village = PairingFactory(active=True).village
    found = {issue(place=place) for place in (Place(), of_town(village.town), of_village(village))}
    found.add(issue(parse_period("2022Q2")))
    assert {row.version for row in found} == {1}
    assert len(found) == 4


def test_the_fingerprint_can_be_recomputed_from_the_database():
    pairing = PairingFactory(active=True)
    fact(pairing, {"jobs_created": "12余", "forest_length": "7.4公里"}, share=Decimal("33.33"))
    draft = issue()
    assert fingerprint(frozen(draft.figures.all())) == draft.sha256


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_figure SET value = 1",
        "DELETE FROM reports_figure",
        "UPDATE reports_issue SET sha256 = 'forged'",
        "UPDATE reports_issue SET period = '2023'",
        "DELETE FROM reports_issue",
    ],
)
def test_raw_sql_cannot_change_a_report(statement):
    issue()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- jobs -----------------------------------------------------------------------------------------


def test_two_requests_queue_one_job_and_two_runs_leave_one_report(staff, staff2):
    first = actions.request_issue(H1, Place(), by=staff)
    assert actions.request_issue(H1, Place(), by=staff2) == first
    assert jobs.run_due() == 1
    actions.request_issue(H1, Place(), by=staff)
    assert jobs.run_due() == 1
    done = Job.objects.filter(state=Job.State.DONE)
    assert len(set(done.values_list("result_url", flat=True))) == 1
    assert Issue.objects.get().requested_by == staff


def test_without_the_permission_a_report_cannot_be_requested(liaison, auditor):
    for user in (liaison, auditor):
        with pytest.raises(PermissionDenied):
            actions.request_issue(H1, Place(), by=user)


def test_a_job_for_a_place_that_is_gone_fails_with_the_reason(staff):
    place = Place(code="511124999")
    actions.request_issue(H1, place, by=staff)
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert "511124999" in job.error


# --- the schedule ---------------------------------------------------------------------------------


def at(year, month, day):
    return time_machine.travel(datetime(year, month, day, 9, tzinfo=SHANGHAI), tick=False)


def test_reports_fall_due_some_days_after_their_period_closes():
    assert [period.code for period in actions.due_reports(date(2022, 7, 10))] == [
        "2022Q1",
        "2021H2",
        "2021",
    ]
    assert [period.code for period in actions.due_reports(date(2022, 7, 11))] == [
        "2022Q2",
        "2022H1",
        "2021",
    ]
    assert [period.code for period in actions.due_reports(date(2023, 1, 11))] == [
        "2022Q4",
        "2022H2",
        "2022",
    ]


def test_the_task_twice_delivered_gives_each_report_once():
    with at(2022, 7, 11):
        assert tasks.issue_due_reports() == 3
        assert tasks.issue_due_reports() == 3
        assert jobs.run_due() == 3
        assert tasks.issue_due_reports() == 0
        assert jobs.run_due() == 0
    assert sorted(Issue.objects.values_list("period", flat=True)) == ["2021", "2022H1", "2022Q2"]


def test_a_missed_run_loses_nothing():
    with at(2022, 9, 30):
        assert "2022Q2" in [period.code for period in actions.due_reports(date(2022, 9, 30))]
        tasks.issue_due_reports()
        jobs.run_due()
    assert Issue.objects.filter(period="2022Q2").exists()


def test_the_command_only_says_what_is_due_in_a_dry_run(capsys):
    with at(2022, 7, 11):
        call_command("issue_due_reports", "--dry-run")
        assert capsys.readouterr().out.split() == [
            "due:",
            "2022Q2",
            "due:",
            "2022H1",
            "due:",
            "2021",
        ]
        assert not Job.objects.exists()
        call_command("issue_due_reports")
    assert Job.objects.count() == 3


def test_the_schedule_names_the_task(settings):
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.issue_due_reports.name in names


def test_the_trail_names_a_report_in_the_same_language_for_every_issuer(staff):
    with translation.override("en"):
        report = issue(by=staff)
        assert "Whole county" in str(report)
    assert "全县" in TrailEntry.objects.filter(target="reports.Issue").latest("pk").subject
