"""Papers of the officers' floor: the notice of a publicity and its result, the decision to appoint,
the letters.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import DASH, chinese_date
from officers.actions.appointment import end_of_term
from officers.actions.document import act_of
from officers.models import Appointment, DocumentNumber, Measures, Objection, Publicity

State = Appointment.State
RESULTS: dict[str | None, str] = {
    None: "无异议",
    Objection.State.UPHELD: "异议成立",
    Objection.State.OPEN: "异议核查中",
    Objection.State.DISMISSED: "异议经核查不成立",
}
WAYS = {State.DISMISSED: "解聘", State.RESIGNED: "辞聘", State.ENDED: "提前终止聘期"}
# States of a term that has a letter: it was approved, even if it ended later.
DECIDED = (
    State.ACTIVE,
    State.SUSPENDED,
    State.EXPIRED,
    State.RENEWED,
    State.RESIGNED,
    State.DISMISSED,
    State.ENDED,
)


def appointed(user: User) -> QuerySet[Appointment]:
    """The terms in sight that there is a letter of."""
    rows = Appointment.objects.visible_to(user).filter(state__in=DECIDED)
    return rows.select_related("officer", "batch", "measures").order_by(
        "officer__officer_code", "pk"
    )


def letter(row: Appointment) -> dict[str, Any]:
    """What a letter of appointment says."""
    return {
        "name": row.officer.name,
        "measures": row.measures.name,
        "batch": row.batch.name if row.batch else "",
        "number": row.document_number,
        "starts_on": chinese_date(row.starts_on),
        "ends_on": chinese_date(_decided_end(row)),
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(row.starts_on),
    }


def _decided_end(row: Appointment) -> date:
    """The last day that was decided on: what was issued doesn't change when a term ends early."""
    if State(row.state) not in WAYS or row.imported:
        return row.ends_on
    return end_of_term(row.starts_on, row.measures)


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


def publicised(user: User) -> QuerySet[Publicity]:
    """The notices in sight that were not taken back."""
    rows = Publicity.objects.visible_to(user).exclude(state=Publicity.State.WITHDRAWN)
    return rows.select_related("measures").prefetch_related("entries__objections")


def notice(row: Publicity) -> dict[str, Any]:
    """What a public notice says: people and firms masked, as the public page prints them."""
    return {
        "draft": "草稿" if row.state == Publicity.State.DRAFT else "",
        "title": row.title,
        "grades": row.matter == Publicity.Matter.GRADE,
        "heading": "结对村和等次" if row.matter == Publicity.Matter.GRADE else "所在企业",
        "measures": f"{row.measures.name}{row.measures.publicity_clause}",
        "count": len(row.entries.all()),
        "starts_on": chinese_date(row.starts_on),
        "closes_on": chinese_date(row.closes_on) + ("（预估）" if row.estimated else ""),
        "days": row.days,
        "contact": row.contact,
        "people": [
            {"name": entry.name, "enterprise": entry.detail or DASH} for entry in row.entries.all()
        ],
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(row.starts_on),
    }


def outcome(row: Publicity) -> dict[str, Any]:
    """The result of a public notice: the objections against each person, and their outcome."""
    objection_states = [
        [objection.state for objection in entry.objections.all()] for entry in row.entries.all()
    ]
    people = [
        {"name": entry.name, "enterprise": entry.detail or DASH, "result": _result(states)}
        for entry, states in zip(row.entries.all(), objection_states, strict=True)
    ]
    return notice(row) | {
        "objections": sum(map(len, objection_states)),
        "people": people,
        "date": chinese_date(row.closed_on),
    }


def _result(states: list[str]) -> str:
    by_weight = (Objection.State.UPHELD, Objection.State.OPEN, Objection.State.DISMISSED)
    worst = next((state for state in by_weight if state in states), None)
    return RESULTS[worst]


def numbered(user: User) -> QuerySet[DocumentNumber]:
    """The document numbers in sight that terms of office rest on."""
    rows = DocumentNumber.objects.visible_to(user).filter(state=DocumentNumber.State.USED)
    resting = Appointment.objects.filter(document__isnull=False).values("document")
    people = Appointment.objects.select_related("officer__enterprise", "measures").order_by(
        "officer__officer_code"
    )
    return rows.filter(pk__in=resting).prefetch_related(Prefetch("appointments", people))


def decision(row: DocumentNumber) -> dict[str, Any]:
    """What the decision on the appointments under one number says."""
    terms = list(row.appointments.all())
    names = (
        terms[0].officer.name if len(terms) == 1 else f"{terms[0].officer.name}等{len(terms)}名同志"
    )
    return {
        "number": str(row),
        "act": act_of(terms),
        "names": f"{names}同志" if len(terms) == 1 else names,
        "count": len(terms),
        "measures": Measures.objects.in_force(terms[0].starts_on).name,
        "people": [
            {
                "name": term.officer.name,
                "enterprise": str(term.officer.enterprise or DASH),
                "position": term.officer.position or DASH,
                "term": f"{chinese_date(term.starts_on)}至{chinese_date(_decided_end(term))}",
            }
            for term in terms
        ],
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(row.taken_on),
    }


def ended(user: User) -> QuerySet[Appointment]:
    """The terms in sight that ended before their last day, by a notice with a number."""
    rows = Appointment.objects.visible_to(user).exclude(end_document=None)
    return rows.select_related("officer", "measures", "end_document")


def release(row: Appointment) -> dict[str, Any]:
    """The fields of the notice that a term has ended early. The office adds the reason if it wants
    to state it.
    """
    return {
        "number": str(row.end_document),
        "way": WAYS[State(row.state)],
        "name": row.officer.name,
        "measures": row.measures.name,
        "last_day": chinese_date(row.ends_on),
        "letter": row.document_number,
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(row.end_document.taken_on if row.end_document else row.ends_on),
    }


_NOTICE = {
    "draft": "草稿",
    "title": "关于首批“特聘村官”拟聘人选的公示",
    "grades": False,
    "heading": "所在企业",
    "measures": "《“特聘村官”管理办法（试行）》第十条",
    "count": 2,
    "starts_on": "2022年1月4日",
    "closes_on": "2022年1月11日",
    "days": 5,
    "contact": "县委统战部办公室",
    "people": [{"name": "张*", "enterprise": "井研****有限公司"}],
    "issuer": "中共井研县委统战部",
    "date": "2022年1月4日",
}
register(
    PaperKind(
        key="notice",
        label=_("Publicity notice"),
        permission="publicities.view",
        rows=publicised,
        tell=notice,
        file_name=lambda row: f"公示-{row.title}",
        sample=_NOTICE,
    )
)
register(
    PaperKind(
        key="outcome",
        label=_("Publicity result"),
        permission="publicities.view",
        rows=lambda user: publicised(user).filter(state=Publicity.State.CLOSED),
        tell=outcome,
        file_name=lambda row: f"公示结果-{row.title}",
        sample=_NOTICE
        | {
            "objections": 1,
            "people": [{"name": "张*", "enterprise": "井研****有限公司", "result": "无异议"}],
        },
    )
)
register(
    PaperKind(
        key="decision",
        label=_("Appointment decision"),
        permission="appointments.propose",
        rows=numbered,
        tell=decision,
        file_name=lambda row: f"{act_of(list(row.appointments.all()))}通知-{row}",
        sample={
            "number": "井统发〔2022〕1号",
            "act": "聘任",
            "names": "张某某等2名同志",
            "count": 2,
            "measures": "《“特聘村官”管理办法（试行）》",
            "people": [
                {
                    "name": "张某某",
                    "enterprise": "井研县某某农业有限公司",
                    "position": "总经理",
                    "term": "2022年1月15日至2025年1月14日",
                }
            ],
            "issuer": "中共井研县委统战部",
            "date": "2022年1月15日",
        },
    )
)
register(
    PaperKind(
        key="release",
        label=_("Notice of the end of a term"),
        permission="appointments.propose",
        rows=ended,
        tell=release,
        file_name=lambda row: f"{WAYS[State(row.state)]}通知-{row.officer.name}",
        sample={
            "number": "井统发〔2023〕9号",
            "way": "解聘",
            "name": "张某某",
            "measures": "《“特聘村官”管理办法（试行）》",
            "last_day": "2023年8月15日",
            "letter": "井统发〔2022〕1号",
            "issuer": "中共井研县委统战部",
            "date": "2023年8月15日",
        },
    )
)
