"""The registration of a candidate."""

import hashlib
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dictionaries import keep_current
from jingyan.fields import CharField, DateField, ModelChoiceField, ParsedField
from jingyan.forms import ModelForm
from jingyan.lost_update import refresh
from jingyan.parsing import (
    mask_phone,
    native_place,
    parse_credit_code,
    parse_id_number,
    parse_name,
    parse_phone,
)
from officers import actions
from officers.actions.registration import WILL
from officers.forms.colleague import ColleagueField
from officers.models import Batch, Officer, Registration

_MORE_DETAILS = [name for name in Officer.DETAILS if name not in ("name", "position")]
FILLS_NAME = {
    "hx-get": reverse_lazy("officers:enterprise_lookup"),
    "hx-trigger": "change",
    "hx-target": "#id_enterprise_name",
    "hx-swap": "outerHTML",
}
# Posted, since no address and no log may hold the number.
SAYS = {
    "hx-post": reverse_lazy("officers:id_number_read"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#id-number-says",
    "hx-include": "[name=csrfmiddlewaretoken]",
}


class RegistrationForm(ModelForm):
    """A person and the person's will in one form. Sex and date of birth come from the ID number."""

    keeps_draft = True

    name = ParsedField(parse_name)
    id_number = ParsedField(
        parse_id_number,
        widget=forms.TextInput(attrs={"autocomplete": "off", **SAYS}),
        help_text=SafeString('<span id="id-number-says" role="status"></span>'),
    )
    phone = ParsedField(
        parse_phone,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    credit_code = ParsedField(
        parse_credit_code,
        label=gettext_lazy("Unified social credit code"),
        required=False,
        widget=forms.TextInput(attrs=FILLS_NAME),
        help_text=gettext_lazy("Of the person's enterprise. A known one is found by its code."),
    )
    enterprise_name = CharField(
        label=gettext_lazy("enterprise name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "textinput form-control"}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Registration.Channel)
    recommended_by = ColleagueField(
        label=gettext_lazy("Recommender with an account"),
        help_text=gettext_lazy(
            "Where the channel is a recommendation. This person doesn't review the registration."
        ),
    )
    recommender = CharField(
        label=gettext_lazy("Recommender"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "A person without an account, or the unit. This text keeps no one from reviewing."
        ),
    )
    willing_on = DateField(label=gettext_lazy("Willingness declared on"), required=False)
    batch = ModelChoiceField(Batch.objects.all(), label=gettext_lazy("Batch"), required=False)

    untold = ("phone",)
    same_person = forms.BooleanField(
        label=gettext_lazy("This is a different person from the one on file"),
        required=False,
        widget=forms.HiddenInput,
    )

    field_order = (
        "name",
        "id_number",
        *_MORE_DETAILS,
        "credit_code",
        "enterprise_name",
        "position",
        *WILL,
    )

    class Meta(ModelForm.Meta):
        model = Officer
        fields = Officer.DETAILS
        help_texts = {
            "native_place": gettext_lazy("Leave empty for the place that the ID number names.")
        }

    def __init__(self, *args: Any, registration: Registration | None = None, **kwargs: Any) -> None:
        self.registration = registration
        # The person on file, where the action finds that the ID number is known.
        self.known: Officer | None = None
        self.namesake: Officer | None = None
        if registration and args and args[0] is not None:
            refresh(registration)
        officer = registration.officer if registration else None
        super().__init__(*args, **{"instance": officer, "initial": _initial(registration)} | kwargs)
        if registration and registration.recommended_by_id:
            cast(ColleagueField, self.fields["recommended_by"]).offer(
                current=registration.recommended_by_id
            )
        if officer:
            del self.fields["id_number"]
            self._hide_phone(officer)
            keep_current(self)
        else:
            # The ID number says it; the page shows what it says as soon as it is typed.
            del self.fields["native_place"]

    def _hide_phone(self, officer: Officer) -> None:
        """The stored number isn't sent to the page; a blank field leaves it alone."""
        self.initial["phone"] = ""
        self.fields["phone"].required = not officer.phone
        self.fields["phone"].help_text = _("Leave empty to keep %s.") % mask_phone(officer.phone)

    def clean(self) -> dict[str, Any] | None:
        """Ask once if a person of this name and enterprise is on file under another ID number."""
        cleaned = super().clean()
        try:
            actions.check_will(cleaned or {})
        except ValidationError as fault:
            # Shown together with all the other errors.
            self.add_error(None, fault)
        if self.registration is None and cleaned and not cleaned.get("same_person"):
            self._ask_about_namesake(cleaned)
        return cleaned

    def _ask_about_namesake(self, cleaned: dict[str, Any]) -> None:
        name, code = cleaned.get("name"), cleaned.get("credit_code")
        namesake = (
            Officer.objects.filter(name=name, enterprise__credit_code=code).first()
            if name and code
            else None
        )
        number = cleaned.get("id_number")
        if namesake and number and namesake.id_number != number.number:
            self.namesake = namesake
            self.fields["same_person"].widget = forms.CheckboxInput(
                attrs={"class": "form-check-input"}
            )
            self.add_error(
                "same_person",
                _(
                    "A person of this name from this enterprise is on file: %s. Tick here if this "
                    "is someone else."
                )
                % namesake.officer_code,
            )

    def values(self) -> dict[str, Any]:
        """The clean values as the actions take them."""
        cleaned = self.cleaned_data
        names = [name for name in self._meta.fields or () if name in cleaned]
        details = {name: cleaned[name] for name in names if name != "phone" or cleaned["phone"]}
        if details.get("native_place") == "":
            officer = self.instance
            details["native_place"] = native_place(officer.id_number[:6], officer.born_on.year)
        enterprise = {name: cleaned[name] for name in ("credit_code", "enterprise_name")}
        return {"details": details, "will": {name: cleaned[name] for name in WILL}, **enterprise}

    def _fingerprint(self, row: models.Model) -> str:
        """The person and the registration are one record here."""
        will = Registration.objects.filter(officer_id=row.pk).order_by("-pk").values(*WILL).first()
        return hashlib.sha256(f"{super()._fingerprint(row)}{will}".encode()).hexdigest()[:16]


def _initial(registration: Registration | None) -> dict[str, Any]:
    if registration is None:
        return {"willing_on": localdate(), "batch": _batch_under_way()}
    enterprise = registration.officer.enterprise
    enterprise_values = (
        {"credit_code": enterprise.credit_code, "enterprise_name": enterprise.name}
        if enterprise
        else {}
    )
    will = model_to_dict(registration, fields=WILL)
    return {**will, "willing_on": will["willing_on"] or localdate(), **enterprise_values}


def _batch_under_way() -> int | None:
    """The batch of the latest candidate who is still on the way: the next one mostly joins it."""
    under_way = Registration.objects.exclude(state__in=Registration.CLOSED).exclude(batch=None)
    return under_way.order_by("-pk").values_list("batch", flat=True).first()
