"""Contributions: reported with their quantities, corrected until the county confirms them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.quantity import Quantity
from jingyan.uploads import Uploaded
from officers.models import Officer
from pairings.actions.contribution_rules import faults_of
from pairings.actions.evidence import attach
from pairings.actions.project import project_named
from pairings.actions.sending import sent_before
from pairings.models import Contribution, Metric, Pairing
from villages.models import Village

FIELDS = (
    "scope",
    "carrier",
    "title",
    "happened_on",
    "officer",
    "enterprise",
    "village",
    "project",
    "stage",
    "contract_no",
    "receipt_no",
    "site",
    "share",
    "note",
    "corrects",
)
MAX_REF_ATTEMPTS = 100
# As `_insert` gives them.
GIVEN_REF = re.compile(r"[Cc]\d{4}-\d+")

State = Contribution.State
EDITABLE = (State.REPORTED, State.RETURNED)


@trail.together()
def report(
    *,
    by: User,
    outcomes: Mapping[Metric, Quantity],
    files: Iterable[Uploaded] = (),
    ref: str = "",
    client_uuid: UUID | None = None,
    **values: Any,
) -> Contribution:
    """Report a contribution: `values` by the names in `FIELDS` or `project_code`, quantities by
    metric, evidence files.

    Without an officer, the one paired with the village on that day is meant. Without `ref`, one is
    made (C2022-00017). A repeated `client_uuid` returns the contribution that was reported the
    first time. Raises PermissionDenied, or ValidationError by field.
    """
    require(by, "contributions.report")
    if reported := sent_before(Contribution, by, client_uuid):
        return reported
    row = Contribution(entered_by=by, client_uuid=client_uuid)
    _set(row, values, outcomes, by)
    if reported := _insert(row, ref):
        return reported
    _write_outcomes(row, outcomes)
    trail.write("create", row, by=by, after=row.state)
    for file in files:
        attach(row, file=file, by=by)
    return row


@transaction.atomic
def update(
    contribution: Contribution, *, by: User, outcomes: Mapping[Metric, Quantity], **values: Any
) -> Contribution:
    """Correct a contribution that is reported or returned. The user becomes one of its authors.

    Raises PermissionDenied, MoveRefused where it is being verified or confirmed already, or
    ValidationError by field.
    """
    row = _locked(contribution, by)
    if not row.may_be_edited_by(by):
        raise PermissionDenied
    if row.state not in EDITABLE:
        raise MoveRefused(why_not_now(row))
    before = _stored(row)
    _set(row, values, outcomes, by)
    row.save()
    row.note_change(by)
    _write_outcomes(row, outcomes)
    trail.write("change", row, by=by, changes=_changes(before, _stored(row)))
    return row


def may_change(contribution: Contribution, user: User) -> bool:
    """Whether `user` may correct the contribution in its present state."""
    return contribution.state in EDITABLE and contribution.may_be_edited_by(user)


def why_not_now(contribution: Contribution) -> str:
    """Why a contribution can't be changed in its present state, or by this user."""
    return _(
        "%(row)s is “%(state)s” and can't be changed now. Have it returned first, or enter a dated "
        "correction."
    ) % {
        "row": contribution.ref,
        "state": contribution.get_state_display(),
    }


def officer_paired(village: Village, on: date) -> Officer | None:
    """The officer who was paired with the village on a day, where there was exactly one."""
    pairings = list(
        Pairing.objects.active_on(on).filter(village=village).select_related("officer")[:2]
    )
    return pairings[0].officer if len(pairings) == 1 else None


def _locked(contribution: Contribution, by: User) -> Contribution:
    seen = Contribution.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    return seen.get(pk=contribution.pk)


def _set(
    row: Contribution, values: Mapping[str, Any], outcomes: Mapping[Metric, Quantity], by: User
) -> None:
    entered = dict(values)
    code = entered.pop("project_code", None)
    for name, value in entered.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(row, name, value)
    row.town = row.village.town if row.village else None
    row.officer = row.officer or _officer_meant(row, by)
    faults = _out_of_sight(row, by) | faults_of(
        row, outcomes, county=by.may("contributions.confirm")
    )
    if faults:
        raise ValidationError(faults)
    if code is not None:
        row.project = project_named(code, row, by=by) if code else None
    row.clean_fields(exclude=["ref", "verified_by", "verified_at", "confirmed_by", "confirmed_at"])


def _officer_meant(row: Contribution, by: User) -> Officer | None:
    """The officer meant if none is named: the user, or the one paired with the village."""
    own = Officer.objects.filter(user=by).first()
    if own or row.village is None or row.scope != Metric.Scope.OFFICERS:
        return own
    return officer_paired(row.village, row.happened_on)


def _out_of_sight(row: Contribution, by: User) -> dict[str, str]:
    faults = {}
    if row.officer and not Officer.objects.visible_to(by).filter(pk=row.officer.pk).exists():
        faults["officer"] = _("This officer is not one of yours.")
    if row.village and not Village.objects.visible_to(by).filter(pk=row.village.pk).exists():
        faults["village"] = _("Choose one of your own villages.")
    return faults


def _write_outcomes(row: Contribution, outcomes: Mapping[Metric, Quantity]) -> None:
    """Store exactly these quantities. Unchanged ones keep their rows, so that the history
    records no change.
    """
    stored = {outcome.metric_id: outcome for outcome in row.outcomes.all()}
    row.outcomes.exclude(metric__in=outcomes).delete()
    for metric, quantity in outcomes.items():
        stored_values = {"value": quantity.value, "qualifier": quantity.qualifier or ""}
        outcome = stored.get(metric.pk)
        if outcome is None:
            row.outcomes.create(metric=metric, **stored_values)
        elif any(getattr(outcome, name) != value for name, value in stored_values.items()):
            row.outcomes.filter(pk=outcome.pk).update(**stored_values)


def _insert(row: Contribution, ref: str) -> Contribution | None:
    """Save a new contribution under `ref`, or the next free reference of its year; or return it,
    sent twice at one moment.
    """
    if ref:
        if Contribution.objects.visible_to(row.entered_by).filter(ref=ref).exists():
            raise ValidationError(
                {"ref": _("The reference %(ref)s is already taken.") % {"ref": ref}}
            )
        if is_reserved(ref, row.entered_by) or Contribution.objects.filter(ref=ref).exists():
            raise ValidationError({"ref": unusable_ref()})
        row.ref = ref
        row.save()
        return None
    newest = Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number in range(newest + 1, newest + 1 + MAX_REF_ATTEMPTS):
        row.ref = f"C{row.happened_on.year}-{number:05d}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if reported := sent_before(Contribution, row.entered_by, row.client_uuid):
                return reported
            # Taken by an import, or by another user at the same moment.
            continue
        return None
    raise MoveRefused(_("No reference was free. Try again."))


def is_reserved(ref: str, by: User) -> bool:
    """Whether a new contribution of `by` must not take a reference because the system gives those
    of this form itself.

    All references of this form are refused to towns and officers; otherwise a refusal would reveal
    that another town's contribution has the reference.
    """
    return not by.may("contributions.confirm") and bool(GIVEN_REF.fullmatch(ref))


def unusable_ref() -> str:
    """Why a reference can't be taken: the same words for one that is reserved and one of a
    contribution out of sight.
    """
    return _("This reference can't be used. Choose another one, not of the form C2022-00017.")


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    return {name: [before.get(name, ""), after.get(name, "")] for name in names}


def _stored(row: Contribution) -> dict[str, str]:
    values = {
        name: str(getattr(row, name) if getattr(row, name) is not None else "") for name in FIELDS
    }
    outcomes = row.outcomes.select_related("metric")
    return values | {outcome.metric.code: outcome.quantity.text() for outcome in outcomes}
