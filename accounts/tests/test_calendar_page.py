"""The work calendar on the page: a year in words and patterns, a day changed with a reason, clocks that follow."""

from datetime import date

import pytest

from accounts import calendar, jobs
from accounts.models import CalendarDay, Job, TrailEntry

pytestmark = pytest.mark.django_db
DAY = {"date": "2022-02-02", "is_workday": "True", "reason": "抗洪值班通知"}


@pytest.fixture
def root(client, administrator):
    """The administrator's client."""
    client.force_login(administrator)
    return client


def test_a_year_shows_holidays_exchanged_days_and_days_by_hand(root):
    calendar.load([2022])
    CalendarDay.objects.filter(date=date(2022, 3, 9)).update(source="manual")
    page = root.get("/system/calendar/?year=2022")
    cells = {
        cell.date: cell
        for _, weeks in page.context["months"]
        for week in weeks
        for cell in week
        if cell
    }
    assert len(cells) == 365
    assert cells[date(2022, 2, 2)].mark
    assert not cells[date(2022, 2, 2)].is_workday
    assert cells[date(2022, 1, 29)].mark
    assert cells[date(2022, 1, 29)].is_workday
    assert "day-manual" in cells[date(2022, 3, 9)].classes
    assert not cells[date(2022, 3, 8)].mark
    assert page.context["known"] == calendar.YearStatus(
        workdays=249, by_hand=1, is_estimated=False, is_loaded=True
    )


@pytest.mark.parametrize("loaded", [True, False])
def test_a_year_without_a_notice_says_that_it_is_estimated(root, loaded):
    if loaded:
        calendar.load([2035])
    page = root.get("/system/calendar/?year=2035")
    assert page.context["known"].is_estimated
    assert 'class="note note-warning"' in page.text


@pytest.mark.parametrize(
    "year", ["0", "-1", "99999", "x", "２０２２", "1e3", "2020", "2041", "\0", ""]
)
def test_any_other_year_is_this_one(root, year):
    response = root.get("/system/calendar/", {"year": year})
    assert response.status_code == 200
    assert response.context["year"] in calendar.YEARS


def test_a_day_is_changed_with_a_reason_that_the_trail_records(root):
    calendar.load([2022])
    form = root.get("/system/calendar/day/?date=2022-02-02").context["form"]
    assert (form.initial["date"], form.initial["is_workday"]) == (date(2022, 2, 2), "False")
    assert root.post("/system/calendar/day/", DAY)["Location"] == "/system/calendar/?year=2022"
    row = CalendarDay.objects.get(date=date(2022, 2, 2))
    assert (row.is_workday, row.source) == (True, "manual")
    assert TrailEntry.objects.of(row).get().note == "抗洪值班通知"
    root.post("/system/calendar/load/", {"year": "2022"})
    row.refresh_from_db()
    assert row.is_workday


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"date": ""},
        {"date": "2020-12-31"},
        {"date": "2041-01-01"},
        {"is_workday": "x"},
    ],
)
def test_a_day_with_a_fault_stays_as_it_was(root, change):
    assert root.post("/system/calendar/day/", DAY | change).context["form"].errors
    assert not CalendarDay.objects.exists()


def test_running_clocks_follow_by_a_job(root):
    root.post("/system/calendar/day/", DAY)
    assert Job.objects.get().kind == "calendar_changed"
    assert jobs.run_due() == 1
    assert Job.objects.get().state == "done"


def test_a_year_is_loaded_and_an_unpublished_one_is_reported(root):
    page = root.post("/system/calendar/load/", {"year": "2022"}, follow=True)
    assert 'class="note note-success"' in page.text
    page = root.post("/system/calendar/load/", {"year": "2035"}, follow=True)
    assert page.text.count('class="note note-warning"') == 2


@pytest.mark.parametrize("role", ["staff", "liaison", "leader", "auditor"])
def test_others_read_it(client, request, role):
    client.force_login(request.getfixturevalue(role))
    assert "/system/calendar/day/" not in client.get("/system/calendar/").text
    assert client.post("/system/calendar/day/", DAY).status_code == 403
    assert client.post("/system/calendar/load/").status_code == 403
