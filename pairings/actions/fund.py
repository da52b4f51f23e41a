"""Work funds: a budget line of a year, what pairs may spend of it, what was spent. Nothing is paid
from here.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.access import require
from accounts.models import User, acting
from jingyan.quantity import Quantity, quantize
from jingyan.uploads import Uploaded
from pairings.models import FundAllocation, FundUse, FundVoucher, Pairing, WorkFund


@transaction.atomic
def budget(fund: WorkFund | None, *, by: User, **values: Any) -> WorkFund:
    """Enter a budget line, or change it: never below what is allocated of it.

    Raises PermissionDenied, or ValidationError by field.
    """
    require(by, "funds.manage")
    row = (
        WorkFund.objects.select_for_update(no_key=True).get(pk=fund.pk)
        if fund
        else WorkFund(entered_by=by)
    )
    year = row.year
    for name, value in values.items():
        setattr(row, name, value)
    if faults := _budget_faults(row, year):
        raise ValidationError(faults)
    try:
        with transaction.atomic(), acting(by):
            row.save()
    except IntegrityError as taken:
        message = _("This budget line already exists for the year. Change that entry.")
        raise ValidationError({"budget_line": message}) from taken
    trail.write("change" if fund else "create", row, by=by, changes={"amount": str(row.amount)})
    return row


def _budget_faults(row: WorkFund, year: int | None) -> dict[str, str]:
    allocated = _sum(FundAllocation.objects.filter(fund=row)) if row.pk else Decimal(0)
    if row.amount <= 0:
        return {"amount": _("Enter an amount above zero.")}
    if row.amount < allocated:
        message = (
            _("%s of it are allocated. Reduce the allocations first.")
            % Quantity(allocated, "元").shown()
        )
        return {"amount": message}
    if allocated and year != row.year:
        return {"year": _("Parts of it are allocated: the year stays.")}
    return {}


@trail.together()
def allocate(
    fund: WorkFund, *, pairings: Collection[Pairing], amount: Decimal, allocated_on: date, by: User
) -> list[FundAllocation]:
    """Allocate `amount` yuan to each of `pairings`, all or none; an existing allocation is set to
    the new amount.

    Raises PermissionDenied, or ValidationError by field.
    """
    require(by, "funds.manage")
    locked_fund = WorkFund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    allocations = {
        row.pairing_id: row for row in FundAllocation.objects.filter(fund=locked_fund).with_used()
    }
    rows = [
        allocations.get(one.pk) or FundAllocation(fund=locked_fund, pairing=one) for one in pairings
    ]
    if faults := _allocation_faults(locked_fund, rows, allocations, amount, allocated_on):
        raise ValidationError(faults)
    for row in rows:
        row.amount, row.allocated_on, row.entered_by = amount, allocated_on, by
        act = "change" if row.pk else "create"
        with acting(by):
            row.save()
        trail.write(act, row, by=by, changes={"amount": str(amount)})
    return rows


def _allocation_faults(
    fund: WorkFund,
    rows: list[FundAllocation],
    allocations: dict[int, FundAllocation],
    amount: Decimal,
    on: date,
) -> dict[str, str]:
    faults = {}
    if not rows:
        faults["pairings"] = _("Choose at least one pairing.")
    if amount <= 0:
        faults["amount"] = _("Enter an amount above zero.")
    if on > localdate():
        faults["allocated_on"] = _("Enter a day that is not in the future.")
    others = sum((row.amount for row in allocations.values() if row not in rows), Decimal(0))
    left = fund.amount - others
    if not faults and amount * len(rows) > left:
        faults["amount"] = _("The budget line has %(left)s left, this needs %(needed)s.") % {
            "left": Quantity(left, "元").shown(),
            "needed": Quantity(amount * len(rows), "元").shown(),
        }
    spent = next((row for row in rows if row.pk and row.used_amount > amount), None)
    if not faults and spent:
        faults["amount"] = _("%(pair)s has used more than that already.") % {"pair": spent.pairing}
    return faults


@trail.together()
def use(  # noqa: PLR0917
    allocation: FundAllocation,
    used_on: date,
    amount: Decimal,
    purpose: str,
    voucher_number: str,
    file: Uploaded | None = None,
    *,
    by: User,
) -> FundUse:
    """Enter what was spent, never more than is left. Raises PermissionDenied, or ValidationError by
    field.
    """
    require(by, "funds.use")
    rows = FundAllocation.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    locked_allocation = rows.select_related("fund", "pairing__village__town").get(pk=allocation.pk)
    row = FundUse(
        allocation=locked_allocation,
        year=locked_allocation.fund.year,
        town=locked_allocation.pairing.village.town,
        used_on=used_on,
        amount=amount,
        purpose=purpose.strip(),
        voucher_number=voucher_number.strip(),
        entered_by=by,
    )
    if faults := _use_faults(row, by):
        raise ValidationError(faults)
    try:
        with transaction.atomic(), acting(by):
            row.save()
    except IntegrityError as taken:
        raise ValidationError({"voucher_number": _voucher_taken(row)}) from taken
    trail.write("create", row, by=by, after=row.state, changes={"amount": str(amount)})
    if file is not None:
        files.attach(FundVoucher(use=row), file, of=row, by=by)
    return row


def void(use: FundUse, *, reason: str, by: User) -> FundUse:
    """Declare a wrong entry void; its voucher number is free again."""
    return moves.make(use, "void", by=by, reason=reason)


def left_of(allocation: FundAllocation) -> Decimal:
    """What is left of an allocation."""
    return quantize(allocation.amount - _sum(allocation.uses.counted()))


def _use_faults(row: FundUse, by: User) -> dict[str, str]:
    faults = {}
    pairing, left = row.allocation.pairing, left_of(row.allocation)
    if row.amount <= 0:
        faults["amount"] = _("Enter an amount above zero.")
    elif row.amount > left:
        faults["amount"] = _("Only %s is left of this allocation.") % Quantity(left, "元").shown()
    if row.used_on > localdate():
        faults["used_on"] = _("Enter a day that is not in the future.")
    elif row.used_on.year != row.year:
        faults["used_on"] = _("These work funds are for %d. Enter a day in that year.") % row.year
    elif row.used_on < pairing.starts_on or (pairing.ends_on and row.used_on > pairing.ends_on):
        faults["used_on"] = _(
            "The pairing runs from %(from)s to %(to)s. Enter a day within it."
        ) % {
            "from": pairing.starts_on,
            "to": pairing.ends_on or "…",
        }
    if not row.purpose:
        faults["purpose"] = _("Say what it was spent for.")
    if not row.voucher_number:
        faults["voucher_number"] = _("Enter the number of the voucher.")
    elif _uses_with_same_voucher(row, by).exists():
        faults["voucher_number"] = _voucher_taken(row)
    return faults


def _uses_with_same_voucher(row: FundUse, by: User) -> QuerySet[FundUse]:
    """The uses under the same voucher number, as far as `by` may know of them."""
    seen = FundUse.objects.visible_to(by).counted()
    return seen.filter(year=row.year, voucher_number=row.voucher_number)


def _voucher_taken(row: FundUse) -> str:
    return _("Voucher %(number)s has been entered in %(year)d already. Check the number.") % {
        "number": row.voucher_number,
        "year": row.year,
    }


def _sum(rows: QuerySet[Any]) -> Decimal:
    return quantize(rows.aggregate(total=Sum("amount"))["total"] or 0)
