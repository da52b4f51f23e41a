"""Liaisons and hand-overs: one per town, every change lists what is open, nothing is reassigned."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Notice
from accounts.moves import MoveRefused
from accounts.papers import KINDS, template_of
from accounts.tests.factories import UserFactory
from jingyan.papers import Workshop, read
from pairings.actions import hand_over as actions
from pairings.actions import liaison as liaisons
from pairings.actions import pairing as pairings
from pairings.models import HandOver, HandOverItem, HandOverSignature, Liaison, Promise
from pairings.tests.factories import ActionPointFactory, MeetingFactory, PromiseFactory
from pairings.tests.support_factories import hand_over_of, liaison_of
from villages.models import Demand
from villages.tests.factories import DemandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today(time_machine):
    time_machine.move_to("2022-08-15T02:00:00Z", tick=False)


@pytest.fixture
def successor(town):
    return UserFactory(username="successor", full_name="新联络员", liaison=True, town=town)


def kinds(row):
    return {kind: sorted(texts) for kind, texts in _by_kind(row).items()}


def _by_kind(row):
    found: dict[str, list[str]] = {}
    for item in row.items.all():
        found.setdefault(item.kind, []).append(item.text)
    return found


def raw(sql, *params):
    """What the database answers to a write that bypasses the actions."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_a_town_has_one_liaison_at_a_time_even_in_the_database(town, liaison, staff, successor):
    liaisons.name(town=town, user=liaison, starts_on=date(2022, 3, 1), by=staff)
    with pytest.raises(ValidationError):
        liaisons.name(town=town, user=liaison, starts_on=date(2022, 5, 1), by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        liaison_of(town, successor, starts_on=date(2022, 5, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        liaison_of(town, successor, starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 1))
    with pytest.raises(IntegrityError):
        raw("UPDATE pairings_liaison SET ends_on = '2022-02-01'")
    assert Liaison.objects.count() == 1


def test_a_change_of_liaison_lists_what_is_open_and_reassigns_nothing(
    pairing, liaison, staff, successor, sign_in
):
    town = pairing.village.town
    liaisons.name(town=town, user=liaison, starts_on=date(2022, 3, 1), by=staff)
    assert not HandOver.objects.exists()
    demand = DemandFactory(
        village=pairing.village, title="修路", state=Demand.State.TAKEN_UP, taken_up_by=liaison
    )
    DemandFactory(
        village=pairing.village,
        title="已办",
        state=Demand.State.MET,
        proof="证",
        met_on=date(2022, 5, 1),
    )
    promise = PromiseFactory(
        beside=True, owner=pairing.officer, village=pairing.village, title="捐建蓄水池"
    )
    ActionPointFactory(
        meeting=MeetingFactory(town=town, quarter="2022Q1", held_on=date(2022, 2, 8)),
        title="对接冷库",
    )
    client = sign_in("staff")
    url, data = (
        reverse("pairings:liaison_create"),
        {"town": town.pk, "user": successor.pk, "starts_on": "2022-08-10"},
    )
    assert client.post(url, data).status_code == 302

    row = HandOver.objects.get()
    assert Liaison.objects.get(user=liaison).ends_on == date(2022, 8, 9)
    assert Liaison.objects.current().get().user == successor
    found = kinds(row)
    assert found["demand"] == [f"{pairing.village} 修路"]
    assert found["promise"] == [f"{pairing.village} 捐建蓄水池"]
    assert found["action"] == ["对接冷库"]
    assert found["owed"] == sorted(["2022年第二季度工作推进会议", "2022年第三季度工作推进会议"])
    assert len(found["meeting"]) == 1
    assert str(pairing.officer) in found["contact"]
    item_texts = " ".join(str(item.text) + item.standing for item in row.items.all())
    assert pairing.officer.phone not in item_texts
    demand.refresh_from_db()
    promise.refresh_from_db()
    assert (demand.taken_up_by, promise.owner) == (liaison, pairing.officer)
    assert set(Notice.objects.filter(kind="hand_over_waiting").values_list("user", flat=True)) == {
        liaison.pk,
        successor.pk,
    }


def test_both_sides_sign_each_with_the_own_log_in(liaison, staff, stranger, successor, sign_in):
    town = liaison.town
    liaison_of(town, liaison)
    liaisons.name(town=town, user=successor, starts_on=date(2022, 8, 10), by=staff)
    row = HandOver.objects.get()
    with pytest.raises(PermissionDenied):
        actions.sign(row, side="receiving", by=liaison)
    with pytest.raises(HandOver.DoesNotExist):
        actions.sign(row, side="giving", by=stranger)
    with pytest.raises(ValidationError):
        actions.sign(row, side="nobody", by=liaison)
    url = reverse("pairings:hand_over_sign", args=[row.pk])
    assert (
        sign_in("liaison").post(url, {"side": "giving", "remark": "冷库一事口头交代"}).status_code
        == 302
    )
    with pytest.raises(PermissionDenied):
        actions.sign(row, side="receiving", by=liaison)
    with pytest.raises(MoveRefused):
        actions.sign(row, side="giving", by=liaison)
    assert sign_in("successor").post(url, {"side": "receiving"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "signed"
    assert list(row.signatures.values_list("side", "name", "remark")) == [
        ("giving", "陈志强", "冷库一事口头交代"),
        ("receiving", "新联络员", ""),
    ]
    assert (
        sign_in("successor").get(reverse("pairings:hand_over_detail", args=[row.pk])).status_code
        == 200
    )
    kind = KINDS["hand_over"]
    with Workshop() as shop:
        text = read(shop.fill(template_of("hand_over"), kind.tell(kind.rows(staff).get()))).text
    assert "移交人签字：陈志强（2022年8月15日）" in text
    assert "接收人：新联络员" in text


def test_a_hand_over_is_refused_by_the_database_until_two_people_signed_and_never_changes(
    pairing, staff, staff2
):
    row = hand_over_of(pairing)
    with pytest.raises(IntegrityError):
        raw("UPDATE pairings_handover SET state = 'signed' WHERE id = %s", row.pk)
    actions.sign(row, side="giving", by=staff, name="张某")
    with pytest.raises(PermissionDenied):
        actions.sign(row, side="receiving", by=staff, name="李某")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOverSignature.objects.create(
            hand_over=row, side="receiving", name="x", recorded_by=staff
        )
    assert actions.sign(row, side="receiving", by=staff2, name="李某").state == "signed"
    for sql in (
        "UPDATE pairings_handover SET giver_name = 'x'",
        "DELETE FROM pairings_handover",
        "UPDATE pairings_handoveritem SET text = 'x'",
        "DELETE FROM pairings_handoversignature",
    ):
        with pytest.raises(IntegrityError):
            raw(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOverItem.objects.create(hand_over=row, kind="contact", text="x")


def test_an_officer_signs_with_the_own_name_whatever_the_log_in_is_called(town, pairing, staff):
    pairing.officer.user = UserFactory(role="officer", full_name="小陈的手机")
    pairing.officer.save()
    pairings.end(pairing, by=staff, reason="企业外迁", ends_on=date(2022, 8, 15))
    row = actions.sign(
        HandOver.objects.get(pairing=pairing), side="giving", by=pairing.officer.user
    )
    assert row.signatures.get().name == pairing.officer.name


def test_the_end_of_a_pairing_freezes_what_was_open_before_it_is_settled(
    town, pairing, liaison, staff, leader
):
    liaison_of(town, liaison)
    DemandFactory(village=pairing.village, title="修路", state=Demand.State.TAKEN_UP)
    PromiseFactory(beside=True, owner=pairing.officer, village=pairing.village, title="捐建蓄水池")
    pairings.end(pairing, by=staff, reason="企业外迁", ends_on=date(2022, 8, 15))
    row = HandOver.objects.get(pairing=pairing)
    assert (row.giver_name, row.receiver) == (str(pairing.officer), liaison)
    standing = {item.kind: item.standing for item in row.items.all()}
    assert "已认领" in standing["demand"]
    assert "已承诺" in standing["promise"]
    assert Demand.objects.get(title="修路").state == "open"
    assert Promise.objects.get().state == "broken"
    assert actions.sides_of(row, leader) == []
    assert [side.value for side in actions.sides_of(row, liaison)] == ["receiving"]
    # The officer has no log-in: county staff record what was signed on paper.
    actions.sign(row, side="giving", by=staff)
    assert actions.sign(row, side="receiving", by=liaison).state == "signed"


def test_a_vacancy_shows_and_is_filled_with_a_hand_over_from_the_last_liaison(
    town, pairing, liaison, staff, sign_in
):
    first = liaison_of(town, liaison)
    client = sign_in("staff")
    client.cookies["django_language"] = "en"
    url = reverse("pairings:liaison_leave", args=[first.pk])
    for data in (
        {"ends_on": "2022-08-01", "reason": ""},
        {"ends_on": "2099-01-01", "reason": "调离"},
    ):
        assert client.post(url, data).status_code in {400, 409}
    assert (
        "Vacant"
        not in client.get(reverse("pairings:liaison_list")).content.decode().split("<tbody>")[1]
    )
    assert client.post(url, {"ends_on": "2022-08-01", "reason": "调离"}).status_code == 302
    assert (
        "Vacant"
        in client.get(reverse("pairings:liaison_list")).content.decode().split("<tbody>")[1]
    )
    again = UserFactory(liaison=True, town=town)
    with pytest.raises(ValidationError):
        liaisons.name(town=town, user=again, starts_on=date(2022, 7, 1), by=staff)
    with pytest.raises(ValidationError):
        liaisons.name(
            town=town, user=UserFactory(liaison=True), starts_on=date(2022, 8, 5), by=staff
        )
    liaisons.name(town=town, user=again, starts_on=date(2022, 8, 5), by=staff)
    assert HandOver.objects.get().giver == liaison
