"""Ledgers of the system pages."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts import jobs
from accounts.models import ExportFile, Job, Town, TrailEntry, User
from accounts.trail.history import describe_act, stated
from accounts.trail.versions import FieldChange
from jingyan.tables import DASH, LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class TownTable(Table):
    """Towns with the number of their liaisons."""

    users = NumberColumn(accessor="liaisons", verbose_name=_("Liaison users"))

    class Meta(Table.Meta):
        model = Town
        fields = ["code", "name", "kind", "county_name", "users"]


class UserTable(Table):
    username = LinkColumn("accounts:user_update", key="person_key")
    full_name = tables.Column(order_by="pinyin")
    last_login = MomentColumn(empty_values=())
    is_active = tables.Column(verbose_name=_("May log in"))
    second_factor = tables.Column(accessor="pk", verbose_name=_("Second factor"), orderable=False)

    class Meta(Table.Meta):
        model = User
        fields = [
            "username",
            "full_name",
            "role",
            "town",
            "is_active",
            "second_factor",
            "last_login",
        ]

    def render_is_active(self, record: User) -> str:
        if record.is_service:
            return str(_("Service account: no log-in"))
        return str(_("Yes") if record.is_active else _("Disabled"))

    def render_second_factor(self, record: Any) -> str:
        return str(_("In use")) if record.has_second_factor else DASH

    def render_last_login(self, record: User) -> str:
        last = (
            f"{timezone.localtime(record.last_login):%Y-%m-%d %H:%M}" if record.last_login else DASH
        )
        unused = _("unused for 90 days")
        return f"{last}（{unused}）" if record.is_unused else last


class TrailTable(Table):
    at = MomentColumn()
    by_name = tables.Column(verbose_name=_("By"))
    act = tables.Column(orderable=False)
    note = tables.Column(empty_values=())

    class Meta(Table.Meta):
        model = TrailEntry
        fields = ["at", "by_name", "role", "act", "subject", "note"]

    def render_by_name(self, record: TrailEntry) -> str:
        return f"{record.by_name}（{record.by}）" if record.by_name else record.by

    def render_act(self, record: TrailEntry) -> str:
        act = describe_act(record)
        states = " → ".join(str(state) for state in (act.before, act.after) if state)
        return f"{act.label}：{states}" if act.after else str(act.label)

    def render_note(self, record: TrailEntry) -> str:
        """The note, and what changed in an account or a town."""
        return "；".join([record.note] * bool(record.note) + _changes(record)) or DASH


def _changes(entry: TrailEntry) -> list[str]:
    return [f"{change.label}: {_change_text(change)}" for change in stated(entry)]


def _change_text(change: FieldChange) -> str:
    return (
        pgettext("field", "changed")
        if change.after is None
        else f"{change.before} → {change.after}"
    )


class TechnicalTrailTable(TrailTable):
    """Acts for users who don't see the programme's records: their kinds and keys, never their
    names.
    """

    subject = tables.Column(orderable=False, empty_values=())
    note = tables.Column(orderable=False, empty_values=())

    class Meta(TrailTable.Meta):
        pass

    def render_subject(self, record: TrailEntry) -> str:
        return (record.subject if record.is_technical else record.kind_and_key) or DASH

    def render_note(self, record: TrailEntry) -> str:
        notes = [record.note] * bool(record.note and record.has_technical_note)
        return "；".join(notes + (_changes(record) if record.is_technical else [])) or DASH


class ExportTable(Table):
    """Files of the export centre."""

    name = LinkColumn("accounts:export_download")
    rows_written = NumberColumn(accessor="rows", verbose_name=_("Rows"))
    size = NumberColumn()
    created_at = MomentColumn()
    kept_until = MomentColumn(verbose_name=_("Kept until"), orderable=False)

    class Meta(Table.Meta):
        model = ExportFile
        fields = ["name", "rows_written", "size", "created_at", "kept_until"]


class JobTable(Table):
    """Jobs with their progress."""

    title = LinkColumn("accounts:job_detail")
    state = StateColumn()
    percent = NumberColumn(verbose_name=_("Progress, %"), orderable=False)
    created_at = MomentColumn()
    finished_at = MomentColumn()

    class Meta(Table.Meta):
        model = Job
        fields = ["title", "state", "percent", "created_by", "created_at", "finished_at"]


class TechnicalJobTable(JobTable):
    """All jobs, for users who don't see the programme's records."""

    title = LinkColumn("accounts:job_detail", orderable=False)

    class Meta(JobTable.Meta):
        pass

    def render_title(self, record: Job) -> str:
        return jobs.called(record, self.request.user)
