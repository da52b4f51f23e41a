"""Property tests of the arithmetic of an evaluation."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import scoring
from evaluations.models import Criterion, Evaluation
from evaluations.scoring import Bar, CriterionPoints, Standing

BAR = Bar(excellent_from=90, good_from=75)


def line(points, full=100, part="duty"):
    return CriterionPoints(part, None if points is None else Decimal(points), full)


def standing(key, total, village=0, *, vetoed=False, grade=""):
    return Standing(key, None if total is None else Decimal(total), Decimal(village), vetoed, grade)


def grades(*standings, places):
    return {key: found.grade for key, found in scoring.suggest(standings, BAR, places).items()}


points = st.decimals(min_value=0, max_value=20, places=1)
lines = st.builds(
    CriterionPoints,
    st.sampled_from(["duty", "results", "village", "town", "bonus", "veto"]),
    points | st.none(),
    st.just(20),
)
standings = st.lists(
    st.builds(
        standing,
        st.just(0),
        st.none() | st.integers(60, 100),
        st.integers(0, 20),
        vetoed=st.booleans(),
        grade=st.just(""),
    ),
    max_size=40,
).map(
    lambda rows: [Standing(key, row.total, row.village, row.vetoed) for key, row in enumerate(rows)]
)


def test_the_names_are_those_of_the_models():
    assert {scoring.EXCELLENT, scoring.GOOD, scoring.GENERAL} == set(Evaluation.Grade.values)
    assert {scoring.VILLAGE, scoring.BONUS, scoring.VETO} <= set(Criterion.Part.values)


def test_a_criterion_without_points_leaves_no_total_rather_than_zero():
    assert scoring.total([line(40), line(None)]) is None
    assert scoring.unscored([line(40), line(None), line(None, part="bonus")]) == 1


def test_zero_points_are_points():
    assert scoring.total([line(40), line(0)]) == 40


def test_bonus_and_veto_may_stay_empty():
    assert scoring.total([line(80), line(None, part="bonus"), line(None, part="veto")]) == 80


def test_a_sheet_of_bonus_alone_has_no_total():
    assert scoring.total([line(5, part="bonus")]) is None


def test_the_bonus_adds_up_to_one_hundred():
    assert scoring.total([line(93), line(5, part="bonus")]) == 98
    assert scoring.total([line(98), line(5, part="bonus")]) == 100


def test_a_veto_adds_no_points():
    sheet = [line(95), line(1, part="veto")]
    assert scoring.total(sheet) == 95
    assert scoring.vetoed(sheet)
    assert not scoring.vetoed([line(95), line(0, part="veto"), line(None, part="veto")])


@given(st.lists(lines, max_size=12))
def test_a_total_is_none_or_within_one_hundred(sheet):
    found = scoring.total(sheet)
    assert found is None or 0 <= found <= 100
    assert (found is None) == bool(
        scoring.unscored(sheet) or not any(scoring.is_required(one.part) for one in sheet)
    )


@pytest.mark.parametrize(
    ("quota", "evaluations", "places"),
    [(20, 38, 7), (20, 4, 0), (0, 38, 0), (100, 38, 38), (15, 0, 0), (33, 3, 0)],
)
def test_the_quota_is_rounded_down(quota, evaluations, places):
    assert scoring.places(quota, evaluations) == places


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("90", "excellent"),
        ("89.99", "good"),
        ("75", "good"),
        ("74.99", "general"),
        ("0", "general"),
        ("100", "excellent"),
    ],
)
def test_the_grade_follows_the_thresholds(total, grade):
    assert grades(standing(1, total), places=1) == {1: grade}


def test_beyond_the_quota_an_excellent_total_is_good():
    found = scoring.suggest([standing(1, 95), standing(2, 93), standing(3, 91)], BAR, 2)
    assert [found[key].grade for key in (1, 2, 3)] == ["excellent", "excellent", "good"]
    assert [found[key].rank for key in (1, 2, 3)] == [1, 2, 3]
    assert [found[key].beyond_quota for key in (1, 2, 3)] == [False, False, True]


def test_ties_are_broken_by_the_village_appraisal():
    assert grades(standing(1, 95, 17), standing(2, 95, 18), places=1) == {1: "good", 2: "excellent"}


def test_equals_at_the_cut_off_all_stay_out():
    assert grades(standing(1, 96), standing(2, 95, 18), standing(3, 95, 18), places=2) == {
        1: "excellent",
        2: "good",
        3: "good",
    }


def test_a_veto_makes_the_grade_general_and_frees_the_place():
    assert grades(standing(1, 99, vetoed=True), standing(2, 91), places=1) == {
        1: "general",
        2: "excellent",
    }


def test_an_approved_excellent_keeps_its_place():
    assert grades(standing(1, 91, grade="excellent"), standing(2, 99), places=1) == {
        1: "excellent",
        2: "good",
    }


def test_without_a_total_there_is_no_suggestion():
    assert grades(standing(1, None), standing(2, 80), places=1) == {2: "good"}


@given(standings, st.integers(0, 10))
def test_never_more_excellents_than_places_and_none_ahead_left_out(rows, places):
    found = scoring.suggest(rows, BAR, places)
    excellent = [row for row in rows if row.key in found and found[row.key].grade == "excellent"]
    assert len(excellent) <= places
    assert all(row.total >= 90 and not row.vetoed for row in excellent)
    beyond = [row for row in rows if row.key in found and found[row.key].beyond_quota]
    assert all(
        (one.total, one.village) > (other.total, other.village)
        for one in excellent
        for other in beyond
    )


@given(standings, st.integers(0, 10), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(rows, places, random):
    shuffled = random.sample(rows, len(rows))
    assert scoring.suggest(rows, BAR, places) == scoring.suggest(shuffled, BAR, places)


def test_a_round_of_a_whole_province_is_ranked_in_seconds():
    rows = [standing(key, 60 + key % 41, key % 21) for key in range(7_000)]
    began = time.process_time()
    found = scoring.suggest(rows, BAR, 1_400)
    # Each against each takes a minute.
    assert time.process_time() - began < 5
    assert {row.rank for row in found.values() if row.grade == "excellent"} <= set(range(1, 1_401))
