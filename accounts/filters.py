"""Filter bars of the system pages."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, TrailEntry, User
from accounts.roles import Role
from jingyan.filters import DateSpan, Filters


class UserFilters(Filters):
    """Users by role, town and whether they may log in."""

    search_fields = ("username", "full_name", "pinyin")
    search_hint = _("User name or full name")

    is_active = django_filters.BooleanFilter(label=_("May log in"))
    unused = django_filters.BooleanFilter(label=_("Unused for 90 days"), method="by_use")

    class Meta:
        model = User
        fields = ["role", "town", "is_active", "unused"]

    def by_use(self, rows: QuerySet[User], name: str, value: bool) -> QuerySet[User]:
        """Those who may log in and haven't for ninety days, or all others."""
        unused = User.objects.unused().values("pk")
        return rows.filter(pk__in=unused) if value else rows.exclude(pk__in=unused)


class TrailFilters(Filters):
    """Acts by time, role and person."""

    search_fields = ("by", "by_name", "subject", "act", "note")
    search_hint = _("Person, record or note")

    at = DateSpan(label=_("Day"))
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"))

    class Meta:
        model = TrailEntry
        fields = ["role", "at"]


class JobFilters(Filters):
    """Jobs by state."""

    search_fields = ("title",)
    search_hint = _("Title")

    class Meta:
        model = Job
        fields = ["state"]
