"""Limits the processes that parse workbooks: two at a time on the whole machine, regardless of
which process started them.

A slot is a locked file in `VAR_DIR`, which web server, worker and commands share. The lock belongs
to the open file: it is passed on to the parser, so that a slot stays taken while either of the two
lives, and is free as soon as both are gone, however they ended.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from jingyan.sheets.container import SheetError

SLOTS = 2
# How long a command waits: longer than two slow workbooks take.
PATIENCE_SECONDS = 60.0
_SECONDS_BETWEEN_LOOKS = 0.1


class ParsersBusyError(SheetError):
    """As many workbooks are being read as may be; this one can be read later."""


@contextmanager
def slot(patience: float = PATIENCE_SECONDS) -> Iterator[int]:
    """Hold one of the slots and give the descriptor that a parser inherits.

    Raises ParsersBusyError where none has become free within `patience` seconds.
    """
    descriptor = _wait_for_slot(time.monotonic() + patience)
    try:
        yield descriptor
    finally:
        # Closed, not unlocked: a parser that has outlived its reader keeps the slot.
        os.close(descriptor)


def _wait_for_slot(deadline: float) -> int:
    while True:
        for number in range(SLOTS):
            descriptor = _try_lock(number)
            if descriptor is not None:
                return descriptor
        if time.monotonic() >= deadline:
            raise ParsersBusyError(
                _("Other workbooks are being read at the moment. Try again in a minute.")
            )
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _try_lock(number: int) -> int | None:
    """The descriptor of a slot that was free, locked; None where it is taken."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.VAR_DIR / f"workbook-parser-{number}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
