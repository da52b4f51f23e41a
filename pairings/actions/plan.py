"""Plans: written together, signed by three, amended by a new version."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts import moves, trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from pairings.actions.measure import (
    carry_over,
    copy_into,
    drafted,
    follow_surveys,
    locked,
    take_up_demands,
)
from pairings.models import Pairing, Party, Plan, Signature

ACTS["sign_for_town"] = pgettext_lazy("act on a plan", "Signed for the town")
ACTS["sign_for_village"] = pgettext_lazy("act on a plan", "Signed for the village")
ACTS["sign_for_officer"] = pgettext_lazy("act on a plan", "Signed by the officer")
State = Plan.State


@trail.together()
def write(
    *,
    pairing: Pairing,
    by: User,
    starts_on: date,
    ends_on: date,
    goals: str = "",
    support: str = "",
) -> Plan:
    """Begin the plan of a running pairing for a time in which it has none. PermissionDenied, or
    ValidationError.
    """
    require(by, "plans.write")
    seen = Pairing.objects.visible_to(by).current().select_for_update(no_key=True, of=("self",))
    running_pairing = seen.filter(pk=pairing.pk).first()
    if running_pairing is None:
        raise ValidationError({"pairing": _("Choose a pairing that is running.")})
    row = Plan(
        pairing=running_pairing,
        starts_on=starts_on,
        ends_on=ends_on,
        goals=goals,
        support=support,
        entered_by=by,
    )
    _refuse_faults(row)
    with acting(by):
        row.save()
    trail.write("create", row, by=by, after=row.state)
    return row


@trail.together()
def change(
    plan: Plan,
    *,
    by: User,
    starts_on: date,
    ends_on: date,
    goals: str,
    support: str,
    reason: str = "",
) -> Plan:
    """Change the texts of a draft. Raises MoveRefused once it is being signed, or
    ValidationError by field.
    """
    row = drafted(plan, by)
    old = {
        name: str(getattr(row, name))
        for name in ("starts_on", "ends_on", "goals", "support", "reason")
    }
    if row.previous is None:
        row.starts_on = starts_on
    row.ends_on, row.goals, row.support = ends_on, goals, support
    row.reason = reason.strip() or row.reason
    _refuse_faults(row)
    with acting(by):
        row.save()
    changes = {
        name: [before, str(getattr(row, name))]
        for name, before in old.items()
        if before != str(getattr(row, name))
    }
    trail.write("change", row, by=by, changes=changes)
    return row


@trail.together()
def amend(plan: Plan, *, reason: str, by: User) -> Plan:
    """Begin the next version of a signed plan, with all its measures. The signed one stays in force
    until then.
    """
    require(by, "plans.write")
    old = _running(locked(plan, by))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the plan is amended.")})
    if old.state != State.SIGNED:
        raise MoveRefused(
            _("Only a plan in force is amended; this one is “%s”.") % old.get_state_display()
        )
    values = {
        name: getattr(old, name) for name in ("pairing", "starts_on", "ends_on", "goals", "support")
    }
    row = Plan(
        **values, version=old.version + 1, previous=old, reason=reason.strip(), entered_by=by
    )
    try:
        with transaction.atomic(), acting(by):
            row.save()
    except IntegrityError as taken:
        raise MoveRefused(
            _("The next version of this plan is already being written. Open that one.")
        ) from taken
    with acting(by):
        copy_into(row, old, by)
    trail.write("create", row, by=by, after=row.state, note=row.reason)
    return row


@trail.together()
def submit(plan: Plan, *, by: User) -> Plan:
    """Submit a draft for signing, which locks it. Raises MoveRefused if it has no measures."""
    row = _running(drafted(plan, by))
    if not row.promises.exists():
        raise MoveRefused(_("The plan has no measure yet. Add one first."))
    with acting(by):
        follow_surveys(row)
    return moves.make(row, "submit", by=by)


@trail.together()
def send_back(plan: Plan, *, reason: str, by: User) -> Plan:
    """Return a plan that is being signed to draft; deletes the signatures given so far."""
    row = moves.make(plan, "send_back", by=by, reason=reason)
    row.signatures.all().delete()
    return row


@trail.together()
def sign(plan: Plan, *, party: str, by: User, name: str = "") -> Plan:
    """Sign for one party. With the third signature the plan is in force, and its demands are taken
    up.

    Only the officer signs for an officer who has a log-in; a signature for the village names
    the person who signed there. Raises PermissionDenied, MoveRefused (signed for
    already, not being signed), or ValidationError by field.
    """
    require(by, "plans.sign")
    row = _running(locked(plan, by))
    if party not in Party.values:
        raise ValidationError({"party": _("Choose for whom you sign.")})
    if row.state != State.SIGNING:
        raise MoveRefused(_("This plan is “%s” and can't be signed now.") % row.get_state_display())
    if row.signatures.filter(party=party).exists():
        raise MoveRefused(_("“%s” has signed this plan already.") % Party(party).label)
    if party not in parties_of(row, by):
        raise PermissionDenied
    _give(row, Party(party), _signer(row, party, name, by), by)
    return _bring_into_force(row, by) if row.signatures.count() == len(Party) else row


def parties_of(plan: Plan, user: User) -> list[Party]:
    """The parties for which `user` may sign this plan."""
    if not user.may("plans.sign"):
        return []
    owner = plan.pairing.officer.user_id
    parties = []
    if user.may("plans.sign_for_others"):
        liaisons = User.objects.filter(town=plan.pairing.village.town_id, is_active=True)
        # The county signs for a town that has no liaison.
        parties = [Party.TOWN] if user.town_id or not liaisons.exists() else []
        parties.append(Party.VILLAGE)
    if owner == user.pk or (owner is None and parties):
        parties.append(Party.OFFICER)
    return parties


def unsigned_by(user: User) -> Q:
    """The plans under which a signature is missing that `user` gives: the same rules as
    `parties_of`, for many.
    """
    missing = {
        party: ~Q(pk__in=Signature.objects.filter(party=party).values("plan")) for party in Party
    }
    own = missing[Party.OFFICER] & Q(pairing__officer__user=user)
    if not user.may("plans.sign_for_others"):
        return own
    for_officer = missing[Party.OFFICER] & Q(pairing__officer__user=None)
    for_town = missing[Party.TOWN]
    if not user.town_id:
        served = User.objects.filter(town__isnull=False, is_active=True).values("town")
        for_town &= ~Q(pairing__village__town__in=served)
    return own | for_officer | for_town | missing[Party.VILLAGE]


def _running(row: Plan) -> Plan:
    """The plan of a pairing that runs; MoveRefused for one that has ended."""
    if row.pairing.state != Pairing.State.ACTIVE:
        raise MoveRefused(_("The pairing of this plan has ended, so the plan can't be changed."))
    return row


def _signer(plan: Plan, party: str, name: str, by: User) -> str:
    if party == Party.OFFICER:
        return plan.pairing.officer.name
    if party == Party.VILLAGE and not name.strip():
        raise ValidationError({"name": _("Enter the name of the village's party secretary.")})
    return name.strip()[:50] or str(by)


def _give(plan: Plan, party: Party, name: str, by: User) -> None:
    try:
        with transaction.atomic():
            Signature.objects.create(plan=plan, party=party, name=name, recorded_by=by)
    except IntegrityError as taken:
        raise MoveRefused(_("“%s” has signed this plan already.") % party.label) from taken
    trail.write(f"sign_for_{party}", plan, by=by)


def _bring_into_force(plan: Plan, by: User) -> Plan:
    if plan.previous:
        old = moves.make(plan.previous, "supersede", by=by)
        with acting(by):
            carry_over(plan, old)
    row = moves.make(plan, "sign", by=by)
    take_up_demands(row, by)
    return row


def _refuse_faults(row: Plan) -> None:
    faults: dict[str, Any] = {}
    if row.ends_on < row.starts_on:
        faults["ends_on"] = _("The last day is before the first. Correct one of them.")
    pairing = row.pairing
    if row.starts_on < pairing.starts_on or (pairing.ends_on and row.ends_on > pairing.ends_on):
        faults["starts_on"] = _(
            "The pairing runs from %(from)s to %(to)s. A plan must be within it."
        ) % {
            "from": pairing.starts_on,
            "to": pairing.ends_on or "…",
        }
    others = Plan.objects.filter(
        pairing=pairing, starts_on__lte=row.ends_on, ends_on__gte=row.starts_on
    )
    others = others.exclude(state=State.SUPERSEDED).exclude(
        pk__in=[row.pk or 0, row.previous_id or 0]
    )
    if not faults and (other := others.first()):
        faults["starts_on"] = _(
            "There is a plan from %(from)s to %(to)s already. Amend that one."
        ) % {
            "from": other.starts_on,
            "to": other.ends_on,
        }
    due = row.promises.exclude(due_on__range=(row.starts_on, row.ends_on)) if row.pk else None
    if not faults and due is not None and (outside := due.first()):
        faults["ends_on"] = _(
            "“%(promise)s” is due on %(day)s, outside the plan. Change that first."
        ) % {
            "promise": outside,
            "day": outside.due_on,
        }
    if faults:
        raise ValidationError(faults)
