"""Drafts: saved and read by the page of a long form, listed for their author."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import drafts
from accounts.access import SignedInRequest, allow
from accounts.models import Draft


@require_safe
@allow("accounts.home")
def draft_list(request: SignedInRequest) -> HttpResponse:
    """The user's own unfinished entries."""
    return render(
        request, "accounts/draft_list.html", {"drafts": Draft.objects.visible_to(request.user)}
    )


@require_safe
@allow("accounts.home")
def draft_read(request: SignedInRequest) -> HttpResponse:
    """The draft of the form at the address in `form` as JSON, {} if there is none."""
    form = request.GET.get("form", "").replace("\x00", "")
    draft = Draft.objects.visible_to(request.user).filter(form=form).first()
    if draft is None:
        return JsonResponse({})
    when = date_format(timezone.localtime(draft.saved_at), "Y-m-d H:i")
    words = _("You have an unfinished entry of %(when)s.") % {"when": when}
    return JsonResponse({"pk": draft.pk, "words": words, "content": drafts.content_of(draft)})


@require_POST
@allow("accounts.home")
def draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep what has been typed so far."""
    given = [request.POST.get(name, "") for name in ("form", "title", "content")]
    try:
        draft = drafts.save(*given, by=request.user)
    except ValidationError as error:
        return JsonResponse({"refused": error.messages[0]}, status=400)
    words = _("Kept as a draft at %(when)s.") % {
        "when": date_format(timezone.localtime(draft.saved_at), "H:i")
    }
    return JsonResponse({"words": words})


@require_POST
@allow("accounts.home")
def draft_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Discard a draft."""
    drafts.drop(get_object_or_404(Draft.objects.visible_to(request.user), pk=pk))
    messages.success(request, _("The draft has been discarded."))
    return redirect("accounts:draft_list")
