"""The demonstration: the published half-year adds up, the terms are current, no page is empty."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db.models import Count, F, Q, Sum

from accounts.models import Town, TrailEntry, User
from accounts.roles import Role
from evaluations import ranking
from evaluations.models import Evaluation, Round
from jingyan import triggers
from jingyan.demo import PASSWORD, USERS
from jingyan.parsing import parse_credit_code, parse_id_number
from jingyan.quantity import quantize
from officers.models import (
    Appointment,
    Enterprise,
    Inspection,
    Measures,
    Officer,
    ProgrammeEvent,
    Registration,
)
from pairings.models import (
    Contribution,
    FundUse,
    FundVoucher,
    HandOver,
    Liaison,
    Meeting,
    OfficePhoto,
    OfficeProvision,
    Outcome,
    Pairing,
    PolicyBenefit,
    RelatedParty,
    WorkFund,
)
from reports.models import Issue
from reports.tests.demonstration import END, START, TODAY, fingerprint, published, seed
from villages.models import Demand, DemandCategory, Title, Village, VillageYear


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for the tests that only read it."""
    with django_db_blocker.unblock():
        yield seed()
        triggers.lift()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demo(loaded, db):
    return loaded


@pytest.mark.parametrize(
    ("code", "total"),
    [
        ("jobs_created", "2000"),
        ("funds_attracted", "120000000"),
        ("donations", "1686000"),
        ("disadvantaged_jobs", "80"),
        ("students_aided", "30"),
        ("environment_investment", "14000000"),
        ("site_donations", "1500000"),
        ("forest_length", "7.4"),
        ("park_area", "100000"),
    ],
)
def test_confirmed_facts_of_the_half_year_add_up_to_the_published_sum(demo, code, total):
    facts = published(code)
    assert quantize(facts.aggregate(total=Sum("value"))["total"]) == Decimal(total)
    assert facts.count() > 1, "no published figure is stored as such"


@pytest.mark.parametrize(
    "code", ["jobs_created", "disadvantaged_jobs", "students_aided", "environment_investment"]
)
def test_sums_that_were_published_with_over_carry_it_on_their_facts(demo, code):
    assert set(published(code).values_list("qualifier", flat=True)) <= {"", "余"}
    assert published(code).filter(qualifier="余").exists()


def test_sums_that_were_published_exactly_carry_no_qualifier(demo):
    assert not published("funds_attracted").exclude(qualifier="").exists()
    assert not published("donations").exclude(qualifier="").exists()


@pytest.mark.parametrize(
    ("code", "key", "count"),
    [
        ("industries_introduced", "contribution__project__code", 27),
        ("entities_cultivated", "contribution__enterprise__credit_code", 11),
        ("donor_enterprises", "contribution__enterprise__credit_code", 26),
    ],
)
def test_different_things_are_as_many_as_published(demo, code, key, count):
    assert published(code).count() == published(code).values(key).distinct().count() == count


def test_seven_titles_of_the_province_or_above_fall_into_the_half_year(demo):
    titles = Title.objects.filter(awarded_on__range=(START, END))
    assert titles.count() == 7
    assert set(titles.values_list("level", flat=True)) == {"provincial", "national"}
    assert titles.filter(village__name="田家沟村", town__name="纯复镇").exists()


@pytest.mark.parametrize("day", [END, TODAY])
def test_thirty_eight_pairs_are_active_then_as_now(demo, day):
    pairs = Pairing.objects.active_on(day)
    assert pairs.count() == 38
    assert (
        pairs.values("village").distinct().count()
        == pairs.values("officer").distinct().count()
        == 38
    )
    assert Counter(pairs.values_list("village__tier", flat=True)) == {
        "provincial": 8,
        "municipal": 19,
        "none": 11,
    }
    assert pairs.filter(village__name="田家沟村", village__town__name="纯复镇").exists()
    assert pairs.values("village__town").distinct().count() == 15


def test_every_active_pair_has_a_term_that_covers_the_day(demo):
    terms = Appointment.objects.in_office(TODAY)
    assert Pairing.objects.current().filter(appointment__in=terms).count() == 38


def test_collective_income_of_the_listed_villages_grew_by_more_than_thirty_per_cent(demo):
    listed = VillageYear.objects.filter(
        village__in=Village.objects.exclude(tier=Village.Tier.NONE), village__in_programme=True
    )
    sums = dict(
        listed.values("year").annotate(total=Sum("operating_income")).values_list("year", "total")
    )
    assert listed.filter(year=2021).count() == listed.filter(year=2020).count() == 27
    growth = (Decimal(sums[2021]) / Decimal(sums[2020]) - 1) * 100
    assert 30 < growth < 33


def test_household_income_rose_by_more_than_eight_hundred_yuan(demo):
    listed = VillageYear.objects.filter(
        village__in=Village.objects.exclude(tier=Village.Tier.NONE), village__in_programme=True
    )
    last = dict(listed.filter(year=2020).values_list("village", "household_income"))
    this = list(listed.filter(year=2021))
    gain = sum((row.household_income - last[row.village_id]) * row.households for row in this)
    assert round(gain / sum(row.households for row in this), 1) == Decimal("812.5")


def test_yearly_figures_end_with_the_last_complete_year(demo):
    years = VillageYear.objects.values_list("year").annotate(n=Count("pk")).order_by("year")
    # The other villages of the county too, so that need can be compared; a few have sent nothing.
    assert list(years) == [(year, 38 + 51) for year in range(2020, 2026)]


def test_people_and_firms_are_valid_and_marked_as_fictitious(demo):
    for officer in Officer.objects.all():
        found = parse_id_number(officer.id_number, today=TODAY)
        assert (found.sex, found.born_on) == (officer.sex, officer.born_on)
        assert "演示" in officer.social_influence
    for enterprise in Enterprise.objects.all():
        assert parse_credit_code(enterprise.credit_code)
        assert "示例" in enterprise.name


def test_log_ins_are_there_with_the_one_password_and_printed(demo, settings):
    settings.DEMO = True
    for username in USERS:
        user = User.objects.get(username=username)
        validate_password(PASSWORD, user)
        assert user.check_password(PASSWORD)
        assert f"  {username} " in demo
    assert PASSWORD in demo


def test_every_town_has_a_liaison_and_the_first_ones_town_has_pairs(demo):
    for town in Town.objects.all():
        assert User.objects.get(username=f"liaison-{town.code}").town == town
    liaison = User.objects.get(username="liaison")
    assert Pairing.objects.current().visible_to(liaison).exists()


def test_the_officer_user_has_an_active_pairing(demo):
    user = User.objects.get(username="officer")
    assert user.role == Role.OFFICER
    assert Pairing.objects.current().get(officer__user=user).village.name == "田家沟村"


def test_every_town_meets_every_quarter_or_says_why_not(demo):
    quarters = [f"{year}Q{number}" for year in range(2022, 2027) for number in range(1, 5)][:-1]
    closed = Meeting.objects.filter(town__isnull=False, quarter__in=quarters)
    assert closed.count() == 15 * len(quarters)
    assert not closed.filter(state__in=["draft", "open"]).exists()
    assert closed.filter(state="skipped").exists()
    assert not closed.filter(state="skipped", reason="").exists()


def test_the_current_quarter_is_partly_open(demo):
    states = Counter(
        Meeting.objects.filter(town__isnull=False, quarter="2026Q4").values_list("state", flat=True)
    )
    assert set(states) == {"draft", "open", "held", "closed"}


def test_there_are_demands_in_all_five_categories_and_all_states(demo):
    used = DemandCategory.objects.filter(demands__isnull=False).distinct().count()
    assert used == 5
    assert set(Demand.objects.values_list("state", flat=True)) == set(Demand.State.values)
    surveyed = (
        Demand.objects.filter(raised_on__year=TODAY.year).values("village").distinct().count()
    )
    # Three villages that the need index has just chosen wait for an officer.
    assert surveyed == 38 + 3


def test_there_are_registrations_and_contributions_in_every_state(demo):
    assert set(Registration.objects.values_list("state", flat=True)) == set(
        Registration.State.values
    )
    assert set(Contribution.objects.values_list("state", flat=True)) == set(
        Contribution.State.values
    )
    assert set(Contribution.objects.values_list("carrier", flat=True)) == set(
        Contribution.Carrier.values
    )


def test_the_inspected_candidate_has_measures_that_required_it(demo):
    look = Inspection.objects.get()
    assert look.suitable
    assert Measures.objects.in_force(look.inspected_on).inspection
    assert not Measures.objects.in_force(TODAY).inspection
    assert look.uploaded_by != look.registration.submitted_by


def test_every_event_of_the_programme_has_a_photo(demo):
    for event in ProgrammeEvent.objects.all():
        assert any(file.is_picture for file in event.files.all())


def test_a_term_that_ends_soon_waits_to_be_renewed(demo):
    assert Appointment.objects.expiring(TODAY, 180).filter(renewals=None).count() == 1


def test_no_page_of_support_is_empty(demo):
    kinds = (
        Liaison,
        HandOver,
        WorkFund,
        FundUse,
        FundVoucher,
        OfficePhoto,
        PolicyBenefit,
        RelatedParty,
    )
    assert [kind.__name__ for kind in kinds if not kind.objects.exists()] == []
    assert any(office.gaps for office in OfficeProvision.objects.all())
    assert FundVoucher.objects.get().use.allocation.pairing.officer.user.username == "officer"
    assert HandOver.objects.waiting().exists()


def test_no_one_signs_the_same_record_twice(demo):
    twice = (
        Q(verified_by=F("entered_by"))
        | Q(confirmed_by=F("entered_by"))
        | Q(confirmed_by=F("verified_by"))
    )
    assert not Contribution.objects.filter(twice).exists()


def test_nothing_happens_after_the_day_of_the_demonstration(demo):
    assert not Contribution.objects.filter(happened_on__gte=TODAY).exists()
    acts = TrailEntry.objects.exclude(act__in=["seed_demo", "import"]).exclude(
        target="reports.Issue"
    )
    assert not acts.filter(at__date__gt=TODAY).exists()


def test_paid_in_money_stays_within_the_agreed_amount(demo):
    money = Outcome.objects.filter(contribution__project__isnull=False).values(
        "contribution__project"
    )
    paid = Sum("value", filter=Q(metric__code="funds_attracted"))
    agreed = Sum("value", filter=Q(metric__code="funds_agreed"))
    assert not money.annotate(paid=paid, agreed=agreed).filter(paid__gt=F("agreed")).exists()


def test_rounds_keep_the_quota_and_one_is_in_progress(demo):
    assert Round.objects.count() == 2
    for current in Round.objects.all():
        assert ranking.distribution(current).excellent <= ranking.distribution(current).places == 7
    states = set(Evaluation.objects.values_list("state", flat=True))
    assert states == {"open", "scored", "reviewed", "approved"}


def test_a_report_has_been_issued(demo):
    assert Issue.objects.get(period="2022H1").state == Issue.State.ISSUED
    assert Issue.objects.get(period="2026Q3").state == Issue.State.DRAFT


def test_a_second_run_changes_nothing_and_says_so(demo):
    before = fingerprint()
    assert "未作变更" in seed()
    assert fingerprint() == before


def test_data_check_finds_no_error(demo):
    call_command("check_data", stdout=StringIO())


def test_a_later_day_renews_the_terms_and_nothing_else(demo):
    later = date(2029, 3, 1)
    facts = Contribution.objects.count()
    seed(as_of=later)
    assert Pairing.objects.active_on(later).count() == 38
    assert Contribution.objects.count() == facts
