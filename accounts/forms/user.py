"""Forms of the system pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from jingyan.forms import ModelForm
from jingyan.parsing import mask_phone


class UserForm(ModelForm):
    class Meta(ModelForm.Meta):
        model = User
        fields = ["username", "full_name", "role", "town", "phone", "is_active"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}
        labels = {"is_active": _("May log in")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _ only."),
            "town": _("For town liaisons only."),
            "is_active": _(
                "Clear this instead of deleting the account: its acts stay in the trail."
            ),
        }

    # The stored number isn't sent to the page.
    untold = ("phone",)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_own = self.instance.pk == by.pk
        if self.is_own:
            self.fields["role"].help_text = _("Another administrator changes your role.")
        if self.instance.phone:
            self.initial["phone"] = ""
            self.fields["phone"].help_text = gettext("Leave empty to keep %s.") % mask_phone(
                self.instance.phone
            )

    def clean_phone(self) -> str:
        """Keep the stored number if the field is blank."""
        phone: str = self.cleaned_data["phone"]
        return phone or self.instance.phone

    def clean_role(self) -> str:
        """Refuse a change of one's own role."""
        role: str = self.cleaned_data["role"]
        if self.is_own and role != self.instance.role:
            raise ValidationError(_("You can't change your own role. Ask another administrator."))
        return role

    def clean_is_active(self) -> bool:
        """Refuse closing one's own account."""
        is_active: bool = self.cleaned_data["is_active"]
        if self.is_own and not is_active:
            raise ValidationError(_("You can't close your own account. Ask another administrator."))
        return is_active

    def clean(self) -> dict[str, Any] | None:
        """Require a town for liaisons, and refuse one for everyone else."""
        cleaned = super().clean() or self.cleaned_data
        is_liaison = cleaned.get("role") == Role.LIAISON
        if is_liaison and not cleaned.get("town"):
            self.add_error("town", _("Choose the town that this liaison is responsible for."))
        if not is_liaison and cleaned.get("town"):
            self.add_error(
                "town", _("Only a town liaison has a town. Clear it, or choose another role.")
            )
        return cleaned


# In bytes. A template is filled once per record, so a large one would slow every paper.
MAX_TEMPLATE = 5 * 2**20
