"""The assignment: one-to-one, within its bounds, and none better by trying them all."""

from decimal import Decimal
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from pairings.matching.assignment import assign, runner_up, total, without

SCORE = st.one_of(st.none(), st.integers(0, 100).map(Decimal))


@st.composite
def matrices(draw, most=5):
    width = draw(st.integers(1, most))
    return draw(
        st.lists(st.lists(SCORE, min_size=width, max_size=width), min_size=1, max_size=most)
    )


@st.composite
def locked(draw):
    """Scores, and some of their possible pairs as locks."""
    scores = draw(matrices())
    locks, taken = {}, set()
    for row, line in enumerate(scores):
        free = [
            column for column, score in enumerate(line) if score is not None and column not in taken
        ]
        if free and draw(st.booleans()):
            locks[row] = draw(st.sampled_from(free))
            taken.add(locks[row])
    return scores, locks


def all_assignments(scores, locks):
    """Every assignment there is: each village has a possible officer, or none."""
    width = len(scores[0])
    columns = [*range(width), *[None] * len(scores)]
    for chosen in set(permutations(columns, len(scores))):
        pairs = {row: column for row, column in enumerate(chosen) if column is not None}
        possible = all(scores[row][column] is not None for row, column in pairs.items())
        if possible and all(pairs.get(row) == column for row, column in locks.items()):
            yield pairs


@given(locked())
def test_one_to_one_within_exclusions_and_locks(drawn):
    scores, locks = drawn
    pairs = assign(scores, locks)
    assert len(set(pairs.values())) == len(pairs)
    assert all(scores[row][column] is not None for row, column in pairs.items())
    assert locks.items() <= pairs.items()


@given(matrices(most=3), st.data())
def test_no_assignment_serves_more_villages_or_has_a_greater_total(scores, data):
    best = max((len(pairs), total(scores, pairs)) for pairs in all_assignments(scores, {}))
    found = assign(scores)
    assert (len(found), total(scores, found)) == best


@given(locked())
def test_no_swap_of_two_pairs_improves_it(drawn):
    scores, locks = drawn
    pairs = assign(scores, locks)
    free = [row for row in pairs if row not in locks]
    for one in free:
        for other in free:
            swapped = (scores[one][pairs[other]], scores[other][pairs[one]])
            if None not in swapped:
                assert sum(swapped) <= scores[one][pairs[one]] + scores[other][pairs[other]]


@given(matrices(most=3), st.data())
def test_a_withdrawal_moves_no_more_pairs_than_it_must_and_says_which(scores, data):
    pairs = assign(scores)
    assume(pairs)
    gone = data.draw(st.sampled_from(sorted(pairs.values())))
    repair = without(scores, pairs, {gone})
    assert gone not in repair.pairs.values()
    moved = [
        row for row, column in pairs.items() if column != gone and repair.pairs.get(row) != column
    ]
    assert list(repair.moved) == moved

    def worth(other):
        stays = sum(pairs.get(row) == column for row, column in other.items())
        return len(other), stays, total(scores, other)

    others = [other for other in all_assignments(scores, {}) if gone not in other.values()]
    assert worth(repair.pairs) == max(map(worth, others))


@given(matrices(), st.data())
def test_the_runner_up_is_the_best_of_the_others(scores, data):
    row = data.draw(st.integers(0, len(scores) - 1))
    officer = data.draw(st.integers(0, len(scores[0]) - 1))
    found = runner_up(scores, row, officer)
    others = [
        score for column, score in enumerate(scores[row]) if column != officer and score is not None
    ]
    assert (found is None) == (not others)
    if found is not None:
        assert scores[row][found] == max(others)


def test_an_assignment_without_officers_or_villages_is_empty():
    assert assign([]) == {}
    assert assign([[], []]) == {}
    assert assign([[None]]) == {}
    assert assign([[Decimal(1)]], {0: 0}) == {0: 0}
