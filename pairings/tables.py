"""Ledgers of pairings and contributions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DASH, DateColumn, LinkColumn, NumberColumn, StateColumn, Table, badge
from pairings.models import Contribution, NeedIndex, Outcome, Pairing
from pairings.needs import Need

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}


class NeedTable(Table):
    """Villages by need. The rows are computed, so nothing but the score sorts them."""

    rank = NumberColumn(verbose_name=_("rank"))
    village = LinkColumn("pairings:need_detail", verbose_name=_("village"), orderable=False)
    town = tables.Column(accessor="village__town", verbose_name=_("town"), orderable=False)
    tier = StateColumn(field="tier", accessor="village__tier", verbose_name=_("tier"), orderable=False)
    score = NumberColumn(verbose_name=_("need index"))
    edge = tables.Column(verbose_name=_("edge households"), attrs=NUM, orderable=False)
    income = tables.Column(verbose_name=_("operating income"), attrs=NUM, orderable=False)
    growth = tables.Column(verbose_name=_("growth"), attrs=NUM, orderable=False)
    demands = tables.Column(verbose_name=_("Open demands"), attrs=NUM, orderable=False)
    known = NumberColumn(verbose_name=_("weight that is known"))
    in_programme = tables.BooleanColumn(yesno=(_("Yes"), _("No")), verbose_name=_("in the programme"))

    class Meta(Table.Meta):
        pass

    def render_score(self, value: Decimal) -> str:
        """With both decimals, so that scores stand under each other."""
        return f"{value:.2f}"

    def render_tier(self, record: Need) -> Any:
        """The tier on its badge."""
        return badge(record.village.tier, record.village.get_tier_display())


class FrozenNeedTable(NeedTable):
    """A ranking as it was, with what was chosen from it."""

    chosen = tables.BooleanColumn(yesno=(_("Yes"), _("No")), verbose_name=_("chosen"))
    in_programme = tables.BooleanColumn(yesno=(_("Yes"), _("No")), verbose_name=_("in the programme before"))
    village = tables.Column(orderable=False, verbose_name=_("village"))

    class Meta(Table.Meta):
        pass


class NeedIndexTable(Table):
    """Frozen rankings."""

    frozen_at = LinkColumn("pairings:ranking_detail", verbose_name=_("frozen at"))
    villages = NumberColumn(verbose_name=_("villages chosen"))

    class Meta(Table.Meta):
        model = NeedIndex
        fields = ["frozen_at", "villages", "measures", "document", "reason", "frozen_by"]

    def render_frozen_at(self, value: datetime) -> str:
        """The moment; the column makes it the link."""
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


class PairingTable(Table):
    """Who serves where."""

    village = LinkColumn("pairings:pairing_detail", verbose_name=_("village"), order_by="village__pinyin")
    officer = tables.Column(order_by="officer__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("town"))
    tier = StateColumn(field="tier", accessor="village__tier", verbose_name=_("tier"))
    enterprise = tables.Column(
        accessor="officer__enterprise", verbose_name=_("enterprise"), order_by="officer__enterprise__pinyin"
    )
    batch = tables.Column(accessor="appointment__batch", verbose_name=_("batch"))
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Pairing
        fields = ["village", "town", "tier", "officer", "enterprise", "batch", "starts_on", "ends_on", "state"]

    def render_tier(self, record: Pairing) -> Any:
        """The tier on its badge."""
        return badge(record.village.tier, record.village.get_tier_display())


class ContributionTable(Table):
    """Dated facts with their quantities."""

    ref = LinkColumn("pairings:contribution_detail", attrs={"td": {"class": "nowrap"}})
    carrier = tables.Column(attrs={"td": {"class": "nowrap"}})
    happened_on = DateColumn()
    officer = tables.Column(order_by="officer__pinyin")
    village = tables.Column(order_by="village__pinyin")
    outcomes = tables.Column(
        accessor="counted", verbose_name=_("outcomes"), orderable=False, attrs={"td": {"class": "quantities"}}
    )
    state = StateColumn()

    class Meta(Table.Meta):
        model = Contribution
        fields = ["ref", "happened_on", "title", "officer", "village", "carrier", "outcomes", "state"]

    def render_outcomes(self, value: list[Outcome]) -> str:
        return "；".join(map(str, value)) or DASH
