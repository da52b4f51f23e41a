"""Numbers of documents: the next one of a prefix and year, without a gap; a void one stays in the
register.
"""

import re
from collections.abc import Collection

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.models import Appointment, DocumentNumber, DocumentSeries

LIVE = (Appointment.State.ACTIVE, Appointment.State.SUSPENDED)
MOST_AT_ONCE = 200
# The matter of the notice that a term ends early, as the register of the office prints it.
ENDS = {
    Appointment.State.DISMISSED: "解聘{}特聘村官",
    Appointment.State.RESIGNED: "同意{}辞去特聘村官",
    Appointment.State.ENDED: "提前终止{}特聘村官聘期",
}


def number(appointments: Collection[Appointment], *, by: User) -> DocumentNumber:
    """Give approved terms one document and its number, under their measures' prefix."""
    first = next(iter(appointments))
    document = take_number(first.measures.document_prefix, by=by, subject=_subject(appointments))
    for row in appointments:
        row.document, row.document_number = document, str(document)
    Appointment.objects.bulk_update(appointments, ["document", "document_number"])
    return document


def number_end(row: Appointment, *, by: User) -> None:
    """Give the notice of a term that ended early its number."""
    subject = ENDS[Appointment.State(row.state)].format(row.officer)
    row.end_document = take_number(row.measures.document_prefix, by=by, subject=subject)
    row.save(update_fields=["end_document"])


def take_number(prefix: str, *, by: User, subject: str) -> DocumentNumber:
    """Take the next number of this year, in the caller's transaction; the series is locked until
    its end.

    Numbers of this series on imported terms were given outside the system: they are entered in the
    register first.
    """
    year = localdate().year
    _lock(prefix, year)
    last = max(_last(prefix, year), _last_outside(prefix, year))
    _fill(prefix, year, last, by)
    row = DocumentNumber.objects.create(
        prefix=prefix,
        year=year,
        number=last + 1,
        subject=subject[:200],
        taken_on=localdate(),
        taken_by=by,
    )
    trail.write("number", row, by=by, after=row.state)
    return row


@trail.together()
def record_outside(series: str, up_to: int, *, by: User) -> int:
    """Record that the numbers of this year up to `up_to` were used outside the system; returns how
    many are new.
    """
    require(by, "appointments.propose")
    prefix, year = series, localdate().year
    _lock(prefix, year)
    last = _last(prefix, year)
    if up_to <= last:
        raise MoveRefused(
            _("Number %(last)d is already taken. Enter a higher one.") % {"last": last}
        )
    if up_to - last > MOST_AT_ONCE:
        raise MoveRefused(
            _(
                "The last number taken is %(last)d. At most %(most)d numbers are entered at once; "
                "correct the number."
            )
            % {"last": last, "most": MOST_AT_ONCE}
        )
    _fill(prefix, year, up_to, by)
    return up_to - last


@trail.together()
def void(document: DocumentNumber, *, by: User, reason: str) -> DocumentNumber:
    """Void a number: it stays in the register, and what still rests on it takes the next one."""
    row = moves.make(
        document, "void", by=by, reason=reason, changes={"void_reason": reason.strip()[:200]}
    )
    terms = list(row.appointments.filter(state__in=LIVE).select_related("measures", "officer"))
    if terms:
        number(terms, by=by)
    for term in row.ended_terms.select_related("measures", "officer").order_by("pk"):
        number_end(term, by=by)
    return row


def _lock(prefix: str, year: int) -> None:
    DocumentSeries.objects.get_or_create(prefix=prefix, year=year)
    DocumentSeries.objects.select_for_update(no_key=True).get(prefix=prefix, year=year)


def _last(prefix: str, year: int) -> int:
    rows = DocumentNumber.objects.filter(prefix=prefix, year=year).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def _last_outside(prefix: str, year: int) -> int:
    texts = Appointment.objects.filter(
        document=None, document_number__startswith=f"{prefix}〔{year}〕"
    )
    matches = (
        re.fullmatch(r".*〕(\d{1,4})号", text)
        for text in texts.values_list("document_number", flat=True).distinct()
    )
    return max((int(match[1]) for match in matches if match), default=0)


def _fill(prefix: str, year: int, up_to: int, by: User) -> None:
    """Enter the numbers that are missing as used outside, one after the other: each rests on the
    one before it.
    """
    for missing in range(_last(prefix, year) + 1, up_to + 1):
        row = DocumentNumber.objects.create(
            prefix=prefix,
            year=year,
            number=missing,
            state=DocumentNumber.State.ELSEWHERE,
            taken_on=localdate(),
            taken_by=by,
        )
        trail.write("number", row, by=by, after=row.state)


def act_of(appointments: Collection[Appointment]) -> str:
    """What one document decides on these terms, in official words: some may be new and some
    renewed.
    """
    renewed = [bool(row.renews_id) for row in appointments]
    if all(renewed):
        return "续聘"
    return "聘任、续聘" if any(renewed) else "聘任"


def _subject(appointments: Collection[Appointment]) -> str:
    """The matter as the register of the office prints it."""
    names = [str(row.officer) for row in appointments]
    act = act_of(appointments)
    return (
        f"{act}{names[0]}等{len(names)}名特聘村官"
        if len(names) > 1
        else f"{act}{names[0]}为特聘村官"
    )
