"""What people change of villages, yearly figures, demands and titles."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.models import Town, User, acting
from accounts.moves import MoveRefused
from jingyan.uploads import Uploaded
from villages.models import Demand, DemandProof, Title, Village, VillageYear

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def save_village(village: Village, *, by: User) -> Village:
    """Change what the office adds to a village of the national list: tier, programme, lead industry."""
    return _save(village, "villages.change", by, fields=("tier", "in_programme", "lead_industry"))


def year_to_come(year: int) -> str:
    """Why figures of this year can't be known yet, in words; empty where they can."""
    this = timezone.localdate().year
    return _("This year is still to come. Enter figures up to %(year)d.") % {"year": this} if year > this else ""


@transaction.atomic
def save_year(year: VillageYear, *, by: User) -> VillageYear:
    """Enter or correct one village's figures of one year."""
    _refuse_out_of_sight(Village, year.village_id, by)
    if year._state.adding and (words := year_to_come(year.year)):
        raise ValidationError({"year": words})
    return _save(year, "villages.change", by)


@transaction.atomic
def raise_demand(demand: Demand, *, by: User) -> Demand:
    """Enter what a village needs into the ledger, as open."""
    _refuse_out_of_sight(Village, demand.village_id, by)
    _refuse_future("raised_on", demand.raised_on)
    demand.entered_by = by
    return _save(demand, "demands.raise", by)


@transaction.atomic
def change_demand(demand: Demand, *, by: User) -> Demand:
    """Correct the words of a demand that nobody has taken up yet."""
    _refuse_future("raised_on", demand.raised_on)
    stored = Demand.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=demand.pk)
    if stored.state != Demand.State.OPEN:
        raise MoveRefused(_("Somebody has taken up this demand meanwhile: what was agreed on can't change any more."))
    return _save(demand, "demands.raise", by, fields=("category", "title", *QUANTITY, "urgency", "raised_on", "source"))


def won_that_year(title: Title, others: Iterable[Title]) -> str:
    """Why a place can't have won this title, in words, where one of `others` is the same of that year; else empty.

    A title is counted once: another day in the same year is a slip, another year may be won anew. The same day is
    for the constraints of the table.
    """
    for other in others:
        same = all(getattr(other, name) == getattr(title, name) for name in ("town_id", "village_id", "name", "level"))
        if other is title or (other.pk and other.pk == title.pk) or not same:
            continue
        if other.awarded_on.year == title.awarded_on.year and other.awarded_on != title.awarded_on:
            told = _("This place has this title of %(year)d already, awarded on %(day)s. Correct that entry instead.")
            return told % {"year": title.awarded_on.year, "day": other.awarded_on}
    return ""


@transaction.atomic
def save_title(title: Title, *, by: User) -> Title:
    """Enter a title that a village or a town has won, or correct one."""
    _refuse_out_of_sight(Town, title.town_id, by)
    _refuse_future("awarded_on", title.awarded_on)
    if words := won_that_year(title, Title.objects.filter(town=title.town_id, name=title.name)):
        raise ValidationError({"awarded_on": words})
    return _save(title, "titles.change", by)


def take_up(demand: Demand, *, by: User, for_user: User | None = None) -> Demand:
    """Take an open demand up: in one's own name, or for the officer whose log-in `for_user` is."""
    return moves.make(demand, "take_up", by=by, changes={"taken_up_by": for_user or by})


def start(demand: Demand, *, by: User) -> Demand:
    """Say that delivery has begun."""
    return moves.make(demand, "start", by=by)


@trail.together()
def meet(
    demand: Demand, *, by: User, proof: str = "", met_on: date | None = None, file: Uploaded | None = None
) -> Demand:
    """Close a demand: the village has got what it needed, since `met_on` (default: today), as words or a file prove.

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
        files.keep(DemandProof(demand=row), file, of=row, by=by)
    return row


def reopen(demand: Demand, *, by: User, reason: str) -> Demand:
    """Put a demand back into the ledger, for anybody to take up, and say why."""
    return moves.make(demand, "reopen", by=by, reason=reason, changes={"taken_up_by": None})


def set_aside(demand: Demand, *, by: User, reason: str) -> Demand:
    """Say why a demand can't be met for now."""
    return moves.make(demand, "set_aside", by=by, reason=reason)


QUANTITY = ("value", "unit", "qualifier")


def _save(row: M, permission: str, by: User, fields: tuple[str, ...] = ()) -> M:
    """Save `row` (of an existing one, only `fields` where given) and note what changed; the caller's transaction."""
    if not by.may(permission):
        raise PermissionDenied
    act = "change" if row.pk else "create"
    changes = _changes(row, fields)
    try:
        with transaction.atomic(), acting(by):
            row.save(update_fields=fields if row.pk and fields else None)
    except IntegrityError as error:
        raise ValidationError(_("The same record was entered meanwhile, or a rule of the table refuses it.")) from error
    trail.write(act, row, by=by, changes=changes)
    return row


def _changes(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Of an existing row: field → what was stored and what is stored from now on."""
    stored = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first() if row.pk else None
    if stored is None:
        return {}
    names = fields or [field.name for field in row._meta.concrete_fields]
    pairs = {name: [_told(stored, name), _told(row, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def _refuse_out_of_sight(model: Any, pk: int, by: User) -> None:
    if not model.objects.visible_to(by).filter(pk=pk).exists():
        raise PermissionDenied


def _refuse_future(field: str, day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come.")})
