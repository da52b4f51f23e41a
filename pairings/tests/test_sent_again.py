"""An entry sent again after a lost connection is stored once."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import TrailEntry
from pairings.actions import contribution as actions
from pairings.actions import meeting as meetings
from pairings.actions.action_point import NewPoint
from pairings.actions.meeting_results import Results
from pairings.models import ActionPoint, Attendance, Contribution, Meeting, Metric
from pairings.tests.factories import PairingFactory
from pairings.tests.test_race import MANY, at_once

pytestmark = pytest.mark.django_db
CREATE = "/pairings/contributions/create/"
OUTBOX = {"X-Outbox": "1"}
FEW = 12


def entry(pairing, **values):
    return {
        "carrier": "capital",
        "title": "修建产业路",
        "happened_on": "2022-08-02",
        "village": pairing.village_id,
        "share": "100",
        "client_uuid": str(uuid.uuid4()),
        **values,
    }


def test_an_entry_sent_again_leads_to_the_record_of_the_first_time(sign_in, pairing):
    client, data = sign_in("liaison"), entry(pairing)
    first = client.post(CREATE, data)
    assert client.post(CREATE, data)["Location"] == first["Location"]
    assert Contribution.objects.count() == TrailEntry.objects.filter(act="create").count() == 1
    client.post(CREATE, entry(pairing))
    assert Contribution.objects.count() == 2


def test_a_name_is_the_senders_own(sign_in, pairing):
    data = entry(pairing)
    sign_in("liaison").post(CREATE, data)
    sign_in("staff").post(CREATE, {**data, "scope": "officers"})
    assert Contribution.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_at_one_moment_make_one_record(liaison):
    pairing = PairingFactory(active=True, village__town=liaison.town)
    number = uuid.uuid4()
    values = {
        "carrier": "capital",
        "title": "修建产业路",
        "happened_on": pairing.starts_on,
        "village": pairing.village,
    }
    quantities: dict[Metric, object] = {}
    results = at_once(
        [lambda: actions.report(by=liaison, outcomes=quantities, client_uuid=number, **values).pk]
        * MANY
    )
    assert list(results.values()) == [MANY]
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_meeting_sent_many_times_at_one_moment_is_recorded_once(liaison):
    PairingFactory(active=True, village__town=liaison.town, starts_on=date(2022, 4, 1))
    number, results = (
        uuid.uuid4(),
        Results(points={1: NewPoint("勘察产业路", liaison, date(2022, 12, 31))}),
    )
    values = {
        "town": liaison.town,
        "quarter": "2022Q3",
        "held_on": date(2022, 8, 12),
        "client_uuid": number,
    }
    made = at_once([lambda: meetings.log(by=liaison, results=results, **values).pk] * FEW)
    assert list(made.values()) == [FEW]
    assert Meeting.objects.count() == Attendance.objects.count() == ActionPoint.objects.count() == 1


def test_a_script_receives_the_url_of_a_stored_entry(sign_in, pairing):
    client = sign_in("liaison")
    answer = client.post(CREATE, entry(pairing), headers=OUTBOX)
    assert answer.json() == {
        "to": reverse("pairings:contribution_detail", args=[Contribution.objects.get().pk])
    }
    assert "已填报" in client.get(answer.json()["to"]).content.decode()


def test_a_script_sees_that_an_entry_was_refused(sign_in, pairing):
    answer = sign_in("liaison").post(CREATE, entry(pairing, title=""), headers=OUTBOX)
    assert answer["Content-Type"].startswith("text/html")
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("path", [CREATE, "/outbox/token/"])
def test_a_script_is_asked_to_log_in_first(client, path):
    assert client.get(path, headers=OUTBOX).status_code == 401
    assert client.get(path).status_code == 302


def test_the_token_comes_with_whose_visit_it_is(sign_in, liaison):
    client = sign_in("liaison")
    answer = client.get("/outbox/token/").json()
    assert answer["user"] == liaison.pk
    assert len(answer["token"]) > 30


def test_the_worker_is_served_from_the_root(client):
    answer = client.get("/worker.js")
    assert answer.status_code == 200
    assert "javascript" in answer["Content-Type"]
