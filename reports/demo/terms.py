"""The first batch: registered in autumn 2021, appointed at the turn of the year, paired in January
2022, and renewed since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from officers.actions.appointment import end_of_term
from officers.models import Appointment, Batch, Enterprise, Measures, Officer, Registration
from pairings.models import Pairing
from reports.demo import people, publicities
from reports.demo.hands import Hands
from reports.demo.logins import Cast
from reports.demo.people import FictitiousPerson
from reports.demo.places import NAMED
from villages.models import Village

BATCH = "首批"
DECISION = "井统发〔2021〕演示1号"
TITLE = "关于首批“特聘村官”拟聘人选的公示"
YEAR = 2021
APPOINTED, APPOINTED_LATER = date(2021, 12, 20), date(2022, 1, 4)
# The percentage appointed on the later day.
LATER_OF_100 = 21
PAIRED = date(2022, 1, 10)
RECOMMENDERS = ("县工商联", "镇（街道）党组织", "县农业农村局", "村党组织")
REASON = "{village}以{crop}为主导产业，{officer}所在企业从事{trade}，产业互补、就近结对。"


@dataclass(frozen=True)
class ActivePair:
    """An officer, a village, and their current pairing."""

    officer: Officer
    village: Village
    pairing: Pairing


def write(
    villages: Sequence[Village],
    names: Iterator[FictitiousPerson],
    firms: Iterator[Enterprise],
    hands: Hands,
) -> None:
    """Register, appoint and pair one officer per village."""
    batch = Batch.objects.create(name=BATCH, year=YEAR, document_number=DECISION)
    firms_of = Enterprise.objects.bulk_create(next(firms) for _ in villages)
    officers = [
        people.officer(hands.chance, next(names), number=number, year=YEAR, enterprise=firm)
        for number, firm in enumerate(firms_of, start=1)
    ]
    _give_log_in(officers, villages, hands.cast)
    Officer.objects.bulk_create(officers, batch_size=1000)
    registrations = Registration.objects.bulk_create(
        _registration(officer, batch, hands) for officer in officers
    )
    _publicise(registrations, hands)
    appointments = Appointment.objects.bulk_create(
        _appointment(registration, place * 100 // len(officers), hands)
        for place, registration in enumerate(registrations)
    )
    pairings = Pairing.objects.bulk_create(
        _pairing(appointment, village, hands)
        for appointment, village in zip(appointments, villages, strict=True)
    )
    _note_acts(registrations, pairings, hands)


def renew(as_of: date, hands: Hands) -> int:
    """Renew the expired terms of the batch, repeatedly if necessary; return the number of new
    terms.
    """
    count = 0
    current = Pairing.objects.current().select_related(
        "officer", "village", "appointment__measures"
    )
    ours = current.filter(
        appointment__state=Appointment.State.ACTIVE, appointment__batch__document_number=DECISION
    )
    while lapsed := list(ours.filter(appointment__ends_on__lt=as_of)):
        old = [pairing.appointment for pairing in lapsed]
        for pairing in lapsed:
            pairing.state, pairing.ends_on = Pairing.State.ENDED, pairing.appointment.ends_on
            pairing.appointment.state = Appointment.State.RENEWED
        Pairing.objects.bulk_update(lapsed, ["state", "ends_on"], batch_size=500)
        Appointment.objects.bulk_update(old, ["state"], batch_size=500)
        terms = Appointment.objects.bulk_create(
            _next_term(appointment, hands.cast) for appointment in old
        )
        Pairing.objects.bulk_create(
            _next_pairing(pairing, term, hands) for pairing, term in zip(lapsed, terms, strict=True)
        )
        count += len(terms)
    return count


def pairs() -> list[ActivePair]:
    """The current pairs of the demonstration."""
    rows = Pairing.objects.current().filter(appointment__batch__document_number=DECISION)
    rows = rows.select_related("officer__enterprise", "village__town", "appointment").order_by(
        "village__code"
    )
    return [ActivePair(row.officer, row.village, row) for row in rows]


def _publicise(registrations: Sequence[Registration], hands: Hands) -> None:
    posted, closed = publicities.FIRST
    row = publicities.post(TITLE, registrations, posted, hands)
    publicities.object_to(row, date(YEAR, 12, 1), hands, dismissed=date(YEAR, 12, 3))
    publicities.close(row, closed, hands)


def _give_log_in(officers: Sequence[Officer], villages: Sequence[Village], cast: Cast) -> None:
    names = [village.name for village in villages]
    officers[names.index(NAMED) if NAMED in names else 0].user = cast.officer


def _registration(officer: Officer, batch: Batch, hands: Hands) -> Registration:
    channel = hands.chance.choice(Registration.Channel.values)
    recommended = channel == Registration.Channel.RECOMMENDED
    day = hands.chance.day(date(YEAR, 11, 1), date(YEAR, 11, 19))
    return Registration(
        officer=officer,
        channel=channel,
        recommender=hands.chance.choice(RECOMMENDERS) if recommended else "",
        willing_on=day,
        batch=batch,
        state=Registration.State.APPOINTED,
        registered_by=hands.cast.staff,
        registered_at=hands.chance.moment(day),
        submitted_by=hands.cast.staff,
        reviewed_by=hands.cast.staff2,
        proposed_by=hands.cast.staff,
    )


def _appointment(registration: Registration, per_cent: int, hands: Hands) -> Appointment:
    starts_on = APPOINTED_LATER if per_cent >= 100 - LATER_OF_100 else APPOINTED
    measures = Measures.objects.in_force(starts_on)
    return Appointment(
        officer=registration.officer,
        registration=registration,
        measures=measures,
        batch=registration.batch,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, measures),
        document_number=DECISION,
        state=Appointment.State.ACTIVE,
        proposed_by=hands.cast.staff,
        approved_by=hands.cast.leader,
    )


def _pairing(appointment: Appointment, village: Village, hands: Hands) -> Pairing:
    officer = appointment.officer
    return Pairing(
        appointment=appointment,
        officer=officer,
        village=village,
        starts_on=PAIRED,
        reason=REASON.format(
            village=village.name,
            crop=village.lead_industry,
            officer=officer.name,
            trade=officer.enterprise.industry if officer.enterprise else "实业",
        ),
        state=Pairing.State.ACTIVE,
        proposed_by=hands.cast.staff,
        approved_by=hands.cast.leader,
    )


def _next_term(old: Appointment, cast: Cast) -> Appointment:
    starts_on = old.ends_on + timedelta(days=1)
    return Appointment(
        officer_id=old.officer_id,
        renews=old,
        measures=old.measures,
        batch_id=old.batch_id,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, old.measures),
        document_number=f"井统发〔{starts_on.year}〕演示续聘1号",
        state=Appointment.State.ACTIVE,
        proposed_by=cast.staff,
        approved_by=cast.leader,
    )


def _next_pairing(old: Pairing, term: Appointment, hands: Hands) -> Pairing:
    return Pairing(
        appointment=term,
        officer=old.officer,
        village=old.village,
        starts_on=term.starts_on,
        reason=f"续聘后继续结对。{old.reason.removeprefix('续聘后继续结对。')}",
        state=Pairing.State.ACTIVE,
        proposed_by=hands.cast.staff,
        approved_by=hands.cast.leader,
    )


def _note_acts(
    registrations: Sequence[Registration], pairings: Sequence[Pairing], hands: Hands
) -> None:
    at, cast, add = hands.chance.moment, hands.cast, hands.acts.add
    posted, cleared = publicities.FIRST
    reviewed, proposed, decided = date(YEAR, 11, 25), date(YEAR, 12, 8), date(YEAR, 12, 15)
    for row, pairing in zip(registrations, pairings, strict=True):
        add("create", row, row.registered_at, cast.staff, after="draft")
        add(
            "submit",
            row,
            row.registered_at + timedelta(minutes=20),
            cast.staff,
            "draft",
            "submitted",
        )
        add("pass_review", row, at(reviewed), cast.staff2, "submitted", "reviewed")
        add("publicise", row, publicities.morning(posted), cast.staff, "reviewed", "publicised")
        add("clear", row, publicities.morning(cleared), cast.staff, "publicised", "cleared")
        add("propose", row, at(proposed), cast.staff, "cleared", "proposed")
        add("propose", pairing.appointment, at(proposed), cast.staff, after="proposed")
        add("approve", pairing.appointment, at(decided), cast.leader, "proposed", "active")
        add("appoint", row, at(decided), cast.leader, "proposed", "appointed")
        add("create", pairing, at(PAIRED - timedelta(days=4)), cast.staff, after="proposed")
        add("approve", pairing, at(PAIRED - timedelta(days=3)), cast.leader, "proposed", "active")
