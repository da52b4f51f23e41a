"""Two people edit one record: the second to save compares both versions by field and chooses."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.models import BaseModelForm, model_to_dict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from jingyan.fields import CharField
from jingyan.parsing import mask_personal
from jingyan.tables import DASH

SEEN = "seen"
CONFLICT = "conflict"
TAKE = "take_"


@dataclass(frozen=True)
class ConflictingField:
    """One field that two people filled in differently."""

    name: str
    label: str
    theirs: str
    mine: str


class LostUpdate(BaseModelForm):  # type: ignore[type-arg]  # generic in stubs only
    """For a form over a stored record: it carries what its user saw, and compares that with what is
    stored now.

    In a view that is `one_at_a_time` the record is locked from here to the end of the change: of
    many who save the same record at the same moment, one wins, and all others are shown what it has
    become.
    """

    # Fields whose stored value isn't sent to the page.
    _errors: Any
    untold: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if (
            (args[0] if args else kwargs.get("data")) is not None
            and instance is not None
            and instance.pk
        ):
            refresh(instance)
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._now = self._fingerprint(self.instance)
            self.fields[SEEN] = CharField(
                widget=forms.HiddenInput, required=False, initial=self._now
            )

    def full_clean(self) -> None:
        """Put in what the user takes over from the other version, then clean as ever."""
        if self.is_bound and self.instance.pk:
            self._take_over()
        self._as_stored = (dict(vars(self.instance)), dict(self.instance._state.fields_cache))
        super().full_clean()
        if self._errors:
            self._put_back()

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep a fault; the page that shows it names the record as it is stored, not as it was
        typed.
        """
        super().add_error(field, error)
        self._put_back()

    def clean(self) -> dict[str, Any] | None:
        """Compare the record with the state that the user saw when the form was opened."""
        cleaned: dict[str, Any] | None = super().clean()
        seen_state = self.data.get(self.add_prefix(SEEN)) if self.instance.pk else None
        if seen_state and seen_state != self._now:
            data: Any = cast(Any, self.data).copy()
            data[self.add_prefix(SEEN)] = self._now
            self.data = data
            words = _(
                "Another user changed this record in the meantime. Compare the two versions, "
                "choose, and save again."
            )
            raise ValidationError(words, code=CONFLICT)
        return cleaned

    @property
    def status(self) -> int:
        """The HTTP status of the page with this form: 409 where another user saved first."""
        return 409 if self.is_bound and self.has_error("__all__", CONFLICT) else 200

    @property
    def pairs(self) -> list[ConflictingField]:
        """The fields that differ between the stored version and the user's own."""
        changed_names = [
            name for name in self.changed_data if name != SEEN and name not in self.untold
        ]
        return [self._pair(name) for name in changed_names]

    def _pair(self, name: str) -> ConflictingField:
        bound = self[name]
        label = str(bound.label)
        theirs, mine = (
            mask_personal(self._display_value(name, value)) for value in (bound.initial, bound.data)
        )
        return ConflictingField(name, label, theirs, mine)

    def _display_value(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if field.to_python(value) else _("No")
        value = field.prepare_value(value)
        if value in (None, "", []):
            return DASH
        if isinstance(field, forms.ModelChoiceField):
            record = (
                cast(Any, field).queryset.filter(pk=value).first()
                if str(value).isdecimal()
                else None
            )
            return field.label_from_instance(record) if record else str(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(flatten_choices(cast(Any, field).choices)).get(value, value))
        return value.isoformat() if isinstance(value, date) else str(value)

    def _put_back(self) -> None:
        values, related = self._as_stored
        vars(self.instance).clear()
        vars(self.instance).update(values)
        self.instance._state.fields_cache = dict(related)

    def _take_over(self) -> None:
        """Where the user chose the other version, it takes the place of what was typed."""
        replaced = [
            name
            for name in self.fields
            if self.data.get(TAKE + name) == "theirs" and name not in self.untold
        ]
        if not replaced:
            return
        data: Any = cast(Any, self.data).copy()
        for name in replaced:
            key, value = self.add_prefix(name), _posted_value(self[name])
            if value is None:
                data.pop(key, None)
            else:
                data[key] = value
            data.pop(TAKE + name)
        self.data = data

    def _fingerprint(self, row: models.Model) -> str:
        values = model_to_dict(row, fields=[name for name in self.fields if name != SEEN])
        return hashlib.sha256(repr(sorted(values.items(), key=str)).encode()).hexdigest()[:16]


def refresh(instance: models.Model) -> None:
    """Read the record again under its lock, where a transaction can hold one."""
    rows = type(instance)._base_manager.all()
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update(no_key=True, of=("self",))
    instance.refresh_from_db(from_queryset=rows)


def _posted_value(bound: forms.BoundField) -> str | None:
    """The stored value of a field as its control would send it; None for an unticked box."""
    value, widget = bound.field.prepare_value(bound.initial), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else None
    shown: Any = widget.format_value(value)
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    return "" if shown is None else str(shown)
