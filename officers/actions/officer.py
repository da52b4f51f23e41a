"""People: who is known already, how a new one is entered, and what may be changed about one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.moves import MoveRefused
from jingyan.crypto import ring
from jingyan.parsing import IdNumber, mask_id_number
from officers.actions.post import keep_post
from officers.models import Officer

# Details that the trail names without their value.
UNTOLD = frozenset({"phone", "political_affiliation"})
ATTEMPTS = 5


class AlreadyKnown(MoveRefused):
    """The ID number is on file: `officer` is the person it belongs to."""

    def __init__(self, officer: Officer) -> None:
        super().__init__(
            _("This ID number is already registered: %(officer)s, %(code)s.")
            % {"officer": officer, "code": officer.officer_code}
        )
        self.officer = officer


def find(id_number: str) -> Officer | None:
    """The person with this ID number, if on file."""
    return Officer.objects.filter(id_index=ring().blind_index(id_number)).first()


def enrol(id_number: IdNumber, details: Mapping[str, Any], *, year: int | None = None) -> Officer:
    """Store a new person; sex and date of birth come from the ID number, the officer code counts
    within `year`.

    Raises AlreadyKnown for an ID number on file. Not an act by itself: the caller asks for the
    permission and writes the trail.
    """
    if known := find(id_number.number):
        raise AlreadyKnown(known)
    for _attempt in range(ATTEMPTS):
        officer = Officer(
            officer_code=next_code(year or localdate().year),
            id_number=id_number.number,
            id_index=ring().blind_index(id_number.number),
            id_masked=mask_id_number(id_number.number),
            sex=id_number.sex,
            born_on=id_number.born_on,
            native_place=id_number.native_place,
            **details,
        )
        try:
            with transaction.atomic():
                officer.save(force_insert=True)
                keep_post(officer, on=localdate())
        except IntegrityError:
            # Another user entered the same person, or took the same code, at the same moment.
            if known := find(id_number.number):
                raise AlreadyKnown(known) from None
        else:
            return officer
    raise MoveRefused(_("Several people are being registered at this moment. Please save again."))


def next_code(year: int) -> str:
    """`T`, the year and the next number of that year: it says nothing about the person."""
    head = f"T{year}"
    codes = Officer.objects.filter(officer_code__startswith=head).annotate(
        length=Length("officer_code")
    )
    last = codes.order_by("-length", "-officer_code").values_list("officer_code", flat=True).first()
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:03d}"


def change_details(
    officer: Officer, details: Mapping[str, Any], *, corrects_since: datetime | None = None
) -> dict[str, str]:
    """Store the details that differ, on a locked row; return them as the trail may record them.

    Another enterprise or position ends the present post, unless that was entered after
    `corrects_since`.
    """
    worked = (officer.enterprise_id, officer.position)
    changed = [name for name, value in details.items() if getattr(officer, name) != value]
    for name in changed:
        setattr(officer, name, details[name])
    if changed:
        officer.save(update_fields=changed)
        keep_post(officer, on=localdate(), before=worked, corrects_since=corrects_since)
    return {name: "***" if name in UNTOLD else str(details[name] or "") for name in changed}
