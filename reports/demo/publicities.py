"""Notices of the demonstration: a closed one for the first batch, and a closed and a running one
for the second.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from officers.actions.publicity import set_clock
from officers.models import Measures, Objection, Publicity, PublicityEntry, Registration
from officers.notices import line_of
from reports.demo.hands import Hands

# Posted and closed, with five working days between them.
FIRST = (date(2021, 11, 29), date(2021, 12, 7))
CONTACT = "中共井研县委统战部（演示）　电话 0833-0000000"
OBJECTION = "来信反映该人选所在企业曾拖欠务工人员工资，请予核实。（演示）"
HANDLING = "经县人力资源和社会保障局核查，工资已于公示前结清，附结清凭证。异议不成立。（演示）"
SOURCE = "匿名来信"


def morning(day: date) -> datetime:
    """Nine o'clock, when the office opens, and notices are posted and closed."""
    return timezone.make_aware(datetime.combine(day, time(9)))


def post(
    title: str, registrations: Sequence[Registration], posted: date, hands: Hands
) -> Publicity:
    """A running notice."""
    row = Publicity(
        title=title,
        contact=CONTACT,
        measures=Measures.objects.in_force(posted),
        starts_on=posted,
        state=Publicity.State.RUNNING,
        created_by=hands.cast.staff,
        created_at=morning(posted),
        # Derived from the title, so that the demonstration is the same each time.
        token=hashlib.sha256(title.encode()).hexdigest()[:32],
    )
    row.days = row.measures.publicity_days
    set_clock(row)
    row.save()
    PublicityEntry.objects.bulk_create(
        PublicityEntry(publicity=row, registration=registration, **line_of(registration.officer))
        for registration in registrations
    )
    hands.acts.add("create", row, morning(posted), hands.cast.staff, after="draft")
    hands.acts.add(
        "start", row, morning(posted) + timedelta(minutes=5), hands.cast.staff, "draft", "running"
    )
    return row


def close(row: Publicity, closed: date, hands: Hands) -> None:
    """Close a notice on a day after its last day."""
    row.state, row.closed_on, row.closed_by = Publicity.State.CLOSED, closed, hands.cast.staff
    row.estimated = False
    row.save()
    hands.acts.add("close", row, morning(closed), hands.cast.staff, "running", "closed")


def object_to(
    row: Publicity, received: date, hands: Hands, *, dismissed: date | None = None
) -> None:
    """An objection to the first person on a notice; dismissed as unfounded on the day `dismissed`,
    if given.
    """
    objection = Objection.objects.create(
        entry=row.entries.all()[0],
        received_on=received,
        source=SOURCE,
        content=OBJECTION,
        entered_by=hands.cast.staff,
        entered_at=morning(received),
        state=Objection.State.DISMISSED if dismissed else Objection.State.OPEN,
        handling=HANDLING if dismissed else "",
        decided_by=hands.cast.staff2 if dismissed else None,
    )
    hands.acts.add("create", objection, morning(received), hands.cast.staff, after="open")
    if dismissed:
        hands.acts.add(
            "dismiss", objection, morning(dismissed), hands.cast.staff2, "open", "dismissed"
        )
