"""Pages of hand-overs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.moves import MoveRefused
from accounts.pages import record, record_url, refusal_page
from pairings.actions import hand_over as actions
from pairings.filters.support import HandOverFilters
from pairings.forms import SignForm
from pairings.models import HandOver, HandOverItem, Side
from pairings.tables.support import HandOverTable


def _get_hand_over(request: SignedInRequest, pk: int) -> HandOver:
    rows = HandOver.objects.visible_to(request.user).prefetch_related("signatures__recorded_by")
    with_people = rows.select_related(
        "town", "giver", "receiver", "pairing__village__town", "pairing__officer", "liaison"
    )
    return get_object_or_404(with_people, pk=pk)


@require_safe
@allow("handovers.view")
def hand_over_list(request: SignedInRequest) -> HttpResponse:
    """Every hand-over, the latest first."""
    rows = HandOver.objects.visible_to(request.user).select_related(
        "town", "pairing__village", "pairing__officer"
    )
    listing = Listing(
        request,
        rows,
        table=HandOverTable,
        filters=HandOverFilters,
        title=_("Hand-overs"),
        empty_text=_("A hand-over is opened where a pairing ends, or a town's liaison changes."),
    )
    return listing.render()


@require_safe
@allow("handovers.view")
def hand_over_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One hand-over: what was open on its day, and who has signed."""
    return _detail(request, _get_hand_over(request, pk))


def _detail(
    request: SignedInRequest, row: HandOver, sent: SignForm | None = None, status: int = 200
) -> HttpResponse:
    items_by_kind: dict[str, list[HandOverItem]] = {}
    for item in row.items.all():
        items_by_kind.setdefault(item.kind, []).append(item)
    given = {signature.side: signature for signature in row.signatures.all()}
    context = {
        "hand_over": row,
        "groups": [
            (kind.label, items_by_kind[kind]) for kind in HandOverItem.Kind if kind in items_by_kind
        ],
        "sides": [(side, given.get(side), _form(row, side, request, sent)) for side in Side],
        **record(row, request.user),
        # Signing is done for one of two sides, so it has forms of its own.
        "moves": [],
    }
    return render(request, "pairings/hand_over_detail.html", context, status=status)


def _form(
    row: HandOver, side: Side, request: SignedInRequest, sent: SignForm | None
) -> SignForm | None:
    if side not in actions.sides_of(row, request.user):
        return None
    if sent and sent.data.get("side") == side:
        return sent
    person, name = (
        (row.giver, row.giver_name) if side == Side.GIVING else (row.receiver, row.receiver_name)
    )
    own = person is not None and person.pk == request.user.pk
    form = SignForm(initial={"side": side.value, "name": name}, auto_id=f"{side.value}_%s")
    if own or request.user.town_id:
        del form.fields["name"]
    return form


@require_POST
@allow("handovers.sign")
def hand_over_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign for one side."""
    row, form = _get_hand_over(request, pk), SignForm(request.POST)
    try:
        signed = form.run(actions.sign, row, by=request.user) if form.is_valid() else None
    except MoveRefused as refusal:
        return refusal_page(request, refusal, record_url(row))
    if not signed:
        return _detail(
            request,
            _get_hand_over(request, pk),
            form,
            status=409 if row.state == HandOver.State.SIGNED else 400,
        )
    done = signed.state == HandOver.State.SIGNED
    messages.success(
        request,
        _("Both have signed: the hand-over is complete.")
        if done
        else _("Signed. The other side will be notified."),
    )
    return redirect("pairings:hand_over_detail", pk)
