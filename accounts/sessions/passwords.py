"""The rule for passwords: long, or mixed, as level 2 of the classified protection scheme (等级保护)
requires.
"""

import secrets

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from jingyan import demo

# Without characters that are easily confused, such as 0 and o.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
LONG = 15
CLASSES = 3


def readable_code(groups: int) -> str:
    """A random code of `groups` times four characters that is easy to read out or to copy."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(groups))


class MixedOrLongValidator:
    """Requires three of capitals, small letters, digits and other characters, or at least fifteen
    characters.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is neither."""
        if len(password) < LONG and _classes(password) < CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        rule = _(
            "Mix three of upper-case letters, lower-case letters, digits and other characters, "
            "or use %d characters or more."
        )
        return rule % LONG


class NotPublishedValidator(CommonPasswordValidator):
    """Refuses the twenty thousand most common passwords and the published demo password."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a common or published password."""
        super().validate(password, user)
        if demo.opens_nothing(password):
            text = _("This password is published with the demonstration. Choose another one.")
            raise ValidationError(text, code="password_published")


def _classes(password: str) -> int:
    kinds = (
        "upper"
        if char.isupper()
        else "lower"
        if char.islower()
        else "digit"
        if char.isdigit()
        else "other"
        for char in password
    )
    return len(set(kinds))
