"""A change of the enterprise keeps the previous post; an ID number gives the native place."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jingyan.parsing import IdNumber, native_place, parse_id_number
from officers import actions
from officers.models import Officer, Post
from officers.tests.candidates import DETAILS, WILL, register
from officers.tests.factories import (
    EnterpriseFactory,
    OfficerFactory,
    PostFactory,
    credit_code,
    id_number,
)
from officers.tests.sheets import row, run

pytestmark = pytest.mark.django_db
FIRM = {"credit_code": credit_code(1), "enterprise_name": "甲公司"}
OTHER = {"credit_code": credit_code(2), "enterprise_name": "乙公司"}


def posts(officer):
    return [
        (post.enterprise.name, post.position, post.starts_on, post.ends_on)
        for post in officer.posts.all()
    ]


def test_a_slip_in_a_draft_is_corrected_and_a_later_change_of_the_firm_keeps_the_first(
    staff, staff2
):
    registration = register(staff, **FIRM)
    officer = registration.officer
    assert posts(officer) == [("甲公司", "总经理", None, None)]
    actions.update_registration(registration, by=staff, details=DETAILS, will=WILL, **OTHER)
    assert posts(officer) == [("乙公司", "总经理", None, None)]
    actions.withdraw(registration, by=staff, reason="暂缓")
    with time_machine.travel("2027-03-10T12:00:00+08:00", tick=False):
        again = actions.register_again(officer, by=staff)
        actions.update_registration(
            again, by=staff, details={**DETAILS, "position": "董事长"}, will=WILL, **FIRM
        )
    changed = date(2027, 3, 10)
    assert posts(officer) == [
        ("甲公司", "董事长", changed, None),
        ("乙公司", "总经理", None, changed),
    ]


def test_an_import_with_another_firm_ends_the_old_post_and_begins_the_new_one(staff):
    firms = {"enterprise_credit_code": credit_code(1), "enterprise_name": "甲公司"}
    run(staff, row(1, **firms))
    run(staff, row(1, **firms))
    run(staff, row(1, enterprise_credit_code=credit_code(2), enterprise_name="乙公司"))
    officer = Officer.objects.get()
    assert [(name, bool(start), bool(end)) for name, _position, start, end in posts(officer)] == [
        ("乙公司", True, False),
        ("甲公司", False, True),
    ]


def test_a_post_that_was_never_recorded_is_kept_in_the_history(staff):
    officer = OfficerFactory(enterprise=EnterpriseFactory(name="旧公司"))
    actions.add_post(officer, by=staff, position="董事长", starts_on=date(2022, 5, 1), **FIRM)
    assert posts(officer) == [
        ("甲公司", "董事长", date(2022, 5, 1), None),
        ("旧公司", "总经理", None, date(2022, 5, 1)),
    ]
    officer.refresh_from_db()
    assert (officer.enterprise.name, officer.position) == ("甲公司", "董事长")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": date(2199, 1, 1)}, "starts_on"),
        ({"starts_on": date(2020, 1, 2), "ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"credit_code": "", "enterprise_name": ""}, "credit_code"),
        ({"enterprise_name": ""}, "enterprise_name"),
    ],
)
def test_an_impossible_post_is_refused_at_its_field(changes, field, staff):
    officer = OfficerFactory()
    with pytest.raises(ValidationError) as refusal:
        actions.add_post(officer, by=staff, **FIRM | changes)
    assert list(refusal.value.message_dict) == [field]
    assert not Post.objects.exists()


def test_the_database_itself_holds_one_present_post_a_person_and_days_in_order():
    present = PostFactory(ends_on=None)
    for wrong in ({"officer": present.officer, "ends_on": None}, {"ends_on": date(2014, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostFactory(**wrong)


def test_posts_are_entered_and_corrected_on_the_page_and_shown_on_both_records(as_role, staff):
    officer = register(staff, **FIRM).officer
    url = reverse("officers:post_create", args=[officer.pk])
    past = {"position": "副总经理", "starts_on": "2015-03-01", "ends_on": "2019-12-31"}
    done = as_role("staff").post(url, OTHER | past)
    assert done.url == f"{reverse('officers:officer_detail', args=[officer.pk])}?tab=posts"
    assert "乙公司" in as_role("staff").get(done.url).text
    old = Post.objects.get(enterprise__name="乙公司")
    assert (
        officer.name
        in as_role("staff")
        .get(reverse("officers:enterprise_detail", args=[old.enterprise_id]))
        .text
    )
    form = as_role("staff").get(reverse("officers:post_update", args=[old.pk])).context["form"]
    data = past | {"position": "总监", "seen": form["seen"].value()}
    as_role("staff").post(reverse("officers:post_update", args=[old.pk]), data)
    assert Post.objects.get(pk=old.pk).position == "总监"
    now = Post.objects.get(ends_on=None)
    form = as_role("staff").get(reverse("officers:post_update", args=[now.pk])).context["form"]
    data = {"position": "董事长", "starts_on": "2020-01-01", "seen": form["seen"].value()}
    as_role("staff").post(reverse("officers:post_update", args=[now.pk]), data)
    officer.refresh_from_db()
    assert (officer.position, officer.posts.get(ends_on=None).starts_on) == (
        "董事长",
        date(2020, 1, 1),
    )


def test_the_native_place_is_filled_in_and_an_unknown_or_younger_county_is_accepted(staff):
    officer = register(staff).officer
    # Born in 1965; the county's code is of 1985.
    assert officer.native_place == "四川省乐山市井研县"
    assert native_place("999999", 1980) == ""
    assert native_place("110228", 1990) == "北京市密云县"
    assert native_place("500101", 1997) == "重庆市万县区"


@given(st.integers(0, 999_999), st.integers(1900, 2026))
def test_any_county_code_names_a_place_or_none(code, year):
    place = native_place(f"{code:06d}", year)
    assert not set(place) & set("[]-,0123456789")


def test_the_office_corrects_the_native_place_and_a_blank_one_follows_the_id_number(as_role, staff):
    registration = register(staff)
    url = reverse("officers:registration_update", args=[registration.pk])
    for typed, stored in (("四川省眉山市仁寿县", "四川省眉山市仁寿县"), ("", "四川省乐山市井研县")):
        seen = as_role("staff").get(url).context["form"]["seen"].value()
        data = DETAILS | WILL | {"phone": "", "batch": "", "native_place": typed, "seen": seen}
        assert as_role("staff").post(url, data).status_code == 302
        assert Officer.objects.get().native_place == stored


def test_what_an_id_number_says_is_shown_while_it_is_typed_and_never_echoed(as_role, staff):
    url = reverse("officers:id_number_read")
    response = as_role("staff").post(url, {"id_number": id_number(7)})
    assert "1965-01-08" in response.text
    assert "四川省乐山市井研县" in response.text
    assert id_number(7) not in response.text
    assert response["Cache-Control"] == "no-store"
    assert as_role("staff").post(url, {"id_number": "51112419650108001"}).text == "", (
        "not all of it is typed"
    )
    wrong = as_role("staff").post(url, {"id_number": "51112419650108001X"})
    assert "511124********001X" in wrong.text
    assert "51112419650108001X" not in wrong.text
    known = OfficerFactory(number=7)
    assert known.officer_code in as_role("staff").post(url, {"id_number": id_number(7)}).text
    assert isinstance(parse_id_number(id_number(7)), IdNumber)
