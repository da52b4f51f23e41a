"""The workbench and the dashboard: waiting records, and numbers that link to their lists."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from officers.models import Officer
from officers.tests.factories import InspectionFactory, MeasuresFactory, RegistrationFactory
from pairings.actions import pairing as ending
from pairings.actions import plan as plans
from pairings.models import Contribution
from pairings.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
    PromiseFactory,
)
from reports.desk import waiting
from reports.tests.factories import fact, issue
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing(town):
    """A pairing in the liaison's town."""
    return PairingFactory(active=True, village__town=town)


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# --- the workbench --------------------------------------------------------------------------------


def test_a_leader_begins_at_the_dashboard_and_finds_there_what_waits(client, leader, pairing):
    draft = issue()
    client.force_login(leader)
    answer = client.get(reverse("reports:home"), follow=True)
    assert answer.redirect_chain == [(reverse("reports:dashboard"), 302)]
    assert reverse("reports:issue_detail", args=[draft.pk]) in answer.text


def test_the_workbench_lists_what_the_user_may_move_on(client, liaison, pairing):
    waiting = ContributionFactory(pairing=pairing)
    client.force_login(liaison)
    page = client.get(reverse("reports:home")).text
    assert reverse("pairings:contribution_detail", args=[waiting.pk]) in page
    assert "?state=reported" in page


def test_the_workbench_omits_what_the_four_eyes_rule_excludes(client, staff, pairing):
    own = ContributionFactory(pairing=pairing, verified=True, entered_by=staff)
    others = ContributionFactory(pairing=pairing, verified=True)
    client.force_login(staff)
    groups = client.get(reverse("reports:home")).context["waiting"]
    shown = {row.url for group in groups for row in group.rows}
    assert reverse("pairings:contribution_detail", args=[others.pk]) in shown
    assert reverse("pairings:contribution_detail", args=[own.pk]) not in shown


def test_after_the_review_a_candidate_waits_for_the_stage_the_measures_require(
    client, staff, staff2
):
    inspected = RegistrationFactory(reviewed=True, registered_by=staff, state="inspected")
    InspectionFactory(registration=inspected)
    reviewed = RegistrationFactory(reviewed=True, registered_by=staff)

    def waiting(user):
        client.force_login(user)
        groups = client.get(reverse("reports:home")).context["waiting"]
        shown = {row.url.partition("?")[0] for group in groups for row in group.rows}
        found = (
            reverse("officers:registration_detail", args=[row.pk]) in shown
            for row in (inspected, reviewed)
        )
        return tuple(found)

    assert waiting(staff) == waiting(staff2) == (True, True)
    MeasuresFactory(version=2, starts_on=date(2022, 1, 1), inspection=True)
    assert (waiting(staff), waiting(staff2)) == ((True, False), (True, True))


def test_a_plan_waits_for_those_who_have_not_signed_it_yet(
    client, liaison, staff, officer_user, pairing
):
    Officer.objects.filter(pk=pairing.officer_id).update(user=officer_user)
    plan = PromiseFactory(plan__pairing=pairing).plan
    plans.submit(plan, by=liaison)

    def waits_for():
        url, found = reverse("pairings:plan_detail", args=[plan.pk]), []
        for user in (liaison, staff, officer_user):
            client.force_login(user)
            groups = client.get(reverse("reports:home")).context["waiting"]
            found += (
                [user.role] if url in {row.url for group in groups for row in group.rows} else []
            )
        return found

    assert waits_for() == ["liaison", "staff", "officer"]
    plans.sign(plan, party="officer", by=officer_user)
    assert waits_for() == ["liaison", "staff"]
    plans.sign(plan, party="village", name="王书记", by=liaison)
    assert waits_for() == ["liaison"]
    ending.end(pairing, by=staff, reason="易地任用")
    assert waits_for() == []


def test_the_workbench_shows_a_liaison_nothing_of_another_town(client, stranger, pairing):
    ContributionFactory(pairing=pairing)
    DemandFactory(village=pairing.village)
    client.force_login(stranger)
    page = client.get(reverse("reports:home")).text
    assert "/pairings/contributions/" not in page.replace('href="/pairings/contributions/"', "")
    assert pairing.village.name not in page


def test_the_three_oldest_are_named_and_all_are_counted(client, liaison, pairing):
    rows = ContributionFactory.create_batch(7, pairing=pairing)
    client.force_login(liaison)
    groups = client.get(reverse("reports:home")).context["waiting"]
    group = next(group for group in groups if group.state == Contribution.State.REPORTED)
    assert (group.count, [row.words for row in group.rows]) == (7, [str(row) for row in rows[:3]])


def test_the_kinds_that_wait_are_counted_at_the_top_each_leading_to_its_first_group(
    client, liaison, pairing
):
    ContributionFactory.create_batch(2, pairing=pairing)
    DemandFactory.create_batch(3, village=pairing.village)
    client.force_login(liaison)
    answer = client.get(reverse("reports:home"))
    kinds = {kind.label: kind for kind in answer.context["kinds"]}
    groups = answer.context["waiting"]
    assert sum(kind.count for kind in kinds.values()) == sum(group.count for group in groups)
    for label, kind in kinds.items():
        assert groups[kind.place - 1].kind == label
        assert f'href="#waiting-{kind.place}"' in answer.text
        assert f'id="waiting-{kind.place}"' in answer.text


def test_the_workbench_costs_the_same_for_one_record_and_for_many(client, liaison, pairing):
    client.force_login(liaison)
    ContributionFactory(pairing=pairing)
    DemandFactory(village=pairing.village)
    before = cost(client, reverse("reports:home"))
    ContributionFactory.create_batch(8, pairing=pairing)
    DemandFactory.create_batch(8, village=pairing.village)
    assert cost(client, reverse("reports:home")) == before <= 30


def test_a_town_that_owes_its_meeting_is_named(client, liaison, pairing):
    client.force_login(liaison)
    page = client.get(reverse("reports:home"))
    assert f"town={pairing.village.town.code}&amp;quarter=" in page.text


# --- the dashboard --------------------------------------------------------------------------------


def test_the_dashboard_shows_the_three_states_each_with_its_list(client, staff, pairing):
    states = Contribution.State
    for state, text in (
        (states.REPORTED, "1万"),
        (states.TOWN_VERIFIED, "2万"),
        (states.COUNTY_CONFIRMED, "4万余"),
    ):
        fact(pairing, {"donations": text}, state=state)
    client.force_login(staff)
    answer = client.get(reverse("reports:dashboard"), {"period": "2022H1"})
    (line,) = answer.context["lines"]
    assert [number.text for number in line.numbers] == ["1万元", "2万元", "4万余元"]
    for number, name in zip(
        line.numbers, ("reported", "town_verified", "county_confirmed"), strict=True
    ):
        listed = client.get(number.url)
        assert listed.status_code == 200
        assert listed.context["listing"].page.paginator.count == 1
        assert f"state={name}" in number.url


def test_the_dashboard_begins_with_the_year_of_the_latest_fact(client, staff, pairing):
    fact(pairing, {"donations": "1万"})
    client.force_login(staff)
    assert client.get(reverse("reports:dashboard")).context["period"].code == "2022"


def test_the_top_line_counts_the_pairs_by_tier_with_their_lists(client, staff, town):
    PairingFactory(active=True, village__tier="provincial", village__town=town)
    PairingFactory.create_batch(2, active=True, village__tier="municipal")
    client.force_login(staff)
    numbers = client.get(reverse("reports:dashboard")).context["standing"]
    assert [number.text for number in numbers[:4]] == ["3", "1", "2", "0"]
    for number in numbers[:4]:
        listed = client.get(number.url)
        assert listed.context["listing"].page.paginator.count == int(number.text)
    assert client.get(numbers[4].url).status_code == client.get(numbers[5].url).status_code == 200


def test_a_liaison_sees_only_their_own_town_on_the_dashboard(client, stranger, pairing):
    fact(pairing, {"donations": "1万"})
    client.force_login(stranger)
    answer = client.get(
        reverse("reports:dashboard"), {"period": "2022", "place": pairing.village.town.code}
    )
    assert answer.context["place"].town == stranger.town
    assert answer.context["lines"] == []
    assert answer.context["standing"][0].text == "0"


# --- what one began, and the month ------------------------------------------------------------------


def test_what_the_user_entered_is_listed_with_its_state_and_nothing_of_others(
    client, staff, staff2, pairing
):
    own = ContributionFactory(pairing=pairing, verified=True, entered_by=staff)
    ContributionFactory(pairing=pairing, entered_by=staff2)
    client.force_login(staff)
    (one,) = client.get(reverse("reports:home")).context["started"]
    assert (one.words, one.state) == (str(own), "town_verified")
    assert one.url == reverse("pairings:contribution_detail", args=[own.pk])


def test_a_row_says_since_when_it_waits_and_leads_to_its_move_and_back(
    client, liaison, staff, pairing
):
    row = ContributionFactory(pairing=pairing, entered_by=staff)
    Contribution._base_manager.filter(pk=row.pk).update(
        entered_at=timezone.now() - timedelta(days=9)
    )
    client.force_login(liaison)
    page = client.get(reverse("reports:home"))
    assert "age-late" in page.text
    assert f"{reverse('pairings:contribution_detail', args=[row.pk])}?next=%2F" in page.text
    record = client.get(reverse("pairings:contribution_detail", args=[row.pk]), {"next": "/"}).text
    assert '<input type="hidden" name="next" value="/">' in record
    answer = client.post(reverse("pairings:contribution_verify", args=[row.pk]), {"next": "/"})
    assert answer.url == "/"


def test_moves_that_need_no_reading_are_made_from_the_workbench_in_one_step(
    client, liaison, staff, pairing
):
    verified = ContributionFactory(pairing=pairing, entered_by=staff)
    client.force_login(liaison)
    home = reverse("reports:home")
    page = client.get(home)
    record = reverse("pairings:contribution_detail", args=[verified.pk])
    row = next(row for group in page.context["waiting"] for row in group.rows if row.url == record)
    assert (row.posts, row.door) == (
        True,
        reverse("pairings:contribution_verify", args=[verified.pk]),
    )
    assert f'method="post" action="{row.door}"' in page.text
    assert client.post(row.door, {"next": home}).url == home
    verified.refresh_from_db()
    assert verified.state == Contribution.State.TOWN_VERIFIED
    # What has to be read first is opened.
    PairingFactory()
    client.force_login(staff)
    rows = [row for group in client.get(home).context["waiting"] for row in group.rows]
    proposed = next(
        row for row in rows if row.url.startswith("/pairings/") and row.url.count("/") == 3
    )
    assert (proposed.posts, proposed.door) == (False, f"{proposed.url}?next=%2F")


def test_waiting_records_are_counted_only_up_to_the_cap(client, staff, pairing, monkeypatch):
    monkeypatch.setattr(waiting, "CAP", 3)
    ContributionFactory.create_batch(5, pairing=pairing, verified=True)
    client.force_login(staff)
    groups = client.get(reverse("reports:home")).context["waiting"]
    group = next(group for group in groups if group.state == Contribution.State.TOWN_VERIFIED)
    assert (group.count, group.is_capped) == (4, True)


@time_machine.travel("2022-09-15T10:00:00+08:00", tick=False)
def test_the_dates_of_the_month_are_in_order_each_with_its_page(client, staff, stranger, town):
    meeting = MeetingFactory(town=town, held_on=date(2022, 9, 8))
    PairingFactory.create_batch(2, active=True, village__town=town, ends_on=date(2022, 9, 20))
    client.force_login(staff)
    days = client.get(reverse("reports:home")).context["days"]
    assert [(day.date.day, day.count) for day in days] == [(8, 1), (20, 2), (30, 1)]
    assert days[0].url == reverse("pairings:meeting_detail", args=[meeting.pk])
    client.force_login(stranger)
    assert [day.date.day for day in client.get(reverse("reports:home")).context["days"]] == [30]


@time_machine.travel("2023-01-05T10:00:00+08:00", tick=False)
def test_the_reports_that_fall_due_are_named(client, staff):
    client.force_login(staff)
    due = [
        day
        for day in client.get(reverse("reports:home")).context["days"]
        if day.url == reverse("reports:issue_list")
    ]
    assert [(day.date, len(due)) for day in due] == [(date(2023, 1, 11), 3)] * 3


def test_the_workbench_of_an_administrator_is_friendly_when_empty(client, administrator):
    client.force_login(administrator)
    answer = client.get(reverse("reports:home"))
    assert answer.context["waiting"] == answer.context["started"] == answer.context["days"] == []
    assert "empty-small" in answer.text
