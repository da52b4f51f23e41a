"""Ledgers of the reports."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.periods import parse_period
from jingyan.tables import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from reports.models import Issue
from reports.places import of_issue

FINGERPRINT_SHOWN = 12


class IssueTable(Table):
    """Reports, version by version."""

    period = LinkColumn("reports:issue_detail", order_by=("ends_on", "starts_on"))
    place = tables.Column(verbose_name=_("Place"))
    version = NumberColumn()
    state = StateColumn()
    as_of = MomentColumn()
    sha256 = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Issue
        fields = ["period", "place", "version", "state", "as_of", "requested_by", "sha256"]

    def render_period(self, value: str) -> str:
        return parse_period(value).label()

    def render_place(self, record: Issue) -> str:
        return of_issue(record).label

    def render_sha256(self, value: str) -> str:
        return value[:FINGERPRINT_SHOWN]
