"""The pages of the quarterly meetings."""

import pytest
from django.urls import reverse

from pairings.models import Meeting
from pairings.tests.factories import MeetingFactory, PairingFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


def test_a_liaison_records_the_quarters_meeting(sign_in, pairing, town):
    client = sign_in("liaison")
    address = f"{url('meeting_create')}?quarter=2022Q3"
    page = client.get(address)
    assert page.context["form"]["chair"].value() == "陈志强"
    choice = f"officer_{pairing.officer_id}"
    refused = client.post(address, {"held_on": "2022-08-12", "agreed": "送苗到户"})
    assert pairing.officer.name in str(refused.context["form"].errors["all_present"])
    response = client.post(
        address, {"held_on": "2022-08-12", "agreed": "送苗到户", choice: "leave"}
    )
    meeting = Meeting.objects.get()
    assert response["Location"] == url("meeting_detail", meeting.pk)
    assert (meeting.town, meeting.quarter, meeting.state) == (town, "2022Q3", Meeting.State.HELD)
    assert meeting.attendances.get().status == "leave"


def test_a_second_meeting_of_a_quarter_is_refused_in_words(sign_in, pairing, town):
    MeetingFactory(town=town)
    data = {"held_on": "2022-09-01", f"officer_{pairing.officer_id}": "present"}
    response = sign_in("liaison").post(f"{url('meeting_create')}?quarter=2022Q3", data)
    assert response.status_code == 200
    assert town.name in str(response.context["form"].non_field_errors())


def test_the_county_chooses_a_town_first(sign_in, town):
    client = sign_in("staff")
    assert "pairings/meeting_choose.html" in [
        t.name for t in client.get(url("meeting_create")).templates
    ]
    page = client.get(f"{url('meeting_create')}?town={town.code}&quarter=2022Q3")
    assert page.context["town"] == town


def test_a_town_says_why_a_quarter_had_no_meeting(sign_in, pairing):
    response = sign_in("liaison").post(
        f"{url('meeting_skip_quarter')}?quarter=2022Q3", {"reason": "防汛抢险"}
    )
    assert response.status_code == 302
    assert Meeting.objects.get().reason == "防汛抢险"


def test_a_planned_meeting_is_held_on_its_own_page(sign_in, pairing, town):
    planned = MeetingFactory(town=town, draft=True, state=Meeting.State.OPEN)
    data = {"held_on": "2022-08-12", f"officer_{pairing.officer_id}": "present"}
    assert sign_in("liaison").post(url("meeting_hold", planned.pk), data).status_code == 302
    planned.refresh_from_db()
    assert planned.state == Meeting.State.HELD


def test_the_matrix_shows_held_skipped_and_missing_quarters(sign_in, pairing, town, other_town):
    MeetingFactory(town=town)
    MeetingFactory(town=town, quarter="2022Q2", skipped=True)
    # Planned, and its quarter is over.
    MeetingFactory(town=town, quarter="2022Q4", draft=True)
    MeetingFactory(town=other_town)
    matrix = sign_in("staff").get(f"{url('meeting_list')}?year=2022").context["matrix"]
    cells = {line.town: [cell.status for cell in line.cells] for line in matrix.lines}
    assert cells == {
        town: ["missing", "skipped", "held", "missing"],
        other_town: ["free", "free", "held", "free"],
    }
    assert (matrix.held, matrix.missing) == (2, 2)


def test_the_matrix_of_a_liaison_is_the_own_town(sign_in, pairing, town):
    PairingFactory(active=True)
    matrix = sign_in("liaison").get(f"{url('meeting_list')}?year=2022").context["matrix"]
    assert [line.town for line in matrix.lines] == [town]


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "２０２２", "-1"])
def test_a_strange_year_shows_the_present_one(sign_in, year):
    assert sign_in("staff").get(url("meeting_list"), {"year": year}).status_code == 200
