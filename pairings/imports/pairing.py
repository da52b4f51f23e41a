"""The register of pairings: pairs that exist already, active or ended."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import ImportColumn, ModelRegister, RegisterRow, register, text
from jingyan import parsing
from jingyan.sheets.writer import Cellable
from officers.actions import COUNTED_OUT
from officers.models import Appointment
from pairings.actions.pairing import interest_conflict, outside_programme
from pairings.imports.people import ID_NUMBER, OFFICER_CODE, find_officers
from pairings.models import Pairing, RelatedParty
from villages.imports.places import VILLAGE_CODE, find_villages

State = Pairing.State


@register
class PairingRegister(ModelRegister[Pairing]):
    """Pairings. A row records a pair as active, or as ended once its last day has passed."""

    name = "pairings"
    title = gettext_lazy("Pairings")
    permission = "pairings.propose"
    view_permission = "pairings.view"
    ledger = "pairings:pairing_list"
    turn = 7
    model = Pairing

    def columns(self) -> Sequence[ImportColumn]:
        return [
            ID_NUMBER,
            OFFICER_CODE,
            VILLAGE_CODE,
            ImportColumn(
                "starts_on",
                gettext_lazy("Paired from"),
                parsing.parse_date,
                required=True,
                key=True,
            ),
            ImportColumn("ends_on", gettext_lazy("Paired to"), parsing.parse_date),
            ImportColumn("reason", gettext_lazy("Reasons for the pairing"), text(2000)),
        ]

    def key(self, line: RegisterRow) -> Hashable | None:
        """A pair is named by the officer, the village and the first day."""
        if (
            "officer" not in line.found
            or "village_code" not in line.found
            or "starts_on" not in line
        ):
            return None
        return (line.found["officer"].pk, line.found["village_code"].pk, line["starts_on"])

    def key_of(self, record: Pairing) -> Hashable:
        """The same of a stored pair."""
        return (record.officer_id, record.village_id, record.starts_on)

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find officers, villages, and the term that covers the first day."""
        find_officers(lines, by=by)
        find_villages(lines, by=by)
        terms = _terms([line.found["officer"].pk for line in lines if "officer" in line.found])
        for line in lines:
            if not line.filled("id_number") and not line.filled("officer_code"):
                line.fault("officer_code", _("Enter the ID number or the officer code."))
            if "officer" in line.found and "starts_on" in line:
                _settle_term(line, terms[line.found["officer"].pk])

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Pairing]:
        """All pairs of these villages that were not rejected."""
        villages = [line.found["village_code"].pk for line in lines if "village_code" in line.found]
        return (
            Pairing.objects.visible_to(by)
            .filter(village__in=villages)
            .exclude(state=State.REJECTED)
        )

    def new(self, line: RegisterRow, *, by: User) -> Pairing:
        """A pairing taken over as it is, without proposal and approval."""
        return Pairing(
            officer=line.found["officer"],
            village=line.found["village_code"],
            appointment=line.found["term"],
            starts_on=line["starts_on"],
            state=State.ACTIVE,
            proposed_by=by,
            approved_by=by,
        )

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Refuse impossible days, and what is decided elsewhere."""
        pairing, ends_on = line.record, line.get("ends_on")
        if ends_on and ends_on < pairing.starts_on:
            line.fault("ends_on", _("The last day is before the first. Correct one of them."))
        if pairing.state == State.PROPOSED:
            line.fault(
                "village_code", _("This pairing waits for approval. Decide it in the system.")
            )
        if (
            pairing.state == State.ENDED
            and ends_on
            and ends_on != pairing.ends_on
            and ends_on >= localdate()
        ):
            line.fault("ends_on", _("This pairing has ended. Enter a past day."))

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """The days and reasons; a pair whose last day is past has ended."""
        values = {name: line[name] for name in ("ends_on", "reason") if name in line}
        ended = "ends_on" in line and line["ends_on"] < localdate()
        return values | ({"state": State.ENDED} if ended else {})

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find each row's pair, and check that it is allowed and that no officer and no village is
        paired twice.
        """
        super().resolve(lines, by=by)
        active = [
            line
            for line in lines
            if line.record is not None and not line.faults and self._runs(line)
        ]
        _refuse_outsiders([line for line in active if line.is_new])
        touched = [line.record.pk for line in lines if line.record is not None and line.record.pk]
        others = Pairing.objects.current().filter(joint=False).exclude(pk__in=touched)
        _refuse_taken(
            active,
            others,
            "village",
            _("This village has already been paired with %(officer)s since %(day)s."),
        )
        _refuse_taken(
            active,
            others,
            "officer",
            _("This officer has already been paired with %(village)s since %(day)s."),
        )

    def save(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Changed pairs first, since a new one may take the place of one that has ended."""
        super().save([line for line in lines if not line.is_new], by=by)
        super().save([line for line in lines if line.is_new], by=by)

    def records(self, *, by: User) -> QuerySet[Pairing]:
        """Active and ended pairs in sight."""
        seen = Pairing.objects.visible_to(by).filter(state__in=[State.ACTIVE, State.ENDED])
        return seen.select_related("officer", "village").order_by("village__code", "starts_on")

    def cells(self, record: Pairing) -> Mapping[str, Cellable]:
        return {
            "officer_code": record.officer.officer_code,
            "village_code": record.village.code,
            "starts_on": record.starts_on,
            "ends_on": record.ends_on,
            "reason": record.reason,
        }

    def _runs(self, line: RegisterRow) -> bool:
        """Whether the pair would be active with this row, and not as a joint one."""
        state = self.attributes(line).get("state", line.record.state)
        return bool(state == State.ACTIVE and not line.record.joint)


def _terms(officers: Sequence[int]) -> dict[int, list[Appointment]]:
    by_officer: dict[int, list[Appointment]] = defaultdict(list)
    for term in Appointment.objects.filter(officer__in=officers).exclude(state__in=COUNTED_OUT):
        by_officer[term.officer_id].append(term)
    return by_officer


def _settle_term(line: RegisterRow, terms: Sequence[Appointment]) -> None:
    day = line["starts_on"]
    covering = [term for term in terms if term.starts_on <= day <= term.ends_on]
    if covering:
        line.found["term"] = covering[0]
    else:
        line.fault(
            "starts_on",
            _("This officer has no term that covers this day. Import the appointment first."),
        )


def _refuse_outsiders(lines: Sequence[RegisterRow]) -> None:
    """Fault new pairs with a village outside the programme, or one that the officer has an interest
    in.
    """
    interests: dict[tuple[int, int], list[RelatedParty]] = defaultdict(list)
    officers = [line.record.officer_id for line in lines]
    for party in RelatedParty.objects.filter(officer__in=officers).select_related("officer"):
        interests[party.officer_id, party.village_id].append(party)
    for line in lines:
        if message := outside_programme(line.record.village):
            line.fault("village_code", message)
        declared_interests = interests[line.record.officer_id, line.record.village_id]
        if standing := next(
            (party for party in declared_interests if party.stands_on(line.record.starts_on)), None
        ):
            line.fault("officer_code", interest_conflict(standing))


def _refuse_taken(
    lines: Sequence[RegisterRow], others: QuerySet[Pairing], side: str, reason: str
) -> None:
    """Fault each row whose village or officer (`side`) an active pair of the file or of the
    database has.
    """
    keys = {getattr(line.record, f"{side}_id") for line in lines}
    holders = others.filter(**{f"{side}__in": keys}).select_related("officer", "village")
    taken = {getattr(holder, f"{side}_id"): holder for holder in holders}
    for line in lines:
        holder = taken.setdefault(getattr(line.record, f"{side}_id"), line.record)
        if holder is not line.record:
            words = {"officer": holder.officer, "village": holder.village, "day": holder.starts_on}
            line.fault("village_code" if side == "village" else "officer_code", reason % words)
