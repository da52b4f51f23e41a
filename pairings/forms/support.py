"""Forms of offices, policy benefits and related parties."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from jingyan.fields import PaperNumberField
from jingyan.file_fields import CaptionedFileField, CaptionedInput
from jingyan.forms import ModelForm
from officers.models import Officer
from pairings.forms.base import ActingForm, PersonChoice, PlaceChoice
from pairings.forms.fund import amount_field
from pairings.models import OfficeProvision, Pairing, PolicyBenefit, Project, RelatedParty
from pairings.models.support import FACILITIES
from villages.models import Village

ANSWERS = (
    ("unknown", _("Not checked")),
    ("true", _("There")),
    ("false", pgettext_lazy("office", "Missing")),
)


class OfficeForm(ActingForm, ModelForm):
    """What a village's office has and lacks."""

    photo = CaptionedFileField(
        label=_("Photo"),
        required=False,
        widget=CaptionedInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text=_("jpg or png, at most 20 MB. Places and times inside pictures are removed."),
    )

    class Meta(ModelForm.Meta):
        model = OfficeProvision
        fields = ["place", *FACILITIES, "note", "checked_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FACILITIES:
            self.fields[name].widget.choices = ANSWERS
        # Each look at the office has its own day: the last one's would be wrong today.
        self.initial["checked_on"] = localdate()


class PolicyBenefitForm(ActingForm, ModelForm):
    """A policy applied to one project."""

    amount = amount_field(required=False, help_text=_("Where the policy is worth a known amount."))

    class Meta(ModelForm.Meta):
        model = PolicyBenefit
        fields = [
            "project",
            "item",
            "legal_basis",
            "approving_body",
            "approved_on",
            "document_number",
            "amount",
            "note",
        ]
        field_classes = {"document_number": PaperNumberField}
        help_texts = {
            "item": _("Such as land at a preferential price, tax relief, interest subsidy."),
            "legal_basis": _("The document and clause it rests on."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.queryset = Project.objects.visible_to(user).filter(village__isnull=False)
        if self.instance.pk and self.instance.amount is not None:
            self.initial["amount"] = format(self.instance.amount.normalize(), "f")


class RelatedPartyForm(ActingForm, ModelForm):
    """An interest of an officer in a village."""

    class Meta(ModelForm.Meta):
        model = RelatedParty
        fields = ["officer", "village", "nature", "counterpart", "project", "note", "declared_on"]
        field_classes = {"officer": PersonChoice, "village": PlaceChoice}

    def values(self) -> dict[str, Any]:
        """As entered; officers declare their own."""
        return super().values() | ({"officer": self.own} if self.own else {})

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Officer.objects.filter(user=user).first()
        if self.own:
            del self.fields["officer"]
        else:
            appointed = (
                Officer.objects.visible_to(user).filter(appointments__isnull=False).distinct()
            )
            self.offer("officer", appointed.select_related("enterprise"))
        self.offer(
            "village", Village.objects.visible_to(user).in_programme().select_related("town")
        )
        self.offer("project", Project.objects.visible_to(user).filter(village__isnull=False))
        self.fields["declared_on"].initial = localdate
        paired = Pairing.objects.visible_to(user).current().values_list("village", flat=True)[:2]
        if self.own and len(pairings := list(paired)) == 1:
            self.fields["village"].initial = pairings[0]
