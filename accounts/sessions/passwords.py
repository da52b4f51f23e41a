"""The rule for passwords: long, or mixed. Asked for by the classified protection of systems, level
two.
"""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from jingyan import demo

LONG = 15
CLASSES = 3


class MixedOrLongValidator:
    """Three of capitals, small letters, digits and other characters; or fifteen characters of any
    kind.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is neither."""
        if len(password) < LONG and _classes(password) < CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """The rule in words."""
        rule = _(
            "Mix three of capitals, small letters, digits and other characters, or use %d "
            "characters or more."
        )
        return rule % LONG


class NotPublishedValidator(CommonPasswordValidator):
    """Not one of the twenty thousand common ones, nor the one that every copy of this program
    carries.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that anybody can look up."""
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
