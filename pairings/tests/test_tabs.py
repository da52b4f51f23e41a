"""The tabs of the long records: what each shows, and to whom."""

import re

import pytest
from django.urls import reverse

from pairings.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
    PlanFactory,
    PromiseFactory,
)

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<a href="\?tab=(\w+)#tabs" aria-current="page">')
TAB = re.compile(r'<a href="\?tab=(\w+)#tabs"')


@pytest.fixture
def pairing(liaison):
    """A pairing in the liaison's town, with one of everything that its tabs show."""
    pairing = PairingFactory(active=True, village__town=liaison.town, village__name="田家沟村")
    PlanFactory(pairing=pairing)
    PromiseFactory(beside=True, owner=pairing.officer, village=pairing.village, title="修堰塘")
    ContributionFactory(pairing=pairing, title="引进加工厂")
    AttendanceFactory(
        meeting=MeetingFactory(town=liaison.town, place="村委会议室"), officer=pairing.officer
    )
    return pairing


def read(client, user, name, pk, tab=""):
    client.force_login(user)
    return client.get(reverse(name, args=[pk]) + (f"?tab={tab}" if tab else "")).content.decode()


def test_a_record_opens_its_first_tab_and_any_other_that_the_address_names(
    client, liaison, pairing
):
    asked = {
        tab: read(client, liaison, "pairings:pairing_detail", pairing.pk, tab)
        for tab in ("", "meetings", "no'")
    }
    assert [CURRENT.findall(page) for page in asked.values()] == [
        ["plans"],
        ["meetings"],
        ["plans"],
    ]
    assert [("修堰塘" in page, "村委会议室" in page) for page in asked.values()] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_lower_floors_show_what_higher_floors_know_of_their_records(client, liaison, pairing):
    officer, village = pairing.officer, pairing.village
    for name, pk, tab, words in (
        ("officers:officer_detail", officer.pk, "pairings", "田家沟村"),
        ("officers:officer_detail", officer.pk, "meetings", "村委会议室"),
        ("officers:officer_detail", officer.pk, "contributions", "引进加工厂"),
        ("villages:village_detail", village.pk, "pairings", officer.name),
        ("villages:village_detail", village.pk, "plans", officer.name),
        ("villages:village_detail", village.pk, "contributions", "引进加工厂"),
        ("pairings:pairing_detail", pairing.pk, "contributions", "引进加工厂"),
    ):
        page = read(client, liaison, name, pk, tab)
        assert CURRENT.findall(page) == [tab]
        assert words in page[page.index('class="tab-open"') :], (name, tab)


def test_every_floor_adds_its_tabs_and_the_history_closes_them(client, staff, pairing):
    record = ("officers:officer_detail", pairing.officer.pk)
    full = TAB.findall(read(client, staff, *record))
    assert full[0] == "terms"
    assert full[-1] == "history"
    assert {"pairings", "meetings", "contributions", "evaluations"} < set(full)
    # A user who sees the village of another's pairing sees none of its rows.
    stranger = PairingFactory(active=True).officer
    page = read(client, staff, "officers:officer_detail", stranger.pk, "contributions")
    assert "引进加工厂" not in page
