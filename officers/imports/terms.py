"""What a row of the register says beside the person: the registration, and the term that exists
already.

A row without a first day of term is a draft registration. With it, it records an existing
appointment: imported, and exempt from publicity and four eyes. What has been decided in the system
can be repeated by a row, never changed.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.registers import RegisterRow
from jingyan.sheets.writer import Cellable
from officers.actions import COUNTED_OUT, end_of_term
from officers.models import Appointment, Batch, Measures, Officer, Registration

RELATED = ("registrations__batch", "appointments__batch", "appointments__registration__batch")
WILL = ("channel", "recommender", "willing_on")
TERM = ("ends_on", "document_number")
State = Registration.State


def find(line: RegisterRow, versions: Sequence[Measures]) -> None:
    """Find the term and the registration that the row is about, and the measures (latest first)
    that it falls under.
    """
    day, officer = line.get("appointed_on"), line.record
    line.found["measures"] = next(
        (version for version in versions if day and version.starts_on <= day), None
    )
    terms = [term for term in _terms(officer) if term.starts_on == day]
    line.found["term"] = term = min(terms, key=lambda term: term.state in COUNTED_OUT, default=None)
    registrations = list(officer.registrations.all()) if officer else []
    if term is not None:
        line.found["registration"] = term.registration
    elif day:
        line.found["registration"] = next(
            (row for row in registrations if row.state not in Registration.CLOSED), None
        )
    else:
        line.found["registration"] = next(iter(registrations), None)


def check(line: RegisterRow) -> None:
    """Refuse rows that contradict themselves, what is stored, or what has been decided."""
    _check_will(line)
    if line.filled("appointed_on"):
        _check_term(line)
        return
    for name in TERM:
        if line.filled(name):
            line.fault("appointed_on", _("Enter the first day of the term as well."))
            return


def save(line: RegisterRow, officer: Officer, *, by: User) -> bool:
    """Store registration and term; return whether anything was written."""
    batch = _batch(line)
    will = {name: line[name] for name in WILL if name in line} | batch
    registration, changed = _save_registration(line, officer, will, by)
    if "appointed_on" not in line:
        return changed
    details = {name: line[name] for name in TERM if name in line} | batch
    if line.found["term"] is not None:
        return _assign(line.found["term"], details) or changed
    measures = line.found["measures"]
    values = {"ends_on": end_of_term(line["appointed_on"], measures)} | details
    Appointment.objects.create(
        officer=officer,
        registration=registration,
        measures=measures,
        starts_on=line["appointed_on"],
        state=Appointment.State.ACTIVE,
        imported=True,
        proposed_by=by,
        approved_by=by,
        **values,
    )
    return True


def row(officer: Officer) -> dict[str, Cellable]:
    """The cells of one person's latest term that counts, with its registration; else of the latest
    registration.
    """
    counting_terms = [term for term in officer.appointments.all() if term.state not in COUNTED_OUT]
    term = max(counting_terms, key=lambda term: term.starts_on, default=None)
    registration = term.registration if term else next(iter(officer.registrations.all()), None)
    source = term or registration
    return {
        **{name: getattr(registration, name, None) for name in WILL},
        "batch": source.batch.name if source and source.batch else None,
        "appointed_on": term.starts_on if term else None,
        **{name: getattr(term, name, None) for name in TERM},
    }


def _terms(officer: Officer | None) -> list[Appointment]:
    rows = officer.appointments.all() if officer else ()
    return [term for term in rows if term.state != Appointment.State.REJECTED]


def _check_will(line: RegisterRow) -> None:
    registration: Registration | None = line.found["registration"]
    if line.get("willing_on") and line["willing_on"] > localdate():
        line.fault("willing_on", _("This day has not come yet. Correct the date."))
    if registration is not None and not _is_open(registration):
        _refuse_changes(
            line,
            registration,
            (*WILL, "batch"),
            _("The registration has been submitted: %s. Change it in the system.")
            % registration.get_state_display(),
        )
        return
    channel = line.get("channel") or getattr(registration, "channel", "")
    recommender = line.get("recommender") or getattr(registration, "recommender", "")
    is_named = (
        recommender
        or getattr(registration, "recommended_by_id", None)
        or line.filled("recommender")
    )
    if channel == Registration.Channel.RECOMMENDED and not is_named:
        line.fault("recommender", _("Name the person or unit that recommends."))


def _check_term(line: RegisterRow) -> None:
    day, term = line.get("appointed_on"), line.found["term"]
    if day is None:
        return
    if term is None:
        _check_new_term(line)
    elif term.state == Appointment.State.PROPOSED:
        line.fault(
            "appointed_on",
            _("A proposal of this term is waiting for approval. Decide it in the system."),
        )
    elif not term.imported:
        _refuse_changes(
            line,
            term,
            (*TERM, "batch"),
            _("This term was decided in the system and isn't changed by an import."),
        )
    else:
        _check_span(line, line.get("ends_on") or term.ends_on)


def _check_new_term(line: RegisterRow) -> None:
    registration: Registration | None = line.found["registration"]
    if registration is not None and registration.state != State.DRAFT:
        line.fault(
            "appointed_on",
            _("The registration is under way: %s. Decide it in the system.")
            % registration.get_state_display(),
        )
    measures: Measures | None = line.found["measures"]
    if measures is None:
        line.fault(
            "appointed_on", _("No management measures are in force on this day. Correct the date.")
        )
    else:
        _check_span(line, line.get("ends_on") or end_of_term(line["appointed_on"], measures))


def _check_span(line: RegisterRow, ends_on: Any) -> None:
    day, term = line["appointed_on"], line.found["term"]
    if ends_on < day:
        line.fault("ends_on", _("The term ends before it begins. Correct one of the dates."))
    for other in _terms(line.record):
        if (
            other != term
            and other.state not in COUNTED_OUT
            and other.starts_on <= ends_on
            and other.ends_on >= day
        ):
            dates = {"from": other.starts_on, "to": other.ends_on}
            words = _(
                "The person serves another term at that time: %(from)s to %(to)s. Choose dates "
                "outside it."
            )
            line.fault("appointed_on", words % dates)


def _is_open(registration: Registration) -> bool:
    return registration.imported or registration.state in (State.DRAFT, State.RETURNED)


def _refuse_changes(line: RegisterRow, stored: Any, names: tuple[str, ...], reason: str) -> None:
    for name in names:
        now = getattr(stored, name)
        if name in line and line[name] != (now.name if isinstance(now, Batch) else now):
            line.fault(name, reason)


def _save_registration(
    line: RegisterRow, officer: Officer, will: dict[str, Any], by: User
) -> tuple[Registration | None, bool]:
    """The row's registration, as a draft or as the past of an imported term, and whether it was
    written.
    """
    stored: Registration | None = line.found["registration"]
    past = {"state": State.APPOINTED, "imported": True} if "appointed_on" in line else {}
    if stored is not None:
        changed = _assign(stored, will | (past if stored.state == State.DRAFT else {}))
        if changed:
            stored.note_change(by)
        return stored, changed
    if "channel" not in line or not (past or line.record is None):
        return None, False
    created = Registration.objects.create(officer=officer, registered_by=by, **will, **past)
    if line.found["term"] is not None:
        _assign(line.found["term"], {"registration": created})
    return created, True


def _batch(line: RegisterRow) -> dict[str, Batch]:
    if "batch" not in line:
        return {}
    day = line.get("appointed_on") or line.get("willing_on") or localdate()
    number = line.get("document_number", "")
    batch, _created = Batch.objects.get_or_create(
        name=line["batch"], defaults={"year": day.year, "document_number": number}
    )
    return {"batch": batch}


def _assign(row: Appointment | Registration, values: dict[str, Any]) -> bool:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
