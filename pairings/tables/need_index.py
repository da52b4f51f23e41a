from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jingyan.tables import LinkColumn, NumberColumn, StateColumn, Table, badge
from pairings.matching.village_needs import Need
from pairings.models import NeedIndex

NUM = {"th": {"class": "num"}, "td": {"class": "num"}}


class NeedTable(Table):
    """Villages by need. The rows are computed, so nothing but the score sorts them."""

    rank = NumberColumn(verbose_name=_("Rank"))
    village = LinkColumn("pairings:need_detail", verbose_name=_("Village"), orderable=False)
    town = tables.Column(accessor="village__town", verbose_name=_("Town"), orderable=False)
    tier = StateColumn(
        field="tier", accessor="village__tier", verbose_name=_("Tier"), orderable=False
    )
    score = NumberColumn(verbose_name=_("Need index"))
    edge = tables.Column(verbose_name=_("Edge households"), attrs=NUM, orderable=False)
    income = tables.Column(verbose_name=_("operating income"), attrs=NUM, orderable=False)
    growth = tables.Column(verbose_name=_("growth"), attrs=NUM, orderable=False)
    demands = tables.Column(verbose_name=_("Open demands"), attrs=NUM, orderable=False)
    known = NumberColumn(verbose_name=_("Weight that is known"))
    in_programme = tables.BooleanColumn(
        yesno=(_("Yes"), _("No")), verbose_name=_("In the programme")
    )

    class Meta(Table.Meta):
        pass

    def render_score(self, value: Decimal) -> str:
        """With both decimals, so that scores align."""
        return f"{value:.2f}"

    def render_tier(self, record: Need) -> Any:
        """The tier on its badge."""
        return badge(record.village.tier, record.village.get_tier_display())


class FrozenNeedTable(NeedTable):
    """A ranking as it was, with what was chosen from it."""

    chosen = tables.BooleanColumn(yesno=(_("Yes"), _("No")), verbose_name=_("chosen"))
    in_programme = tables.BooleanColumn(
        yesno=(_("Yes"), _("No")), verbose_name=_("in the programme before")
    )
    village = tables.Column(orderable=False, verbose_name=_("Village"))

    class Meta(Table.Meta):
        pass


class NeedIndexTable(Table):
    frozen_at = LinkColumn("pairings:ranking_detail", verbose_name=_("Frozen at"))
    villages = NumberColumn(verbose_name=_("Villages chosen"))

    class Meta(Table.Meta):
        model = NeedIndex
        fields = ["frozen_at", "villages", "measures", "document", "reason", "frozen_by"]

    def render_frozen_at(self, value: datetime) -> str:
        """The moment; the column makes it the link."""
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
