"""Ledgers of the system pages."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.history import act_in_words
from accounts.models import Job, Town, TrailEntry, User
from jingyan.tables import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class TownTable(Table):
    """Towns with the number of their liaisons."""

    users = NumberColumn(accessor="liaisons", verbose_name=_("Liaison users"))

    class Meta(Table.Meta):
        model = Town
        fields = ["code", "name", "kind", "county_name", "users"]


class UserTable(Table):
    """Accounts."""

    username = LinkColumn("accounts:user_update")
    full_name = tables.Column(order_by="pinyin")
    last_login = MomentColumn()
    is_active = tables.BooleanColumn(verbose_name=_("May log in"), yesno=(_("Yes"), _("Disabled")), null=True)

    class Meta(Table.Meta):
        model = User
        fields = ["username", "full_name", "role", "town", "is_active", "last_login"]


class TrailTable(Table):
    """Acts, as written."""

    at = MomentColumn()
    by_name = tables.Column(verbose_name=_("By"))
    act = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = TrailEntry
        fields = ["at", "by_name", "role", "act", "subject", "note"]

    def render_by_name(self, record: TrailEntry) -> str:
        return f"{record.by_name}（{record.by}）" if record.by_name else record.by

    def render_act(self, record: TrailEntry) -> str:
        act = act_in_words(record)
        states = " → ".join(str(state) for state in (act.before, act.after) if state)
        return f"{act.label}：{states}" if act.after else str(act.label)


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
