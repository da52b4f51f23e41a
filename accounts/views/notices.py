"""Pages of notices."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import notices
from accounts.access import SignedInRequest, allow
from accounts.models import Notice
from accounts.pages import back_to

NOTICES_A_PAGE = 25


@require_safe
@allow("accounts.home")
def notice_list(request: SignedInRequest) -> HttpResponse:
    """The user's notices, latest first."""
    page = Paginator(Notice.objects.visible_to(request.user), NOTICES_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "accounts/notice_list.html",
        {"page": page, "told": notices.notice_texts(page.object_list)},
    )


@require_POST
@allow("accounts.home")
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and redirect to its page."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notices.read([notice])
    urls = [text.url for text in notices.notice_texts([notice]) if text.url]
    return redirect(urls[0] if urls else "accounts:notice_list")


@require_POST
@allow("accounts.home")
def notice_read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    notices.read(Notice.objects.visible_to(request.user).unread())
    return redirect(back_to(request, reverse("accounts:notice_list")))
