"""Forms of work funds."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.registers import money
from jingyan.fields import (
    CharField,
    DateField,
    IntegerField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    PaperNumberField,
    ParsedField,
)
from jingyan.file_fields import CaptionedFileField
from jingyan.forms import Form, ModelForm
from pairings.forms.base import ActingForm
from pairings.models import FundAllocation, Pairing, WorkFund

YUAN = {"data-suffix": _("yuan"), "inputmode": "decimal"}


def amount_field(label: Any = None, *, required: bool = True, help_text: Any = "") -> ParsedField:
    """An amount of money as people write it: 20000, 2万."""
    return ParsedField(
        money,
        empty=None,
        required=required,
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs=YUAN),
    )


class WorkFundForm(ActingForm, ModelForm):
    """One budget line of one year."""

    year = IntegerField(min_value=2000, max_value=2100)
    amount = amount_field()

    class Meta(ModelForm.Meta):
        model = WorkFund
        fields = ["year", "budget_line", "amount", "document"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = localdate().year
        if self.instance.pk:
            self.initial["amount"] = format(self.instance.amount.normalize(), "f")


class PairsField(ModelMultipleChoiceField):
    """Some of the active pairs."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.village.town} {obj.village} {obj.officer}"


class AllocateForm(ActingForm, Form):
    """One amount for each chosen pair; pairs without an allocation are preselected."""

    amount = amount_field(
        _("for each pair"),
        help_text=_("For pairs that already have an allocation, this amount replaces it."),
    )
    allocated_on = DateField(label=_("allocated on"), initial=localdate)
    pairings = PairsField(Pairing.objects.none(), label=_("Pairs"))

    def __init__(self, *args: Any, fund: WorkFund, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = date(fund.year, 1, 1), date(fund.year, 12, 31)
        rows = (
            Pairing.objects.visible_to(user)
            .active_in(first, last)
            .select_related("village__town", "officer")
        )
        self.offer("pairings", rows.order_by("village__town__print_order", "village__code"))
        has = FundAllocation.objects.filter(fund=fund).values("pairing")
        self.fields["pairings"].initial = list(
            rows.exclude(pk__in=has).values_list("pk", flat=True)
        )


class AllocationChoice(ModelChoiceField):
    """An allocation, named after its pair and year."""

    def label_from_instance(self, obj: Any) -> str:
        return (
            f"{obj.fund.year} {obj.pairing.village} {obj.pairing.officer}（{obj.fund.budget_line}）"
        )


class FundUseForm(ActingForm, Form):
    """What was spent out of an allocation, with its voucher."""

    allocation = AllocationChoice(FundAllocation.objects.none(), label=_("allocation"))
    used_on = DateField(label=_("Used on"), initial=localdate)
    amount = amount_field(_("Amount"))
    purpose = CharField(label=_("Purpose"), max_length=200)
    voucher_number = PaperNumberField(label=_("Voucher number"), max_length=50)
    file = CaptionedFileField(
        label=_("File of the voucher"),
        required=False,
        help_text=_(
            "pdf, jpg, png, docx or xlsx, at most 20 MB. Places and times inside pictures are "
            "removed."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = FundAllocation.objects.visible_to(user).select_related(
            "fund", "pairing__village", "pairing__officer"
        )
        self.offer("allocation", rows)
