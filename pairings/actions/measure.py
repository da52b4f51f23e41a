"""The measures of a plan: written while it is a draft, carried from version to version, in force
with the plan.
"""

from collections.abc import Iterable
from typing import Unpack

from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from pairings.actions.terms import CLOSED, PromiseTerms, agree
from pairings.models import Plan, Promise
from villages.actions import demand as villages
from villages.models import Demand

# What has been agreed on, and what has come of it since.
TERMS = ("owner", "village", "title", "unplanned", "due_on", "value", "unit", "qualifier", "budget")
LIFE = ("state", "done", "delivered_on", "delivered_by", "verified_by", "verified_at", "reason")


@trail.together()
def add(plan: Plan, *, by: User, **terms: Unpack[PromiseTerms]) -> Promise:
    """Add a measure to a drafted plan. Raises PermissionDenied, MoveRefused, or ValidationError by
    field.
    """
    draft = drafted(plan, by)
    row = Promise(
        plan=draft, owner=draft.pairing.officer, village=draft.pairing.village, entered_by=by
    )
    return agree(row, terms, by=by)


@trail.together()
def change(promise: Promise, *, by: User, **terms: Unpack[PromiseTerms]) -> Promise:
    """Change a measure of a drafted plan; one that was delivered under an earlier version
    stays unchanged.
    """
    return agree(_open_measure(promise, by), terms, by=by)


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
    """Turn demands of the village into measures, each with its words and quantity, due on the
    plan's last day.
    """
    draft = drafted(plan, by)
    wanted = Demand.objects.visible_to(by).filter(pk__in=[demand.pk for demand in demands])
    wanted = wanted.exclude(promises__plan=draft).order_by("raised_on", "pk")
    return [
        add(draft, by=by, title=row.title, due_on=draft.ends_on, demands=[row], amount=row.quantity)
        for row in wanted
    ]


def copy_into(plan: Plan, old: Plan, by: User) -> None:
    """The measures of the version before, as the first draft of the next one."""
    for promise in old.promises.prefetch_related("demands"):
        values = {name: getattr(promise, name) for name in TERMS}
        row = Promise.objects.create(**values, plan=plan, follows=promise, entered_by=by)
        row.demands.set(promise.demands.all())


def carry_over(plan: Plan, old: Plan) -> None:
    """Copy state and delivery of the measures from the previous version to the new one."""
    rows = list(
        plan.promises.filter(follows__plan=old)
        .select_related("follows")
        .prefetch_related("follows__changed_by")
        .select_for_update(no_key=True, of=("self",))
    )
    for row in rows:
        for name in LIFE:
            setattr(row, name, getattr(row.follows, name))
    Promise.objects.bulk_update(rows, LIFE)
    Promise.note_changes(
        (row, user) for row in rows if row.follows for user in row.follows.changed_by.all()
    )


def take_up_demands(plan: Plan, by: User) -> None:
    """What a plan in force answers is taken up."""
    promises = plan.promises.filter(state__in=Promise.UNDONE)
    wanted = Demand.objects.filter(promises__in=promises, state=Demand.State.OPEN).distinct()
    for demand in wanted.order_by("pk"):
        villages.take_up(demand, by=by, for_user=plan.pairing.officer.user)


def follow_surveys(plan: Plan) -> None:
    """If a survey has raised a demand again since, link the measure to the new entry. Raises
    MoveRefused for a closed demand.
    """
    for row in plan.promises.prefetch_related("demands"):
        settled = row.follows is not None and row.follows.state not in Promise.UNDONE
        for demand in row.demands.all():
            if demand.state == Demand.State.CONTINUED and demand.continued_by:
                row.demands.remove(demand)
                row.demands.add(demand.continued_by)
            elif demand.state in CLOSED and not settled:
                raise MoveRefused(
                    _("“%(demand)s” is now “%(state)s”. Take it out of “%(promise)s”.")
                    % {"demand": demand, "state": demand.get_state_display(), "promise": row}
                )


def drafted(plan: Plan, by: User) -> Plan:
    """The plan, locked, while it may be written. Raises PermissionDenied, or MoveRefused once it is
    being signed.
    """
    require(by, "plans.write")
    row = locked(plan, by)
    if row.state != Plan.State.DRAFT:
        raise MoveRefused(
            _("This plan is “%s” and can't be changed. Make a new version.")
            % row.get_state_display()
        )
    return row


def locked(plan: Plan, by: User) -> Plan:
    """The plan in sight of `by`, locked, together with its pairing, so that the pairing can't
    end in between.
    """
    rows = Plan.objects.visible_to(by).select_for_update(no_key=True, of=("self", "pairing"))
    return rows.select_related("pairing__village__town", "pairing__officer").get(pk=plan.pk)


def _open_measure(promise: Promise, by: User) -> Promise:
    row = Promise.objects.visible_to(by).select_related("plan", "follows").get(pk=promise.pk)
    if row.plan is None:
        raise MoveRefused(_("A promise beside a plan can't be changed."))
    row.plan = drafted(row.plan, by)
    if row.follows and row.follows.state not in Promise.UNDONE:
        raise MoveRefused(
            _("“%(promise)s” is already “%(state)s”, so it can't be changed in the plan.")
            % {
                "promise": row,
                "state": row.follows.get_state_display(),
            }
        )
    return row
