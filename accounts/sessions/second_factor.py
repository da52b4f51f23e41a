"""The second factor: codes of an authenticator app, set up, checked at log-in, and removed."""

import base64
import secrets
import time
from urllib.parse import quote

import qrcode
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from accounts import trail
from accounts.access import require
from accounts.models import RecoveryCode, SecondFactor, User, Visit
from accounts.moves import MoveRefused
from accounts.sessions.passwords import readable_code

SECRET_BYTES = 20
RECOVERY_CODES = 10
# Number of 30-second steps that a phone's clock may be early or late.
TOLERANCE = 1


def is_required(user: User) -> bool:
    """Whether the user's role requires a second factor."""
    return user.role in settings.SECOND_FACTOR_ROLES


def active_user(pk: int) -> User | None:
    """The user with this key who may log in; for the step between password and code."""
    user: User | None = User.objects.filter(pk=pk, is_active=True).first()
    return user


def in_use(user: User) -> SecondFactor | None:
    """The user's second factor, if it is confirmed."""
    return SecondFactor.objects.of(user).in_use().first()


def waiting(user: User) -> SecondFactor | None:
    """The user's second factor that waits for its first code: only its secret may be shown."""
    return SecondFactor.objects.of(user).waiting().first()


@transaction.atomic
def begin(user: User) -> None:
    """Make a secret that waits for its first code. An unconfirmed earlier one is deleted, since
    others may have seen it.
    """
    SecondFactor.objects.of(user).waiting().delete()
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    SecondFactor.objects.get_or_create(user=user, defaults={"secret": secret})


@trail.together()
def put_in_use(user: User, code: str, *, here: str | None = None) -> list[str]:
    """Confirm the second factor with its first code. Returns the recovery codes, to be shown once.

    Ends all sessions that began without a code, except `here`. Raises MoveRefused.
    """
    factor = _locked(user)
    if factor is None:
        raise MoveRefused(_("Begin the set-up again and scan the new picture."))
    if factor.confirmed_at:
        raise MoveRefused(_("A second factor is already in use."))
    if not _takes(factor, code):
        raise MoveRefused(
            _(
                "This code is wrong. Check the clock of the phone, and enter the code that it "
                "shows now."
            )
        )
    factor.confirmed_at = timezone.now()
    factor.save(update_fields=["confirmed_at"])
    ended = Visit.objects.filter(user=user).exclude(session_key=here).end()
    trail.write(
        "second_factor_on", user, by=user, changes={"sessions_ended": ended} if ended else {}
    )
    return _new_codes(factor)


@trail.together()
def opens(user: User, code: str) -> bool:
    """Whether `code` is the app's present code or an unused recovery code; either is used up."""
    factor = _locked(user)
    if factor is None or not factor.confirmed_at:
        return False
    if _takes(factor, code):
        return True
    used = RecoveryCode.objects.filter(factor=factor, digest=_digest(code)).delete()[0]
    if used:
        trail.write("recovery_code_used", user, by=user, changes={"left": factor.codes.count()})
    return bool(used)


@trail.together()
def renew_codes(user: User) -> list[str]:
    """Replace the recovery codes by ten new ones and return them."""
    factor = _locked(user)
    if factor is None or not factor.confirmed_at:
        raise MoveRefused(_("Set up the second factor first."))
    trail.write("recovery_codes_new", user, by=user)
    return _new_codes(factor)


@trail.together()
def remove(user: User) -> None:
    """Remove the user's own second factor. The caller has checked password and code."""
    SecondFactor.objects.of(user).delete()
    trail.write("second_factor_off", user, by=user)


@trail.together()
def reset(account: User, *, by: User) -> User:
    """Remove the second factor of a user who has lost phone and codes; ends all their sessions."""
    require(by, "accounts.users")
    if account.pk == by.pk:
        raise MoveRefused(_("Change your own second factor under “My account”."))
    if not SecondFactor.objects.of(account).delete()[0]:
        raise MoveRefused(_("This account has no second factor."))
    Visit.objects.filter(user=account).end()
    trail.write("second_factor_reset", account, by=by)
    return account


def address(factor: SecondFactor) -> str:
    """The otpauth:// URL for the QR code, with the secret, the user name and the issuer."""
    issuer = str(settings.UNIT_NAME)
    label = quote(f"{issuer}:{factor.user.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': factor.secret, 'issuer': issuer})}"


def picture(text: str) -> SafeString:
    """A QR code as one path, in the page's own colours."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    size = len(rows)
    drawing = '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>'
    return format_html(drawing, size, size, _("QR code with the secret"), path)


def in_groups(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _locked(user: User) -> SecondFactor | None:
    return SecondFactor.objects.of(user).select_for_update(no_key=True).first()


def _takes(factor: SecondFactor, code: str) -> bool:
    """Whether this is the app's present code; if so, it is used up."""
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return False
    clock = TOTP(base64.b32decode(factor.secret))
    clock.time = time.time()
    if not clock.verify(int(digits), TOLERANCE, factor.last_step + 1):
        return False
    factor.last_step = clock.t()
    factor.save(update_fields=["last_step"])
    return True


@transaction.atomic
def _new_codes(factor: SecondFactor) -> list[str]:
    codes = [readable_code(3) for _ in range(RECOVERY_CODES)]
    factor.codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(code)) for code in codes
    )
    return codes


def _digest(code: str) -> str:
    plain = "".join(char for char in code.lower() if char.isalnum())[:40]
    return salted_hmac("accounts.recovery", plain, algorithm="sha256").hexdigest()
