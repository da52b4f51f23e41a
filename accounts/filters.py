"""Filter bars of the system pages."""

from typing import ClassVar

import django_filters
from django.apps import apps
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Job, TrailEntry, User
from accounts.models.trail import labels_of
from accounts.roles import Role
from accounts.state_machines import tables
from accounts.trail.acts import ACTS
from jingyan.filters import DateSpan, Filters

HOUSE = {"accounts", "villages", "officers", "pairings", "evaluations", "reports"}


class UserFilters(Filters):
    search_fields = ("username", "full_name", "pinyin")
    search_hint = _("User name or full name")

    is_active = django_filters.BooleanFilter(label=_("May log in"))
    unused = django_filters.BooleanFilter(label=_("Unused for 90 days"), method="by_use")

    class Meta:
        model = User
        fields = ["role", "town", "is_active", "unused"]

    def by_use(self, rows: QuerySet[User], name: str, value: bool) -> QuerySet[User]:
        """Users who may log in and haven't for ninety days, or all others."""
        unused = User.objects.unused().values("pk")
        return rows.filter(pk__in=unused) if value else rows.exclude(pk__in=unused)


def acts() -> list[tuple[str, object]]:
    """Every act by its name, with its label: the moves of all records and the other acts."""
    moves = {name: move.label for _model, moves in tables() for name, move in moves.items()}
    return list((moves | ACTS).items())


def kinds() -> list[tuple[str, object]]:
    """The models that trail entries name, with their labels, sorted by label."""
    models = [model for model in apps.get_models() if model.__module__.partition(".")[0] in HOUSE]
    return sorted(
        ((model._meta.label, model._meta.verbose_name) for model in models),
        key=lambda kind: str(kind[1]),
    )


class TrailFilters(Filters):
    """Acts by time, role, person, act and record."""

    search_fields: ClassVar[tuple[str, ...]] = ("by", "by_name", "subject", "act", "note")
    search_hint = _("Person, record or note")

    at = DateSpan(label=_("Day"))
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"))
    act = django_filters.ChoiceFilter(choices=acts, label=_("Act"))
    target = django_filters.ChoiceFilter(
        choices=kinds, method="by_target", label=_("Kind of record")
    )

    class Meta:
        model = TrailEntry
        fields = ["role", "act", "target", "at"]

    def by_target(self, rows: QuerySet[TrailEntry], name: str, value: str) -> QuerySet[TrailEntry]:
        """Entries on records of one kind, whatever it was called when they were written."""
        return rows.filter(target__in=labels_of(value))


class TechnicalTrailFilters(TrailFilters):
    """The same without searching names of records and notes, for users who don't see the
    programme's records.
    """

    search_fields = ("by", "by_name", "act")
    search_hint = _("Person or act")


class JobFilters(Filters):
    search_fields: ClassVar[tuple[str, ...]] = ("title",)
    search_hint = capfirst(pgettext_lazy("job", "title"))

    class Meta:
        model = Job
        fields = ["state"]


class TechnicalJobFilters(JobFilters):
    """The same without searching titles, for users who don't see the programme's records."""

    search_fields = ()
