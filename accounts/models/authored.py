"""Records under the four-eyes rule: everyone who entered or changed one remains its author."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

Q = TypeVar("Q", bound=QuerySet[Any])
CHANGED_BY = "changed_by"


class Authored(models.Model):
    """A record that remembers its authors: a move with `CHANGED_BY` in its `not_by` is closed to
    them.

    `changed_by` holds the users who changed it after it was entered; the user who entered it is in
    a separate field.
    """

    changed_by = models.ManyToManyField(
        User, related_name="+", editable=False, verbose_name=_("changed by")
    )

    # Annotated by `with_changes_by`.
    is_changed: bool

    class Meta:
        abstract = True

    def note_change(self, by: User) -> None:
        """Add `by` to the authors; call this in the transaction of the change."""
        self.changed_by.add(by)

    @classmethod
    def note_changes(cls, changes: Iterable[tuple[Self, User]], *, batch_size: int = 500) -> None:
        """Add users to the authors of many saved records at once; those who are authors stay so."""
        links: Any = cls.changed_by.through
        row = _name_of_row(cls)
        rows = [links(**{row: record, "user": user}) for record, user in changes]
        links.objects.bulk_create(rows, ignore_conflicts=True, batch_size=batch_size)

    def is_changed_by(self, user: User) -> bool:
        """Whether `user` has changed the record: one query, unless the row comes `with_changes_by`
        that user.
        """
        if getattr(self, "changes_of", None) == user.pk:
            return bool(self.is_changed)
        return self.pk is not None and self.changed_by.filter(pk=user.pk).exists()


def with_changes_by(rows: Q, user: User) -> Q:
    """`rows`, each annotated with whether `user` has changed it, for pages that show the buttons of
    many records.
    """
    links: Any = rows.model.changed_by.through
    of_row = {_name_of_row(rows.model): OuterRef("pk"), "user": user.pk}
    changed = Exists(links.objects.filter(**of_row))
    return rows.annotate(changes_of=Value(user.pk, IntegerField()), is_changed=changed)


def _name_of_row(model: Any) -> str:
    """The field by which a row of `changed_by` names its record."""
    name: str = model._meta.get_field(CHANGED_BY).m2m_field_name()
    return name
