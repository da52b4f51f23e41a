"""Choosing several people at once: to publicise, propose, approve or renew."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from jingyan.fields import CharField, DateField, ModelChoiceField, ModelMultipleChoiceField
from jingyan.forms import Form
from officers.models import Appointment, Batch, Publicity, Registration

NOTICE_TITLE = "关于{batch}“特聘村官”拟聘人选的公示"


class PeopleField(ModelMultipleChoiceField):
    """Rows about people, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The person, the firm, and of a term its days."""
        term = f"{obj.starts_on}–{obj.ends_on}" if isinstance(obj, Appointment) else ""
        return " · ".join(str(part) for part in (obj.officer, obj.officer.enterprise, term) if part)


class PeopleForm(Form):
    """Some of `rows`: first ticked are those that the address names (`picked`), else the usual."""

    people = PeopleField(
        queryset=None,
        label=_("people"),
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(
        self, *args: Any, rows: QuerySet[Any], picked: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(PeopleField, self.fields["people"]).queryset = rows
        keys = {
            str(pk) for pk in (rows if picked else self.usual(rows)).values_list("pk", flat=True)
        }
        self.initial["people"] = sorted(keys & set(picked) or keys, key=int)

    def usual(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that the step is mostly taken for; the others come in by a tick of their own."""
        return rows


class NoticeForm(Form):
    """When a notice is posted and its heading; the last day follows from the measures and
    the work calendar.
    """

    starts_on = DateField(label=_("Posted on"))
    title = CharField(label=_("title of the notice"), max_length=100)
    contact = CharField(
        label=_("Where objections go"),
        max_length=200,
        required=False,
        help_text=_("Office, telephone or mailbox, as printed."),
    )

    def __init__(self, *args: Any, title: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = Publicity.objects.order_by("-pk").first()
        self.initial.update(
            starts_on=localdate(), title=title, contact=last.contact if last else ""
        )


class PublicityForm(NoticeForm, PeopleForm):
    """The people to publicise, and the first day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        batch = _batch_of(kwargs["rows"]) or ""
        super().__init__(*args, title=NOTICE_TITLE.format(batch=batch), **kwargs)

    def usual(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """All but the people in reserve."""
        return rows.exclude(state=Registration.State.RESERVE)


class ProposalsForm(PeopleForm):
    """The people to propose together; the end of the term follows from the management measures."""

    starts_on = DateField(label=_("Term from"))
    batch = ModelChoiceField(Batch.objects.all(), label=_("Batch"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(starts_on=localdate(), batch=_batch_of(kwargs["rows"]))


class RenewalsForm(PeopleForm):
    """The terms to renew, and the batch."""

    batch = ModelChoiceField(Batch.objects.all(), label=_("Batch"), required=False)

    def usual(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The running terms, not those that have expired."""
        return rows.filter(state=Appointment.State.ACTIVE)


def _batch_of(rows: QuerySet[Any]) -> Batch | None:
    """The batch that the first of the rows belongs to."""
    row = rows.exclude(batch=None).select_related("batch").first()
    return row.batch if row else None
