from datetime import date

import pytest
from django.core.management import call_command

from accounts import calendar
from accounts.models import CalendarDay

pytestmark = pytest.mark.django_db


def test_a_known_year_has_its_holidays_and_exchanged_workdays():
    calendar.load([2022])
    assert CalendarDay.objects.count() == 365
    assert not CalendarDay.objects.get(date=date(2022, 2, 2)).is_workday  # Spring Festival
    assert CalendarDay.objects.get(
        date=date(2022, 1, 29)
    ).is_workday  # a Saturday worked in exchange
    assert set(CalendarDay.objects.values_list("source", flat=True)) == {"official"}


def test_a_year_without_a_notice_is_estimated_from_monday_to_friday():
    calendar.load([2035])
    assert set(CalendarDay.objects.values_list("source", flat=True)) == {"estimated"}
    assert CalendarDay.objects.get(
        date=date(2035, 1, 1)
    ).is_workday  # a Monday, holiday or not: nobody knows yet


def test_loading_again_changes_nothing():
    calendar.load([2022, 2023])
    assert calendar.load([2022, 2023]) == (0, 0)


def test_an_estimate_gives_way_to_the_notice():
    CalendarDay.objects.create(date=date(2022, 2, 2), is_workday=True, source="estimated")
    assert calendar.load([2022]) == (364, 1)
    assert not CalendarDay.objects.get(date=date(2022, 2, 2)).is_workday


def test_a_day_entered_by_hand_stays():
    CalendarDay.objects.create(date=date(2022, 2, 2), is_workday=True, source="manual")
    assert calendar.load([2022]) == (364, 0)
    assert CalendarDay.objects.get(date=date(2022, 2, 2)).is_workday


def test_the_command_loads_up_to_next_year_and_says_what_changed(capsys):
    call_command("load_calendar")
    assert "created, 0 updated" in capsys.readouterr().out
    call_command("load_calendar", verbosity=0)
    assert capsys.readouterr().out == ""
