"""Plain cells are read by a short way: it leads where the long one leads."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from accounts.registers import code
from jingyan import parsing, quantity
from jingyan.parsing import ParseError

FILLERS = "\u3164\u115f\u1160"
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
DIGITS = st.text("0123456789", min_size=1, max_size=18)


def said(parser, value):
    """The value read, or what is wrong with it."""
    try:
        return parser(value)
    except ParseError as error:
        return type(error)


@given(DIGITS)
@example("0" * 15)
@example("9" * 17)
def test_digits_are_read_as_their_wide_forms_are(digits):
    wide = digits.translate(WIDE)
    for parser in (parsing.parse_integer, lambda value: quantity.parse(value, "元"), code(12)):
        assert said(parser, digits) == said(parser, wide)
    assert said(lambda value: parsing.parse_integer(value, maximum=500), digits) == said(
        lambda value: parsing.parse_integer(value, maximum=500), wide
    )


@given(DIGITS, st.text("0123456789", min_size=1, max_size=3))
def test_amounts_are_read_as_their_wide_forms_are(whole, part):
    amount = f"{whole}.{part}"
    assert said(lambda value: quantity.parse(value, "亩"), amount) == said(
        lambda value: quantity.parse(value, "亩"), amount.translate(WIDE)
    )


@given(
    st.text(st.sampled_from("A b9文e\u0301\u00e9\u200b\u00a0\u3000\n\x07" + FILLERS), max_size=12)
)
def test_texts_lose_what_nobody_sees_whatever_else_they_hold(text):
    cleaned = parsing.clean_text(text)
    assert not set(cleaned) & set(FILLERS + "\u200b\x07\u00a0\u3000")
    assert cleaned == unicodedata.normalize("NFC", cleaned).strip()
    # An invisible character beside it sends the same text the long way.
    assert parsing.clean_text(text + "\u200b") == cleaned
