"""Support for the pairs: liaisons and a hand-over, work funds with vouchers, offices, policies,
related parties.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Town, User
from pairings.models import (
    FundAllocation,
    FundUse,
    HandOver,
    HandOverItem,
    HandOverSignature,
    Liaison,
    OfficeProvision,
    Pairing,
    PolicyBenefit,
    Project,
    RelatedParty,
    Side,
    WorkFund,
)
from pairings.models.support import FACILITIES
from pairings.overviews.hand_over import of_town
from reports.demo import pictures
from reports.demo.hands import Hands
from reports.demo.terms import PAIRED, ActivePair

POST, FORMER_POST = "镇党委副书记（演示）", "镇党委委员、统战委员（演示）"
LINE, DOCUMENT = "特聘村官工作经费", "井财预〔{year}〕演示5号"
EACH = Decimal(20_000)
FIRST_YEAR = 2022
PURPOSES = (
    "入户走访交通补助",
    "购置办公用品",
    "产销对接活动场地费",
    "村民技术培训资料费",
    "驻村工作保险",
)
POLICIES = (
    ("工业用地优惠", "井研县招商引资优惠政策（演示）第五条", "县自然资源局"),
    ("贷款贴息", "井研县支持特色产业发展办法（演示）第八条", "县财政局"),
    ("基础设施配套补助", "井研县招商引资优惠政策（演示）第九条", "县投资促进局"),
)
# One in GAPS villages lacks something in its office; one in BENEFITS projects has a policy.
GAPS, BENEFITS = 4, 6
CHANGED = timedelta(days=20)


def write(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """All of it, except that the last pair has no work funds and no check of its office."""
    towns = list({pair.village.town_id: pair.village.town for pair in pairs}.values())
    _write_liaisons(towns, as_of, hands)
    first = Pairing.objects.active_on(date(FIRST_YEAR, 12, 1)).filter(
        village__in=[pair.village for pair in pairs]
    )
    if as_of.year > FIRST_YEAR:
        _write_funds(list(first.order_by("pk")), FIRST_YEAR, as_of, hands)
    _write_funds([pair.pairing for pair in pairs[:-1]], as_of.year, as_of, hands)
    _write_offices(pairs[:-1], as_of, hands)
    _write_benefits(pairs, as_of, hands)
    _write_interests(pairs, as_of, hands)
    pictures.write_support(hands)


def _write_liaisons(towns: Sequence[Town], as_of: date, hands: Hands) -> None:
    """One liaison per town since the first pairings; the named town has just changed its liaison,
    and the last town has none.
    """
    cast, day = hands.cast, max(as_of - CHANGED, PAIRED + timedelta(days=1))
    rows = [_liaison(town, cast.of_town[town.pk], PAIRED, hands) for town in towns]
    former = next(row for row in rows if row.town_id == cast.liaison.town_id)
    former.post, former.ends_on = FORMER_POST, day - timedelta(days=1)
    if rows[-1] is not former:
        rows[-1].ends_on = day
    new = _liaison(former.town, cast.liaison, day, hands)
    Liaison.objects.bulk_create([*rows, new])
    for row in (*rows, new):
        hands.acts.add("create", row, hands.chance.moment(row.starts_on), cast.staff)
    _hand_over(former, new, day, hands)


def _liaison(town: Town, user: User, since: date, hands: Hands) -> Liaison:
    entered = {"entered_by": hands.cast.staff, "entered_at": hands.chance.moment(since)}
    return Liaison(town=town, user=user, post=POST, starts_on=since, **entered)


def _hand_over(former: Liaison, new: Liaison, day: date, hands: Hands) -> None:
    """The hand-over of the former liaison, who has signed it; the new one has not yet."""
    row = HandOver.objects.create(
        town=new.town,
        liaison=new,
        giver=former.user,
        giver_name=str(former.user),
        receiver=new.user,
        receiver_name=str(new.user),
        opened_on=day,
        opened_by=hands.cast.staff,
    )
    items = of_town(new.town)
    for item in items:
        item.hand_over = row
    HandOverItem.objects.bulk_create(items)
    at = hands.chance.moment(day + timedelta(days=1))
    given = {"name": str(former.user), "recorded_by": former.user, "signed_at": at}
    HandOverSignature.objects.create(hand_over=row, side=Side.GIVING, **given)
    hands.acts.add("create", row, hands.chance.moment(day), hands.cast.staff, after=row.state)
    hands.acts.add("sign_for_giving", row, at, former.user)


def _write_funds(pairings: Sequence[Pairing], year: int, as_of: date, hands: Hands) -> None:
    chance, staff = hands.chance, hands.cast.staff
    budget = EACH * (len(pairings) + 2)
    at = chance.moment(min(date(year, 1, 20), as_of))
    fund = WorkFund.objects.create(
        year=year,
        budget_line=LINE,
        amount=budget,
        document=DOCUMENT.format(year=year),
        entered_by=staff,
        entered_at=at,
    )
    allocations = FundAllocation.objects.bulk_create(
        FundAllocation(
            fund=fund,
            pairing=row,
            amount=EACH,
            allocated_on=min(date(year, 2, 1), as_of),
            entered_by=staff,
        )
        for row in pairings
    )
    first, last = date(year, 2, 2), min(date(year, 12, 20), as_of)
    uses = (
        [use for row in allocations for use in _uses(row, first, last, hands)]
        if first <= last
        else []
    )
    uses.sort(key=lambda use: use.used_on)
    for number, use in enumerate(uses, start=1):
        use.voucher_number = f"{use.used_on:%Y-%m}-记-{number:04d}"
    FundUse.objects.bulk_create(uses, batch_size=1000)
    hands.acts.add("create", fund, at, staff)


def _uses(allocation: FundAllocation, first: date, last: date, hands: Hands) -> list[FundUse]:
    """One to three payments, well below the allocated amount."""
    chance = hands.chance
    rows = []
    for _number in range(chance.randrange(1, 4)):
        day = chance.day(
            max(first, allocation.pairing.starts_on), min(last, allocation.pairing.ends_on or last)
        )
        rows.append(
            FundUse(
                allocation=allocation,
                year=allocation.fund.year,
                town=allocation.pairing.village.town,
                used_on=day,
                purpose=chance.choice(PURPOSES),
                amount=chance.amount(300, 6_000, 10),
                entered_by=hands.cast.staff,
                entered_at=chance.moment(day),
            )
        )
    return rows


def _write_offices(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    chance = hands.chance
    rows = []
    for place, pair in enumerate(pairs):
        facilities: dict[str, bool | None] = dict.fromkeys(FACILITIES, True)
        if place % GAPS == 0:
            facilities[FACILITIES[3 + place // GAPS % 5]] = False
        if place % (GAPS * 3) == 1:
            facilities["board"] = None
        rows.append(
            OfficeProvision(
                village=pair.village,
                place="村党群服务中心二楼（演示）",
                checked_on=chance.day(PAIRED, as_of),
                checked_by=hands.cast.of_town[pair.village.town_id],
                **facilities,
            )
        )
    OfficeProvision.objects.bulk_create(rows, batch_size=1000)


def _write_benefits(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    projects = Project.objects.filter(village__in=[pair.village for pair in pairs]).order_by("code")
    rows = []
    for place, project in enumerate(projects[::BENEFITS]):
        item, basis, body = POLICIES[place % len(POLICIES)]
        day = hands.chance.day(date(FIRST_YEAR, 3, 1), as_of)
        rows.append(
            PolicyBenefit(
                project=project,
                item=item,
                legal_basis=basis,
                approving_body=body,
                approved_on=day,
                amount=hands.chance.amount(20_000, 300_000, 1_000),
                entered_by=hands.cast.staff,
                entered_at=hands.chance.moment(day),
            )
        )
    PolicyBenefit.objects.bulk_create(rows, batch_size=1000)


def _write_interests(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """Two current declarations: one in the officer's own village, one in another."""
    one, other = pairs[1], pairs[-2]
    given = {"declared_on": min(date(FIRST_YEAR, 3, 15), as_of), "entered_by": hands.cast.staff}
    open_book = "向村集体供应农资，价格随行就市，由村务监督委员会公开。（演示）"
    RelatedParty.objects.create(
        officer=one.officer,
        village=one.village,
        nature=RelatedParty.Nature.SUPPLIES,
        counterpart=f"{one.officer.enterprise}",
        note=open_book,
        **given,
    )
    RelatedParty.objects.create(
        officer=other.officer,
        village=pairs[0].village,
        nature=RelatedParty.Nature.KIN,
        counterpart="村委会副主任（演示）",
        **given,
    )
