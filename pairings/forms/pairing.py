"""Forms of pairings."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.fields import CharField, DateField
from jingyan.forms import Form, ModelForm
from officers.models import Appointment, Officer
from pairings.forms.base import ActingForm, PersonChoice, PlaceChoice
from pairings.models import Pairing
from villages.models import Village


class PairingForm(ActingForm, ModelForm):
    """Who is to serve where, from when, and why."""

    class Meta(ModelForm.Meta):
        model = Pairing
        fields = ["village", "officer", "starts_on", "ends_on", "reason", "joint"]
        field_classes = {"village": PlaceChoice, "officer": PersonChoice}
        help_texts = {
            "ends_on": _("Leave empty to pair until further notice."),
            "reason": _("Why this officer for this village."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "village", Village.objects.visible_to(user).in_programme().select_related("town")
        )
        active = Appointment.objects.visible_to(user).filter(state=Appointment.State.ACTIVE)
        officers = Officer.objects.filter(pk__in=active.values("officer")).select_related(
            "enterprise"
        )
        self.offer("officer", officers)
        self.fields["starts_on"].initial = localdate
        # A manual pairing needs a reason; a suggestion of the matrix comes with its own.
        self.fields["reason"].required = True


class EndForm(ActingForm, Form):
    """The last day of a pairing, and why it ends."""

    ends_on = DateField(label=_("Paired to"), initial=localdate)
    reason = CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea)
