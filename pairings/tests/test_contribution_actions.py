"""Reporting, verifying and confirming contributions."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from jingyan.quantity import Quantity, parse
from officers.tests.factories import OfficerFactory
from pairings.actions import confirmation
from pairings.actions import contribution as actions
from pairings.models import Contribution, Metric
from pairings.tests.factories import ContributionFactory, PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
DAY = date(2022, 8, 2)


@pytest.fixture
def officer(officer_user, pairing):
    """The officer with a log-in, paired in the town."""
    pairing.officer.user = officer_user
    pairing.officer.save(update_fields=["user"])
    return pairing.officer


def amounts(**texts):
    """Quantities as people type them, by metric."""
    metrics = {metric.code: metric for metric in Metric.objects.filter(code__in=texts)}
    return {
        metrics[code]: parse(text, metrics[code].unit, allow_negative=True)
        for code, text in texts.items()
    }


def report(by, village, **values):
    defaults = {"carrier": "capital", "title": "修建产业路", "happened_on": DAY, "outcomes": {}}
    return actions.report(by=by, village=village, **{**defaults, **values})


def refused_fields(by, village, **values):
    with pytest.raises(ValidationError) as refusal:
        report(by, village, **values)
    assert not Contribution.objects.exists()
    return set(refusal.value.message_dict)


def test_quantities_keep_unit_and_qualifier(staff, pairing):
    contribution = report(
        staff, pairing.village, outcomes=amounts(funds_attracted="120万", jobs_created="2000余")
    )
    assert {
        outcome.metric.code: outcome.quantity.text() for outcome in contribution.outcomes.all()
    } == {
        "funds_attracted": "120万元",
        "jobs_created": "2000余个",
    }
    assert contribution.outcomes.get(metric__code="funds_attracted").value == Decimal("1200000.00")


def test_a_reference_is_made_from_the_year(staff, pairing):
    first, second = report(staff, pairing.village), report(staff, pairing.village)
    assert first.ref.startswith("C2022-")
    assert int(second.ref.split("-")[1]) > int(first.ref.split("-")[1])


def test_a_taken_reference_is_passed_over(staff, pairing):
    taken = ContributionFactory()
    Contribution.objects.filter(pk=taken.pk).update(ref=f"C2022-{taken.pk + 1:05d}")
    assert report(staff, pairing.village).ref == f"C2022-{taken.pk + 2:05d}"


def test_a_given_reference_is_kept_and_not_doubled(staff, pairing):
    assert report(staff, pairing.village, ref="HT-7").ref == "HT-7"
    with pytest.raises(ValidationError) as refusal:
        report(staff, pairing.village, ref="HT-7")
    assert set(refusal.value.message_dict) == {"ref"}


def test_the_town_and_the_paired_officer_are_known(liaison, pairing):
    contribution = report(liaison, pairing.village)
    assert (contribution.town, contribution.officer) == (pairing.village.town, pairing.officer)


def test_a_village_without_a_pairing_needs_a_named_officer(staff, town):
    assert refused_fields(staff, VillageFactory(town=town)) == {"officer"}


def test_an_officer_reports_for_the_own_village_in_the_own_name(officer_user, officer, pairing):
    assert report(officer_user, pairing.village).officer == officer


def test_an_officer_reports_nothing_for_others(officer_user, officer, pairing):
    other = PairingFactory(active=True)
    assert refused_fields(officer_user, other.village) == {"village"}
    assert refused_fields(officer_user, pairing.village, officer=other.officer) == {"officer"}


def test_a_liaison_reports_for_the_own_town_only(liaison, pairing):
    other = PairingFactory(active=True)
    assert refused_fields(liaison, other.village) == {"village", "officer"}
    assert refused_fields(liaison, None, scope="united_front") == {"village", "scope"}


def test_county_staff_report_for_any_officer(staff, town):
    contribution = report(staff, VillageFactory(town=town), officer=OfficerFactory())
    assert contribution.state == Contribution.State.REPORTED


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator"])
def test_readers_report_nothing(request, who, pairing):
    with pytest.raises(PermissionDenied):
        report(request.getfixturevalue(who), pairing.village)


def test_what_is_still_to_come_is_not_reported(staff, pairing):
    assert refused_fields(staff, pairing.village, happened_on=date(2099, 1, 1)) == {"happened_on"}


def test_a_share_is_a_percentage(staff, pairing):
    assert refused_fields(staff, pairing.village, share=Decimal(101)) == {"share"}


def test_computed_metrics_are_not_entered(staff, pairing):
    assert refused_fields(staff, pairing.village, outcomes=amounts(titles_awarded="1")) == {
        "titles_awarded"
    }


def test_what_officers_bring_is_not_entered_for_the_whole_united_front(staff, pairing):
    outcomes = amounts(jobs_created="5")
    assert refused_fields(staff, pairing.village, scope="united_front", outcomes=outcomes) == {
        "jobs_created"
    }


def test_officers_may_bring_what_the_whole_united_front_counts(staff, pairing):
    assert (
        report(staff, pairing.village, outcomes=amounts(forest_length="7.4公里")).outcomes.count()
        == 1
    )


def test_only_a_correction_takes_away(staff, staff2, pairing):
    less = amounts(jobs_created="-3")
    assert refused_fields(staff, pairing.village, outcomes=less) == {"jobs_created"}
    confirmed = ContributionFactory(
        confirmed=True, village=pairing.village, officer=pairing.officer
    )
    with pytest.raises(ValidationError) as refusal:
        report(staff, pairing.village, outcomes=less, corrects=confirmed)
    assert set(refusal.value.message_dict) == {"note"}
    correction = report(staff, pairing.village, outcomes=less, corrects=confirmed, note="重复计数")
    assert correction.corrects == confirmed


def test_a_foreign_unit_is_refused(staff, pairing):
    metric = Metric.objects.get(code="jobs_created")
    assert refused_fields(
        staff, pairing.village, outcomes={metric: Quantity(Decimal(3), "元")}
    ) == {"jobs_created"}


def test_a_project_is_made_at_its_first_mention(staff, pairing):
    first = report(staff, pairing.village, project_code="XM-01")
    assert (
        report(staff, PairingFactory(active=True).village, project_code="XM-01").project
        == first.project
    )
    assert (first.project.name, first.project.village) == ("修建产业路", pairing.village)


def test_a_returned_fact_is_corrected_and_reported_again(liaison, officer_user, officer, pairing):
    contribution = report(officer_user, pairing.village, outcomes=amounts(jobs_created="20"))
    returned = confirmation.send_back(contribution, reason="人数不符", by=liaison)
    changed = actions.update(
        returned,
        by=officer_user,
        title="新修产业路",
        outcomes=amounts(jobs_created="12", donations="1万"),
    )
    assert changed.title == "新修产业路"
    assert sorted(str(outcome) for outcome in changed.outcomes.all()) == [
        "捐助困难群众款物 1万元",
        "新增稳定就业岗位 12个",
    ]
    assert TrailEntry.objects.of(contribution).filter(act="change").get().changes[
        "jobs_created"
    ] == [
        "20个",
        "12个",
    ]
    assert confirmation.report_again(changed, by=officer_user).state == Contribution.State.REPORTED


def test_a_fact_is_changed_by_who_entered_it_or_by_the_county(
    liaison, staff, officer_user, officer, pairing
):
    contribution = report(officer_user, pairing.village)
    with pytest.raises(PermissionDenied):
        actions.update(contribution, by=liaison, outcomes={})
    changed = actions.update(contribution, by=staff, outcomes={})
    assert (changed.entered_by, list(changed.changed_by.all())) == (officer_user, [staff])


@pytest.mark.parametrize("trait", ["verified", "confirmed"])
def test_a_verified_fact_is_not_changed(staff, trait):
    with pytest.raises(MoveRefused):
        actions.update(ContributionFactory(**{trait: True}), by=staff, outcomes={})
