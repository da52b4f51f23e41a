"""What is no bad input: dates, numbers and amounts in every usual habit, in every field of every form."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from jingyan.fields import LONGEST_TEXT, DayInput, ParsedField
from jingyan.filters import Filters
from jingyan.forms import HouseStyle
from jingyan.parsing import clean_text
from jingyan.tests.bad_input.posting import RULES, pages, visitor
from jingyan.tests.two_towns import undone

pytestmark = pytest.mark.django_db
DAYS = [
    "2022-08-02",
    "2022/8/2",
    "2022.8.2",
    "2022年8月2日",
    "20220802",
    " ２０２２年８月２日 ",
    "\u200b2022-08-02",
]
AMOUNTS = {
    "120万": 1_200_000,
    "１２０万": 1_200_000,
    "1,686,000": 1_686_000,
    "168.6万元": 1_686_000,
    "１,６８６,０００": 1_686_000,
}


@pytest.fixture(scope="module")
def fields(world):
    """Every field of every form that a page shows."""
    return list(_fields(world))


def _fields(world):
    for name, url in pages(world):
        if name in RULES and {"GET", "POST"} <= RULES[name].methods:
            with undone():
                form = (visitor(world, name).get(url).context or {}).get("form")
            if isinstance(form, HouseStyle):
                form.full_clean()
                yield from ((f"{name} {field}", form.fields[field]) for field in form.fields)


def read(field, text):
    """The value of a field, or its fault."""
    try:
        return field.clean(text)
    except ValidationError as error:
        return error.messages


def test_every_date_is_read_in_every_habit_and_shown_as_the_browser_takes_it(fields):
    dates = [(name, field) for name, field in fields if isinstance(field, forms.DateField)]
    wrong = [
        (name, text, found)
        for name, field in dates
        for text in DAYS
        if (found := read(field, text)) != date(2022, 8, 2)
    ]
    assert wrong == []
    assert {field.widget.format_value("2022年8月2日") for _name, field in dates} == {"2022-08-02"}
    assert len(dates) > 20


@pytest.mark.parametrize("text", ["昨天", "2022-02-30", "44775", "2022", "0022-08-02", "2022-8"])
def test_what_is_no_date_is_told_how_to_write_one(fields, text):
    dates = [field for _name, field in fields if isinstance(field, forms.DateField)]
    told = {str(read(field, text)) for field in dates}
    assert told
    assert all(text in words or "1900" in words for words in told)
    assert DayInput().format_value(text) == text


def test_every_amount_is_read_in_every_habit(fields):
    money = [
        (name, field)
        for name, field in fields
        if (isinstance(field, ParsedField) and "income" in name) or name.endswith(" budget")
    ]
    wrong = [
        (name, text, found)
        for name, field in money
        for text, value in AMOUNTS.items()
        if Decimal(getattr(found := read(field, text), "value", found)) != value
    ]
    assert wrong == []
    assert len(money) >= 8


def test_every_number_is_read_with_commas_full_width_and_its_unit(fields):
    numbers = [(name, field) for name, field in fields if isinstance(field, forms.IntegerField)]
    small = [(name, read(field, "１２ ")) for name, field in numbers]
    assert [pair for pair in small if pair[1] != 12 and not isinstance(pair[1], list)] == []
    counts = [field for name, field in numbers if "households" in name]
    assert {read(field, "1,300") for field in counts} == {1300}
    (share,) = {str(read(field, "50%")) for name, field in fields if name.endswith(" share")}
    assert Decimal(share) == 50


def test_no_text_holds_what_nobody_sees_or_more_than_a_page_shows(fields):
    texts = [
        (name, field)
        for name, field in fields
        if isinstance(field, forms.CharField)
        and not isinstance(field, ParsedField | forms.UUIDField | forms.JSONField)
        and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput)
    ]
    for name, field in texts:
        assert 0 < (field.max_length or 0) <= LONGEST_TEXT, name
        assert isinstance(read(field, "长" * (LONGEST_TEXT + 1)), list), name
        seen = read(field, "甲\u202e\0乙\ufeff")
        assert seen == clean_text("甲乙") or isinstance(seen, list), name
    assert len(texts) > 40


def test_no_form_and_no_filter_bar_has_a_field_that_reads_in_one_habit_only(staff):
    request: Any = HttpRequest()
    request.user = staff
    fields = [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in _below(HouseStyle)
        for name, field in form.base_fields.items()
    ] + [
        (f"{bar.__module__}.{bar.__name__}.{name}", part)
        for bar in _below(Filters)
        if bar.__module__.split(".")[1] != "tests"
        for name, field in bar(
            queryset=bar._meta.model.objects.none(), request=request
        ).form.fields.items()
        for part in getattr(field, "fields", [field])
    ]
    assert [
        name
        for name, field in fields
        if type(field).__module__.startswith(("django.", "django_filters."))
        and isinstance(field, forms.CharField | forms.DateField | forms.IntegerField)
        and not isinstance(field, forms.UUIDField | forms.JSONField)
        and not isinstance(field.widget, forms.PasswordInput)
    ] == []
    assert [
        name
        for name, field in fields
        if isinstance(field, forms.ModelChoiceField)
        and type(field).__module__.startswith("django.")
    ] == []
    assert len(fields) > 300


def _below(base):
    for one in base.__subclasses__():
        yield one
        yield from _below(one)
