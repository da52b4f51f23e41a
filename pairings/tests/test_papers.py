"""Minutes, agreements and hand-over packs: what they say, what they leave out, and for whom."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import jobs
from accounts.models import Job
from accounts.papers import KINDS, template_of
from jingyan.papers import Workshop, read
from officers.tests.factories import OfficerFactory
from pairings.actions import pairing as actions
from pairings.models import HandOver
from pairings.tests.factories import (
    AttendanceFactory,
    MeetingFactory,
    PairingFactory,
    PromiseFactory,
)
from pairings.tests.support_factories import liaison_of
from villages.models import Demand
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db


def text_of(key, row, user):
    """The text of a record's paper, as generated for `user`."""
    kind = KINDS[key]
    with Workshop() as shop:
        return read(shop.fill(template_of(key), kind.tell(kind.rows(user).get(pk=row.pk)))).text


def test_minutes_list_who_was_there_on_leave_and_absent(staff, town):
    meeting = MeetingFactory(
        town=town, experience="一是介绍经验。\n二是交流做法。", problems="", agreed="确定选址。"
    )
    for name, status in (
        ("张一", "present"),
        ("李二", "present"),
        ("王三", "leave"),
        ("赵四", "absent"),
    ):
        AttendanceFactory(meeting=meeting, officer__name=name, status=status)
    text = text_of("minutes", meeting, staff)
    assert "研城街道“特聘村官”工作推进会纪要" in text
    assert "2022年8月12日，研城街道在镇会议室召开2022年第三季度" in text
    assert ("出席：张一、李二" in text, "请假：王三" in text, "缺席：赵四" in text) == (
        True,
        True,
        True,
    )
    assert "一、经验交流\n一是介绍经验。\n二是交流做法。\n二、议定事项\n确定选址。" in text


def test_what_was_not_written_is_left_out_of_the_minutes(staff):
    text = text_of("minutes", MeetingFactory(place="", chair=""), staff)
    assert not any(word in text for word in ("主持", "一、", "出席", "请假", "None"))


def test_minutes_of_38_officers_name_all_of_them(staff):
    meeting = MeetingFactory()
    names = [
        AttendanceFactory(meeting=meeting, officer__name=f"欧阳试人{n}").officer.name
        for n in range(38)
    ]
    assert "、".join(sorted(names)) == "、".join(
        sorted(text_of("minutes", meeting, staff).split("出席：")[1].split("、"))
    )


def test_no_minutes_of_a_meeting_that_was_not_held(client, staff):
    client.force_login(staff)
    for meeting in (MeetingFactory(draft=True), MeetingFactory(skipped=True)):
        assert (
            client.post(
                reverse("accounts:paper_make", args=["minutes"]), {"pk": meeting.pk}
            ).status_code
            == 409
        )
    assert not Job.objects.exists()


def test_a_liaison_downloads_the_minutes_of_their_own_town_only(client, liaison, town):
    client.force_login(liaison)
    own, other = MeetingFactory(town=town), MeetingFactory()
    client.post(
        reverse("accounts:paper_make", args=["minutes"]),
        {"pk": [own.pk, other.pk], "format": "pdf"},
    )
    jobs.run_due()
    job = Job.objects.get()
    assert job.params["keys"] == [own.pk]
    assert client.get(job.result_url).content.startswith(b"%PDF-")


def test_an_agreement_names_both_sides_the_term_and_what_is_needed(staff):
    pairing = PairingFactory(
        active=True, appointment__officer__enterprise__name="井研县虚构<农业>&有限公司"
    )
    DemandFactory(village=pairing.village, title="引进加工企业", state=Demand.State.OPEN)
    text = text_of("agreement", pairing, staff)
    village = pairing.village
    assert f"甲方：{village.town}{village}村民委员会" in text
    assert f"乙方：{pairing.officer}（井研县虚构<农业>&有限公司）" in text
    assert "自2022年3月1日起至2024年12月31日止" in text
    assert "引进加工企业" in text
    assert pairing.officer.id_number not in text
    assert pairing.officer.phone not in text


def test_an_agreement_without_demands_or_enterprise_says_no_empty_words(staff):
    pairing = PairingFactory(active=True, appointment__officer=OfficerFactory(enterprise=None))
    text = text_of("agreement", pairing, staff)
    assert "以甲乙双方共同制定的帮扶方案为准" in text
    assert not any(word in text for word in ("None", "（）", "序号"))


def test_the_hand_over_of_a_pair_says_all_that_is_open_and_the_last_meetings(
    staff, liaison, town, sign_in
):
    pairing = PairingFactory(
        active=True, village__town=town, appointment__officer__enterprise__name="虚构农业公司"
    )
    liaison_of(town, liaison)
    DemandFactory(village=pairing.village, title="修通产业路", state=Demand.State.OPEN)
    for quarter in ("2022Q1", "2022Q2", "2022Q3", "2022Q4"):
        MeetingFactory(
            town=town,
            quarter=quarter,
            held_on=f"2022-{int(quarter[-1]) * 3 - 1:02}-10",
            agreed=f"{quarter}事项",
        )
    PromiseFactory(beside=True, owner=pairing.officer, village=pairing.village, title="捐建蓄水池")
    PromiseFactory(beside=True, village=pairing.village, title="别人的承诺")
    actions.end(pairing, by=staff, reason="企业外迁", ends_on=date(2022, 8, 15))
    row = HandOver.objects.get()
    text = text_of("hand_over", row, staff)
    assert "结对时间：2022年3月1日至2022年8月15日" in text
    assert "村官所在企业：虚构农业公司" in text
    assert "捐建蓄水池\t" in text
    assert "2022年9月30日到期" in text
    assert "别人的承诺" not in text
    assert "修通产业路" in text
    assert [
        quarter for quarter in ("2022Q1", "2022Q2", "2022Q3", "2022Q4") if f"{quarter}事项" in text
    ] == [
        "2022Q2",
        "2022Q3",
        "2022Q4",
    ]
    assert "陈志强\t" in text
    assert "三、未办结的督办事项（0项）\n无。" in text
    assert "应开未开" not in text
    page = (
        sign_in("staff").get(reverse("pairings:pairing_detail", args=[pairing.pk])).content.decode()
    )
    assert reverse("pairings:hand_over_detail", args=[row.pk]) in page


def test_papers_of_many_records_cost_a_fixed_number_of_queries(staff, django_assert_num_queries):
    kind = KINDS["minutes"]
    for _ in range(3):
        AttendanceFactory()
    with django_assert_num_queries(5):
        assert len([kind.tell(row) for row in kind.rows(staff)]) == 3
