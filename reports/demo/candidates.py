"""The second batch, in progress: one candidate in every state of a registration."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from officers.actions.appointment import end_of_term
from officers.models import Appointment, Batch, Enterprise, Measures, Officer, Registration
from reports.demo import people, publicities
from reports.demo.hands import Hands
from reports.demo.people import FictitiousPerson

State = Registration.State
TITLE = "关于第二批“特聘村官”拟聘人选的公示"
# The states after the review by a second user.
_REVIEWED = (
    State.RETURNED,
    State.NOT_PASSED,
    State.REVIEWED,
    State.PUBLICISED,
    State.CLEARED,
    State.PROPOSED,
    State.RESERVE,
)
# The moves that led to each state: act, user, state after.
_WAY = {
    State.SUBMITTED: [],
    State.RETURNED: [("send_back", "staff2", "returned")],
    State.NOT_PASSED: [("turn_down", "staff2", "not_passed")],
    State.REVIEWED: [("pass_review", "staff2", "reviewed")],
    State.PUBLICISED: [("pass_review", "staff2", "reviewed")],
    State.CLEARED: [("pass_review", "staff2", "reviewed")],
    State.PROPOSED: [("pass_review", "staff2", "reviewed")],
    State.RESERVE: [("pass_review", "staff2", "reviewed"), ("reserve", "staff", "reserve")],
    State.WITHDRAWN: [("withdraw", "staff", "withdrawn")],
}


def register(
    as_of: date, names: Iterator[FictitiousPerson], firms: Iterator[Enterprise], hands: Hands
) -> None:
    """Enter the candidates, the last of them a few days before `as_of`."""
    batch = Batch.objects.create(name="第二批", year=as_of.year)
    # The inspected candidate is in inspected.py: the measures in force require no inspection.
    states = [
        *(state for state in State if state not in (State.APPOINTED, State.INSPECTED)),
        State.PUBLICISED,
    ]
    first = Officer.objects.filter(officer_code__startswith=f"T{as_of.year}").count() + 1
    firms_of = Enterprise.objects.bulk_create(next(firms) for _ in states)
    # Numbered after the first batch, so that no ID number occurs twice.
    officer_count = Officer.objects.count()
    officers = []
    for place, firm in enumerate(firms_of):
        officer = people.officer(
            hands.chance,
            next(names),
            number=officer_count + place + 1,
            year=as_of.year,
            enterprise=firm,
        )
        officer.officer_code = f"T{as_of.year}{first + place:03d}"
        officers.append(officer)
    Officer.objects.bulk_create(officers)
    rows = [
        _registration(officer, state, batch, as_of, hands)
        for officer, state in zip(officers, states, strict=True)
    ]
    Registration.objects.bulk_create(rows)
    for row in rows:
        _note_acts(row, hands)
    cleared = _publicise(rows, as_of, hands)
    _propose(next(row for row in rows if row.state == State.PROPOSED), as_of, cleared, hands)


def _registration(
    officer: Officer, state: State, batch: Batch, as_of: date, hands: Hands
) -> Registration:
    day = hands.chance.day(as_of - timedelta(days=60), as_of - timedelta(days=10))
    if state in (State.CLEARED, State.PROPOSED):
        day = min(day, as_of - timedelta(days=35))
    cast = hands.cast
    reviewed = state in _REVIEWED
    return Registration(
        officer=officer,
        channel=Registration.Channel.RECOMMENDED,
        recommender="县工商联",
        willing_on=None if state == State.DRAFT else day,
        batch=batch,
        state=state,
        registered_by=cast.staff,
        registered_at=hands.chance.moment(day),
        submitted_by=None if state == State.DRAFT else cast.staff,
        reviewed_by=cast.staff2 if reviewed else None,
        proposed_by=cast.staff if state == State.PROPOSED else None,
    )


def _note_acts(row: Registration, hands: Hands) -> None:
    add, at = hands.acts.add, row.registered_at
    add("create", row, at, hands.cast.staff, after="draft")
    if row.state not in _WAY:
        return
    way = [("submit", "staff", "submitted"), *_WAY[State(row.state)]]
    before = "draft"
    for step, (act, who, after) in enumerate(way, start=1):
        add(
            act,
            row,
            at + timedelta(days=step),
            getattr(hands.cast, who),
            before,
            after,
            note="演示" if step > 1 else "",
        )
        before = after


def _publicise(rows: Sequence[Registration], as_of: date, hands: Hands) -> date:
    """One closed notice, and a running one with an objection; returns the day the first closed."""
    closed = [row for row in rows if row.state in (State.CLEARED, State.PROPOSED)]
    running = [row for row in rows if row.state == State.PUBLICISED]
    first = publicities.post(f"{TITLE}（第一次）", closed, as_of - timedelta(days=30), hands)
    publicities.close(first, first.closes_from, hands)
    second = publicities.post(f"{TITLE}（第二次）", running, as_of - timedelta(days=1), hands)
    publicities.object_to(second, as_of, hands)
    for notice, people_on_it in ((first, closed), (second, running)):
        for row in people_on_it:
            hands.acts.add(
                "publicise",
                row,
                publicities.morning(notice.starts_on),
                hands.cast.staff,
                "reviewed",
                "publicised",
            )
    for row in closed:
        hands.acts.add(
            "clear",
            row,
            publicities.morning(first.closes_from),
            hands.cast.staff,
            "publicised",
            "cleared",
        )
    return first.closes_from


def _propose(row: Registration, as_of: date, cleared: date, hands: Hands) -> None:
    """A proposed term, which waits for the leader's approval."""
    starts_on = as_of + timedelta(days=14)
    measures = Measures.objects.in_force(starts_on)
    term = Appointment.objects.create(
        officer=row.officer,
        registration=row,
        measures=measures,
        batch=row.batch,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, measures),
        proposed_by=hands.cast.staff,
    )
    at = publicities.morning(cleared) + timedelta(hours=1)
    hands.acts.add("propose", row, at, hands.cast.staff, "cleared", "proposed")
    hands.acts.add("propose", term, at, hands.cast.staff, after="proposed")
