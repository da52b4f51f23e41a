from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.sessions import lockout
from jingyan.fields import CharField
from jingyan.forms import Form, HouseStyle


class _UserNameField(CharField, UsernameField):
    """Django's field for user names, without what nobody sees."""


class LogInForm(HouseStyle, AuthenticationForm):
    """User name and password. Each try is counted, whether or not there is such an account."""

    attempt: lockout.Attempt
    username = _UserNameField(widget=forms.TextInput(attrs={"autofocus": True}))
    error_messages = {
        "invalid_login": _(
            "The user name or the password is wrong. Check upper- and lower-case letters. After "
            "too many failures, log-in is locked for a while."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse a wrong password, an unknown account and a locked account with the same message,
        so that the answer doesn't reveal which accounts exist.
        """
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username is None or not password or self.request is None:
            return self.cleaned_data
        self.attempt = lockout.begin(self.request, username, lockout.Kind.PASSWORD, may_look=True)
        if self.attempt.is_address_locked and self.attempt.locked_until:
            raise lockout.LockedOut(self.attempt.locked_until)
        if not self.attempt.is_checked:
            # Takes as long as checking a password, so that timing doesn't reveal the difference.
            make_password(password)
            raise self.get_invalid_login_error()
        try:
            return super().clean()
        except ValidationError:
            self.attempt.note(User.objects.filter(username=username).first(), "log_in_failed")
            raise


class CodeForm(Form):
    """A code from the authenticator app, or a recovery code."""

    code = CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "form-control"}),
    )


class RemovalForm(CodeForm):
    """Password and code, so that an unattended screen isn't enough to remove the second factor."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("password", "code")
