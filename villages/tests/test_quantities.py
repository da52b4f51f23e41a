"""Quantities of demands, parsed and written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingyan.parsing import ParseError
from jingyan.quantity import Qualifier, Quantity
from villages.overviews.growth import year_on_year
from villages.quantities import read_quantity, written_quantity


@pytest.mark.parametrize(
    ("cell", "unit", "text"),
    [
        ("7.4公里", "", "7.4公里"),
        ("7.4", "公里", "7.4公里"),
        (7.4, "公里", "7.4公里"),
        ("7.4公里", "公里", "7.4公里"),
        ("168.6", "万元", "168.6万元"),
        ("168.6万", "元", "168.6万元"),
        ("1400余万元", "", "1400余万元"),
        ("２０００余亩", "", "2000余亩"),
        ("30户以上", "", "30户以上"),
        ("近百户", "", None),
        ("3", "", "3"),
        ("7.4亩", "公里", None),
        ("很多", "", None),
        ("-3", "户", None),
    ],
)
def test_amount_and_unit_are_read_from_one_cell_or_two(cell, unit, text):
    if text is None:
        with pytest.raises(ParseError):
            read_quantity(cell, unit)
    else:
        assert read_quantity(cell, unit).text() == text


@given(
    st.decimals(0, 10**12, places=2),
    st.sampled_from(["", "元", "公里", "亩", "户", "项"]),
    st.sampled_from([None, *Qualifier]),
)
def test_what_is_written_reads_back(value, unit, qualifier):
    written = written_quantity(value, qualifier or "")
    assert read_quantity(written, unit) == Quantity(value, unit, qualifier)


@pytest.mark.parametrize(
    ("this", "last", "growth"),
    [
        (Decimal(130), Decimal(100), "30.00"),
        (Decimal(2), Decimal(3), "-33.33"),
        (Decimal("100.005"), Decimal(100), "0.01"),
        (Decimal(0), Decimal(5), "-100.00"),
        (Decimal(5), Decimal(0), None),
        (None, Decimal(5), None),
        (Decimal(5), None, None),
    ],
)
def test_growth_needs_both_years(this, last, growth):
    assert year_on_year(this, last) == (None if growth is None else Decimal(growth))
