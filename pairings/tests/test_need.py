"""The arithmetic of the need index."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pairings.matching.need import PARTS, RANKED, NeedInputs, scores

WEIGHTS = {"edge": 25, "income": 25, "growth": 15, "industry": 10, "demands": 15, "tier": 10}
NUMBERS = st.one_of(st.none(), st.integers(-50, 50).map(Decimal))
VALUES = st.fixed_dictionaries(
    dict.fromkeys(RANKED, NUMBERS)
    | {
        "industry": st.sampled_from(["none", "some"]),
        "tier": st.sampled_from(["provincial", "municipal", "none"]),
    }
)
COUNTIES = st.lists(VALUES, min_size=1, max_size=12)
SHARES = st.lists(st.integers(0, 40), min_size=6, max_size=6).filter(any)


def rows(values):
    return [NeedInputs(key, row) for key, row in enumerate(values)]


def by_key(values, weights=WEIGHTS):
    return {row.key: row for row in scores(rows(values), weights)}


@given(COUNTIES, SHARES)
def test_a_score_lies_between_nothing_and_a_hundred_and_is_the_sum_of_its_parts(values, shares):
    for row in scores(rows(values), dict(zip(PARTS, shares, strict=True))):
        assert row.known == sum(part.weight for part in row.parts if part.level is not None)
        if row.score is not None:
            points = sum(part.level * part.weight for part in row.parts if part.level is not None)
            assert 0 <= row.score <= 100
            assert abs(row.score - points * 100 / row.known) <= Decimal("0.005")


@given(COUNTIES, st.data())
def test_more_need_in_one_part_never_lowers_the_score_nor_worsens_the_rank(values, data):
    key = data.draw(st.integers(0, len(values) - 1))
    part = data.draw(st.sampled_from(sorted(RANKED)))
    if values[key][part] is None:
        values[key][part] = Decimal(0)
    worse = data.draw(st.integers(0, 60).map(Decimal))
    before = by_key(values)[key]
    values[key] = values[key] | {part: values[key][part] + (worse if RANKED[part] else -worse)}
    after = by_key(values)[key]
    if before.score is not None:
        assert after.score >= before.score
        assert after.rank <= before.rank


@given(COUNTIES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(values, chance):
    mixed = rows(values)
    chance.shuffle(mixed)
    assert scores(mixed, WEIGHTS) == scores(rows(values), WEIGHTS)


@given(COUNTIES)
def test_ranks_follow_the_scores_and_equal_scores_share_one(values):
    ranked = [row for row in scores(rows(values), WEIGHTS) if row.score is not None]
    for row in ranked:
        assert row.rank == 1 + sum(other.score > row.score for other in ranked)


def test_what_is_not_known_is_no_zero():
    known = dict.fromkeys(RANKED, Decimal(1)) | {"industry": "none", "tier": "provincial"}
    found = by_key(
        [known, known | {"growth": None}, known | {"growth": None, "edge": None, "income": None}]
    )
    assert found[0].known, found[1].known == (100, 85)
    assert next(part for part in found[1].parts if part.code == "growth").points is None
    # Equal in all that is known: the missing part neither helps nor harms beside the middle.
    assert found[0].score == Decimal("60.00")
    assert found[1].score == Decimal("61.76")
    # 35 of 100 known: no score, and so no rank.
    assert (found[2].score, found[2].rank, found[2].known) == (None, None, 35)


def test_one_wrong_figure_moves_no_other_village():
    county = [
        {
            "edge": Decimal(n),
            "income": Decimal(n),
            "growth": Decimal(n),
            "demands": Decimal(n),
            "industry": "some",
            "tier": "none",
        }
        for n in range(1, 6)
    ]
    usual = by_key(county)
    county[4] = county[4] | {"edge": Decimal(10**9)}
    assert {key: row.score for key, row in by_key(county).items()} == {
        key: row.score for key, row in usual.items()
    }
