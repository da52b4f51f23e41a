"""Publicities and objections: the ledgers, the records, one door a move, and the notice that the
public reads.
"""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import make_move, make_move_with_reason, record, record_url
from officers import actions
from officers.filters import ObjectionFilters, PublicityFilters
from officers.forms import ObjectionForm, PublicityForm
from officers.forms.people import PeopleField
from officers.models import Objection, Publicity, PublicityEntry, Registration
from officers.notices import shown_today
from officers.publicised import follower_of
from officers.tables import ObjectionTable, PublicityTable
from officers.views.proposals import ready_to_propose

READY = (Registration.State.REVIEWED, Registration.State.INSPECTED, Registration.State.RESERVE)


@require_safe
@allow("publicities.view")
def publicity_list(request: SignedInRequest) -> HttpResponse:
    listing = Listing(
        request,
        Publicity.objects.visible_to(request.user),
        table=PublicityTable,
        filters=PublicityFilters,
        title=_("Publicities"),
        create_url=reverse("officers:publicity_create")
        if request.user.may("publicities.run")
        else "",
        create_label=_("Draw up a publicity"),
        empty_text=_("No one has been publicised yet."),
    )
    return listing.render("officers/publicity_list.html")


@allow("publicities.run")
def publicity_create(request: SignedInRequest) -> HttpResponse:
    """Choose who is publicised together, and from when."""
    rows = ready_to_publicise(request.user)
    form = PublicityForm(request.POST or None, rows=rows, picked=request.GET.getlist("people"))
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            publicity = actions.draft(values.pop("people"), by=request.user, **values)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The publicity has been drawn up. Look it over, then post it.")
            )
            return redirect("officers:publicity_detail", publicity.pk)
    return show_form(request, form)


def show_form(request: SignedInRequest, form: PublicityForm, **context: Any) -> HttpResponse:
    people = cast(PeopleField, form.fields["people"])
    has_people = people.queryset is not None and people.queryset.exists()
    page = {
        "form": form,
        "has_people": has_people,
        "cancel_url": reverse("officers:publicity_list"),
        **context,
    }
    return render(request, "officers/publicity_create.html", page)


def ready_to_publicise(user: User) -> QuerySet[Registration]:
    """The candidates in sight who passed the review, and the inspection if one is required, and
    those in reserve.
    """
    ready = Registration.objects.visible_to(user).filter(state__in=READY).order_by("pk")
    if actions.inspection_asked():
        ready = ready.filter(inspection__suitable=True)
    return ready.select_related("officer__enterprise")


@require_safe
@allow("publicities.view")
def publicity_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One publicity: its clock, its people and what was objected."""
    publicity = _get_publicity_or_404(request, pk)
    page = {
        "publicity": publicity,
        "entries": _lines(publicity),
        "notice_url": request.build_absolute_uri(
            reverse("officers:publicity_notice", args=[publicity.token])
        ),
        "is_shown": shown_today(publicity.token) is not None,
        "may_object": publicity.state in ("running", "closed")
        and request.user.may("publicities.run"),
        "runs": publicity.state == Publicity.State.RUNNING and not publicity.is_due,
        "cleared": _cleared_keys(publicity, request.user),
        **record(publicity, request.user),
    }
    return render(request, "officers/publicity_detail.html", page)


@require_POST
@allow("publicities.run")
def publicity_start(request: SignedInRequest, pk: int) -> HttpResponse:
    return make_move(
        request, _get_publicity_or_404(request, pk), actions.start, done=_("The notice is posted.")
    )


@require_POST
@allow("publicities.run")
def publicity_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close after the last day."""
    done = _("The publicity is closed. Those without an open objection go on to the next step.")
    return make_move(request, _get_publicity_or_404(request, pk), actions.close, done=done)


@require_POST
@allow("publicities.run")
def publicity_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return make_move_with_reason(
        request,
        _get_publicity_or_404(request, pk),
        actions.withdraw_publicity,
        done=_("The publicity is withdrawn."),
    )


@login_not_required
@never_cache
@require_safe
def publicity_notice(request: HttpRequest, token: str) -> HttpResponse:
    """The notice as the public reads it: masked, for so long as it is posted."""
    publicity = shown_today(token)
    if publicity is None:
        raise Http404
    response = render(
        request,
        "officers/publicity_notice.html",
        {"publicity": publicity, "issuer": settings.UNIT_NAME},
    )
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@require_safe
@allow("publicities.view")
def objection_list(request: SignedInRequest) -> HttpResponse:
    rows = Objection.objects.visible_to(request.user).select_related(
        "entry__publicity", "entry__registration__officer"
    )
    listing = Listing(
        request,
        rows,
        table=ObjectionTable,
        filters=ObjectionFilters,
        title=_("Objections"),
        empty_text=_("No one has objected."),
    )
    return listing.render(parents=[(_("Publicities"), reverse("officers:publicity_list"))])


@allow("publicities.run")
def objection_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter an objection against one person of a publicity."""
    publicity = _get_publicity_or_404(request, pk)
    entries = PublicityEntry.objects.visible_to(request.user).filter(publicity=publicity)
    form = ObjectionForm(
        request.POST or None, entries=entries.select_related("registration__officer")
    )
    back = reverse("officers:publicity_detail", args=[pk])
    if form.is_valid():
        try:
            actions.raise_objection(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("received_on", str(refusal))
        else:
            messages.success(
                request, _("The objection has been entered. It holds back this person only.")
            )
            return redirect(back)
    page = {"form": form, "publicity": publicity, "cancel_url": back}
    return render(request, "officers/objection_create.html", page)


@require_safe
@allow("publicities.view")
def objection_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One objection and how it was handled."""
    objection = _get_objection_or_404(request, pk)
    restricted = request.user.may("officers.restricted")
    subject: Any = getattr(objection.entry, follower_of(objection.entry.publicity).subject, None)
    page = {
        "objection": objection,
        "restricted": restricted,
        "subject": subject,
        "subject_url": record_url(subject) if subject else "",
        **record(objection, request.user, notes=restricted),
    }
    return render(request, "officers/objection_detail.html", page)


@require_POST
@allow("publicities.run")
def objection_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    return make_move_with_reason(
        request,
        _get_objection_or_404(request, pk),
        actions.dismiss,
        done=_("The objection is dismissed."),
    )


@require_POST
@allow("publicities.run")
def objection_uphold(request: SignedInRequest, pk: int) -> HttpResponse:
    objection = _get_objection_or_404(request, pk)
    done = _("The objection is upheld. The person stays held.")
    if objection.entry.publicity.matter == Publicity.Matter.GRADE:
        done = _("The objection is upheld. The grade is decided again.")
    return make_move_with_reason(request, objection, actions.uphold, done=done)


def _cleared_keys(publicity: Publicity, user: User) -> list[int]:
    """Who on a closed notice can be proposed now, for those who may propose."""
    if publicity.state != Publicity.State.CLOSED or not user.may("appointments.propose"):
        return []
    return list(
        ready_to_propose(user).filter(entries__publicity=publicity).values_list("pk", flat=True)
    )


def _lines(publicity: Publicity) -> list[dict[str, Any]]:
    """Each entry with its record, which may belong to a higher layer, and the person behind it."""
    follower = follower_of(publicity)
    lines = []
    for entry in publicity.entries.select_related(follower.person).prefetch_related("objections"):
        subject: Any = getattr(entry, follower.subject, None)
        person: Any = entry
        for step in follower.person.removesuffix("__enterprise").split("__"):
            person = getattr(person, step, None)
        lines.append(
            {
                "entry": entry,
                "subject": subject,
                "url": record_url(subject) if subject else "",
                "who": person,
            }
        )
    return lines


def _get_publicity_or_404(request: SignedInRequest, pk: int) -> Publicity:
    rows = Publicity.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("measures", "created_by", "closed_by"), pk=pk)


def _get_objection_or_404(request: SignedInRequest, pk: int) -> Objection:
    rows = Objection.objects.visible_to(request.user)
    related = ("entry__publicity", "entry__registration__officer", "entered_by", "decided_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)
