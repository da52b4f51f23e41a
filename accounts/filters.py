"""Filter bars of the system pages."""

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, TrailEntry, User
from accounts.roles import Role
from jingyan.filters import DateSpan, Filters


class UserFilters(Filters):
    """Users by role, town and whether they may log in."""

    search_fields = ("username", "full_name", "pinyin")
    search_hint = _("User name or full name")

    is_active = django_filters.BooleanFilter(label=_("May log in"))

    class Meta:
        model = User
        fields = ["role", "town", "is_active"]


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
