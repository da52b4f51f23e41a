"""Papers of the officers' floor: the letter of appointment."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import day
from officers.models import Appointment

State = Appointment.State
# A letter tells of a term that has been decided on, whatever became of it.
DECIDED = (State.ACTIVE, State.SUSPENDED, State.EXPIRED, State.RENEWED, State.RESIGNED, State.DISMISSED, State.ENDED)


def appointed(user: User) -> QuerySet[Appointment]:
    """The terms in sight that there is a letter of."""
    rows = Appointment.objects.visible_to(user).filter(state__in=DECIDED)
    return rows.select_related("officer", "batch", "measures").order_by("officer__officer_code", "pk")


def letter(row: Appointment) -> dict[str, Any]:
    """What a letter of appointment says."""
    return {
        "name": row.officer.name,
        "measures": row.measures.name,
        "batch": row.batch.name if row.batch else "",
        "number": row.document_number,
        "starts_on": day(row.starts_on),
        "ends_on": day(row.ends_on),
        "issuer": str(settings.UNIT_NAME),
        "date": day(row.starts_on),
    }


LETTER = register(
    PaperKind(
        key="letter",
        label=_("Letter of appointment"),
        permission="appointments.propose",
        rows=appointed,
        tell=letter,
        file_name=lambda row: f"聘书-{row.officer.name}",
        sample={
            "name": "张某某",
            "measures": "《“特聘村官”管理办法（试行）》",
            "batch": "首批",
            "number": "井统发〔2022〕1号",
            "starts_on": "2022年1月15日",
            "ends_on": "2025年1月14日",
            "issuer": "中共井研县委统战部",
            "date": "2022年1月15日",
        },
    )
)
