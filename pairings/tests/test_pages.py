"""The pages of pairings, and those that another town does not find."""

import itertools
from datetime import date

import pytest
from django.urls import reverse

from officers.tests.factories import BatchFactory
from pairings.models import Pairing
from pairings.tests.factories import ContributionFactory, MeetingFactory, PairingFactory
from villages.tests.factories import TitleFactory, VillageFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


def test_records_of_another_town_are_not_there(sign_in, contribution, pairing, town):
    client = sign_in("stranger")
    meeting, planned = (
        MeetingFactory(town=town),
        MeetingFactory(town=town, quarter="2022Q4", draft=True),
    )
    reads = [
        url("pairing_detail", pairing.pk),
        url("meeting_detail", meeting.pk),
        url("contribution_detail", contribution.pk),
    ]
    reads += [url("meeting_hold", planned.pk), url("contribution_update", contribution.pk)]
    reads += [
        f"{url('meeting_create')}?town={town.code}",
        f"{url('meeting_skip_quarter')}?town={town.code}",
    ]
    writes = [
        url("meeting_close", meeting.pk),
        url("meeting_announce", planned.pk),
        url("meeting_skip", planned.pk),
    ]
    writes += [
        url(f"contribution_{move}", contribution.pk)
        for move in ("verify", "send_back", "report_again", "withdraw", "attach")
    ]
    assert {client.get(address).status_code for address in reads} == {404}
    assert {client.post(address, {"reason": "x"}).status_code for address in writes} == {404}


@pytest.mark.parametrize("name", ["pairing_list", "meeting_list", "contribution_list"])
def test_a_longer_list_costs_no_more_queries(
    sign_in, name, town, django_assert_max_num_queries, django_assert_num_queries
):
    client, years = sign_in("staff"), itertools.count(2000)

    def fill(count):
        for pairing in PairingFactory.create_batch(count, active=True, village__town=town):
            ContributionFactory(pairing=pairing)
            MeetingFactory(town=pairing.village.town, quarter=f"{next(years)}Q1")

    fill(2)
    with django_assert_max_num_queries(20) as few:
        client.get(url(name))
    fill(8)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url(name))


def test_staff_propose_and_a_leader_approves(sign_in, town):
    pairing = PairingFactory(village__town=town)
    data = {
        "village": VillageFactory(town=town, in_programme=True).pk,
        "officer": pairing.officer_id,
    }
    response = sign_in("staff").post(
        url("pairing_create"), {**data, "starts_on": "2022-04-01", "reason": "产业对口"}
    )
    made = Pairing.objects.latest("pk")
    assert response["Location"] == url("pairing_detail", made.pk)
    assert sign_in("leader").post(url("pairing_approve", made.pk)).status_code == 302
    made.refresh_from_db()
    assert made.state == Pairing.State.ACTIVE


def test_a_refused_proposal_says_why_beside_the_field(sign_in, town):
    pairing = PairingFactory(village__town=town)
    data = {"village": pairing.village_id, "officer": pairing.officer_id, "starts_on": "2030-01-01"}
    client = sign_in("staff")
    assert set(client.post(url("pairing_create"), data).context["form"].errors) == {"reason"}
    response = client.post(url("pairing_create"), data | {"reason": "产业对口"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"officer"}


def test_a_taken_village_answers_409_and_names_the_holder(sign_in, pairing):
    waiting = PairingFactory(village=pairing.village)
    client = sign_in("leader")
    assert str(pairing.officer) in client.get(url("pairing_detail", waiting.pk)).content.decode()
    response = client.post(url("pairing_approve", waiting.pk))
    assert response.status_code == 409
    assert str(pairing.officer) in response.content.decode()


def test_ending_asks_for_the_day_and_the_reason(sign_in, pairing):
    client = sign_in("staff")
    assert client.post(url("pairing_end", pairing.pk), {"ends_on": "2022-09-30"}).status_code == 400
    client.post(url("pairing_end", pairing.pk), {"ends_on": "2022-09-30", "reason": "调动"})
    pairing.refresh_from_db()
    assert (pairing.state, pairing.ends_on) == (Pairing.State.ENDED, date(2022, 9, 30))


def test_a_title_earned_before_the_pairing_is_marked_so(pairing, sign_in):
    village = pairing.village
    TitleFactory(village=village, name="旧称号", awarded_on=date(2021, 5, 1))
    TitleFactory(village=village, name="新称号", awarded_on=date(2022, 5, 1))
    TitleFactory(village=None, town=village.town, name="镇称号", awarded_on=date(2022, 5, 1))
    TitleFactory(name="别村称号")
    client = sign_in("staff")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("villages:title_list")).content.decode()
    assert page.count("Before the pairing") == 1
    assert page.count("Since the pairing") == 2


def test_the_ledger_of_pairings_is_asked_by_state_batch_and_tier(sign_in):
    first, second = BatchFactory(), BatchFactory()
    rows = [
        PairingFactory(active=True, appointment__batch=first, village__tier="provincial"),
        PairingFactory(active=True, appointment__batch=second, village__tier="none"),
        PairingFactory(ended=True, appointment__batch=second, village__tier="provincial"),
    ]
    client = sign_in("staff")
    found = {
        query: {
            row.pk for row in client.get(f"{url('pairing_list')}?{query}").context["listing"].rows
        }
        for query in ("state=active", "state=ended", f"batch={second.pk}", "tier=provincial")
    }
    wanted = (rows[:2], rows[2:], rows[1:], rows[::2])
    assert list(found.values()) == [{row.pk for row in some} for some in wanted]
    page_text = client.get(url("pairing_list")).content.decode()
    assert all(batch.name in page_text for batch in (first, second))
