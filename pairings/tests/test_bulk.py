"""One step on many contributions: each goes its own way, and what is refused says why."""

import pytest

from accounts.lists import bulk
from accounts.models import TrailEntry
from pairings.models import Contribution
from pairings.tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db
LEDGER = "/pairings/contributions/"
CONFIRM = f"{LEDGER}confirm-chosen/"
State = Contribution.State


def states():
    return dict(Contribution.objects.values_list("pk", "state"))


def verified(by, count=1):
    """Facts that their town has verified."""
    return ContributionFactory.create_batch(count, state=State.TOWN_VERIFIED, verified_by=by)


def test_the_ticked_facts_are_confirmed_and_the_others_stay(client, staff, liaison):
    first, second, third = verified(liaison, 3)
    client.force_login(staff)
    page = client.post(CONFIRM, {"chosen": [first.pk, second.pk]})
    assert len(page.context["outcome"].done) == 2
    assert states() == {
        first.pk: State.COUNTY_CONFIRMED,
        second.pk: State.COUNTY_CONFIRMED,
        third.pk: State.TOWN_VERIFIED,
    }
    assert TrailEntry.objects.filter(act="confirm").count() == 2


def test_what_is_refused_stays_and_says_why(client, staff, liaison):
    ready = verified(liaison)[0]
    own = ContributionFactory(state=State.TOWN_VERIFIED, verified_by=staff)
    early = ContributionFactory()
    client.force_login(staff)
    outcome = client.post(CONFIRM, {"chosen": [ready.pk, own.pk, early.pk]}).context["outcome"]
    assert [row.pk for row in outcome.done] == [ready.pk]
    assert {row for row, _url, _why in outcome.refused} == {str(own), str(early)}
    assert all(why for _row, _url, why in outcome.refused)
    assert states()[own.pk] == State.TOWN_VERIFIED


def test_all_that_match_carries_the_filter(client, staff, liaison):
    wanted, other = verified(liaison, 2)
    client.force_login(staff)
    client.post(CONFIRM, {"everything": "1", "query": f"q={wanted.ref}&columns=ref"})
    assert states() == {wanted.pk: State.COUNTY_CONFIRMED, other.pk: State.TOWN_VERIFIED}


def test_a_fact_out_of_sight_is_not_there(client, stranger):
    contribution = ContributionFactory()
    client.force_login(stranger)
    assert client.post(f"{LEDGER}verify-chosen/", {"chosen": [contribution.pk]}).status_code == 409
    assert states() == {contribution.pk: State.REPORTED}


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 40], ["²"]])
def test_nothing_chosen_is_a_clear_refusal(chosen, client, staff):
    client.force_login(staff)
    assert client.post(CONFIRM, {"chosen": chosen}).status_code == 409


def test_too_many_are_refused_whole(client, staff, liaison, monkeypatch):
    verified(liaison, 3)
    monkeypatch.setattr(bulk, "BULK_UP_TO", 2)
    client.force_login(staff)
    assert client.post(CONFIRM, {"everything": "1", "query": ""}).status_code == 409
    assert set(states().values()) == {State.TOWN_VERIFIED}


def test_steps_are_offered_to_those_who_may_take_them(client, staff, leader):
    ContributionFactory()
    client.force_login(leader)
    assert 'name="chosen"' not in client.get(LEDGER).content.decode()
    client.force_login(staff)
    page = client.get(LEDGER).content.decode()
    assert 'name="chosen"' in page
    assert CONFIRM in page
    assert b'"' not in client.get(LEDGER, {"export": "csv"}).content.splitlines()[0][:20]
