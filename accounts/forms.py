"""Forms of the system pages."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import lockout
from accounts.calendar import YEARS
from accounts.models import SavedView, User
from accounts.roles import Role
from jingyan import uploads
from jingyan.forms import Form, House, ModelForm
from jingyan.parsing import mask_phone
from jingyan.sheets.container import MAX_BYTES
from jingyan.uploads import Upload


class LogInForm(House, AuthenticationForm):
    """User name and password. Each try is counted, whether or not there is such an account."""

    attempt: lockout.Attempt
    error_messages = {
        "invalid_login": _(
            "The user name or the password is wrong. Mind capital and small letters. After too many failures, log-in "
            "is locked for a while."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Say no without saying why: a wrong password, no such account, and a locked one are answered alike."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username is None or not password or self.request is None:
            return self.cleaned_data
        self.attempt = lockout.begin(self.request, username, lockout.Kind.PASSWORD, may_look=True)
        if self.attempt.is_address_locked and self.attempt.locked_until:
            raise lockout.LockedOut(self.attempt.locked_until)
        if not self.attempt.is_checked:
            # As slow as a password that is checked.
            make_password(password)
            raise self.get_invalid_login_error()
        try:
            return super().clean()
        except ValidationError:
            self.attempt.note(User.objects.filter(username=username).first(), "log_in_failed")
            raise


class CodeForm(Form):
    """A code of the app, or one from paper."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "form-control"}),
    )


class RemovalForm(CodeForm):
    """Password and code: what somebody at an unattended screen lacks."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("password", "code")


class AccountForm(ModelForm):
    """What one may change about oneself. The name is the administrator's to change: others are known by it."""

    class Meta:
        model = User
        fields = ["phone"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})}


class PasswordForm(Form):
    """The old password and a new one."""

    old_password = forms.CharField(
        label=_("Old password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new_password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    repeated = forms.CharField(
        label=_("New password, again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, is_right: Callable[[str], bool], **kwargs: Any) -> None:
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


class UserForm(ModelForm):
    """An account: who, in which role, over which town."""

    class Meta:
        model = User
        fields = ["username", "full_name", "role", "town", "phone", "is_active"]
        widgets = {"phone": forms.TextInput(attrs={"inputmode": "tel"})}
        labels = {"is_active": _("May log in")}
        help_texts = {
            "username": _("Letters, digits and @ . + - _ only."),
            "town": _("For town liaisons only."),
            "is_active": _("Clear this instead of deleting the account: its acts stay in the trail."),
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
            self.fields["phone"].help_text = gettext("Leave empty to keep %s.") % mask_phone(self.instance.phone)

    def clean_phone(self) -> str:
        """A blank field leaves the number alone."""
        phone: str = self.cleaned_data["phone"]
        return phone or self.instance.phone

    def clean_role(self) -> str:
        """One's own role stays."""
        role: str = self.cleaned_data["role"]
        if self.is_own and role != self.instance.role:
            raise ValidationError(_("Nobody changes their own role. Ask another administrator."))
        return role

    def clean_is_active(self) -> bool:
        """One's own account stays open."""
        is_active: bool = self.cleaned_data["is_active"]
        if self.is_own and not is_active:
            raise ValidationError(_("Nobody closes their own account. Ask another administrator."))
        return is_active

    def clean(self) -> dict[str, Any] | None:
        """A liaison has a town, and nobody else has."""
        cleaned = super().clean() or self.cleaned_data
        is_liaison = cleaned.get("role") == Role.LIAISON
        if is_liaison and not cleaned.get("town"):
            self.add_error("town", _("Choose the town that this liaison is responsible for."))
        if not is_liaison and cleaned.get("town"):
            self.add_error("town", _("Only a town liaison has a town. Clear it, or choose another role."))
        return cleaned


class CalendarDayForm(Form):
    """One day of the work calendar."""

    date = forms.DateField(label=_("date"))
    is_workday = forms.ChoiceField(
        label=_("The day is"), choices=[("True", _("worked on")), ("False", _("free"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For instance the notice that says so. It stands in the trail.")
    )

    def clean_date(self) -> Any:
        """A day of the years that the calendar covers."""
        day = self.cleaned_data["date"]
        if day.year not in YEARS:
            years = {"first": YEARS[0], "last": YEARS[-1]}
            raise ValidationError(_("Choose a day between %(first)d and %(last)d."), params=years)
        return day


class ViewForm(ModelForm):
    """A kept view of a list: what it is called, and whether the list opens with it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_default"]


class SheetForm(Form):
    """A workbook for a register."""

    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("The filled template, or any .xlsx or .csv file with its headings, up to 5 MB and 5,000 rows."),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a large file before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than %(size)d MB. Split it."), params={"size": MAX_BYTES >> 20})
        return file


# A template is filled for every record that papers are made of.
MAX_TEMPLATE = 5 * 2**20


class TemplateForm(Form):
    """A Word template of a paper."""

    file = forms.FileField(
        label=_("Word template"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("The downloaded template, changed in WPS or Word and saved as .docx."),
    )

    def clean_file(self) -> Upload:
        """The file as it came: a job opens it, where nothing else is at stake."""
        upload = uploads.unopened(self.cleaned_data["file"], MAX_TEMPLATE)
        if upload.kind != "docx":
            raise ValidationError(_("A template is a Word file. Save it as .docx in WPS or Word."))
        return upload
