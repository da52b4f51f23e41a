"""The data check: each rule passes on sound data and names the records that break it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from evaluations.models import Evaluation, Round, Rubric
from jingyan import triggers
from officers.models import Post
from officers.tests.factories import EnterpriseFactory, PostFactory
from pairings.models import ActionPointUpdate, Contribution, Liaison, Metric, Project
from pairings.tests.factories import (
    ActionPointFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
    PlanFactory,
    PromiseFactory,
    signed,
)
from pairings.tests.support_factories import (
    allocation_of,
    hand_over_of,
    interest_of,
    liaison_of,
    use_of,
)
from reports.checks import RULES, Eye, Level
from reports.tests.factories import fact, issue
from villages.tests.factories import DemandFactory, TitleFactory, VillageYearFactory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 15)


@pytest.fixture(autouse=True)
def _in_august():
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def pairing(town):
    """A sound pairing: in office, with a liaison, a demand, two years of income, a signed plan, and its meetings held."""
    row = PairingFactory(active=True, starts_on=date(2022, 4, 1), village__town=town)
    liaison_of(town, UserFactory(liaison=True, town=town))
    DemandFactory(village=row.village, raised_on=date(2022, 8, 1))
    VillageYearFactory(village=row.village, year=2020)
    VillageYearFactory(village=row.village, year=2021)
    MeetingFactory(town=town, quarter="2022Q2", held_on=date(2022, 6, 1))
    plan = PlanFactory(pairing=row, starts_on=date(2022, 4, 1))
    PromiseFactory(plan=plan)
    signed(plan)
    return row


def found(rule, user=None):
    return [finding.record for finding in RULES[rule].find(Eye(user))]


def broken():
    return {name for name in RULES if found(name)}


def test_sound_data_breaks_no_rule(pairing):
    fact(pairing, {"donations": "1万"}, receipt_no="P001")
    issue()
    assert broken() == set()


def test_a_term_that_has_run_out_is_named(pairing):
    with time_machine.travel("2025-02-01"):
        assert found("paired_officer_is_in_office") == [str(pairing)]


def test_a_pair_twice_over_is_named_unless_it_is_joint(pairing):
    PairingFactory(active=True, village=pairing.village, joint=True, reason="村大")
    assert found("pairings_are_one_to_one") == []
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX pairing_active_once_a_village")
    again = PairingFactory(active=True, village=pairing.village)
    assert found("pairings_are_one_to_one") == [str(pairing), str(again)]


def test_a_present_post_elsewhere_than_the_record_says_is_named(pairing):
    officer = pairing.officer
    post = PostFactory(officer=officer, enterprise=officer.enterprise, ends_on=None)
    assert found("present_post_is_at_the_enterprise") == []
    Post.objects.filter(pk=post.pk).update(enterprise=EnterpriseFactory())
    assert found("present_post_is_at_the_enterprise") == [str(officer)]


def test_a_village_outside_the_programme_is_named(pairing):
    type(pairing.village).objects.update(in_programme=False)
    assert found("paired_village_is_in_programme") == [str(pairing)]


def test_a_paired_village_without_a_demand_this_year_is_named(pairing):
    with time_machine.travel("2023-03-01"):
        assert found("paired_village_has_demand") == [str(pairing.village)]


def test_a_pairing_without_a_signed_plan_is_named(pairing):
    other = PairingFactory(active=True, village__town=pairing.village.town)
    PlanFactory(pairing=other)
    assert found("pairing_has_signed_plan") == [str(other)]


def test_a_demand_taken_up_without_a_promise_and_a_promise_past_due_are_named(pairing):
    taken = DemandFactory(village=pairing.village, raised_on=date(2022, 6, 1), state="taken_up")
    late = PromiseFactory(
        beside=True,
        village=pairing.village,
        owner=pairing.officer,
        due_on=TODAY - timedelta(days=1),
    )
    assert found("demand_has_promise") == [f"{pairing.village} {taken}"]
    assert found("promise_is_in_time") == [f"{pairing.village} {late}"]
    late.demands.add(taken)
    assert found("demand_has_promise") == []


def test_a_demand_that_waits_too_long_is_named(pairing):
    old = DemandFactory(village=pairing.village, raised_on=TODAY - timedelta(days=31))
    DemandFactory(village=pairing.village, raised_on=TODAY - timedelta(days=30))
    DemandFactory(village=pairing.village, raised_on=date(2022, 1, 1), state="met")
    assert found("demand_is_taken_up") == [f"{pairing.village} {old}"]


def test_a_quarter_without_a_meeting_or_a_reason_is_named(pairing):
    with time_machine.travel("2022-12-31"):
        assert found("quarter_has_meeting") == [f"{pairing.village.town} 2022Q3"]
        MeetingFactory(town=pairing.village.town, quarter="2022Q3", skipped=True)
        assert found("quarter_has_meeting") == []


def test_an_overdue_action_point_that_is_not_discussed_is_named(pairing):
    point = ActionPointFactory(meeting__town=pairing.village.town, due_on=date(2022, 7, 31))
    assert found("overdue_action_point_is_spoken_of") == [f"{point.meeting} {point}"]
    values = {"progress": "not_yet", "line": "等待批复", "entered_by": point.owner}
    ActionPointUpdate.objects.create(action_point=point, happened_on=date(2022, 8, 1), **values)
    assert found("overdue_action_point_is_spoken_of") == []


def test_a_town_without_a_liaison_is_named(pairing):
    User.objects.filter(town=pairing.village.town).update(is_active=False)
    assert found("liaison_can_log_in") == [str(Liaison.objects.get())]
    Liaison.objects.update(ends_on=date(2022, 8, 1))
    assert found("town_has_liaison") == [str(pairing.village.town)]


def test_an_unsigned_hand_over_is_named(pairing):
    row = hand_over_of(pairing, opened_on=date(2022, 7, 1))
    assert found("hand_over_is_signed") == [str(row)]


def test_money_spent_outside_the_pairing_and_a_declared_interest_are_named(pairing):
    use = use_of(allocation_of(pairing), used_on=date(2022, 1, 5))
    interest_of(pairing)
    assert found("use_lies_within_its_pairing") == [str(use)]
    assert found("paired_officer_is_no_related_party") == [str(pairing)]
    assert broken() == {"use_lies_within_its_pairing", "paired_officer_is_no_related_party"}


def test_a_title_older_than_the_pairing_is_named(pairing):
    old = TitleFactory(village=pairing.village, awarded_on=date(2022, 3, 31))
    TitleFactory(village=pairing.village, name="后来的称号", awarded_on=date(2022, 4, 1))
    assert found("title_follows_pairing") == [str(old)]


def test_a_village_without_the_two_latest_years_is_named(pairing):
    other = PairingFactory(active=True)
    VillageYearFactory(village=other.village, year=2021)
    assert found("baseline_is_known") == [str(other.village)]


def test_an_income_that_jumps_tenfold_is_named(pairing):
    row = VillageYearFactory(village=pairing.village, year=2022, operating_income=Decimal("860000"))
    assert found("income_has_the_right_unit") == [str(row)]


def test_more_excellent_grades_than_the_quota_are_named(pairing):
    round_ = Round.objects.create(
        name="2022年期满评价",
        rubric=Rubric.objects.get(),
        starts_on=date(2022, 1, 1),
        ends_on=date(2022, 12, 31),
        excellent_quota=20,
        opened_by=UserFactory(),
    )
    pairings = [pairing, *PairingFactory.create_batch(4, active=True)]
    states = [("approved", "excellent"), ("open", ""), ("open", ""), ("open", ""), ("open", "")]
    for row, (state, grade) in zip(pairings, states, strict=True):
        Evaluation.objects.create(
            round=round_, pairing=row, state=state, grade=grade, total=95 if grade else None
        )
    assert found("excellents_are_within_quota") == []
    Evaluation.objects.filter(pairing=pairings[1]).update(
        state="approved", grade="excellent", total=95
    )
    assert found("excellents_are_within_quota") == [str(round_)]


def test_a_fact_from_the_future_is_named(pairing):
    row = ContributionFactory(pairing=pairing, happened_on=TODAY + timedelta(days=1))
    ContributionFactory(pairing=pairing, happened_on=TODAY)
    assert found("fact_has_happened") == [str(row)]


def test_more_money_paid_in_than_agreed_is_named_unless_a_note_explains_it(pairing):
    project = Project.objects.create(code="P1", name="藤椒加工", village=pairing.village)
    fact(pairing, {"funds_agreed": "100万"}, project=project)
    fact(pairing, {"funds_attracted": "60万"}, project=project)
    assert found("paid_in_is_within_agreed") == []
    last = fact(pairing, {"funds_attracted": "40.01万"}, project=project)
    assert found("paid_in_is_within_agreed") == [str(last)]
    fact(pairing, {"jobs_created": "1"}, project=project, note="追加投资，补充协议另签")
    assert found("paid_in_is_within_agreed") == []


def test_a_donation_without_a_receipt_is_named_unless_a_note_explains_it(pairing):
    bare = fact(pairing, {"donations": "1万"})
    fact(pairing, {"site_donations": "1万"}, note="实物捐赠，附交接清单")
    fact(pairing, {"donations": "1万"}, state=Contribution.State.WITHDRAWN)
    assert found("donation_has_receipt") == [str(bare)]


def test_a_part_larger_than_its_whole_is_named(pairing):
    fact(pairing, {"jobs_created": "10", "disadvantaged_jobs": "10"})
    row = fact(pairing, {"jobs_created": "10", "disadvantaged_jobs": "11"})
    assert found("part_is_within_whole") == [str(row)]


def test_a_fact_without_verification_is_named(pairing):
    old = ContributionFactory(pairing=pairing, entered_at=timezone.now() - timedelta(days=31))
    ContributionFactory(pairing=pairing)
    assert found("fact_is_verified") == [str(old)]


def test_a_metric_without_a_definition_is_named():
    Metric.objects.filter(code="donations").update(definition="")
    assert found("metric_is_defined") == ["donations@1"]


def test_a_report_whose_figures_were_tampered_with_is_named(pairing):
    draft = issue()
    triggers.lift()
    draft.figures.filter(metric__code="active_pairings").update(value=39)
    triggers.install()
    assert found("report_is_as_issued") == [str(draft)]


# --- the command and the page ---------------------------------------------------------------------


def test_the_command_prints_each_finding_and_fails_on_errors(pairing, capsys):
    call_command("check_data")
    assert capsys.readouterr().out == ""
    bare = fact(pairing, {"donations": "1万"})
    call_command("check_data")
    assert capsys.readouterr().out == f"WARNING donation_has_receipt: {bare}\n"
    future = ContributionFactory(pairing=pairing, happened_on=TODAY + timedelta(days=1))
    with pytest.raises(SystemExit) as caught:
        call_command("check_data")
    assert caught.value.code == 1
    assert capsys.readouterr().out.startswith(f"ERROR fact_has_happened: {future}")


def test_a_liaison_sees_only_the_findings_of_their_own_town(client, liaison, stranger, pairing):
    fact(pairing, {"donations": "1万"}, title="无票据的捐赠")
    for user, seen in ((liaison, True), (stranger, False)):
        client.force_login(user)
        assert ("无票据的捐赠" in client.get(reverse("reports:check_list")).text) is seen


def test_the_page_costs_the_same_for_one_finding_and_for_many(client, staff, pairing):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports:check_list"))
        return len(queries)

    def add(number):
        project = Project.objects.create(
            code=f"P{number}", name="藤椒加工", village=pairing.village
        )
        fact(pairing, {"funds_agreed": "1万"}, project=project)
        fact(pairing, {"funds_attracted": "2万", "donations": "1万"}, project=project)
        DemandFactory(village=pairing.village, raised_on=date(2022, 1, 1))
        issue()

    client.force_login(staff)
    add(0)
    cost()
    few = cost()
    for number in range(1, 5):
        add(number)
    assert cost() == few


def test_every_rule_says_what_should_hold():
    assert len(RULES) >= 15
    for rule in RULES.values():
        assert str(rule.meaning)
        assert rule.level in Level
