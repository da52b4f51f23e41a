from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.forms import Form, ModelForm


class AccountForm(ModelForm):
    """What users may change on their own account. Only administrators change names, since others
    know users by them.
    """

    class Meta(ModelForm.Meta):
        model = User
        fields = ["phone"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})}


class PasswordForm(Form):
    """The old password and a new one."""

    old_password = forms.CharField(
        label=_("Old password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    repeated = forms.CharField(
        label=_("New password, again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(
        self, *args: Any, user: User, is_right: Callable[[str], bool], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.is_right = user, is_right

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not self.is_right(old):
            raise ValidationError(_("This isn't your present password."))
        return old

    def clean_new_password(self) -> str:
        new: str = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError(_("This is your present password. Choose another one."))
        return new

    def clean_repeated(self) -> str:
        repeated: str = self.cleaned_data["repeated"]
        if repeated != self.cleaned_data.get("new_password", repeated):
            raise ValidationError(_("The two new passwords differ."))
        return repeated
