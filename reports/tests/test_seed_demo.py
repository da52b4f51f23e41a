"""The commands that load the demonstration: reproducible by seed, refused where data would be lost."""

from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from accounts import trail
from accounts.models import TrailEntry, User
from accounts.tests.factories import TownFactory, UserFactory
from jingyan import triggers
from jingyan.quantity import quantize
from officers.tests.factories import OfficerFactory
from pairings.models import Contribution, Pairing
from reports.demo import needs
from reports.demo.acts import Acts
from reports.demo.chance import Chance
from reports.demo.hands import Hands
from reports.demo.terms import ActivePair
from reports.tests.demonstration import END, START, TODAY, fingerprint, published, seed
from villages.models import Demand, Village
from villages.tests.factories import VillageFactory


@pytest.mark.django_db(transaction=True)
def test_reset_loads_the_same_programme_again_and_keeps_the_triggers(settings):
    settings.DEMO = True
    seed()
    first = fingerprint()
    call_command("reset_demo", as_of=TODAY, stdout=StringIO())
    assert fingerprint() == first
    assert triggers.installed() == set(triggers.expected())


@pytest.mark.django_db
def test_reset_is_refused_outside_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        call_command("reset_demo")
    assert refusal.value.returncode == 1


@pytest.mark.django_db
def test_outside_demo_mode_nothing_is_loaded_and_no_log_in_is_created(settings):
    settings.DEMO = False
    before = User.objects.count(), Village.objects.count(), TrailEntry.objects.count()
    with pytest.raises(CommandError, match="DEMO") as refusal:
        call_command("seed_demo", stdout=StringIO())
    assert refusal.value.returncode == 1
    assert (User.objects.count(), Village.objects.count(), TrailEntry.objects.count()) == before


@pytest.mark.django_db
def test_outside_demo_mode_a_demonstration_that_is_there_is_not_renewed_either(
    settings, administrator
):
    trail.write("seed_demo", None, by=administrator)
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO") as refusal:
        call_command("seed_demo", as_of=date(2029, 3, 1), stdout=StringIO())
    assert refusal.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize("make", [OfficerFactory, UserFactory])
def test_reset_empties_no_database_that_holds_something_else_than_the_demonstration(settings, make):
    settings.DEMO = True
    row = make()
    with pytest.raises(CommandError) as refusal:
        call_command("reset_demo", as_of=TODAY, stdout=StringIO())
    assert refusal.value.returncode == 1
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_where_people_log_in_already_nothing_is_loaded():
    UserFactory()
    with pytest.raises(CommandError) as refusal:
        seed()
    assert refusal.value.returncode == 1
    assert not Village.objects.exists()


@pytest.mark.django_db
def test_a_need_already_raised_this_year_is_not_raised_twice():
    town = TownFactory()
    liaison = UserFactory(role="liaison", town=town)
    villages = VillageFactory.create_batch(60, town=town, lead_industry="柑橘")
    pairs = [ActivePair(None, village, None) for village in villages]
    # In the first days of a year all of its survey falls on one day.
    needs.write(
        pairs,
        date(2026, 1, 3),
        Hands(SimpleNamespace(of_town={town.pk: liaison}), Chance(1), Acts(kept=False)),
    )
    continued = Demand.objects.filter(state=Demand.State.CONTINUED).select_related("continued_by")
    assert continued
    for row in continued:
        later = row.continued_by
        assert (later.village_id, later.category_id, later.title) == (
            row.village_id,
            row.category_id,
            row.title,
        )
        assert row.raised_on.year < later.raised_on.year == 2026


@pytest.mark.django_db
def test_a_programme_of_its_own_is_left_alone():
    OfficerFactory()
    with pytest.raises(CommandError) as refusal:
        seed()
    assert refusal.value.returncode == 1
    assert not User.objects.filter(username="admin").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("as_of", ["2022-06-30", "yesterday"])
def test_an_impossible_day_is_wrong_use(as_of):
    with pytest.raises(CommandError):
        call_command("seed_demo", "--as-of", as_of)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seed_number", "as_of"),
    [(2, date(2022, 7, 1)), (3, date(2024, 12, 20)), (4, date(2028, 2, 29))],
)
def test_other_seeds_and_days_hold_the_same_figures(seed_number, as_of):
    seed(seed=seed_number, as_of=as_of)
    assert quantize(published("jobs_created").aggregate(total=Sum("value"))["total"]) == 2000
    assert Pairing.objects.active_on(as_of).count() == Pairing.objects.active_on(END).count() == 38


@pytest.mark.django_db
def test_a_larger_scale_in_one_county_pairs_every_village_and_deepens_the_ledger():
    seed(scale="city")
    assert Pairing.objects.current().count() == Village.objects.filter(kind="village").count() == 96
    assert Contribution.objects.count() > 3000
    call_command("check_data", stdout=StringIO())


@pytest.mark.parametrize("seed_number", range(5))
def test_parts_add_up_exactly_and_none_is_empty(seed_number):
    parts = Chance(seed_number).parts(1_686_000, 30, 1_000)
    assert sum(parts) == 1_686_000
    assert all(part > 0 and part % 1_000 == 0 for part in parts)


def test_a_day_is_a_weekday_of_the_span():
    days = [Chance(number).day(START, START + timedelta(days=20)) for number in range(50)]
    assert all(START <= day <= START + timedelta(days=20) and day.weekday() < 5 for day in days)
