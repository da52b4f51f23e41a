"""The register of officers: a row is a person, and a draft registration or a term that exists
already.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import ImportColumn, Register, RegisterRow, RowOutcome, register
from jingyan import parsing
from jingyan.crypto import ring
from jingyan.sheets.writer import Cellable
from officers.actions import change_details, enrol
from officers.imports import terms
from officers.imports.columns import COLUMNS, read_masked
from officers.models import Enterprise, Measures, Officer, Registration

# The phone is in no export.
_COLUMN_NAMES = {column.name for column in COLUMNS if column.export}
_EXPORTED = ("officer_code", *(name for name in Officer.DETAILS if name in _COLUMN_NAMES))


@register
class OfficerRegister(Register):
    """People by ID number or, where they are on file, by officer code."""

    name = "officers"
    title = gettext_lazy("Officers")
    permission = "registrations.register"
    view_permission = "officers.restricted"
    ledger = "officers:officer_list"
    turn = 6

    def columns(self) -> Sequence[ImportColumn]:
        return COLUMNS

    def key(self, line: RegisterRow) -> Hashable | None:
        """The person, however the row names it."""
        if line.record is not None:
            return ("on file", line.record.pk)
        return ("new", line["id_number"].number) if "id_number" in line else None

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find people, enterprises and terms, and refuse what contradicts them."""
        for line in lines:
            read_masked(line, "id_number", parsing.parse_id_number, parsing.mask_id_number)
            read_masked(line, "phone", parsing.parse_phone, parsing.mask_phone)
        self._find_people(lines, by)
        self._find_enterprises(lines)
        versions = list(Measures.objects.order_by("-starts_on"))
        for line in lines:
            if line.record is None:
                self._refuse_gaps(line)
            terms.find(line, versions)
            terms.check(line)

    def save_line(self, line: RegisterRow, *, by: User) -> RowOutcome:
        """Save the person, then the registration and the term."""
        details = {name: line[name] for name in Officer.DETAILS if name in line} | _enterprise(line)
        if line.record is None:
            day = line.get("appointed_on") or line.get("willing_on") or localdate()
            officer = enrol(line["id_number"], details, year=day.year)
            terms.save(line, officer, by=by)
            return RowOutcome.CREATED
        changed = bool(change_details(line.record, details))
        if changed:
            _note_change(line.record, by)
        changed |= terms.save(line, line.record, by=by)
        return RowOutcome.UPDATED if changed else RowOutcome.UNCHANGED

    def records(self, *, by: User) -> QuerySet[Officer]:
        """All officers and candidates in sight."""
        people = Officer.objects.visible_to(by).select_related("enterprise")
        return people.prefetch_related(*terms.RELATED).order_by("officer_code")

    def cells(self, record: Officer) -> Mapping[str, Cellable]:
        """One person, with the latest term that counts, else the latest registration."""
        return {
            **{name: getattr(record, name) for name in _EXPORTED},
            "enterprise_credit_code": record.enterprise.credit_code if record.enterprise else None,
            "enterprise_name": record.enterprise.name if record.enterprise else None,
            **terms.row(record),
        }

    def _find_people(self, lines: Sequence[RegisterRow], by: User) -> None:
        indexes = {
            id(line): ring().blind_index(line["id_number"].number)
            for line in lines
            if "id_number" in line
        }
        codes = {line["officer_code"] for line in lines if "officer_code" in line}
        people = list(
            Officer.objects.visible_to(by)
            .filter(Q(id_index__in=set(indexes.values())) | Q(officer_code__in=codes))
            .select_related("enterprise")
            .prefetch_related(*terms.RELATED)
            .select_for_update(no_key=True, of=("self",))
        )
        by_index = {officer.id_index: officer for officer in people}
        by_code = {officer.officer_code: officer for officer in people}
        for line in lines:
            line.record = by_index.get(indexes.get(id(line), ""))
            if "officer_code" in line:
                _settle_code(line, by_code.get(line["officer_code"]))
            elif not line.filled("id_number") and not line.filled("officer_code"):
                line.fault(
                    "id_number", _("Enter the ID number, or the officer code of a person on file.")
                )

    def _find_enterprises(self, lines: Sequence[RegisterRow]) -> None:
        codes = {
            line["enterprise_credit_code"] for line in lines if "enterprise_credit_code" in line
        }
        names_by_code = dict(
            Enterprise.objects.filter(credit_code__in=codes).values_list("credit_code", "name")
        )
        for line in lines:
            code, name = line.get("enterprise_credit_code"), line.get("enterprise_name")
            if code and code not in names_by_code and not line.filled("enterprise_name"):
                line.fault(
                    "enterprise_name",
                    _("This credit code is new. Enter the name of the enterprise."),
                )
            elif code and code not in names_by_code and name:
                names_by_code[code] = name
            elif (
                name
                and not line.filled("enterprise_credit_code")
                and not _works_there(line.record, name)
            ):
                line.fault("enterprise_credit_code", _("Enter the credit code of this enterprise."))

    def _refuse_gaps(self, line: RegisterRow) -> None:
        if line.filled("officer_code"):
            # The row names a person on file, and was refused already because no one has that code.
            return
        for column in self.fields:
            if column.for_new and not line.filled(column.name):
                line.fault(column.name, _("Fill this in: the row creates a new record."))


def _settle_code(line: RegisterRow, coded: Officer | None) -> None:
    """The officer code must be on file, and of the person that the ID number names, if any."""
    if coded is None:
        line.fault(
            "officer_code", _("No one has this officer code. Leave it blank for a new person.")
        )
    elif line.filled("id_number") and line.record != coded:
        line.fault(
            "officer_code", _("This officer code belongs to another person than the ID number.")
        )
    else:
        line.record = coded


def _note_change(officer: Officer, by: User) -> None:
    """Record who changed a person's details as an author of the undecided registration."""
    for registration in officer.registrations.all():
        if registration.state not in Registration.CLOSED:
            registration.note_change(by)


def _works_there(officer: Officer | None, name: str) -> bool:
    return (
        officer is not None and officer.enterprise is not None and officer.enterprise.name == name
    )


def _enterprise(line: RegisterRow) -> dict[str, Any]:
    if "enterprise_credit_code" not in line:
        return {}
    enterprise, _created = Enterprise.objects.get_or_create(
        credit_code=line["enterprise_credit_code"],
        defaults={"name": line.get("enterprise_name", "")},
    )
    return {"enterprise": enterprise}
