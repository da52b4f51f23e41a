"""What supports each pair, and what is missing: one row a pair, the totals of all, the warnings of
a record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from jingyan.quantity import Quantity, quantize
from officers.models import Officer
from pairings.models import (
    FundAllocation,
    FundUse,
    HandOver,
    OfficePhoto,
    OfficeProvision,
    Pairing,
    PolicyBenefit,
    Project,
    RelatedParty,
)
from pairings.models.fund import summed
from pairings.models.support import FACILITIES, facility


@dataclass(frozen=True)
class Total:
    """One number above the pairs; `url` is the list behind it."""

    label: str
    count: int | str
    url: str


def supported(user: User, today: date) -> QuerySet[Pairing]:
    """The active pairs in sight with `allocated`, `used`, `balance`, `benefits` and `interests` of
    this year.
    """
    year = today.year
    uses = FundUse.objects.counted().filter(year=year, allocation__pairing=OuterRef("pk"))
    benefits = PolicyBenefit.objects.filter(project__village=OuterRef("village"))
    interests = RelatedParty.objects.standing(today).filter(
        village=OuterRef("village"), officer=OuterRef("officer")
    )
    rows = (
        Pairing.objects.visible_to(user)
        .current()
        .annotate(
            allocated=summed(
                FundAllocation.objects.filter(fund__year=year, pairing=OuterRef("pk")), "pairing"
            ),
            used=summed(uses, "allocation__pairing"),
            benefits=_count_per(benefits, "project__village"),
            interests=_count_per(interests, "village"),
        )
    )
    return rows.annotate(balance=F("allocated") - F("used"))


def _count_per(rows: QuerySet[PolicyBenefit] | QuerySet[RelatedParty], by: str) -> Coalesce:
    counts = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def totals(user: User, today: date) -> list[Total]:
    """The figures above the list: money of this year, and how many pairs lack what."""
    rows = supported(user, today).order_by()
    missing = Q()
    for name in FACILITIES:
        missing |= Q(**{f"village__office__{name}": False})
    sums = rows.aggregate(
        given=Sum("allocated", default=Decimal(0)),
        spent=Sum("used", default=Decimal(0)),
        without=Count("pk", filter=Q(allocated=0)),
        gaps=Count("pk", filter=missing),
        unchecked=Count("pk", filter=Q(village__office=None)),
        declared=Count("pk", filter=Q(interests__gt=0)),
    )
    place, uses = reverse("pairings:support_list"), reverse("pairings:fund_use_list")
    return [
        Total(_("Allocated this year"), _yuan(sums["given"]), place),
        Total(_("Used this year"), _yuan(sums["spent"]), f"{uses}?year={today.year}&state=entered"),
        Total(_("No work funds this year"), sums["without"], f"{place}?gap=money"),
        Total(_("The office lacks something"), sums["gaps"], f"{place}?gap=office"),
        Total(_("The office has not been checked"), sums["unchecked"], f"{place}?gap=unchecked"),
        Total(_("A related party is declared"), sums["declared"], f"{place}?gap=interest"),
    ]


def _yuan(value: Decimal) -> str:
    return Quantity(quantize(value), "元").shown()


def support_of(pairing: Pairing, user: User) -> dict[str, Any]:
    """All that supports one pair, and what is missing: its page, and the tab of its record."""
    office = (
        OfficeProvision.objects.filter(village=pairing.village_id)
        .select_related("checked_by")
        .first()
    )
    allocations = list(
        FundAllocation.objects.filter(pairing=pairing).with_used().select_related("fund")
    )
    uses = FundUse.objects.filter(allocation__pairing=pairing).select_related("allocation")
    return {
        "pairing": pairing,
        "gaps": gaps_of(allocations, office, localdate())
        if pairing.state == Pairing.State.ACTIVE
        else [],
        "is_active": pairing.state == Pairing.State.ACTIVE,
        "allocations": allocations,
        "uses": uses[:20],
        "office": office,
        "facilities": [(facility(name), getattr(office, name, None)) for name in FACILITIES],
        "photos": OfficePhoto.objects.visible_to(user)
        .filter(office=office)
        .select_related("uploaded_by"),
        "benefits": PolicyBenefit.objects.filter(
            project__village=pairing.village_id
        ).select_related("project"),
        "interests": RelatedParty.objects.visible_to(user)
        .filter(officer=pairing.officer_id)
        .select_related("village"),
        "hand_over": HandOver.objects.filter(pairing=pairing).first(),
        "may_use": user.may("funds.use"),
        "may_check": user.may("offices.check"),
        "may_enter": user.may("benefits.enter"),
        "may_declare": user.may("interests.declare"),
    }


def gaps_of(
    allocations: Iterable[FundAllocation], office: OfficeProvision | None, today: date
) -> list[str]:
    """What is missing for one pair, in words."""
    gaps = []
    if not any(row.fund.year == today.year for row in allocations):
        gaps.append(_("No work funds are allocated this year."))
    if office is None:
        gaps.append(_("The office has not been checked yet."))
    elif office.gaps:
        gaps.append(_("Missing from the office: %s.") % "、".join(office.gaps))
    return gaps


def interests_of(*, officer: Officer | None, village: int | None, on: date) -> list[RelatedParty]:
    """The disclosures to show beside a contribution of `officer` in `village`."""
    if officer is None or village is None:
        return []
    rows = RelatedParty.objects.touching(officers=[officer.pk], village=village, on=on)
    return list(rows.select_related("officer", "village"))


def interests_in(project: Project, on: date) -> list[RelatedParty]:
    """The disclosures that touch a project: about it, or of an officer whose firm carries it, in
    its village.
    """
    rows = RelatedParty.objects.standing(on).filter(village=project.village_id)
    about = Q(project=project)
    if project.enterprise_id:
        about |= Q(officer__enterprise=project.enterprise_id)
    return list(rows.filter(about).select_related("officer", "village"))
