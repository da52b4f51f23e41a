"""Ledgers of liaisons, hand-overs and of what supports each pair."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.tables import (
    DASH,
    DateColumn,
    LinkColumn,
    NumberColumn,
    QuantityColumn,
    StateColumn,
    Table,
    badge,
)
from pairings.models import FundUse, HandOver, Pairing, PolicyBenefit, RelatedParty, WorkFund


class LiaisonTable(Table):
    """Towns with who answers for them; a vacancy shows."""

    name = LinkColumn(
        "pairings:liaison_detail",
        key="liaison_key",
        verbose_name=_("Town"),
        order_by=("print_order", "code"),
    )
    liaison = tables.Column(accessor="who", verbose_name=_("Liaison"))
    post = tables.Column(accessor="liaison_post", verbose_name=_("post"))
    since = DateColumn(verbose_name=_("Liaison from"))
    pairs = NumberColumn(verbose_name=_("Number of pairings"))
    waiting = NumberColumn(verbose_name=_("hand-overs to be signed"))
    filled = tables.Column(
        accessor="liaison_key", empty_values=(), orderable=False, verbose_name=_("State")
    )

    class Meta(Table.Meta):
        model = Town
        fields = ["name", "liaison", "post", "since", "pairs", "waiting", "filled"]

    def render_filled(self, value: int | None) -> Any:
        """Whether the town has a liaison."""
        return badge("active", str(_("Filled"))) if value else badge("missing", str(_("Vacant")))

    def value_filled(self, value: int | None) -> str:
        """The same, for exports."""
        return str(_("Filled")) if value else str(_("Vacant"))


class HandOverTable(Table):
    """Hand-overs, those that wait for a signature first."""

    subject = LinkColumn(
        "pairings:hand_over_detail",
        empty_values=(),
        orderable=False,
        verbose_name=_("What is handed over"),
    )
    opened_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = HandOver
        fields = ["subject", "town", "giver_name", "receiver_name", "opened_on", "state"]

    def render_subject(self, record: HandOver) -> str:
        """The pairing that ended, or that the liaison changed."""
        return self.value_subject(record)

    def value_subject(self, record: HandOver) -> str:
        """The same, for exports."""
        return str(record.pairing or _("Change of liaison"))


class SupportTable(Table):
    """Active pairs with what supports them, and what is missing."""

    village = LinkColumn(
        "pairings:support_detail", verbose_name=_("Village"), order_by="village__pinyin"
    )
    officer = tables.Column(order_by="officer__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("Town"))
    allocated = QuantityColumn(unit="元", verbose_name=_("Allocated this year"))
    used = QuantityColumn(unit="元", verbose_name=_("Used"))
    balance = QuantityColumn(unit="元", verbose_name=_("Balance"))
    office = tables.Column(
        accessor="pk", orderable=False, verbose_name=_("missing from the office")
    )
    benefits = NumberColumn(verbose_name=_("Policy benefits"))
    interests = NumberColumn(verbose_name=_("declared interests"))

    class Meta(Table.Meta):
        model = Pairing
        fields = [
            "village",
            "town",
            "officer",
            "allocated",
            "used",
            "balance",
            "office",
            "benefits",
            "interests",
        ]

    def render_office(self, record: Pairing) -> str:
        """What is missing, a hint that it was not checked, or empty."""
        office = getattr(record.village, "office", None)
        if office is None:
            return str(_("not checked yet"))
        return "、".join(office.gaps) or DASH


class WorkFundTable(Table):
    """Budget lines with what is allocated and used of them."""

    budget_line = LinkColumn("pairings:work_fund_detail")
    amount = QuantityColumn(unit="元")
    allocated = QuantityColumn(unit="元", verbose_name=_("Allocated"))
    used = QuantityColumn(unit="元", verbose_name=_("Used"))

    class Meta(Table.Meta):
        model = WorkFund
        fields = ["year", "budget_line", "amount", "allocated", "used", "document"]

    def render_year(self, value: int) -> str:
        """The year, without a comma."""
        return str(value)


class FundUseTable(Table):
    """What was spent, with its vouchers."""

    used_on = DateColumn()
    purpose = LinkColumn("pairings:fund_use_detail")
    village = tables.Column(accessor="allocation__pairing__village", verbose_name=_("Village"))
    officer = tables.Column(accessor="allocation__pairing__officer", verbose_name=_("Officer"))
    amount = QuantityColumn(unit="元")
    state = StateColumn()

    class Meta(Table.Meta):
        model = FundUse
        fields = ["purpose", "used_on", "amount", "voucher_number", "village", "officer", "state"]


class PolicyBenefitTable(Table):
    """Preferential policies applied to projects."""

    item = LinkColumn("pairings:policy_benefit_detail")
    village = tables.Column(accessor="project__village", verbose_name=_("Village"))
    approved_on = DateColumn()
    amount = QuantityColumn(unit="元")

    class Meta(Table.Meta):
        model = PolicyBenefit
        fields = [
            "item",
            "project",
            "village",
            "legal_basis",
            "approving_body",
            "approved_on",
            "amount",
        ]


class RelatedPartyTable(Table):
    officer = LinkColumn("pairings:related_party_detail", order_by="officer__pinyin")
    declared_on = DateColumn()
    ended_on = DateColumn()

    class Meta(Table.Meta):
        model = RelatedParty
        fields = [
            "officer",
            "village",
            "nature",
            "counterpart",
            "project",
            "declared_on",
            "ended_on",
        ]
