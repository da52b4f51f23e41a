"""An officer who leaves office leaves the pairing, and the village's demands are open again."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.moves import MoveRefused
from officers.tests.factories import AppointmentFactory
from pairings.actions import departure
from pairings.models import Pairing
from pairings.tests.factories import PairingFactory
from villages.models import Demand
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 15)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2022-08-15T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def pairing():
    return PairingFactory(active=True)


@pytest.mark.parametrize(
    ("move", "state"), [("resign", "resigned"), ("dismiss", "dismissed"), ("end_early", "ended")]
)
def test_leaving_ends_the_pairing_and_reopens_what_was_in_hand(client, staff, pairing, move, state):
    demands = [
        DemandFactory(village=pairing.village, state=state)
        for state in ("taken_up", "delivering", "met")
    ]
    client.force_login(staff)
    url = reverse(f"pairings:appointment_{move}", args=[pairing.appointment.pk])
    assert client.post(url, {"reason": "企业外迁"}).status_code == 302
    pairing.refresh_from_db()
    pairing.appointment.refresh_from_db()
    assert (pairing.appointment.state, pairing.appointment.ends_on) == (state, TODAY)
    assert (pairing.state, pairing.ends_on) == ("ended", TODAY)
    assert [Demand.objects.get(pk=demand.pk).state for demand in demands] == ["open", "open", "met"]


def test_without_a_reason_nothing_happens(staff, pairing):
    with pytest.raises(MoveRefused):
        departure.dismiss(pairing.appointment, by=staff, reason="")
    assert Pairing.objects.get().state == "active"


def test_the_command_lets_terms_go_whose_last_day_has_passed(pairing, capsys):
    pairing.appointment.ends_on = date(2022, 8, 14)
    pairing.appointment.save()
    running = AppointmentFactory(active=True, ends_on=TODAY)
    call_command("expire_appointments", "--dry-run")
    assert pairing.officer.officer_code in capsys.readouterr().out
    assert Pairing.objects.get().state == "active"
    call_command("expire_appointments")
    call_command("expire_appointments")
    pairing.refresh_from_db()
    running.refresh_from_db()
    pairing.appointment.refresh_from_db()
    assert (pairing.appointment.state, running.state) == ("expired", "active")
    assert (pairing.state, pairing.ends_on) == ("ended", date(2022, 8, 14))


def test_a_renewed_officer_goes_on_with_the_pairing_under_the_next_term(staff, pairing):
    old = pairing.appointment
    old.ends_on = date(2022, 8, 14)
    old.save()
    following = AppointmentFactory(
        active=True, officer=pairing.officer, renews=old, starts_on=TODAY, ends_on=date(2025, 8, 14)
    )
    assert [row.state for row in departure.expire_all(by=staff)] == ["renewed"]
    pairing.refresh_from_db()
    assert (pairing.state, pairing.appointment) == ("active", following)
