"""Forms of liaisons and hand-overs."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from jingyan.fields import CharField, DateField, ModelChoiceField
from jingyan.forms import Form, ModelForm
from pairings.forms.base import ActingForm
from pairings.models import Liaison


class LiaisonChoice(ModelChoiceField):
    """A log-in, named with its town."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{obj.town}）"


class LiaisonForm(ActingForm, ModelForm):
    """The liaison of a town and the first day."""

    class Meta(ModelForm.Meta):
        model = Liaison
        fields = ["town", "user", "post", "starts_on"]
        field_classes = {"user": LiaisonChoice}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Town.objects.visible_to(user).filter(villages__in_programme=True).distinct()
        self.offer("town", towns)
        people = (
            User.objects.people().filter(town__isnull=False, is_active=True).select_related("town")
        )
        town_key = str(self.initial.get("town") or "")
        if (
            town_key.isdigit()
            and len(town_key) < 10
            and (town := towns.filter(pk=town_key).first())
        ):
            people = people.filter(town=town)
        self.offer("user", people.order_by("town__print_order", "username"))
        self.fields["starts_on"].initial = localdate


class LeaveForm(ActingForm, Form):
    """The last day of a liaison without successor, and why."""

    ends_on = DateField(label=_("Liaison to"), initial=localdate)
    reason = CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class SignForm(ActingForm, Form):
    """A signature under a hand-over."""

    side = CharField(widget=forms.HiddenInput)
    name = CharField(label=_("Signed on paper by"), max_length=50, required=False)
    remark = CharField(
        label=_("Remark"),
        max_length=300,
        required=False,
        help_text=_("What is disputed or missing, if anything."),
    )
