"""Actions on the demands of villages."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.uploads import Uploaded
from villages.actions.saving import _refuse_future, _refuse_out_of_sight, _save
from villages.models import Demand, DemandProof, Village


@transaction.atomic
def raise_demand(demand: Demand, *, by: User) -> Demand:
    """Enter a need of a village in the ledger, as an open demand."""
    _refuse_out_of_sight(Village, demand.village_id, by)
    _refuse_future("raised_on", demand.raised_on)
    demand.entered_by = by
    return _save(demand, "demands.raise", by)


@transaction.atomic
def change_demand(demand: Demand, *, by: User) -> Demand:
    """Correct a demand that has not been taken up yet."""
    _refuse_future("raised_on", demand.raised_on)
    stored = (
        Demand.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=demand.pk)
    )
    if stored.state != Demand.State.OPEN:
        raise MoveRefused(
            _(
                "This demand has been taken up in the meantime, so what was agreed can no "
                "longer be changed."
            )
        )
    return _save(
        demand,
        "demands.raise",
        by,
        fields=("category", "title", *QUANTITY, "urgency", "raised_on", "source"),
    )


def take_up(demand: Demand, *, by: User, for_user: User | None = None) -> Demand:
    """Take up an open demand, for `by` or for the officer who logs in as `for_user`."""
    return moves.make(demand, "take_up", by=by, changes={"taken_up_by": for_user or by})


def start(demand: Demand, *, by: User) -> Demand:
    """Record that delivery has begun."""
    return moves.make(demand, "start", by=by)


@trail.together()
def meet(
    demand: Demand,
    *,
    by: User,
    proof: str = "",
    met_on: date | None = None,
    file: Uploaded | None = None,
) -> Demand:
    """Close a demand that was met on `met_on` (default: today), with a text or a file as proof.

    Raises PermissionDenied, MoveRefused, or ValidationError by field.
    """
    day = met_on or timezone.localdate()
    _refuse_future("met_on", day)
    if day < demand.raised_on:
        raise ValidationError({"met_on": _("This day lies before the demand was raised.")})
    if not proof.strip() and file is None:
        raise ValidationError({"proof": _("Say what proves it, or add a file.")})
    words = proof.strip() or _("See the file.")
    row = moves.make(demand, "meet", by=by, changes={"met_on": day, "proof": words})
    if file is not None:
        files.attach(DemandProof(demand=row), file, of=row, by=by)
    return row


def reopen(demand: Demand, *, by: User, reason: str) -> Demand:
    """Put a demand back into the ledger, for anyone to take up, with a reason."""
    return moves.make(demand, "reopen", by=by, reason=reason, changes={"taken_up_by": None})


def set_aside(demand: Demand, *, by: User, reason: str) -> Demand:
    """Record that a demand can't be met for now, with a reason."""
    return moves.make(demand, "set_aside", by=by, reason=reason)


QUANTITY = ("value", "unit", "qualifier")
