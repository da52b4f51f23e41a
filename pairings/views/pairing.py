"""Pages of pairings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.pages import back_to, form_page, make_move, make_move_with_reason, record
from accounts.tabs import tabs_of
from pairings.actions import pairing as actions
from pairings.filters.pairing import PairingFilters
from pairings.forms import EndForm, PairingForm
from pairings.models import Pairing
from pairings.tables.pairing import PairingTable


def _get_pairing(request: SignedInRequest, pk: int) -> Pairing:
    rows = Pairing.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("village__town", "officer__enterprise", "appointment"), pk=pk
    )


@require_safe
@allow("pairings.view")
def pairing_list(request: SignedInRequest) -> HttpResponse:
    """Who serves where."""
    rows = Pairing.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows.select_related("village__town", "officer__enterprise", "appointment__batch"),
        table=PairingTable,
        filters=PairingFilters,
        title=_("Pairings"),
        create_url=reverse("pairings:pairing_create")
        if request.user.may("pairings.propose")
        else "",
        create_label=_("Propose a pairing"),
        empty_text=_("No officer has been paired with a village yet."),
    )
    return listing.render(register="pairings")


@allow("pairings.propose")
def pairing_create(request: SignedInRequest) -> HttpResponse:
    """Propose a pairing; `?village=` and `?officer=` preselect them."""
    initial = {name: request.GET[name] for name in ("village", "officer") if name in request.GET}
    form = PairingForm(request.POST or None, user=request.user, initial=initial)
    pairing = form.run(actions.propose, by=request.user) if form.is_valid() else None
    if pairing:
        messages.success(
            request, _("The pairing has been proposed. Another user has to approve it.")
        )
        return redirect(back_to(request, reverse("pairings:pairing_detail", args=[pairing.pk])))
    return form_page(
        request,
        form,
        title=_("Propose a pairing"),
        parents=[(_("Pairings"), reverse("pairings:pairing_list"))],
        submit_label=_("Propose"),
    )


@require_safe
@allow("pairings.view")
def pairing_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _get_pairing(request, pk), EndForm())


def _detail(
    request: SignedInRequest, pairing: Pairing, end_form: EndForm, status: int = 200
) -> HttpResponse:
    context = record(pairing, request.user) | tabs_of(request, pairing)
    waiting = pairing.state == Pairing.State.PROPOSED
    context |= {
        "pairing": pairing,
        # Ending asks for a day besides the reason, so it has a form of its own.
        "end_form": end_form if any(button.name == "end" for button in context["moves"]) else None,
        "moves": [button for button in context["moves"] if button.name != "end"],
        "hand_over": pairing.hand_overs.first() if pairing.state == Pairing.State.ENDED else None,
        "conflicts": [actions.conflict(pairing, row) for row in actions.holders(pairing)]
        if waiting
        else [],
    }
    return render(request, "pairings/pairing_detail.html", context, status=status)


@require_POST
@allow("pairings.approve")
def pairing_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve a proposed pairing."""
    return make_move(
        request, _get_pairing(request, pk), actions.approve, done=_("The pairing is active.")
    )


@require_POST
@allow("pairings.approve")
def pairing_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    """Turn a proposed pairing down."""
    return make_move_with_reason(
        request,
        _get_pairing(request, pk),
        actions.reject,
        done=_("The proposal has been rejected."),
    )


@require_POST
@allow("pairings.end")
def pairing_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an active pairing on a day."""
    pairing, form = _get_pairing(request, pk), EndForm(request.POST)
    ended = form.run(actions.end, pairing, by=request.user) if form.is_valid() else None
    if ended is None:
        return _detail(
            request, _get_pairing(request, pk), form, status=409 if form.non_field_errors() else 400
        )
    messages.success(request, _("The pairing has ended."))
    return redirect("pairings:pairing_detail", pk)
