"""The one form of a meeting: what it gives, what it refuses, and what it never loses."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.registers import import_sheet
from officers.tests.factories import OfficerFactory
from pairings.models import ActionPoint, Attendance, Meeting, MeetingNote
from pairings.tests.factories import ActionPointFactory, MeetingFactory, PairingFactory
from villages.models import Demand

pytestmark = pytest.mark.django_db
MET = {"held_on": "2022-08-12", "all_present": "on", "agreed": "送苗到户"}


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


CREATE = f"{url('meeting_create')}?quarter=2022Q3"


def refused(sql, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


def errors(page):
    return set(page.context["form"].errors)


def test_one_form_gives_minutes_action_points_notes_and_files(sign_in, pairing, town, liaison):
    earlier = ActionPointFactory(meeting=MeetingFactory(town=town, quarter="2022Q2"), owner=liaison)
    other, officer = PairingFactory(active=True, village__town=town), pairing.officer
    data = {
        **MET,
        "guests": "镇党委副书记 王某\n县委统战部 李某",
        "problems": "产业路未贯通",
        f"officer_{other.officer_id}": "leave",
        f"point_{earlier.pk}_progress": "going_on",
        f"point_{earlier.pk}_line": "已对接",
        "new_1_title": "勘察产业路",
        "new_1_owner": f"officer-{officer.pk}",
        "new_1_high": "on",
        "new_2_title": "报批用地",
        "new_2_unit": "镇自然资源所",
        f"note_{officer.pk}_mark": "well_done",
        f"note_{officer.pk}_line": "带头",
        "sheet": SimpleUploadedFile("签到.pdf", b"%PDF-1.7 sheet"),
    }
    client = sign_in("liaison")
    page = client.get(CREATE)
    assert [row.of for row in page.context["form"].agenda.rows] == [earlier]
    assert page.context["form"].points.due_on == date(2022, 12, 31)
    meeting = Meeting.objects.get(pk=client.post(CREATE, data)["Location"].split("/")[-2])
    assert dict(meeting.attendances.values_list("officer", "status")) == {
        officer.pk: "present",
        other.officer_id: "leave",
    }
    assert earlier.updates.get().line == "已对接"
    made = {
        (point.title, point.owner_name, point.priority, str(point.due_on))
        for point in meeting.action_points.all()
    }
    assert made == {
        ("勘察产业路", officer.name, "high", "2022-12-31"),
        ("报批用地", "镇自然资源所", "normal", "2022-12-31"),
    }
    assert (meeting.notes.get().mark, meeting.evidence.get().name) == ("well_done", "签到.pdf")
    page = client.get(url("meeting_detail", meeting.pk)).content.decode()
    assert all(
        word in page
        for word in (
            "签到.pdf",
            "带头",
            "列席：镇党委副书记 王某、县委统战部 李某",
            "1. 产业路未贯通",
        )
    )


def test_an_entry_sent_again_is_answered_with_its_record(sign_in, pairing):
    client, data = (
        sign_in("liaison"),
        {**MET, "client_uuid": str(uuid.uuid4()), "new_1_title": "报批", "new_1_unit": "镇"},
    )
    answers = {client.post(CREATE, data)["Location"] for _again in range(3)}
    assert len(answers) == Meeting.objects.count() == ActionPoint.objects.count() == 1
    # A second meeting under another name is refused, and the page keeps what was typed.
    page = client.post(CREATE, {**data, "client_uuid": str(uuid.uuid4()), "problems": "另一次"})
    assert (page.status_code, Meeting.objects.count()) == (200, 1)
    assert "另一次" in page.content.decode()


def test_a_planned_meeting_is_the_one_that_is_recorded(sign_in, pairing, town):
    planned = MeetingFactory(town=town, draft=True)
    sign_in("liaison").post(CREATE, MET)
    planned.refresh_from_db()
    assert (Meeting.objects.count(), planned.state) == (1, Meeting.State.HELD)


def test_a_day_outside_the_quarter_asks_why(sign_in, pairing):
    client = sign_in("liaison")
    page = client.post(CREATE, {**MET, "held_on": "2022-10-08"})
    assert errors(page) == {"held_on"}
    assert 'name="day_reason"' in page.content.decode()
    client.post(CREATE, {**MET, "held_on": "2022-10-08", "day_reason": "防汛顺延"})
    meeting = Meeting.objects.get()
    assert meeting.day_reason == "防汛顺延"
    assert refused("UPDATE pairings_meeting SET day_reason = '' WHERE id = %s", meeting.pk)


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({"all_present": ""}, {"all_present"}),
        ({"held_on": "2099-07-09"}, {"held_on"}),
        ({"new_1_title": "无人负责"}, {"new_1_owner"}),
        ({"new_1_unit": "镇"}, {"new_1_title"}),
        (
            {"new_1_title": "早于会议", "new_1_unit": "镇", "new_1_due_on": "2022-07-01"},
            {"new_1_due_on"},
        ),
        ({"new_1_title": "他镇", "new_1_owner": "user-987654"}, {"new_1_owner"}),
        ({"sheet": SimpleUploadedFile("签到.jpg", b"MZ\x90\x00 program")}, {"sheet"}),
        (
            {"sheet": SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024))},
            {"sheet"},
        ),
        ({"client_uuid": "not-a-name"}, {"client_uuid"}),
    ],
)
def test_what_does_not_hold_is_refused_beside_its_field_and_nothing_written(
    sign_in, pairing, given, faulty
):
    page = sign_in("liaison").post(CREATE, {**MET, "problems": "缺冷库", **given})
    assert (page.status_code, errors(page)) == (200, faulty)
    assert "缺冷库" in page.content.decode()
    assert not Meeting.objects.exists()
    assert not ActionPoint.objects.exists()


def test_done_in_the_meeting_says_what_was_done(sign_in, pairing, town):
    point = ActionPointFactory(meeting=MeetingFactory(town=town, quarter="2022Q2"), priority="high")
    data = {**MET, f"point_{point.pk}_progress": "done"}
    client = sign_in("liaison")
    assert errors(client.post(CREATE, data)) == {f"point_{point.pk}_line"}
    assert errors(client.post(CREATE, {**data, f"point_{point.pk}_line": "已验收"})) == {
        f"point_{point.pk}_file"
    }
    file = SimpleUploadedFile("验收.pdf", b"%PDF-1.7 x")
    client.post(
        CREATE, {**data, f"point_{point.pk}_line": "已验收", f"point_{point.pk}_file": file}
    )
    point.refresh_from_db()
    assert (point.state, point.evidence.count()) == ("done", 1)


def test_no_officer_of_another_town_attends_or_is_noted(town):
    meeting, stranger = MeetingFactory(town=town), PairingFactory(active=True).officer
    for model, values in (
        (Attendance, {"status": "present"}),
        (MeetingNote, {"mark": "well_done"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.create(meeting=meeting, officer=stranger, **values)
    Attendance.objects.create(meeting=MeetingFactory(town=None), officer=stranger)


def test_an_officer_not_paired_here_is_refused_with_a_message_and_nothing_is_written(
    sign_in, pairing, town
):
    client, stranger = sign_in("liaison"), PairingFactory(active=True).officer
    page = client.post(CREATE, {**MET, f"officer_{stranger.pk}": "present"})
    assert errors(page) == {"all_present"}
    assert stranger.name not in page.text
    assert page.context["form"]["agreed"].value() == "送苗到户"
    assert not Meeting.objects.exists()


def test_two_people_at_one_meeting_see_both_versions(client, pairing, town, liaison, staff):
    meeting = MeetingFactory(town=town, agreed="原文")
    Attendance.objects.create(meeting=meeting, officer=pairing.officer)
    client.force_login(liaison)
    address = url("meeting_update", meeting.pk)
    seen = client.get(address).context["form"]["seen"].value()
    mine = {
        "held_on": "2022-08-12",
        "agreed": "我的版本",
        f"officer_{pairing.officer_id}": "present",
        "seen": seen,
    }
    client.force_login(staff)
    assert (
        client.post(
            address, {**mine, "agreed": "他人版本", f"officer_{pairing.officer_id}": "leave"}
        ).status_code
        == 302
    )
    client.force_login(liaison)
    page = client.post(address, mine)
    assert page.status_code == 409
    assert {pair.name for pair in page.context["form"].pairs} >= {
        "agreed",
        f"officer_{pairing.officer_id}",
    }
    assert all(words in page.content.decode() for words in ("我的版本", "他人版本"))
    again = {**mine, "seen": page.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.agreed, meeting.attendances.get().status) == ("我的版本", "present")


def test_minutes_of_a_closed_meeting_never_change(client, town, liaison):
    meeting = MeetingFactory(town=town, agreed="")
    client.force_login(liaison)
    assert client.post(url("meeting_close", meeting.pk)).status_code == 409
    Meeting.objects.filter(pk=meeting.pk).update(agreed="选址")
    assert client.post(url("meeting_close", meeting.pk)).status_code == 302
    assert client.get(url("meeting_update", meeting.pk)).status_code == 409
    assert refused("UPDATE pairings_meeting SET agreed = '别的' WHERE id = %s", meeting.pk)


def test_the_county_meets_with_every_officer_once_a_quarter(
    client, staff, liaison, leader, pairing
):
    other = PairingFactory(active=True)
    client.force_login(staff)
    address = f"{CREATE}&town=county"
    meeting = Meeting.objects.get(pk=client.post(address, MET)["Location"].split("/")[-2])
    assert (meeting.town, set(meeting.attendances.values_list("officer", flat=True))) == (
        None,
        {pairing.officer_id, other.officer_id},
    )
    assert errors(client.post(address, MET)) == {"__all__"}
    second = MeetingFactory(town=None, draft=True)
    assert refused(
        "UPDATE pairings_meeting SET state = 'held', held_on = '2022-08-13' WHERE id = %s",
        second.pk,
    )
    assert client.get(f"{url('meeting_list')}?year=2022").context["matrix"].lines[0].town is None
    client.force_login(liaison)
    assert client.post(address, MET).status_code == 404
    # The liaison opens it, and changes nothing of it.
    page = client.get(url("meeting_detail", meeting.pk))
    assert (page.status_code, page.context["moves"], page.context["may_change"]) == (200, [], False)
    doors = (
        "meeting_update",
        "meeting_hold",
        "meeting_close",
        "meeting_skip",
        "meeting_demand",
        "meeting_demand_at_once",
    )
    answers = {
        door: client.post(url(door, meeting.pk), {**MET, "reason": "防汛"}).status_code
        for door in doors
    }
    assert answers == {
        "meeting_update": 403,
        "meeting_hold": 403,
        "meeting_close": 403,
        "meeting_skip": 403,
        "meeting_demand": 404,
        "meeting_demand_at_once": 404,
    }


def test_a_problem_becomes_a_demand_with_what_is_known(sign_in, pairing, town, staff):
    meeting = MeetingFactory(town=town, problems=f"缺技术\n{pairing.village.name}产业路未贯通。")
    client, address = sign_in("liaison"), f"{url('meeting_demand', meeting.pk)}?problem=1"
    form = client.get(address).context["form"]
    known = {name: form.initial[name] for name in ("village", "title", "source", "raised_on")}
    assert known == {
        "village": pairing.village.pk,
        "title": f"{pairing.village.name}产业路未贯通",
        "source": "meeting",
        "raised_on": meeting.held_on,
    }
    data = {**known, "category": form.initial["category"], "urgency": "normal"}
    assert client.post(address, data).status_code == 302
    demand = Demand.objects.get()
    assert (list(meeting.demands.all()), demand.category.code) == ([demand], "infrastructure")
    elsewhere = PairingFactory(active=True).village
    client.force_login(staff)
    page = client.post(address, {**data, "village": elsewhere.pk, "title": "别村"})
    assert (errors(page), Demand.objects.count()) == ({"village"}, 1)


def test_a_plain_problem_is_a_demand_with_one_tap_and_can_be_taken_back(
    sign_in, pairing, town, staff
):
    named = f"{pairing.village.name}产业路未贯通。"
    meeting = MeetingFactory(town=town, problems=f"{named}\n各方意见不一")
    client, back = sign_in("liaison"), url("meeting_detail", meeting.pk)
    tap, undo = url("meeting_demand_at_once", meeting.pk), url("meeting_demand_undo", meeting.pk)
    assert [problem.text for problem in client.get(back).context["problems"]] == [
        named,
        "各方意见不一",
    ]
    for _again in range(2):
        assert client.post(tap, {"problem": "0"})["Location"] == back
    demand = Demand.objects.get()
    assert (
        demand.village,
        demand.category.code,
        demand.source,
        demand.raised_on,
        demand.entered_by.username,
    ) == (
        pairing.village,
        "infrastructure",
        "meeting",
        meeting.held_on,
        "liaison",
    )
    # What nothing suggests a category for is asked for in the form.
    assert (
        client.post(tap, {"problem": "1"})["Location"]
        == f"{url('meeting_demand', meeting.pk)}?problem=1"
    )
    assert client.post(undo, {"problem": "1"}).status_code == 409
    assert client.post(undo, {"problem": "0"})["Location"] == back
    assert (Demand.objects.count(), meeting.demands.count()) == (0, 0)
    assert [entry.act for entry in TrailEntry.objects.of(meeting)] == ["raise", "take_back"]
    # Raised again, it stays once someone has begun on it, and no one else can take it back.
    client.post(tap, {"problem": "0"})
    client.force_login(staff)
    assert client.post(undo, {"problem": "0"}).status_code == 409
    client.force_login(demand.entered_by)
    Demand.objects.update(state="taken_up", taken_up_by=staff)
    assert (client.post(undo, {"problem": "0"}).status_code, Demand.objects.count()) == (409, 1)


def test_a_town_reads_of_a_county_meeting_what_concerns_it(sign_in, pairing, town, staff):
    other = PairingFactory(active=True)
    texts = {
        "experience": "他镇经验",
        "problems": "他镇难题",
        "measures": "他镇措施",
        "guests": "他镇来宾",
        "agreed": "部署重点",
    }
    meeting = MeetingFactory(town=None, place="县会议中心", entered_by=staff, **texts)
    for officer in (pairing.officer, other.officer):
        Attendance.objects.create(meeting=meeting, officer=officer)
    MeetingFactory(town=None, quarter="2022Q4", draft=True)
    client = sign_in("liaison")
    assert client.get(f"{url('meeting_list')}?year=2022").context["matrix"].lines[0].town is None
    page = client.get(url("meeting_detail", meeting.pk))
    assert [row.officer for row in page.context["attendances"]] == [pairing.officer]
    page_text = page.content.decode()
    assert all(words in page_text for words in ("县会议中心", "部署重点", pairing.officer.name))
    assert not any(words in page_text for words in ("他镇", other.officer.name))
    assert (
        client.get(url("meeting_detail", Meeting.objects.get(quarter="2022Q4").pk)).status_code
        == 404
    )
    assert [row.key for row in page.context["papers"]] == []


def test_meetings_of_the_county_are_read_from_a_workbook(staff, liaison, pairing):
    head = "town_code,quarter,held_on,present,agreed,reason"
    row = f"511124,2022Q3,2022-08-12,{pairing.officer.name},部署,"
    late = "511124,2022Q2,2022-07-02,,部署,防汛顺延"
    sheet = f"{head}\n{row}\n{late}".encode()
    assert import_sheet("meetings", sheet, "会.csv", by=liaison).faults
    assert (
        str(import_sheet("meetings", sheet, "会.csv", by=staff))
        == "meetings: 2 created, 0 updated, 0 unchanged"
    )
    assert (
        str(import_sheet("meetings", sheet, "会.csv", by=staff))
        == "meetings: 0 created, 0 updated, 2 unchanged"
    )
    assert Meeting.objects.get(quarter="2022Q2").day_reason == "防汛顺延"
    assert (
        Meeting.objects.get(quarter="2022Q3", town=None).attendances.get().officer
        == pairing.officer
    )


def test_officers_are_not_shown_what_meetings_noted_of_them(client, town, officer_user):
    officer = OfficerFactory(user=officer_user)
    PairingFactory(active=True, village__town=town, appointment__officer=officer)
    meeting = MeetingFactory(town=town)
    Attendance.objects.create(meeting=meeting, officer=officer)
    MeetingNote.objects.create(meeting=meeting, officer=officer, mark="to_improve", line="到村少")
    client.force_login(officer_user)
    page = client.get(url("meeting_detail", meeting.pk))
    assert (page.status_code, "到村少" in page.content.decode()) == (200, False)


def test_a_meeting_is_planned_once_and_then_held(sign_in, pairing, town):
    client, address = sign_in("liaison"), f"{url('meeting_plan')}?quarter=2022Q3"
    assert errors(client.post(address, {"planned_on": "2022-10-01"})) == {"planned_on"}
    planned = client.post(address, {"planned_on": "2022-08-20", "place": "村委会"})["Location"]
    assert errors(client.post(address, {"planned_on": "2022-08-21"})) == {"__all__"}
    meeting = Meeting.objects.get()
    assert (meeting.state, str(meeting.planned_on)) == (Meeting.State.DRAFT, "2022-08-20")
    assert client.post(url("meeting_announce", meeting.pk)).status_code == 302
    form = client.get(url("meeting_hold", meeting.pk)).context["form"]
    assert (str(form["held_on"].value()), form["place"].value()) == ("2022-08-20", "村委会")
    client.post(
        url("meeting_hold", meeting.pk), {**MET, "client_uuid": (sent := str(uuid.uuid4()))}
    )
    assert (
        client.post(url("meeting_hold", meeting.pk), {**MET, "client_uuid": sent})["Location"]
        == planned
    )
    assert Meeting.objects.get().state == Meeting.State.HELD
