"""Calls on a roomy stack are the same calls."""

import pytest

from jingyan.stack import with_room


def depth(left: int) -> int:
    """How deep it went."""
    return 1 + depth(left - 1) if left else 0


def test_a_call_on_a_roomy_stack_gives_what_it_gives():
    assert with_room(depth)(500) == 500
    assert with_room(with_room(depth))(left=3) == 3
    assert with_room(depth).__doc__ == depth.__doc__


def test_what_it_raises_comes_through():
    def refuse() -> None:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        with_room(refuse)()
