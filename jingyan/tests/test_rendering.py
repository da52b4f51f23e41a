"""Controls drawn in Python are the controls of Django's templates."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jingyan.filters import DateSpan
from jingyan.forms import Form
from jingyan.rendering import Renderer
from jingyan.rendering import render_widget as drawn_control

NASTY = "\"><b>'&"
CHOICES = [("", _("All")), (1, NASTY), ("Group", [("a", "A"), ("b", _("Search"))])]
FIELDS = {
    "text": (
        forms.CharField(max_length=9, widget=forms.TextInput(attrs={"placeholder": _("Search")})),
        NASTY,
    ),
    "marked": (forms.CharField(widget=forms.TextInput(attrs={"data-x": SafeString("&amp;")})), ""),
    "nothing": (forms.CharField(required=False), None),
    "number": (forms.IntegerField(min_value=0), 1000),
    "decimal": (forms.DecimalField(localize=True), 1234.5),
    "secret": (forms.CharField(widget=forms.PasswordInput), "hush"),
    "hidden": (forms.CharField(widget=forms.HiddenInput), NASTY),
    "mail": (forms.EmailField(), "a@b"),
    "link": (forms.URLField(assume_scheme="https"), "https://a?b&c"),
    "day": (
        forms.DateField(
            widget=forms.DateInput(attrs={"type": "date", "disabled": True, "x": False})
        ),
        "2022-08-02",
    ),
    "yes": (forms.BooleanField(), True),
    "no": (forms.BooleanField(), False),
    "select": (forms.ChoiceField(choices=CHOICES), 1),
    "grouped": (forms.ChoiceField(choices=CHOICES), "b"),
    "several": (forms.MultipleChoiceField(choices=CHOICES, widget=forms.SelectMultiple), ["a", 1]),
    "unknown": (forms.NullBooleanField(), None),
    "span": (DateSpan().field, ["2022-01-01", None]),
    "words": (forms.CharField(widget=forms.Textarea), NASTY),
}


def drawn(field, value, renderer):
    return re.sub(
        r"\s*([<>])\s*", r"\1", field.widget.render(NASTY, value, {"id": "id_x"}, renderer)
    )


@pytest.mark.parametrize("name", FIELDS)
def test_a_control_is_that_of_the_template(name):
    field, value = FIELDS[name]
    ours, theirs = drawn(field, value, Renderer()), drawn(field, value, DjangoTemplates())
    assert ours == theirs
    assert "<b>" not in ours


class Choosing(Form):
    """One short select and one that nobody reads through."""

    few = forms.ChoiceField(choices=[(str(n), f"{n}号村") for n in range(15)])
    many = forms.ChoiceField(choices=[(str(n), f"清河{n}村") for n in range(16)])


def test_a_long_select_is_searched_by_pinyin_in_full_and_by_initials():
    drawn = str(Choosing()["many"])
    assert "data-search" in drawn
    assert 'data-pinyin="qinghe0cun qh0c"' in drawn


def test_a_short_select_is_read_at_a_glance():
    drawn = str(Choosing()["few"])
    assert "data-search" not in drawn
    assert "data-pinyin" not in drawn


def test_a_select_of_a_filter_bar_is_that_of_the_form():
    class Bar(forms.Form):
        state = forms.ChoiceField(
            choices=[("", _("All")), (1, NASTY)], widget=forms.Select(attrs={"class": "x"})
        )
        grouped = forms.ChoiceField(choices=CHOICES, required=False)
        several = forms.MultipleChoiceField(choices=CHOICES)
        none = forms.ChoiceField(choices=[(None, "—"), ("a", "A")], required=False)

    for given in (
        {},
        {"state": "1", "grouped": "b", "several": ["a"], "none": "a"},
        {"state": "<x>", "none": ""},
    ):
        form = Bar(given)
        for field in form:
            ours, theirs = (
                re.sub(r"\s*([<>])\s*", r"\1", str(one)) for one in (drawn_control(field), field)
            )
            assert sorted(re.findall(r"[^\s<>]+", ours)) == sorted(re.findall(r"[^\s<>]+", theirs))
            assert "<x>" not in ours
