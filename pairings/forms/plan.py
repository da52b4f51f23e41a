"""Forms of plans and promises."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.registers import money
from jingyan.fields import CharField, DateField, ModelMultipleChoiceField, ParsedField
from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form, ModelForm
from jingyan.periods import year_of
from officers.models import Officer
from pairings.forms.base import ActingForm, PersonChoice
from pairings.models import Pairing, Plan, Promise
from villages.models import Demand
from villages.quantities import read_quantity

YUAN = {"data-suffix": _("yuan"), "inputmode": "decimal"}


class PlanForm(ActingForm, ModelForm):
    """Whose plan, for which time, and what it is about."""

    class Meta(ModelForm.Meta):
        model = Plan
        fields = ["pairing", "starts_on", "ends_on", "goals", "support"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["pairing"]
            if self.instance.previous_id:
                self.fields["reason"] = CharField(
                    label=_("Reason for the amendment"),
                    initial=self.instance.reason,
                    widget=forms.Textarea,
                )
                self.fields["starts_on"].disabled = True
            return
        pairings = Pairing.objects.visible_to(user).current().select_related("officer", "village")
        self.offer("pairing", pairings.filter(village__town__county_code=settings.COUNTY_CODE))
        pairing_key = str(self.initial.get("pairing") or "")
        own = list(
            pairings.filter(pk=pairing_key)
            if pairing_key.isdigit() and len(pairing_key) < 19
            else pairings[:2]
        )
        if len(own) == 1:
            self._begin_with(own[0])

    def _begin_with(self, pairing: Pairing) -> None:
        """The running year, as far as the pairing lasts."""
        year = year_of(localdate())
        self.fields["pairing"].initial = pairing.pk
        self.fields["starts_on"].initial = max(year.start, pairing.starts_on)
        self.fields["ends_on"].initial = min(year.end, pairing.ends_on or year.end)


class AmendForm(ActingForm, Form):
    """Why a plan is amended."""

    reason = CharField(label=_("Reason for the amendment"), max_length=1000, widget=forms.Textarea)


class DemandsField(ModelMultipleChoiceField):
    """Some of a village's demands, each with its quantity."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} {obj.quantity}" if obj.quantity else str(obj)


class TermsForm(ActingForm, ModelForm):
    """What is promised; the amount is one entry, such as 7.4公里."""

    amount = ParsedField(
        read_quantity,
        empty=None,
        required=False,
        label=_("Quantity"),
        help_text=_("With its unit, such as 7.4公里, 120万元 or 2000余亩."),
    )
    budget = ParsedField(
        money,
        empty=None,
        required=False,
        widget=forms.TextInput(attrs=YUAN),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = cast(Promise, self.instance)
        self.fields["amount"].initial = row.quantity.text() if row.pk and row.quantity else ""
        if row.pk and row.budget is not None:
            self.fields["budget"].initial = format(Decimal(row.budget).normalize(), "f")


class PromiseForm(TermsForm):
    """One measure of a plan."""

    demands = DemandsField(
        Demand.objects.none(), required=False, label=_("Demands that it answers")
    )

    class Meta(ModelForm.Meta):
        model = Promise
        fields = ["title", "demands", "unplanned", "due_on", "amount", "budget"]

    def __init__(self, *args: Any, user: User, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alive = (Demand.State.OPEN, Demand.State.TAKEN_UP, Demand.State.DELIVERING)
        offered = Demand.objects.visible_to(user).filter(
            village=plan.pairing.village_id, state__in=alive
        )
        linked_demands = Demand.objects.visible_to(user).filter(promises=self.instance.pk or 0)
        self.offer(
            "demands", (offered | linked_demands).distinct() if self.instance.pk else offered
        )
        self.fields["due_on"].initial = plan.ends_on


class TakeUpForm(TermsForm):
    """What an officer promises beside any plan for one open demand."""

    class Meta(ModelForm.Meta):
        model = Promise
        fields = ["owner", "title", "due_on", "amount", "budget"]
        field_classes = {"owner": PersonChoice}

    def __init__(self, *args: Any, user: User, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Officer.objects.filter(user=user).first()
        if self.own:
            del self.fields["owner"]
        else:
            paired = Pairing.objects.visible_to(user).current()
            officers = Officer.objects.visible_to(user).filter(pk__in=paired.values("officer"))
            self.offer("owner", officers.select_related("enterprise"))
            here = paired.filter(village=demand.village_id).values_list("officer", flat=True)[:1]
            self.fields["owner"].initial = next(iter(here), None)
        self.fields["title"].initial = demand.title
        self.fields["due_on"].initial = year_of(localdate()).end
        self.fields["amount"].initial = demand.quantity.text() if demand.quantity else ""

    def values(self) -> dict[str, Any]:
        """As entered; officers promise for themselves."""
        return super().values() | ({"owner": self.own} if self.own else {})


class DeliverForm(ActingForm, Form):
    """What was done for a promise, and since when."""

    done = CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea)
    delivered_on = DateField(label=_("Delivered on"), initial=localdate)
    file = CaptionedFileField(
        label=_("Evidence file"),
        required=False,
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )
