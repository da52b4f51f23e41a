"""The quantity type: what it reads, how it prints, and that nothing is ever lost between the two."""

import contextlib
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jingyan.quantity import Qualifier, Quantity, QuantityError, magnitude_jump, parse, quantize

UNITS = ["元", "亩", "公里", "户", "人", "个", "家", "次", "%", "元/户"]
OVER, AT_LEAST, NEARLY, ABOUT = (
    Qualifier.OVER,
    Qualifier.AT_LEAST,
    Qualifier.NEARLY,
    Qualifier.ABOUT,
)

values = st.decimals(Decimal("-9999999999999999.99"), Decimal("9999999999999999.99"), places=2)
qualifiers = st.sampled_from([None, *Qualifier])


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "unit", "value", "qualifier"),
    [
        ("1686000", "元", "1686000", None),
        ("1,686,000.50", "元", "1686000.5", None),
        ("１６８．６万", "元", "1686000", None),
        ("168.6 万元", "元", "1686000", None),
        ("1.2亿", "元", "120000000", None),
        ("5千万元", "元", "50000000", None),
        ("¥800", "元", "800", None),
        ("2000余", "个", "2000", OVER),
        ("2013余个", "个", "2013", OVER),
        ("120余万", "元", "1200000", OVER),
        ("120万余", "元", "1200000", OVER),
        ("1.2亿多", "元", "120000000", OVER),
        ("1400余万元", "元", "14000000", OVER),
        ("3亩多", "亩", "3", OVER),
        ("近3000", "个", "3000", NEARLY),
        ("约80", "人", "80", ABOUT),
        ("80人左右", "人", "80", ABOUT),
        ("800元以上", "元", "800", AT_LEAST),
        ("30%以上", "%", "30", AT_LEAST),
        ("30％", "%", "30", None),
        ("7.4公里", "公里", "7.4", None),
        ("7400米", "公里", "7.4", None),
        ("5千米", "公里", "5", None),
        ("7.4 KM", "公里", "7.4", None),
        ("10万亩", "亩", "100000", None),
        ("2公顷", "亩", "30", None),
        ("800元/户", "元/户", "800", None),
        ("3百分点", "百分点", "3", None),
        ("12", "", "12", None),
    ],
)
def test_the_habits_of_official_writing_are_read(text, unit, value, qualifier):
    assert parse(text, unit) == Quantity(Decimal(value), unit, qualifier)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1686000, "1686000"), (168.6, "168.6"), (0.1 + 0.2, "0.3"), (Decimal("7.40"), "7.4")],
)
def test_number_cells_are_read_as_excel_shows_them(cell, value):
    assert parse(cell, "元").value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("12亩", "元", "Enter the amount in 元"),
        ("120万元", "个", "Enter the amount in 个"),
        ("1.234", "元", "at most 2 decimals"),
        ("1.23456米", "公里", "at most 2 decimals"),
        (1.234, "元", "at most 2 decimals"),
        ("1." + "0" * 27 + "1", "元", "too many digits"),
        ("999999999亿", "元", "too large"),
        ("-5", "元", "not below zero"),
        ("约80余", "人", "two things at once"),
        ("1.2E+8", "元", "Enter all digits"),
        ("一百万", "元", "Write it like"),
        ("3000-5000", "元", "Write it like"),
        ("1,68,600", "元", "Write it like"),
        ("10²", "亩", "plain digits"),
        ("①", "个", "plain digits"),
        ("", "元", "Fill this in"),
        (None, "元", "Fill this in"),
        (True, "个", "not true or false"),
        (float("nan"), "元", "Enter a number"),
        (float("inf"), "元", "Enter a number"),
        (1e17, "元", "Format the column as text"),
        (10**50, "元", "too large"),
        ("9" * 61, "元", "Enter only a number"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_of_action(text, unit, words):
    with pytest.raises(QuantityError, match=words):
        parse(text, unit)


def test_a_negative_amount_is_read_where_it_is_allowed():
    assert parse("-168.6万元", "元", allow_negative=True).text() == "-168.6万元"


def test_a_magnitude_is_no_base_unit():
    with pytest.raises(QuantityError, match="Use 元"):
        Quantity(Decimal(1), "万元")


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "text"),
    [
        ("1686000", "元", None, "168.6万元"),
        ("120000000", "元", None, "1.2亿元"),
        ("14000000", "元", OVER, "1400余万元"),
        ("120000000", "元", OVER, "1.2亿余元"),
        ("1250000", "元", OVER, "125万余元"),
        ("9999.99", "元", None, "9999.99元"),
        ("168600.01", "元", None, "16.860001万元"),
        ("800", "元", AT_LEAST, "800元以上"),
        ("800", "元/户", OVER, "800余元/户"),
        ("2013", "个", OVER, "2013余个"),
        ("3000", "个", NEARLY, "近3000个"),
        ("7", "个", AT_LEAST, "7个以上"),
        ("30", "%", AT_LEAST, "30%以上"),
        ("30.50", "%", None, "30.5%"),
        ("100000", "亩", None, "100000亩"),
        ("7.4", "公里", None, "7.4公里"),
        ("0", "元", None, "0元"),
        ("-0", "元", None, "0元"),
    ],
)
def test_a_quantity_prints_by_the_rule(value, unit, qualifier, text):
    assert Quantity(Decimal(value), unit, qualifier).text() == text


@given(values, st.sampled_from(UNITS), qualifiers)
def test_what_is_printed_reads_back_as_the_same_quantity(value, unit, qualifier):
    quantity = Quantity(value, unit, qualifier)
    assert parse(quantity.text(), unit, allow_negative=True) == quantity


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none()),
    st.sampled_from(UNITS),
)
def test_no_input_raises_anything_but_the_one_error(value, unit):
    with contextlib.suppress(QuantityError):
        parse(value, unit)


@given(st.text("0123456789.,万亿千百余多近约以上元亩-+% ", max_size=24), st.sampled_from(UNITS))
def test_whatever_is_read_has_two_decimals_at_most(text, unit):
    try:
        quantity = parse(text, unit)
    except QuantityError:
        return
    assert quantity.value == quantity.value.quantize(Decimal("0.01"))
    assert parse(quantity.text(), unit) == quantity


def test_a_sum_of_floats_is_quantized_half_up():
    assert quantize(499235235.129999) == Decimal("499235235.13")
    assert quantize(Decimal("0.005")) == Decimal("0.01")
    assert quantize("-0.001") == Decimal("0.00")
    with pytest.raises(QuantityError):
        quantize("NaN")


@given(st.lists(st.decimals(0, Decimal("1e9"), places=2), min_size=1, max_size=50))
def test_quantizing_a_float_sum_gives_the_exact_sum(amounts):
    assert quantize(sum(float(amount) for amount in amounts)) == sum(amounts)


@pytest.mark.parametrize(
    ("value", "jump"),
    [
        ("1000", 10),
        ("10000", 100),
        ("1000000", 10_000),
        ("10", -10),
        ("1", -100),
        ("0.01", -10_000),
        ("3000000", 10_000),
        ("0.001", -10_000),
        ("0.016", -10_000),
        ("0.5", -10_000),
        ("300", None),
        ("0", None),
    ],
)
def test_a_slip_of_the_decimal_point_is_noticed(value, jump):
    series = [Decimal(80), Decimal(100), Decimal(0), Decimal(120)]
    assert magnitude_jump(Decimal(value), series) == jump


def test_without_a_series_there_is_no_jump():
    assert magnitude_jump(Decimal(5), []) is None


@given(st.decimals(Decimal("0.01"), Decimal("1e9"), places=2), st.sampled_from([10, 100, 10_000]))
def test_an_exact_multiple_is_always_a_jump(value, jump):
    assert magnitude_jump(value * jump, [value]) == jump
    assert magnitude_jump(value, [value * jump]) == -jump


@pytest.mark.parametrize(
    ("value", "qualifier", "shown"),
    [
        ("168600.01", None, "16.86万元"),
        ("115206.34", Qualifier.OVER, "11.52万余元"),
        ("99999999", None, "1亿元"),
        ("9999.99", None, "9999.99元"),
    ],
)
def test_pages_show_two_decimals_of_a_magnitude_at_most(value, qualifier, shown):
    quantity = Quantity(Decimal(value), "元", qualifier)
    assert quantity.shown() == shown
    assert quantity.value == Decimal(value)
