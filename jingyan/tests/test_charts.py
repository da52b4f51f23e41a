"""Charts: honest axes, readable without sight, colour or script, and safe under a strict content policy."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingyan.charts import Chart, DataPoint, Series, bar_chart, line_chart, nice_ticks

SVG = "{http://www.w3.org/2000/svg}"
TOWNS = ["研城街道", "纯复镇", "集益镇"]
DRAWINGS = [bar_chart, lambda chart: bar_chart(chart, horizontal=True), line_chart]


def chart(*runs, names=("今年", "去年"), **options):
    series = [
        Series(
            name,
            [
                DataPoint(town, value, href=f"/x/?a={number}&b=1")
                for number, (town, value) in enumerate(zip(TOWNS, run, strict=True))
            ],
        )
        for name, run in zip(names, runs, strict=False)
    ]
    return Chart("c1", "各镇 <到位> 资金", series, **options)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_is_well_formed_titled_and_described(draw):
    root = ET.fromstring(draw(chart([1, 2, 3], [3, 2, Decimal("1.5")], unit="万元")))
    assert root.find(f"{SVG}title").text == "各镇 <到位> 资金"
    assert "今年, 纯复镇: 2" in root.find(f"{SVG}desc").text
    assert root.get("aria-labelledby") == "c1-title"
    assert "万元" in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_mark_is_a_link_with_a_name_and_its_value_on_hovering(draw):
    links = ET.fromstring(draw(chart([1, 2, 30000]))).findall(f"{SVG}a")
    assert [link.get("href") for link in links] == [f"/x/?a={number}&b=1" for number in range(3)]
    assert links[2].get("aria-label") == links[2].find(f"{SVG}title").text == "今年, 集益镇: 3万"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_nothing_breaks_a_strict_content_policy(draw):
    hostile = '"><script>alert(1)</script>'
    marks = [DataPoint(hostile, 1, text=hostile, href=hostile)]
    svg = draw(
        Chart(
            hostile,
            hostile,
            [Series(hostile, marks), Series("b", marks)],
            unit=hostile,
            description=hostile,
        )
    )
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert not re.search(r"\sstyle=|<style", svg)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_missing_value_is_no_zero(draw):
    root = ET.fromstring(draw(chart([1, None, 3])))
    assert len(root.findall(f"{SVG}a")) == 2
    assert draw is line_chart or "—" in [text.text for text in root.iter(f"{SVG}text")]
    assert "纯复镇: —" in root.find(f"{SVG}desc").text


def test_a_line_is_broken_where_a_value_is_missing():
    marks = [DataPoint(str(number), value) for number, value in enumerate([1, 2, None, 3, 4])]
    assert line_chart(Chart("c", "t", [Series("", marks)])).count("<polyline") == 2


def test_two_series_differ_by_more_than_colour():
    two = chart([1, 2, 3], [3, 2, 1])
    assert bar_chart(two).count("url(#c1-stripes)") == 4  # three bars and the key
    assert "stroke-dasharray" in line_chart(two)
    assert "stripes" not in bar_chart(chart([1, 2, 3]))


def test_without_links_a_chart_is_one_image():
    root = ET.fromstring(bar_chart(Chart("c", "t", [Series("", [DataPoint("a", 1)])])))
    assert root.get("role") == "img"


def test_values_are_printed_on_the_marks_only_while_they_are_few():
    many = Chart("c", "t", [Series("", [DataPoint(f"第{n}", 7000 + n) for n in range(9)])])
    few = Chart("c", "t", [Series("", [DataPoint(f"第{n}", 7000 + n) for n in range(8)])])
    assert ">7003</text>" in bar_chart(few)
    assert ">7003</text>" not in bar_chart(many)


def test_three_series_or_unlike_labels_are_refused():
    run = Series("a", [DataPoint("x", 1)])
    with pytest.raises(ValueError, match="one or two"):
        Chart("c", "t", [run, run, run])
    with pytest.raises(ValueError, match="same labels"):
        Chart("c", "t", [run, Series("b", [DataPoint("y", 1)])])


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_of_nothing_is_still_a_chart(draw):
    ET.fromstring(draw(Chart("c", "t", [Series("", [])])))


@given(
    st.lists(
        st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 0.01), max_size=20
    )
)
def test_ticks_are_few_round_and_cover_zero_and_every_value(values):
    ticks = nice_ticks(values)
    assert 2 <= len(ticks) <= 8
    assert 0 in ticks
    assert ticks[0] <= min([0, *values]) + 1e-9 * (ticks[-1] - ticks[0])
    assert ticks[-1] >= max([0, *values]) - 1e-9 * (ticks[-1] - ticks[0])


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=12))
def test_bars_grow_from_zero_in_proportion(values):
    values = [round(value, 2) for value in values]
    svg = bar_chart(
        Chart("c", "t", [Series("", [DataPoint(str(n), value) for n, value in enumerate(values)])])
    )
    heights = [float(bar.get("height")) for bar in ET.fromstring(svg).iter(f"{SVG}rect")]
    top = nice_ticks(values)[-1]
    for value, height in zip(values, heights, strict=True):
        assert height == pytest.approx(value / top * (300 - 24 - 32), abs=0.02)
