"""Action points: decided at one meeting, carried to the next, done by one, verified by another."""

import uuid
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import Notice, TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from officers.tests.factories import OfficerFactory
from pairings.actions import action_point as actions
from pairings.actions import meeting as meetings
from pairings.actions.action_point import NewPoint
from pairings.actions.meeting_results import ActionPointReport, Results
from pairings.models import ActionPoint, ActionPointUpdate, Meeting
from pairings.papers.meeting import held, minutes
from pairings.tests.factories import ActionPointFactory, MeetingFactory, PairingFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 proof"
State = ActionPoint.State


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


def proof():
    return SimpleUploadedFile("验收单.pdf", PDF)


def refused(sql, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


@pytest.fixture
def point(town, liaison):
    """Decided in the third quarter, due at the end of the year; the liaison does it."""
    return ActionPointFactory(meeting__town=town, owner=liaison)


@time_machine.travel("2022-11-20 10:00+08:00")
def test_what_one_quarter_decides_heads_the_next_ones_agenda(town, liaison, staff, pairing):
    points = {
        1: NewPoint("勘察产业路", liaison, date(2022, 12, 31)),
        2: NewPoint("培训", pairing.officer, date(2022, 9, 30)),
    }
    first = meetings.log(
        town=town,
        quarter="2022Q3",
        held_on=date(2022, 8, 12),
        by=liaison,
        agreed="推进",
        results=Results(points=points),
    )
    road, course = first.action_points.order_by("pk")
    assert (road.owner_name, course.owner_name, course.urgency) == (
        "陈志强",
        pairing.officer.name,
        "late",
    )
    second = meetings.log(
        town=town,
        quarter="2022Q4",
        held_on=date(2022, 11, 18),
        by=liaison,
        agreed="继续",
        results=Results(reports=[ActionPointReport(road, "going_on", "已对接交通局")]),
    )
    assert actions.agenda(second) == [course]
    with pytest.raises(MoveRefused, match="培训"):
        meetings.close(second, by=liaison)
    actions.progress(course, progress="done", line="培训42人", meeting=second, by=liaison)
    assert meetings.close(second, by=liaison).state == Meeting.State.CLOSED
    sections = minutes(held(staff).get(pk=second.pk))["sections"]
    assert [section["title"] for section in sections] == ["上次会议督办事项办理情况", "议定事项"]
    assert sorted(sections[0]["lines"]) == [
        "勘察产业路：正在办理，已对接交通局",
        "培训：已办结，培训42人",
    ]
    decided = minutes(held(staff).get(pk=first.pk))["sections"][-1]
    assert decided["lines"][1] == "勘察产业路（责任人：陈志强；完成时限：2022年12月31日）"
    # The third quarter of the year after still asks for the one that goes on.
    assert actions.agenda(Meeting(town=town, quarter="2023Q1")) == [road]


def test_done_is_done_once_the_action_taken_is_stated(point, liaison, staff):
    with pytest.raises(ValidationError) as refusal:
        actions.progress(point, progress="done", line=" ", by=liaison)
    assert set(refusal.value.message_dict) == {"line"}
    actions.progress(point, progress="done", line="已报送勘察意见", by=liaison)
    point.refresh_from_db()
    assert (point.state, point.done, point.done_by, point.done_on) == (
        State.DONE,
        "已报送勘察意见",
        liaison,
        timezone.localdate(),
    )
    with pytest.raises(MoveRefused):
        actions.progress(point, progress="going_on", line="又来", by=liaison)
    with pytest.raises(MoveRefused):
        actions.reopen(point, reason=" ", by=staff)
    assert actions.reopen(point, reason="意见未盖章", by=staff).state == State.OPEN
    actions.progress(point, progress="done", line="已补盖章", by=liaison)
    assert actions.verify(point, by=staff).verified_by == staff
    acts = [entry.act for entry in TrailEntry.objects.of(point)]
    assert acts == ["finish", "reopen", "finish", "verify"]


def test_high_priority_is_proved_by_a_file(point, liaison):
    ActionPoint.objects.filter(pk=point.pk).update(priority="high")
    with pytest.raises(ValidationError) as refusal:
        actions.progress(point, progress="done", line="已完成", by=liaison)
    assert set(refusal.value.message_dict) == {"file"}
    done = {"done": "x", "done_on": date(2022, 9, 1), "done_by": liaison.pk}
    assert refused(
        "UPDATE pairings_actionpoint SET state='done', done=%s, done_on=%s, done_by_id=%s WHERE id=%s",
        *done.values(),
        point.pk,
    )
    actions.progress(point, progress="done", line="已完成", file=proof(), by=liaison)
    assert point.evidence.get().name == "验收单.pdf"
    assert list(ActionPoint.objects.unfinished()) == [point]
    assert refused("DELETE FROM pairings_actionpointevidence WHERE action_point_id = %s", point.pk)


def test_neither_owner_nor_reporter_may_verify(point, liaison, staff, staff2):
    actions.progress(point, progress="done", line="已完成", by=staff)
    for who in (liaison, staff):
        with pytest.raises(PermissionDenied):
            actions.verify(point, by=who)
    # Nor does the officer whose it is, however the row was written; nor is it undone once it was verified.
    own = UserFactory()
    theirs = ActionPointFactory(officer=OfficerFactory(user=own))
    actions.progress(theirs, progress="done", line="已完成", by=staff)
    with pytest.raises(PermissionDenied):
        actions.verify(theirs, by=own)
    for row, who in ((point, liaison), (point, staff), (theirs, own)):
        assert refused(
            "UPDATE pairings_actionpoint SET state='verified', verified_by_id=%s, verified_at=%s WHERE id=%s",
            who.pk,
            timezone.now(),
            row.pk,
        )
    actions.verify(point, by=staff2)
    assert refused("UPDATE pairings_actionpoint SET state='open' WHERE id=%s", point.pk)
    assert refused("DELETE FROM pairings_actionpoint WHERE id=%s", point.pk)
    assert refused("UPDATE pairings_actionpointupdate SET line='别的'")


def test_a_line_sent_again_is_written_once(sign_in, point):
    client, data = (
        sign_in("liaison"),
        {"client_uuid": str(uuid.uuid4()), "progress": "going_on", "line": "已受理"},
    )
    for _again in range(3):
        assert client.post(url("action_point_progress", point.pk), data)["Location"] == url(
            "action_point_detail", point.pk
        )
    assert ActionPointUpdate.objects.get().line == "已受理"
    assert (
        client.post(
            url("action_point_progress", point.pk), {**data, "client_uuid": str(uuid.uuid4())}
        ).status_code
        == 302
    )
    assert ActionPointUpdate.objects.count() == 2


def test_what_was_reported_as_done_is_answered_when_it_is_sent_again(sign_in, point, staff):
    client, address = sign_in("liaison"), url("action_point_progress", point.pk)
    data = {"client_uuid": str(uuid.uuid4()), "progress": "done", "line": "已办结"}
    for _again in range(2):
        assert client.post(address, data)["Location"] == url("action_point_detail", point.pk)
    # A line from another user comes too late; what was typed stays on the page.
    client.force_login(staff)
    page = client.post(address, {**data, "client_uuid": str(uuid.uuid4()), "line": "我也报一次"})
    assert (set(page.context["form"].errors), "我也报一次" in page.content.decode()) == (
        {"__all__"},
        True,
    )
    assert client.get(address).status_code == 409
    assert ActionPointUpdate.objects.get().line == "已办结"


def test_an_open_action_point_is_corrected_and_its_new_owner_notified(
    request, sign_in, point, pairing
):
    liaison, staff, stranger = map(request.getfixturevalue, ("liaison", "staff", "stranger"))
    client, address = sign_in("liaison"), url("action_point_update", point.pk)
    form = client.get(address).context["form"]
    assert form["owner"].value() == f"user-{liaison.pk}"
    seen = form["seen"].value()
    colleague = UserFactory(liaison=True, town=point.meeting.town)
    data = {
        "title": "勘察产业路",
        "owner": f"user-{colleague.pk}",
        "due_on": "2022-11-30",
        "priority": "high",
        "seen": seen,
    }
    assert client.post(address, data)["Location"] == url("action_point_detail", point.pk)
    point.refresh_from_db()
    assert (point.title, point.owner, str(point.due_on), point.priority) == (
        "勘察产业路",
        colleague,
        "2022-11-30",
        "high",
    )
    assert Notice.objects.get(user=colleague).kind == "action_point_given"
    assert TrailEntry.objects.of(point).get().act == "change"
    assert point.history.count() == 2
    # Who saves second is shown both versions, and what was typed.
    second = client.post(address, {**data, "owner": f"officer-{pairing.officer_id}"})
    assert (second.status_code, [pair.name for pair in second.context["form"].pairs]) == (
        409,
        ["owner"],
    )
    assert second.context["form"].pairs[0].theirs == str(colleague)
    faults = {
        "owner": {**data, "owner": "", "unit": ""},
        "due_on": {**data, "due_on": "2022-07-01"},
        "title": {**data, "title": ""},
    }
    for name, wrong in faults.items():
        page = client.post(address, {**wrong, "seen": ""})
        assert set(page.context["form"].errors) == {name}
    # Officers and other towns can't correct it, and no one can once it is done.
    client.force_login(stranger)
    assert client.post(address, data).status_code == 404
    actions.progress(point, progress="done", line="已完成", file=proof(), by=liaison)
    client.force_login(liaison)
    assert client.post(address, data).status_code == 409
    with pytest.raises(MoveRefused):
        actions.change(point, now=NewPoint("别的", liaison, date(2022, 12, 31)), by=liaison)
    # It is the present owner who must not verify it.
    with pytest.raises(PermissionDenied):
        actions.verify(point, by=colleague)
    assert actions.verify(point, by=staff).verified_by == staff


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("大图.jpg", b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024)),
        ("照片.jpg", b"MZ\x90\x00 program"),
    ],
)
def test_a_bad_photo_is_refused_and_what_was_typed_stays(sign_in, point, name, content):
    data = {"progress": "going_on", "line": "现场勘察", "file": SimpleUploadedFile(name, content)}
    page = sign_in("liaison").post(url("action_point_progress", point.pk), data)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"file"}
    assert "现场勘察" in page.content.decode()
    assert not ActionPointUpdate.objects.exists()


def test_who_sees_which_action_points(request, point, stranger, officer_user):
    liaison, staff, administrator = map(
        request.getfixturevalue, ("liaison", "staff", "administrator")
    )
    pair = PairingFactory(active=True, appointment__officer__user=officer_user)
    theirs = ActionPointFactory(meeting__town=pair.village.town, officer=pair.officer)
    county = ActionPointFactory(meeting=MeetingFactory(town=None), owner=stranger)
    seen = {
        user: set(ActionPoint.objects.visible_to(user))
        for user in (liaison, stranger, officer_user, staff)
    }
    assert seen == {
        liaison: {point},
        stranger: {county},
        officer_user: {theirs},
        staff: {point, theirs, county},
    }
    assert not ActionPoint.objects.visible_to(administrator).exists()


def test_the_ledger_filters_what_is_past_due_and_ones_own_and_verifies_many(sign_in, point, staff):
    done = ActionPointFactory(meeting=point.meeting, unit="镇自然资源所")
    actions.progress(done, progress="done", line="已办结", by=staff)
    late = ActionPointFactory(meeting=point.meeting, due_on=date(2022, 9, 1))
    client = sign_in("liaison")

    def rows(asked):
        page = client.get(url("action_point_list"), asked)
        return {row.record for row in page.context["listing"].table.rows}

    assert late in rows({"overdue": "true"})
    assert rows({"mine": "true"}) == {point}
    client.post(url("action_point_verify_chosen"), {"chosen": [done.pk, late.pk]})
    assert set(ActionPoint.objects.filter(state=State.VERIFIED)) == {done}


def test_owners_are_notified_of_new_due_and_late_action_points(town, liaison, staff, pairing):
    meeting = meetings.log(town=town, quarter="2022Q3", held_on=date(2022, 8, 12), by=staff)
    actions.add(meeting, NewPoint("勘察产业路", liaison, date(2022, 9, 30)), by=staff)
    for day in (
        date(2022, 9, 22),
        date(2022, 9, 23),
        date(2022, 9, 24),
        date(2022, 10, 1),
        date(2022, 10, 9),
    ):
        notices.send_due(day)
    kinds = Notice.objects.filter(user=liaison, kind__startswith="action_point").order_by("pk")
    assert [notice.kind for notice in kinds] == [
        "action_point_given",
        "action_point_due",
        "action_point_overdue",
    ]
