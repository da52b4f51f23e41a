"""Promises: written as measures of a plan or made beside it, delivered by one, verified by another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from jingyan.quantity import Quantity
from jingyan.uploads import Uploaded
from officers.models import Officer
from pairings.models import Plan, Promise, PromiseEvidence
from villages import actions as villages
from villages.models import Demand

State = Promise.State
# What has been agreed on, and what has come of it since.
TERMS = ("owner", "village", "title", "unplanned", "due_on", "value", "unit", "qualifier", "budget")
LIFE = ("state", "done", "delivered_on", "delivered_by", "verified_by", "verified_at", "reason")
CLOSED = (Demand.State.MET, Demand.State.NOT_FEASIBLE, Demand.State.CONTINUED)


@trail.together()
def add(
    plan: Plan,
    *,
    by: User,
    title: str,
    due_on: date,
    demands: Iterable[Demand] = (),
    unplanned: bool = False,
    amount: Quantity | None = None,
    budget: Decimal | None = None,
) -> Promise:
    """Add a measure to a drafted plan. Raises PermissionDenied, MoveRefused, or ValidationError by field."""
    held = _draft(plan, by)
    row = Promise(plan=held, owner=held.pairing.officer, village=held.pairing.village, entered_by=by)
    return _save(row, by, title, due_on, list(demands), unplanned, amount, budget)


@trail.together()
def change(
    promise: Promise,
    *,
    by: User,
    title: str,
    due_on: date,
    demands: Iterable[Demand] = (),
    unplanned: bool = False,
    amount: Quantity | None = None,
    budget: Decimal | None = None,
) -> Promise:
    """Change a measure of a drafted plan; one that an earlier version has seen delivered stays as it was."""
    row = _open_measure(promise, by)
    return _save(row, by, title, due_on, list(demands), unplanned, amount, budget)


@trail.together()
def remove(promise: Promise, *, by: User) -> None:
    """Take a measure out of a drafted plan."""
    row = _open_measure(promise, by)
    trail.write("delete", row, by=by)
    with acting(by):
        row.demands.clear()
        row.delete()


@trail.together()
def fill(plan: Plan, demands: Iterable[Demand], *, by: User) -> list[Promise]:
    """Turn demands of the village into measures, each with its words and quantity, due on the plan's last day."""
    held = _draft(plan, by)
    wanted = Demand.objects.visible_to(by).filter(pk__in=[demand.pk for demand in demands])
    wanted = wanted.exclude(promises__plan=held).order_by("raised_on", "pk")
    return [
        add(held, by=by, title=row.title, due_on=held.ends_on, demands=[row], amount=row.quantity) for row in wanted
    ]


@trail.together()
def take_up(
    demand: Demand,
    *,
    by: User,
    owner: Officer,
    title: str,
    due_on: date,
    amount: Quantity | None = None,
    budget: Decimal | None = None,
) -> Promise:
    """Promise beside any plan to meet an open demand, of whichever village; the demand is taken up.

    Officers promise for themselves, the county and the town for officers in their sight.
    """
    require(by, "promises.make")
    if not (owner.user_id == by.pk or (by.may("promises.verify") and _sees(by, owner))):
        raise PermissionDenied
    held = Demand.objects.visible_to(by).get(pk=demand.pk)
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("This day has passed already.")})
    taken = villages.take_up(held, by=by, for_user=owner.user)
    row = Promise(owner=owner, village=taken.village, entered_by=by)
    return _save(row, by, title, due_on, [taken], False, amount, budget)


@trail.together()
def start(promise: Promise, *, by: User) -> Promise:
    """Begin on a promise; what was taken up for it is being delivered from now on."""
    row = moves.make(_in_force(promise, by), "start", by=by)
    for demand in row.demands.filter(state=Demand.State.TAKEN_UP).order_by("pk"):
        villages.start(demand, by=by)
    return row


@trail.together()
def deliver(
    promise: Promise, *, by: User, done: str, delivered_on: date | None = None, file: Uploaded | None = None
) -> Promise:
    """Report what was done and since when, with a file where there is one; somebody else verifies it."""
    day = delivered_on or timezone.localdate()
    if not done.strip():
        raise ValidationError({"done": _("Say what was done.")})
    if day > timezone.localdate():
        raise ValidationError({"delivered_on": _("This day is still to come.")})
    changes = {"done": done.strip(), "delivered_on": day, "delivered_by": by}
    row = moves.make(_in_force(promise, by), "deliver", by=by, changes=changes)
    if file is not None:
        files.keep(PromiseEvidence(promise=row), file, of=row, by=by)
    return row


def verify(promise: Promise, *, by: User) -> Promise:
    """Verify what somebody else delivered. PermissionDenied for the owner and for whoever reported it."""
    row = _in_force(promise, by)
    if row.owner.user_id == by.pk:
        raise PermissionDenied
    return moves.make(row, "verify", by=by, changes={"verified_by": by, "verified_at": timezone.now()})


def send_back(promise: Promise, *, reason: str, by: User) -> Promise:
    """Say why a promise isn't delivered yet."""
    return moves.make(_in_force(promise, by), "send_back", by=by, reason=reason)


@trail.together()
def break_(promise: Promise, *, reason: str, by: User) -> Promise:
    """Declare a promise broken; a demand that nobody else has promised anything for is open again."""
    row = moves.make(_in_force(promise, by), "break", by=by, reason=reason, changes={"reason": reason.strip()})
    taken = row.demands.filter(state__in=[Demand.State.TAKEN_UP, Demand.State.DELIVERING])
    for demand in taken.exclude(pk__in=_still_promised(row)).order_by("pk"):
        villages.reopen(demand, by=by, reason=_("Promise broken: %s") % reason.strip())
    return row


def ready_to_close(promise: Promise, user: User) -> list[Demand]:
    """The demands of a promise that `user` may close, since all that was promised for them is verified."""
    if not user.may("demands.handle"):
        return []
    alive = Promise.objects.alive().values("demands")
    seen = Demand.objects.visible_to(user).filter(promises=promise, state=Demand.State.DELIVERING)
    verified = Promise.objects.kept().filter(pk=promise.pk).exists()
    return list(seen.exclude(pk__in=alive.filter(demands__isnull=False))) if verified else []


def copy_into(plan: Plan, old: Plan, by: User) -> None:
    """The measures of the version before, as the first draft of the next one."""
    for promise in old.promises.prefetch_related("demands"):
        values = {name: getattr(promise, name) for name in TERMS}
        row = Promise.objects.create(**values, plan=plan, follows=promise, entered_by=by)
        row.demands.set(promise.demands.all())


def carry_over(plan: Plan, old: Plan) -> None:
    """What has come of the measures under the version before goes on under the new one."""
    rows = list(
        plan.promises.filter(follows__plan=old).select_related("follows").select_for_update(no_key=True, of=("self",))
    )
    for row in rows:
        for name in LIFE:
            setattr(row, name, getattr(row.follows, name))
    Promise.objects.bulk_update(rows, LIFE)


def take_up_demands(plan: Plan, by: User) -> None:
    """What a plan in force answers is taken up."""
    promises = plan.promises.filter(state__in=Promise.UNDONE)
    wanted = Demand.objects.filter(promises__in=promises, state=Demand.State.OPEN).distinct()
    for demand in wanted.order_by("pk"):
        villages.take_up(demand, by=by, for_user=plan.pairing.officer.user)


def follow_surveys(plan: Plan) -> None:
    """Where a survey has raised a demand anew since, the measure answers the new entry; a closed one is refused."""
    for row in plan.promises.prefetch_related("demands"):
        settled = row.follows is not None and row.follows.state not in Promise.UNDONE
        for demand in row.demands.all():
            if demand.state == Demand.State.CONTINUED and demand.continued_by:
                row.demands.remove(demand)
                row.demands.add(demand.continued_by)
            elif demand.state in CLOSED and not settled:
                raise MoveRefused(
                    _("“%(demand)s” is “%(state)s” by now. Take it out of “%(promise)s”.")
                    % {"demand": demand, "state": demand.get_state_display(), "promise": row}
                )


def _sees(by: User, owner: Officer) -> bool:
    return Officer.objects.visible_to(by).filter(pk=owner.pk).exists()


def _still_promised(broken: Promise) -> list[int]:
    others = Promise.objects.alive().exclude(pk=broken.pk).filter(demands__in=broken.demands.all())
    return list(others.values_list("demands", flat=True))


def _draft(plan: Plan, by: User) -> Plan:
    require(by, "plans.write")
    rows = Plan.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    held = rows.select_related("pairing__village", "pairing__officer").get(pk=plan.pk)
    if held.state != Plan.State.DRAFT:
        raise MoveRefused(_("This plan is “%s” and can't be changed. Make a new version.") % held.get_state_display())
    return held


def _open_measure(promise: Promise, by: User) -> Promise:
    row = Promise.objects.visible_to(by).select_related("plan", "follows").get(pk=promise.pk)
    if row.plan is None:
        raise MoveRefused(_("What was promised stays as it is."))
    row.plan = _draft(row.plan, by)
    if row.follows and row.follows.state not in Promise.UNDONE:
        raise MoveRefused(_("“%(promise)s” is “%(state)s” already: it stays in the plan as it is.") % {
            "promise": row, "state": row.follows.get_state_display(),
        })  # fmt: skip
    return row


def _in_force(promise: Promise, by: User) -> Promise:
    row = Promise.objects.visible_to(by).select_related("plan", "owner").get(pk=promise.pk)
    if row.plan and row.plan.state != Plan.State.SIGNED:
        raise MoveRefused(_("The plan of this promise is “%s”, not in force.") % row.plan.get_state_display())
    return row


def _save(  # noqa: PLR0917
    row: Promise, by: User, title: str, due_on: date, demands: list[Demand], unplanned: bool, amount: Quantity | None,
    budget: Decimal | None,
) -> Promise:  # fmt: skip
    act = "change" if row.pk else "create"
    row.title, row.due_on, row.unplanned, row.budget = title.strip(), due_on, unplanned, budget
    row.value = amount.value if amount else None
    row.unit = amount.unit if amount else ""
    row.qualifier = (amount.qualifier or "") if amount else ""
    if faults := _faults(row, demands, by):
        raise ValidationError(faults)
    with acting(by):
        row.save()
        row.demands.set(demands)
    trail.write(act, row, by=by, after=row.state if act == "create" else "")
    return row


def _faults(row: Promise, demands: list[Demand], by: User) -> dict[str, str]:
    faults = {}
    if not row.title:
        faults["title"] = _("Say what is promised.")
    if row.plan and not row.plan.starts_on <= row.due_on <= row.plan.ends_on:
        faults["due_on"] = _("The plan runs from %(from)s to %(to)s. A measure is due within it.") % {
            "from": row.plan.starts_on, "to": row.plan.ends_on,
        }  # fmt: skip
    if row.budget is not None and row.budget < 0:
        faults["budget"] = _("Enter a number that is not below zero.")
    if not demands and not row.unplanned:
        faults["demands"] = _("Choose the demands that it answers, or mark it as outside the ledger.")
    if demands and row.unplanned:
        faults["unplanned"] = _("It answers a demand, so it isn't outside the ledger. Choose one of the two.")
    if any(demand.village_id != row.village_id for demand in demands):
        faults["demands"] = _("A plan answers demands of its own village. Take others up on their own pages.")
    known = set(row.demands.values_list("pk", flat=True)) if row.pk else set()
    if any(demand.state in CLOSED and demand.pk not in known for demand in demands):
        faults["demands"] = _("One of these demands is closed by now. Leave it out.")
    return faults
