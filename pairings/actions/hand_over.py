"""Hand-overs: opened when a pairing ends or a liaison changes, frozen, signed by both sides."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import moves, notices, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from pairings.models import HandOver, HandOverItem, HandOverSignature, Liaison, Pairing, Side
from pairings.overviews.hand_over import of_pairing, of_town

ACTS["sign_for_giving"] = gettext_lazy("Signed for handing over")
ACTS["sign_for_receiving"] = gettext_lazy("Signed for taking over")


def open_for_pairing(pairing: Pairing, *, by: User) -> HandOver:
    """Open the hand-over of what a pair leaves open when it ends; the town's liaison takes over.
    Runs within the caller's act; returns the existing hand-over if there is one.
    """
    if existing := HandOver.objects.filter(pairing=pairing).first():
        return existing
    village, officer = pairing.village, pairing.officer
    liaison = Liaison.objects.current().filter(town=village.town_id).select_related("user").first()
    row = HandOver(
        pairing=pairing,
        town=village.town,
        giver=officer.user,
        giver_name=officer.name,
        receiver=liaison.user if liaison else None,
        receiver_name=str(liaison.user) if liaison else "",
    )
    return _open(row, of_pairing(pairing), by)


def open_for_liaison(liaison: Liaison, former: Liaison, *, by: User) -> HandOver:
    """Open the hand-over from the former liaison to the new one, within the caller's act."""
    row = HandOver(
        liaison=liaison,
        town=liaison.town,
        giver=former.user,
        giver_name=str(former.user),
        receiver=liaison.user,
        receiver_name=str(liaison.user),
    )
    return _open(row, of_town(liaison.town), by)


def _open(row: HandOver, items: Iterable[HandOverItem], by: User) -> HandOver:
    row.opened_on, row.opened_by = localdate(), by
    row.save()
    item_rows = list(items)
    for item in item_rows:
        item.hand_over = row
    HandOverItem.objects.bulk_create(item_rows)
    trail.write("create", row, by=by, after=row.state)
    way = ("pairings:hand_over_detail", row.pk)
    notices.notify([row.giver, row.receiver], kind="hand_over_waiting", url=way, subject=row)
    return row


def sides_of(hand_over: HandOver, user: User) -> list[Side]:
    """The sides for which `user` may sign now: their own; for county staff also, on paper, a side
    that has no log-in or has left.
    """
    if not user.may("handovers.sign") or hand_over.state != HandOver.State.OPEN:
        return []
    given = {(row.side, row.recorded_by_id) for row in hand_over.signatures.all()}
    if any(recorded_by == user.pk for _side, recorded_by in given):
        return []
    signed = {side for side, _recorded_by in given}
    return [side for side in Side if side not in signed and _may_sign(hand_over, side, user)]


def _may_sign(hand_over: HandOver, side: Side, user: User) -> bool:
    person = hand_over.giver if side == Side.GIVING else hand_over.receiver
    if person and person.pk == user.pk:
        return True
    if user.may("handovers.sign_on_paper"):
        # The giver may have left; a receiver with a log-in must sign with it.
        return side == Side.GIVING or person is None or not person.is_active
    # No receiver has been named: any liaison of the town takes over.
    return (
        side == Side.RECEIVING
        and person is None
        and bool(user.town_id)
        and user.town_id == hand_over.town_id
    )


@trail.together()
def sign(hand_over: HandOver, *, side: str, by: User, name: str = "", remark: str = "") -> HandOver:
    """Sign for one side; with the second signature it is done. Nothing is reassigned by it.

    Raises PermissionDenied, MoveRefused (signed already), or ValidationError by field.
    """
    require(by, "handovers.sign")
    rows = HandOver.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("giver", "receiver", "pairing__village", "town").get(pk=hand_over.pk)
    if side not in Side.values:
        raise ValidationError({"side": _("Choose for whom you sign.")})
    if row.state != HandOver.State.OPEN or row.signatures.filter(side=side).exists():
        raise MoveRefused(_("“%s” has already been signed. Reload the page.") % Side(side).label)
    if side not in sides_of(row, by):
        raise PermissionDenied
    _give(row, Side(side), _signer(row, side, name, by), remark.strip()[:300], by)
    return moves.make(row, "sign", by=by) if row.signatures.count() == len(Side) else row


def _signer(row: HandOver, side: str, name: str, by: User) -> str:
    person = row.giver if side == Side.GIVING else row.receiver
    named = row.giver_name if side == Side.GIVING else row.receiver_name
    if person and person.pk == by.pk:
        return named or str(by)
    signer = name.strip()[:50] or named or ("" if by.town_id is None else str(by))
    if not signer:
        raise ValidationError({"name": _("Enter who signed on paper.")})
    return signer


def _give(row: HandOver, side: Side, name: str, remark: str, by: User) -> None:
    try:
        with transaction.atomic():
            HandOverSignature.objects.create(
                hand_over=row, side=side, name=name, remark=remark, recorded_by=by
            )
    except IntegrityError as taken:
        raise MoveRefused(
            _("“%s” has already been signed. Reload the page.") % side.label
        ) from taken
    trail.write(f"sign_for_{side}", row, by=by, note=remark)
