"""Pages of the second factor: set up, confirm, renew codes, remove, reset."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow
from accounts.forms.log_in import CodeForm, RemovalForm
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import make_move, refusal_page
from accounts.sessions import lockout, sudo, visits
from accounts.sessions import second_factor as factors


@sensitive_post_parameters("code")
@allow("accounts.home")
@sudo.asks_password
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Set up a second factor, or show the one in use.

    A GET neither makes nor shows a secret: that takes a POST with a recently entered password.
    """
    if factor := factors.in_use(request.user):
        return render(
            request, "accounts/second_factor.html", {"factor": factor, "left": factor.codes.count()}
        )
    if request.method != "POST":
        page = {"required": factors.is_required(request.user)}
        return render(request, "accounts/second_factor.html", page)
    if "code" not in request.POST:
        factors.begin(request.user)
        return _secret(request, CodeForm())
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            codes = factors.put_in_use(
                request.user, form.cleaned_data["code"], here=request.session.session_key
            )
        except MoveRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session[visits.SECOND_FACTOR] = True
            return _codes(request, codes)
    return _secret(request, form)


@require_POST
@allow("accounts.home")
@sudo.asks_password
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Replace the recovery codes and show the new ones."""
    try:
        return _codes(request, factors.renew_codes(request.user))
    except MoveRefused as refusal:
        return refusal_page(request, refusal, reverse("accounts:second_factor"))


@sensitive_post_parameters("code", "password")
@allow("accounts.home")
def second_factor_remove(request: SignedInRequest) -> HttpResponse:
    """Remove the user's own second factor, which requires password and code."""
    if factors.in_use(request.user) is None:
        return redirect("accounts:second_factor")
    form = RemovalForm(request.POST or None)
    if form.is_valid() and _may_remove(request, form):
        factors.remove(request.user)
        request.session.pop(visits.SECOND_FACTOR, None)
        messages.success(request, _("The second factor has been removed."))
        return redirect("accounts:account")
    page = {
        "form": form,
        "cancel_url": reverse("accounts:second_factor"),
        "submit_label": _("Remove second factor"),
    }
    return render(request, "accounts/second_factor_remove.html", page)


@require_POST
@allow("accounts.users")
def user_reset_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove the second factor of a user who has lost it."""
    row = get_object_or_404(User.objects.visible_to(request.user).people(), pk=pk)
    done = _("The second factor has been removed. At the next log-in the password is enough.")
    return make_move(
        request, row, factors.reset, done=done, to=reverse("accounts:user_update", args=[pk])
    )


def _secret(request: SignedInRequest, form: CodeForm) -> HttpResponse:
    """The QR code to scan, in the response to a POST, which browsers don't store."""
    factor = factors.waiting(request.user)
    if factor is None:
        # Set up in another window meanwhile, or never begun: a GET of the page shows which.
        return redirect("accounts:second_factor")
    page = {
        "form": form,
        "picture": factors.picture(factors.address(factor)),
        "secret": factors.in_groups(factor.secret),
        "required": factors.is_required(request.user),
    }
    response = render(request, "accounts/second_factor.html", page)
    response["Cache-Control"] = "no-store"
    return response


def _may_remove(request: SignedInRequest, form: RemovalForm) -> bool:
    """Whether password and code are right. The password comes first, so that a wrong one uses up no
    code.
    """
    if not sudo.is_right(request, form.cleaned_data["password"]):
        form.add_error("password", _("This isn't your present password."))
    elif not _is_code(request, form.cleaned_data["code"]):
        form.add_error(
            "code",
            _("This code is wrong. Enter the one that the app shows now, or a recovery code."),
        )
    return not form.errors


def _is_code(request: SignedInRequest, code: str) -> bool:
    """Whether the code is right. A wrong one counts as a failure, as at log-in."""

    def opens() -> bool:
        return factors.opens(request.user, code)

    return lockout.passes(
        request, request.user, lockout.Kind.CODE, opens, act="second_factor_failed"
    )


def _codes(request: SignedInRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, in the response to a POST, which browsers don't store."""
    response = render(request, "accounts/recovery_codes.html", {"codes": codes})
    response["Cache-Control"] = "no-store"
    return response
