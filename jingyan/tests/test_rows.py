"""The rows of a ledger as HTML."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import django_tables2 as columns
import pytest
from django.db import models

from accounts.models import Town
from jingyan.rows import rows_html
from jingyan.tables import DateColumn, LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class PlaceTable(Table):
    """One column of each kind."""

    name = LinkColumn("accounts:job_detail")
    kind = columns.Column()
    within = columns.Column(accessor="town__name")
    state = StateColumn(field="kind")
    on = DateColumn()
    at = MomentColumn()
    count = NumberColumn()
    twice = columns.Column(accessor="count", orderable=False)
    drawn = columns.Column(empty_values=())

    class Meta(Table.Meta):
        model = Town
        fields = ["name", "kind"]

    def render_twice(self, value, record):
        return f"{record.name} {value * 2}"

    def render_drawn(self):
        return "<i>"


def row(**facts):
    given = {
        "name": "A<b>",
        "kind": "town",
        "town": None,
        "on": None,
        "at": None,
        "count": 0,
        "pk": 7,
    } | facts
    table = PlaceTable([SimpleNamespace(**given)])
    html = rows_html(table, table.rows)
    cells = html.removeprefix("<tr>").removesuffix("</tr>").removesuffix("</td>").split("</td>")
    return dict(zip((column.name for column in table.columns), cells, strict=True))


def test_what_a_row_holds_is_escaped():
    assert row()["name"].endswith('><a href="/system/jobs/7/">A&lt;b&gt;</a>')
    assert row()["drawn"].endswith(">&lt;i&gt;")


def test_a_cell_names_its_column_for_the_cards():
    assert row()["on"].startswith('<td class="nowrap" data-label="On">')


def test_a_missing_value_is_a_dash_and_zero_is_a_value():
    assert row()["within"].endswith(">—")
    assert row()["on"].endswith(">—")
    assert row(name="")["name"].endswith(">—")
    assert row()["count"].endswith(">0")
    assert row()["twice"].endswith(">A&lt;b&gt; 0")


def test_a_choice_is_printed_in_words():
    assert row(kind=Town.Kind.SUBDISTRICT)["kind"].endswith(f">{Town.Kind.SUBDISTRICT.label}")
    assert row(kind="hamlet")["kind"].endswith(">hamlet")
    assert row()["state"].endswith(f'<span class="state state-idle">{Town.Kind.TOWN.label}</span>')


def test_days_and_moments_are_those_of_the_county():
    shown = row(on=date(2022, 8, 2), at=datetime(2022, 8, 2, 20, 30, tzinfo=UTC))
    assert shown["on"].endswith(">2022-08-02")
    assert shown["at"].endswith(">2022-08-03 04:30")


def test_a_row_without_the_key_has_no_link():
    assert row(pk=None)["name"].endswith(">A&lt;b&gt;")


def test_a_relation_on_the_way_is_followed():
    assert row(town=SimpleNamespace(name="M"))["within"].endswith(">M")


def test_a_column_that_takes_whatever_comes_is_refused():
    class Vague(Table):
        name = columns.Column()

        def render_name(self, **known):
            return str(known)

    with pytest.raises(TypeError, match="name its arguments"):
        rows_html(Vague([]), [])


def test_rows_are_those_that_the_library_prints(db):
    Town.objects.create(
        code="511124100", name="研城街道", kind=Town.Kind.SUBDISTRICT, county_code="511124"
    )
    table = PlaceTable(
        Town.objects.annotate(count=models.Value(1), on=models.Value(date(2022, 8, 2)))
    )
    for name in ("name", "kind", "state", "count", "twice", "on", "at"):
        assert str(table.rows[0].get_cell(name)) in rows_html(table, table.rows)
