"""Four eyes through the pages: who entered or ever changed a record takes no step that is left to somebody else."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.registers import import_sheet
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from officers.models import Measures, Registration
from officers.tests.factories import OfficerFactory, RegistrationFactory
from pairings.models import ActionPoint, Contribution, Promise
from pairings.tests.factories import (
    ActionPointFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
    PromiseFactory,
)
from reports.desk.waiting import waiting_for
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
CHANGED = {"carrier": "project", "happened_on": "2022-08-02", "share": "100"}
PDF = b"%PDF-1.4 report"


@pytest.fixture
def clerks():
    """Three members of the county's staff: who enters, who changes, and a third."""
    return [UserFactory(role=Role.STAFF, username=f"clerk-{number}") for number in range(3)]


@pytest.fixture
def post(client):
    """The status of a POST by somebody."""

    def post(who, name, row, **data):
        client.force_login(who)
        return client.post(reverse(name, args=[row.pk]), data).status_code

    return post


def offered(client, who, row):
    """The steps that the page of a record offers to somebody."""
    client.force_login(who)
    kind = {Registration: "officers:registration", Contribution: "pairings:contribution"}.get(
        type(row)
    )
    name = kind or {Promise: "pairings:promise", ActionPoint: "pairings:action_point"}[type(row)]
    buttons = client.get(reverse(f"{name}_detail", args=[row.pk])).context["moves"]
    return {
        name
        for name, move in type(row).MOVES.items()
        if any(button.move is move for button in buttons)
    }


def waits_for(who, row):
    """Whether the workbench asks somebody to look at a record of this kind."""
    return any(group.kind == type(row)._meta.verbose_name_plural for group in waiting_for(who))


def change_contribution(client, who, contribution):
    """Correct a contribution on its page."""
    client.force_login(who)
    url = reverse("pairings:contribution_update", args=[contribution.pk])
    form = client.get(url).context["form"]
    data = CHANGED | {
        "title": f"{contribution.title}（改）",
        "village": contribution.village_id or "",
        "officer": contribution.officer_id,
    }
    data |= {"scope": contribution.scope, "seen": form["seen"].value() or ""}
    assert client.post(url, data).status_code == 302


def test_neither_who_entered_a_fact_nor_who_changed_it_verifies_confirms_or_returns_it(
    client, clerks, post
):
    first, second, third = clerks
    contribution = ContributionFactory(entered_by=first, village__town__code="511124900")
    change_contribution(client, second, contribution)
    for who in (first, second):
        assert post(who, "pairings:contribution_verify", contribution) == 403
        assert post(who, "pairings:contribution_send_back", contribution, reason="数字不符") == 403
        assert not offered(client, who, contribution) & {"verify", "send_back"}
        assert not waits_for(who, contribution)
    assert waits_for(third, contribution)
    assert post(third, "pairings:contribution_verify", contribution) == 302
    for who in clerks:
        assert post(who, "pairings:contribution_confirm", contribution) == 403
    assert post(UserFactory(role=Role.STAFF), "pairings:contribution_confirm", contribution) == 302


def test_a_fact_of_no_town_is_confirmed_by_none_of_its_authors(client, clerks, post):
    first, second, third = clerks
    contribution = ContributionFactory(entered_by=first, village=None)
    change_contribution(client, second, contribution)
    for who in (first, second):
        assert post(who, "pairings:contribution_confirm_without_town", contribution) == 403
    assert post(third, "pairings:contribution_confirm_without_town", contribution) == 302


def test_a_change_leaves_the_first_author_in_place_and_both_are_notified_of_a_return(
    client, clerks, post
):
    first, second, third = clerks
    contribution = ContributionFactory(entered_by=first)
    change_contribution(client, second, contribution)
    contribution.refresh_from_db()
    assert contribution.entered_by == first
    assert post(third, "pairings:contribution_send_back", contribution, reason="数字不符") == 302
    assert {user for user in clerks if user.notices.exists()} == {first, second}


def test_who_changes_a_fact_by_a_sheet_is_one_of_its_authors(clerks, post):
    first, second, third = clerks
    contribution = ContributionFactory(entered_by=first)
    assert not import_sheet(
        "contributions", f"ref,title\n{contribution.ref},新修路".encode(), "台账.csv", by=second
    ).faults
    unchanged = import_sheet(
        "contributions", f"ref,title\n{contribution.ref},新修路".encode(), "台账.csv", by=third
    )
    assert str(unchanged).endswith("1 unchanged")
    assert [post(who, "pairings:contribution_verify", contribution) for who in clerks] == [
        403,
        403,
        302,
    ]


def test_many_chosen_facts_are_confirmed_but_those_of_ones_own(client, clerks):
    first, second, _third = clerks
    mine, other = (
        ContributionFactory(entered_by=first, village=None),
        ContributionFactory(village=None),
    )
    change_contribution(client, second, mine)
    client.force_login(second)
    outcome = client.post(
        reverse("pairings:contribution_confirm_chosen"), {"chosen": [mine.pk, other.pk]}
    )
    assert [row.pk for row in outcome.context["outcome"].done] == [other.pk]


def test_the_page_of_a_fact_and_the_workbench_need_as_many_queries_however_many_have_changed_it(
    client, clerks
):
    contributions = [ContributionFactory(village=None) for _number in range(2)]
    contributions[1].changed_by.set([*clerks[1:], *UserFactory.create_batch(5)])
    client.force_login(clerks[0])
    counts = []
    for contribution in contributions:
        client.get(reverse("pairings:contribution_detail", args=[contribution.pk]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("pairings:contribution_detail", args=[contribution.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("step", ["pass_review", "send_back", "turn_down"])
def test_neither_who_registered_a_candidate_nor_who_changed_or_submitted_it_reviews(
    client, clerks, post, step
):
    first, second, third = clerks
    registration = RegistrationFactory(registered_by=first, channel="self")
    change_candidate(client, second, registration)
    submitter, name = UserFactory(role=Role.STAFF), f"officers:registration_{step}"
    assert post(submitter, "officers:registration_submit", registration) == 302
    for who in (first, second, submitter):
        assert post(who, name, registration, reason="意见") == 403
        client.force_login(who)
        assert (
            client.get(reverse("officers:registration_detail", args=[registration.pk])).context[
                "review"
            ]
            is None
        )
        assert not waits_for(who, registration)
    assert waits_for(third, registration)
    findings = {f"conclusion_{key}": "met" for key in range(1, 20)}
    assert post(third, name, registration, reason="意见", **findings) == 302


def change_candidate(client, who, registration):
    """Correct a candidate on the page of the registration."""
    client.force_login(who)
    url = reverse("officers:registration_update", args=[registration.pk])
    form = client.get(url).context["form"]
    data = {field.name: field.value() or "" for field in form if field.name != "recommended_by"}
    data |= {"position": "新任经理", "credit_code": "", "enterprise_name": "", "phone": ""}
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors


def test_an_earlier_submitter_does_not_review_after_a_return(clerks, post):
    first, second, third = clerks
    registration = RegistrationFactory(registered_by=UserFactory(role=Role.STAFF))
    assert post(first, "officers:registration_submit", registration) == 302
    assert post(third, "officers:registration_send_back", registration, reason="缺材料") == 302
    assert post(second, "officers:registration_submit", registration) == 302
    assert post(first, "officers:registration_turn_down", registration, reason="不符") == 403
    assert post(third, "officers:registration_turn_down", registration, reason="不符") == 302


def test_who_changes_a_candidate_by_a_sheet_does_not_review(clerks, post):
    first, second, _third = clerks
    registration = RegistrationFactory(submitted=True, registered_by=first)
    sheet = f"officer_code,position\n{registration.officer.officer_code},新任经理".encode()
    assert not import_sheet("officers", sheet, "人选.csv", by=second).faults
    answers = [
        post(who, "officers:registration_turn_down", registration, reason="不符") for who in clerks
    ]
    assert answers == [403, 403, 302]


def test_none_of_the_authors_inspects_or_is_named_as_inspector(client, clerks, post):
    first, second, third = clerks
    Measures.objects.update(inspection=True)
    registration = RegistrationFactory(reviewed=True, registered_by=first)
    registration.changed_by.add(second)
    given = {"inspected_on": "2022-03-09", "second_inspector": "林考察", "suitable": "True"}

    def answer(who, **inspector):
        file = SimpleUploadedFile("报告.pdf", PDF)
        return post(
            who, "officers:registration_inspect", registration, **given, **inspector, file=file
        )

    assert [answer(who, first_inspector="何考察") for who in (first, second)] == [403, 403]
    assert [answer(third, first_inspector_user=who.pk) for who in (first, second)] == [200, 200]
    # A user is refused by the account, however the name reads since.
    User.objects.filter(pk=first.pk).update(full_name="改名")
    assert answer(third, first_inspector_user=first.pk) == 200
    assert answer(third, first_inspector_user=third.pk) == 302


def test_who_ever_reported_a_promise_as_kept_does_not_verify_it(clerks, post):
    first, second, third = clerks
    promise = PromiseFactory(beside=True, state="delivering", entered_by=third)
    done = {"done": "已建成", "delivered_on": "2022-08-02"}
    assert post(first, "pairings:promise_deliver", promise, **done) == 302
    assert post(third, "pairings:promise_send_back", promise, reason="未通车") == 302
    assert post(second, "pairings:promise_deliver", promise, **done) == 302
    for who in (first, second):
        assert post(who, "pairings:promise_verify", promise) == 403
        assert post(who, "pairings:promise_send_back", promise, reason="未通车") == 403
        assert not waits_for(who, promise)
    assert post(third, "pairings:promise_verify", promise) == 302


def test_who_owns_a_promise_does_not_verify_it_and_is_offered_no_button(client, clerks, post):
    owner = OfficerFactory(user=clerks[0])
    done = {
        "state": "delivered",
        "done": "已建成",
        "delivered_on": date(2022, 8, 2),
        "delivered_by": clerks[1],
    }
    promise = PromiseFactory(beside=True, owner=owner, **done)
    assert "verify" not in offered(client, clerks[0], promise)
    assert not waits_for(clerks[0], promise)
    assert post(clerks[0], "pairings:promise_verify", promise) == 403


def test_who_ever_did_or_was_to_do_an_action_point_does_not_verify_it(client, clerks, post):
    first, second, third = clerks
    point = ActionPointFactory(
        meeting=MeetingFactory(town=None), unit="农业农村局", entered_by=third
    )
    report = {"progress": "done", "line": "已完成"}
    assert post(first, "pairings:action_point_progress", point, **report) == 302
    assert post(third, "pairings:action_point_reopen", point, reason="没做完") == 302
    assert post(second, "pairings:action_point_progress", point, **report) == 302
    for who in (first, second):
        assert post(who, "pairings:action_point_verify", point) == 403
        assert "verify" not in offered(client, who, point)
        assert not waits_for(who, point)
    assert post(third, "pairings:action_point_verify", point) == 302


def test_an_officer_with_a_log_in_is_offered_no_button_to_verify_what_is_theirs(
    client, clerks, post
):
    given = {"state": "done", "done": "已完成", "done_on": date(2022, 8, 2), "done_by": clerks[1]}
    officer = OfficerFactory(user=clerks[0])
    point = ActionPointFactory(meeting=MeetingFactory(town=None), officer=officer, **given)
    assert "verify" not in offered(client, clerks[0], point)
    assert post(clerks[0], "pairings:action_point_verify", point) == 403


@pytest.mark.parametrize("step", ["pass_review", "send_back", "turn_down"])
def test_who_recommended_does_not_review_under_whatever_name(client, clerks, post, step):
    first, second, third = clerks
    registration = RegistrationFactory(
        submitted=True, registered_by=first, channel="recommended", recommended_by=second
    )
    client.force_login(second)
    client.post(reverse("accounts:account"), {"full_name": "别的名字", "phone": ""})
    second.refresh_from_db()
    assert second.full_name != "别的名字"
    User.objects.filter(pk=second.pk).update(full_name="别的名字")
    name, findings = (
        f"officers:registration_{step}",
        {f"conclusion_{key}": "met" for key in range(1, 20)},
    )
    assert post(second, name, registration, reason="意见", **findings) == 409
    assert not waits_for(second, registration)
    assert post(third, name, registration, reason="意见", **findings) == 302


def test_the_text_beside_the_recommender_keeps_nobody_from_reviewing(clerks, post):
    first, second, _third = clerks
    registration = RegistrationFactory(
        submitted=True, registered_by=first, channel="recommended", recommender=second.full_name
    )
    assert post(second, "officers:registration_turn_down", registration, reason="不符") == 302


def test_the_form_offers_staff_liaisons_and_leaders_as_recommenders(
    client, clerks, liaison, leader, officer_user_of
):
    client.force_login(clerks[0])
    form = client.get(reverse("officers:registration_create")).context["form"]
    offered_users = set(form.fields["recommended_by"].queryset)
    assert {*clerks, liaison, leader} <= offered_users
    assert not offered_users & {
        officer_user_of,
        *User.objects.filter(role__in=["administrator", "auditor"]),
    }


@pytest.fixture
def officer_user_of(administrator, auditor):
    """Somebody who isn't offered: an officer's log-in."""
    return UserFactory(role=Role.OFFICER)


def test_a_fact_changed_in_another_town_stays_out_of_sight(client, stranger):
    contribution = ContributionFactory(
        pairing=PairingFactory(active=True, village=VillageFactory())
    )
    client.force_login(stranger)
    assert (
        client.post(reverse("pairings:contribution_verify", args=[contribution.pk])).status_code
        == 404
    )
