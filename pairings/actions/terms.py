"""What a promise says: its words, its day, the demands that it answers; written alike in a plan and
beside it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NotRequired, Required, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User, acting
from jingyan.quantity import Quantity
from pairings.models import Promise
from villages.models import Demand

CLOSED = (Demand.State.MET, Demand.State.NOT_FEASIBLE, Demand.State.CONTINUED)


class PromiseTerms(TypedDict):
    """What is agreed on; no demand only where the promise is marked as outside the ledger
    (`unplanned`).
    """

    title: Required[str]
    due_on: Required[date]
    demands: NotRequired[Iterable[Demand]]
    unplanned: NotRequired[bool]
    amount: NotRequired[Quantity | None]
    budget: NotRequired[Decimal | None]


def agree(row: Promise, terms: PromiseTerms, *, by: User) -> Promise:
    """Save the terms of a promise in the caller's transaction. Raises ValidationError by field."""
    act, demands, amount = (
        "change" if row.pk else "create",
        list(terms.get("demands", ())),
        terms.get("amount"),
    )
    row.title, row.due_on = terms["title"].strip(), terms["due_on"]
    row.unplanned, row.budget = terms.get("unplanned", False), terms.get("budget")
    row.value = amount.value if amount else None
    row.unit = amount.unit if amount else ""
    row.qualifier = (amount.qualifier or "") if amount else ""
    if faults := _faults(row, demands):
        raise ValidationError(faults)
    with acting(by):
        row.save()
        row.demands.set(demands)
    trail.write(act, row, by=by, after=row.state if act == "create" else "")
    return row


def _faults(row: Promise, demands: list[Demand]) -> dict[str, str]:
    faults = {}
    if not row.title:
        faults["title"] = _("Say what is promised.")
    if row.plan and not row.plan.starts_on <= row.due_on <= row.plan.ends_on:
        faults["due_on"] = _(
            "The plan runs from %(from)s to %(to)s. A measure is due within it."
        ) % {
            "from": row.plan.starts_on,
            "to": row.plan.ends_on,
        }
    if row.budget is not None and row.budget < 0:
        faults["budget"] = _("Enter a number that is not below zero.")
    if not demands and not row.unplanned:
        faults["demands"] = _(
            "Choose the demands that it answers, or mark it as outside the ledger."
        )
    if demands and row.unplanned:
        faults["unplanned"] = _(
            "It answers a demand, so it isn't outside the ledger. Choose one of the two."
        )
    if any(demand.village_id != row.village_id for demand in demands):
        faults["demands"] = _(
            "A plan answers demands of its own village. Take others up on their own pages."
        )
    linked_pks = set(row.demands.values_list("pk", flat=True)) if row.pk else set()
    if any(demand.state in CLOSED and demand.pk not in linked_pks for demand in demands):
        faults["demands"] = _("One of these demands has been closed. Leave it out.")
    return faults
