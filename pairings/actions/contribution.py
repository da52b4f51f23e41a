"""Contributions: reported, verified by the town, confirmed by the county. Only confirmed ones are counted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan import uploads
from jingyan.quantity import Quantity
from officers.models import Officer
from pairings.models import Contribution, Evidence, Metric, Outcome, Pairing
from villages.models import Village

FIELDS = (
    "scope", "carrier", "title", "happened_on", "officer", "enterprise", "village", "project", "stage", "contract_no",
    "receipt_no", "site", "share", "note", "corrects",
)  # fmt: skip
MAX_REF_ATTEMPTS = 100

State = Contribution.State


@transaction.atomic
def report(
    *,
    by: User,
    outcomes: Mapping[Metric, Quantity],
    files: Iterable[UploadedFile] = (),
    ref: str = "",
    **values: Any,
) -> Contribution:
    """Report a fact: `values` by the names in `FIELDS`, quantities by metric, evidence files.

    Without an officer, the one paired with the village on that day is meant. Without `ref`, one is made (C2022-00017).
    Raises PermissionDenied, or ValidationError by field.
    """
    if not by.may("contributions.report"):
        raise PermissionDenied
    row = Contribution(entered_by=by)
    _set(row, values, outcomes, by)
    _insert(row, ref)
    _write_outcomes(row, outcomes)
    trail.write("create", row, by=by, after=row.state)
    for file in files:
        attach(row, file=file, by=by)
    return row


@transaction.atomic
def update(
    contribution: Contribution, *, by: User, outcomes: Mapping[Metric, Quantity], **values: Any
) -> Contribution:
    """Correct a fact that is reported or returned. Whoever changes another's entry answers for it from then on.

    Raises PermissionDenied, MoveRefused where it is being verified or confirmed already, or ValidationError by field.
    """
    row = _locked(contribution, by)
    if not may_edit(row, by):
        raise PermissionDenied
    if row.state not in (State.REPORTED, State.RETURNED):
        raise MoveRefused(
            _("%(row)s is “%(state)s” and can't be changed now. Have it returned first, or enter a dated correction.")
            % {"row": row.ref, "state": row.get_state_display()}
        )
    before = _stored(row)
    _set(row, values, outcomes, by)
    row.entered_by = by
    row.save()
    row.outcomes.all().delete()
    _write_outcomes(row, outcomes)
    after = _stored(row)
    trail.write("change", row, by=by, changes={key: [before.get(key), after.get(key)] for key in after | before if before.get(key) != after.get(key)})
    return row


@transaction.atomic
def verify(contribution: Contribution, *, by: User) -> Contribution:
    """Verify a fact for its town. Raises PermissionDenied for whoever entered it.

    County staff verify only where the town has no other liaison than the one who entered it: MoveRefused otherwise.
    """
    row = moves.make(contribution, "verify", by=by, changes={"verified_by": by, "verified_at": timezone.now()})
    if row.town is None:
        raise MoveRefused(_("This fact belongs to no town. The county confirms it directly."))
    if by.town_id is None and _other_liaisons(row):
        raise MoveRefused(
            _("%(town)s has a liaison who can verify this: %(names)s.")
            % {"town": row.town, "names": "、".join(_other_liaisons(row))}
        )
    return row


def confirm(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a fact that its town has verified: from now on it counts and never changes.

    Raises PermissionDenied for whoever entered or verified it.
    """
    return moves.make(contribution, "confirm", by=by, changes={"confirmed_by": by, "confirmed_at": timezone.now()})


@transaction.atomic
def confirm_without_town(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a fact that belongs to no town. Raises MoveRefused where a town has to verify first."""
    changes = {"confirmed_by": by, "confirmed_at": timezone.now()}
    row = moves.make(contribution, "confirm_without_town", by=by, changes=changes)
    if row.town is not None:
        raise MoveRefused(_("%(town)s has to verify this fact first.") % {"town": row.town})
    return row


def send_back(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Return a fact to whoever entered it, with the reason."""
    undone = {"verified_by": None, "verified_at": None}
    return moves.make(contribution, "send_back", by=by, reason=reason, changes=undone)


@transaction.atomic
def report_again(contribution: Contribution, *, by: User) -> Contribution:
    """Report a returned fact again, once it has been corrected. For whoever entered it, and for county staff."""
    return _of_reporter(moves.make(contribution, "report_again", by=by), by)


@transaction.atomic
def withdraw(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Take a fact back that was reported by mistake. For whoever entered it, and for county staff."""
    return _of_reporter(moves.make(contribution, "withdraw", by=by, reason=reason), by)


@transaction.atomic
def attach(contribution: Contribution, *, file: UploadedFile, by: User) -> Evidence:
    """Add an evidence file. Raises PermissionDenied, MoveRefused once it is confirmed, ValidationError for a bad file."""
    row = _locked(contribution, by)
    if not by.may("contributions.report"):
        raise PermissionDenied
    if row.state in (State.COUNTY_CONFIRMED, State.WITHDRAWN):
        raise MoveRefused(_("%(row)s is closed: no evidence can be added.") % {"row": row.ref})
    upload = uploads.checked(file)
    evidence = Evidence(
        contribution=row, name=upload.name, size=len(upload.content), sha256=upload.sha256, uploaded_by=by
    )
    evidence.file.save("", upload.stored(), save=False)
    try:
        evidence.save()
        trail.write("attach", row, by=by, note=upload.name, changes={"sha256": upload.sha256})
    except BaseException:
        evidence.file.delete(save=False)
        raise
    return evidence


def may_edit(contribution: Contribution, user: User) -> bool:
    """Whether a fact is the user's to correct: entered by them, or by anybody where they are county staff."""
    return user.may("contributions.report") and (
        contribution.entered_by_id == user.pk or user.may("contributions.confirm")
    )


def offers(contribution: Contribution, name: str, user: User) -> bool:
    """Whether the rules beyond the table let `user` make the move `name`: which buttons to draw."""
    if name in ("report_again", "withdraw"):
        return may_edit(contribution, user)
    if name == "verify":
        return contribution.town_id is not None and (user.town_id is not None or not _other_liaisons(contribution))
    return name != "confirm_without_town" or contribution.town_id is None


def officer_paired(village: Village, on: date) -> Officer | None:
    """The officer who was paired with the village on a day, where there was exactly one."""
    found = list(Pairing.objects.active_on(on).filter(village=village).select_related("officer")[:2])
    return found[0].officer if len(found) == 1 else None


def _locked(contribution: Contribution, by: User) -> Contribution:
    seen = Contribution.objects.visible_to(by).select_for_update(of=("self",))
    return seen.get(pk=contribution.pk)


def _of_reporter(row: Contribution, by: User) -> Contribution:
    if not may_edit(row, by):
        raise PermissionDenied
    return row


def _other_liaisons(row: Contribution) -> list[str]:
    """The names of the town's users who may verify, apart from the one who entered the fact."""
    others = User.objects.filter(town=row.town_id, is_active=True).exclude(pk=row.entered_by_id)
    return [str(user) for user in others] if row.town_id else []


def _set(row: Contribution, values: Mapping[str, Any], outcomes: Mapping[Metric, Quantity], by: User) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(row, name, value)
    row.town = row.village.town if row.village else None
    if row.officer is None and row.village and row.scope == Metric.Scope.OFFICERS:
        row.officer = officer_paired(row.village, row.happened_on)
    faults = _faults(row, by) | _metric_faults(row, outcomes)
    if faults:
        raise ValidationError(faults)
    row.clean_fields(exclude=["ref", "verified_by", "verified_at", "confirmed_by", "confirmed_at"])


def _faults(row: Contribution, by: User) -> dict[str, str]:
    faults = {}
    if row.happened_on > timezone.localdate():
        faults["happened_on"] = _("This day is still to come. Report what has happened.")
    if row.scope == Metric.Scope.OFFICERS and row.officer is None:
        faults["officer"] = _("Choose the officer: nobody, or more than one, was paired with the village on that day.")
    elif row.officer and not Officer.objects.visible_to(by).filter(pk=row.officer.pk).exists():
        faults["officer"] = _("This officer is not one of yours.")
    if not by.may("contributions.confirm"):
        if row.village is None or not Village.objects.visible_to(by).filter(pk=row.village.pk).exists():
            faults["village"] = _("Choose one of your own villages.")
        if row.scope != Metric.Scope.OFFICERS:
            faults["scope"] = _("Facts of the whole united front are entered by the county.")
    if row.corrects and not (row.note.strip() and row.corrects.state == State.COUNTY_CONFIRMED):
        faults["note"] = _("Say why the confirmed fact is corrected.")
    return faults


def _metric_faults(row: Contribution, outcomes: Mapping[Metric, Quantity]) -> dict[str, str]:
    for metric, quantity in outcomes.items():
        if metric.computed:
            return {"__all__": _("“%(metric)s” is computed by the system and can't be entered.") % {"metric": metric}}
        if quantity.unit != metric.unit:
            return {"__all__": _("“%(metric)s” is counted in %(unit)s.") % {"metric": metric, "unit": metric.unit}}
        if quantity.value < 0 and not row.corrects:
            return {"__all__": _("Only a correction takes something away: “%(metric)s”.") % {"metric": metric}}
        if metric.scope == Metric.Scope.OFFICERS != row.scope:
            return {"__all__": _("“%(metric)s” counts what officers bring. Choose that scope.") % {"metric": metric}}
    return {}


def _write_outcomes(row: Contribution, outcomes: Mapping[Metric, Quantity]) -> None:
    Outcome.objects.bulk_create(
        Outcome(contribution=row, metric=metric, value=quantity.value, qualifier=quantity.qualifier or "")
        for metric, quantity in outcomes.items()
    )


def _insert(row: Contribution, ref: str) -> None:
    """Save a new fact under `ref`, or under the next free reference of its year."""
    if ref:
        if Contribution.objects.filter(ref=ref).exists():
            raise ValidationError({"ref": _("The reference %(ref)s is taken.") % {"ref": ref}})
        row.ref = ref
        row.save()
        return
    newest = Contribution.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number in range(newest + 1, newest + 1 + MAX_REF_ATTEMPTS):
        row.ref = f"C{row.happened_on.year}-{number:05d}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Taken by an import, or by somebody at the same moment.
            continue
        return
    raise MoveRefused(_("No reference was free. Try again."))


def _stored(row: Contribution) -> dict[str, str]:
    values = {name: str(getattr(row, name) if getattr(row, name) is not None else "") for name in FIELDS}
    outcomes = row.outcomes.select_related("metric")
    return values | {outcome.metric.code: outcome.quantity.text() for outcome in outcomes}
