"""Liaisons, hand-overs and the support of pairs, for tests."""

from datetime import date
from decimal import Decimal
from itertools import count

from accounts.models import Town, User
from accounts.tests.factories import TownFactory, UserFactory
from pairings.models import (
    FundAllocation,
    FundUse,
    HandOver,
    HandOverItem,
    Liaison,
    OfficeProvision,
    Pairing,
    PolicyBenefit,
    Project,
    RelatedParty,
    WorkFund,
)
from pairings.tests.factories import PairingFactory

_numbers = count(1)


def liaison_of(town: Town | None = None, user: User | None = None, **values: object) -> Liaison:
    """The liaison of a town since March 2022."""
    place = town or TownFactory()
    person = user or UserFactory(liaison=True, town=place)
    given = {"post": "镇党委副书记", "starts_on": date(2022, 3, 1), "entered_by": UserFactory()}
    return Liaison.objects.create(town=place, user=person, **(given | values))


def hand_over_of(pairing: Pairing, **values: object) -> HandOver:
    """The hand-over of a pair, with one item and no signature."""
    given = {
        "giver_name": "移交人",
        "opened_on": date(2022, 8, 1),
        "opened_by": UserFactory(),
        "giver": pairing.officer.user,
    }
    row = HandOver.objects.create(pairing=pairing, town=pairing.village.town, **(given | values))
    HandOverItem.objects.create(
        hand_over=row, kind=HandOverItem.Kind.CONTACT, text="联系人", standing="村支书"
    )
    return row


def fund_of(amount: int = 100_000, year: int = 2022, **values: object) -> WorkFund:
    """A budget line."""
    given = {"budget_line": f"特聘村官工作经费{next(_numbers)}", "entered_by": UserFactory()}
    return WorkFund.objects.create(year=year, amount=Decimal(amount), **(given | values))


def allocation_of(
    pairing: Pairing | None = None, amount: int = 10_000, fund: WorkFund | None = None
) -> FundAllocation:
    """What a pair may spend."""
    pair = pairing or PairingFactory(active=True)
    given = {"allocated_on": date(2022, 4, 1), "entered_by": UserFactory()}
    return FundAllocation.objects.create(
        pairing=pair, fund=fund or fund_of(), amount=Decimal(amount), **given
    )


def use_of(allocation: FundAllocation, amount: int = 1_000, **values: object) -> FundUse:
    """What was spent in May 2022."""
    given = {
        "year": allocation.fund.year,
        "used_on": date(2022, 5, 10),
        "purpose": "购置办公用品",
        "voucher_number": f"2022-05-记-{next(_numbers)}",
        "entered_by": UserFactory(),
    }
    return FundUse.objects.create(allocation=allocation, amount=Decimal(amount), **(given | values))


def office_of(pairing: Pairing, **facilities: bool) -> OfficeProvision:
    """A village's office."""
    given = {"place": "村委会二楼", "checked_on": date(2022, 5, 1), "checked_by": UserFactory()}
    return OfficeProvision.objects.create(village=pairing.village, **(given | facilities))


def project_of(pairing: Pairing) -> Project:
    """A project in a pair's village, without an enterprise."""
    return Project.objects.create(
        code=f"P-{next(_numbers)}", name="藤椒加工项目", village=pairing.village
    )


def benefit_of(project: Project, **values: object) -> PolicyBenefit:
    """A policy applied to a project."""
    given = {
        "item": "用地优惠",
        "legal_basis": "招商引资优惠政策第五条",
        "approving_body": "县投资促进局",
        "approved_on": date(2022, 6, 1),
        "entered_by": UserFactory(),
    }
    return PolicyBenefit.objects.create(project=project, **(given | values))


def interest_of(pairing: Pairing, **values: object) -> RelatedParty:
    """That the officer of a pair has an interest in the village."""
    given = {
        "officer": pairing.officer,
        "village": pairing.village,
        "nature": RelatedParty.Nature.SUPPLIES,
        "counterpart": "村建材供应",
        "declared_on": date(2022, 6, 1),
        "entered_by": UserFactory(),
    }
    return RelatedParty.objects.create(**(given | values))
