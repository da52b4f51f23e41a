"""The posts of a person, and what an ID number says while it's typed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.pages import form_page, record_url
from jingyan.parsing import ParseError, parse_id_number
from officers import actions
from officers.actions.officer import find
from officers.forms import NewPostForm, PostForm
from officers.models import Officer, Post

ID_LENGTH = 18


@allow("officers.posts")
def post_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a post of the officer `pk`: the present one, or one of the past."""
    officer = get_object_or_404(Officer.objects.visible_to(request.user), pk=pk)
    form = NewPostForm(request.POST or None)
    post = form.run(actions.add_post, officer, by=request.user) if form.is_valid() else None
    if post:
        messages.success(request, _("The post has been entered."))
        return redirect(_page(pk))
    return form_page(
        request,
        form,
        title=_("Enter a post of %(officer)s") % {"officer": officer},
        parents=[(_("Officers"), reverse("officers:officer_list")), (officer, record_url(officer))],
        step=_("Enter a post"),
        cancel_url=_page(pk),
    )


@allow("officers.posts")
@one_at_a_time
def post_update(request: SignedInRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("officer", "enterprise")
    post = get_object_or_404(posts, pk=pk)
    form = PostForm(request.POST or None, instance=post)
    changed = form.run(actions.change_post, post, by=request.user) if form.is_valid() else None
    if changed:
        messages.success(request, _("The post has been changed."))
        return redirect(_page(post.officer_id))
    back = _page(post.officer_id)
    page = {"form": form, "post": post, "cancel_url": back}
    return render(request, "officers/post_update.html", page, status=form.status)


@require_POST
@allow("registrations.register")
def id_number_read(request: SignedInRequest) -> HttpResponse:
    """What an ID number says about its holder, for the form. It is neither stored nor echoed."""
    typed = request.POST.get("id_number", "")
    try:
        number = parse_id_number(typed)
    except ParseError as fault:
        # No error is shown before the whole number is typed.
        return HttpResponse(escape(fault.message) if len(typed.strip()) >= ID_LENGTH else "")
    page = {
        "number": number,
        "sex": dict(Officer.Sex.choices)[Officer.Sex(number.sex)],
        "known": find(number.number),
    }
    response = render(request, "officers/_parts/id_number.html", page)
    response["Cache-Control"] = "no-store"
    return response


def _page(officer: int) -> str:
    """The URL of a person's posts."""
    return f"{reverse('officers:officer_detail', args=[officer])}?tab=posts"
