"""The need index on its pages: the ranking, one village explained, a batch chosen and frozen."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from officers.models import Measures
from pairings.actions import need_index as actions
from pairings.models import NeedIndex, NeedScore
from villages.tests.factories import DemandFactory, VillageFactory, VillageYearFactory

pytestmark = pytest.mark.django_db


def village_of(town, number, **extra):
    """The lower the number, the needier."""
    village = VillageFactory(town=town, name=f"第{number}村", lead_industry="柑橘", **extra)
    for year, growth in ((2020, 0), (2021, number)):
        income = Decimal(50_000 + 10_000 * number) * (100 + growth) / 100
        VillageYearFactory(
            village=village, year=year, edge_households=40 - number, operating_income=income
        )
    return village


@pytest.fixture
def county(town):
    """Four villages, the neediest first."""
    return [village_of(town, number) for number in range(1, 5)]


def choose(client, villages, **more):
    data = {"villages": [village.pk for village in villages], **more}
    return client.post(reverse("pairings:need_choose"), data, follow=True)


def test_the_neediest_village_comes_first_and_its_score_is_explained(county, sign_in):
    client = sign_in("staff")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("pairings:need_list")).content.decode()
    assert page.index("第1村") < page.index("第2村") < page.index("第4村")
    page = client.get(reverse("pairings:need_detail", args=[county[0].pk])).content.decode()
    assert "Needs more than 87.5% of the villages." in page
    assert "9.29%" in page
    assert "Not known: the score rests on the other parts." in page


def test_a_village_that_little_is_known_of_has_no_rank(town, county, sign_in):
    blank = VillageFactory(town=town, name="新村")
    client = sign_in("leader")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("pairings:need_detail", args=[blank.pk])).content.decode()
    assert "None: less than half of the weight is known." in page


def test_a_liaison_sees_the_own_town_with_its_rank_in_the_county(county, other_town, sign_in):
    village_of(other_town, 0)
    page = sign_in("liaison").get(reverse("pairings:need_list")).content.decode()
    assert "第0村" not in page
    assert "第1村" in page
    assert sign_in("liaison").get(reverse("pairings:ranking_list")).status_code == 403


def test_the_neediest_are_ticked_and_choosing_them_freezes_the_ranking(county, sign_in, staff):
    client = sign_in("staff")
    page = client.get(reverse("pairings:need_choose"), {"count": "2"}).content.decode()
    assert page.count(" checked") == 2
    assert choose(client, county[:2], document="井统发〔2022〕3号").status_code == 200
    index = NeedIndex.objects.get()
    assert [row.village for row in index.scores.filter(chosen=True)] == county[:2]
    assert index.scores.count() == 4
    for village in county:
        village.refresh_from_db()
    assert [village.in_programme for village in county] == [True, True, False, False]
    assert TrailEntry.objects.of(index).filter(act="create").exists()
    assert TrailEntry.objects.of(county[0]).filter(act="change").exists()
    page = client.get(reverse("pairings:ranking_detail", args=[index.pk])).content.decode()
    assert "井统发〔2022〕3号" in page
    assert "第1村" in page


def test_a_frozen_ranking_keeps_what_it_rested_on(county, sign_in, staff):
    index = actions.choose(county[:1], by=staff)
    was = index.scores.get(village=county[0]).score
    county[0].years.update(operating_income=Decimal(9_000_000), edge_households=0)
    page = (
        sign_in("staff").get(reverse("pairings:ranking_detail", args=[index.pk])).content.decode()
    )
    assert f"{was:f}" in page
    assert "6.06万元" in page


def test_passing_over_a_needier_village_requires_a_reason(county, sign_in, staff):
    client = sign_in("staff")
    choose(client, [county[0], county[2]])
    assert not NeedIndex.objects.exists()
    choose(client, [county[0], county[2]], reason="第2村已有其他帮扶力量")
    assert NeedIndex.objects.get().reason == "第2村已有其他帮扶力量"
    with pytest.raises(ValidationError):
        actions.choose([county[3]], by=staff)


def test_a_village_is_taken_once(county, staff):
    actions.choose(county[:1], by=staff)
    with pytest.raises(MoveRefused):
        actions.choose(county[:1], by=staff)


def test_an_empty_choice_is_refused_and_only_staff_choose(county, sign_in, leader):
    assert choose(sign_in("staff"), []).status_code == 200
    assert not NeedIndex.objects.exists()
    with pytest.raises(PermissionDenied):
        actions.choose(county[:1], by=leader)


def test_the_database_keeps_a_frozen_ranking_and_the_weights_it_used(county, staff):
    index = actions.choose(county[:1], by=staff)
    for change in (
        lambda: NeedScore.objects.filter(index=index).update(score=1),
        lambda: NeedIndex.objects.filter(pk=index.pk).update(reason="x"),
        lambda: NeedScore.objects.filter(index=index)._raw_delete("default"),
        lambda: Measures.objects.filter(pk=index.measures_id).update(need_edge=20, need_income=30),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_weights_that_do_not_add_up_are_refused(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measures.objects.update(need_edge=26)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measures.objects.update(match_home=11)


def test_the_ranking_costs_the_same_however_many_villages_there_are(town, county, sign_in):
    client = sign_in("staff")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("pairings:need_list"))
        return len(seen)

    queries()
    few = queries()
    for number in range(5, 12):
        DemandFactory(village=village_of(town, number))
    assert queries() == few
