"""Room on the interpreter's stack for calls that go deep.

CPython 3.11 to 3.14 keeps Python's frames in chunks of 16 kB and gives a chunk back as soon as
no frame is on it (python/cpython#142183). A loop that happens to run at the edge of one maps and
unmaps memory at every call: the same page took up to twice its time, depending on how deep its
templates nest.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Of 8 bytes: more than half of a chunk of 512 kB, so that the other half is left for the
# functions called.
SLOTS = 40_000


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, called on a chunk of the stack that has room for all that it calls. Untouched
    pages cost nothing.
    """

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    # A frame that asks for much gets a chunk to match, and keeps it until it returns.
    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return wraps(function)(roomy)
