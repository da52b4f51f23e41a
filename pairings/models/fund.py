"""Work funds: the county's budget of a year, what each pair may spend of it, and what was spent
under which voucher.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import DecimalField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, History, SightQuerySet, Town, User
from accounts.moves import Move
from jingyan.quantity import quantize
from pairings.models.pairing import Pairing

AMOUNT = DecimalField(max_digits=18, decimal_places=2)


def summed(rows: models.QuerySet[models.Model], by: str) -> Coalesce:
    """The amounts of `rows` added up by the outer row's key, 0 where there are none."""
    total = rows.order_by().values(by).annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=AMOUNT), Value(Decimal(0)), output_field=AMOUNT)


class WorkFundQuerySet(SightQuerySet["WorkFund"]):
    """The county's own affair: no town and no officer sees the budget as a whole."""

    town_path = ""

    def with_totals(self) -> "WorkFundQuerySet":
        """Each with what is `allocated` and what is `used` of it."""
        uses = FundUse.objects.counted().filter(allocation__fund=OuterRef("pk"))
        return self.annotate(
            allocated=summed(FundAllocation.objects.filter(fund=OuterRef("pk")), "fund"),
            used=summed(uses, "allocation__fund"),
        )


class WorkFund(models.Model):
    """One budget line of one year in the county's special budget. The system pays nothing out."""

    year = models.PositiveSmallIntegerField(_("Year"))
    budget_line = models.CharField(_("Budget line"), max_length=100)
    amount = models.DecimalField(_("Budget"), max_digits=18, decimal_places=2)
    document = models.CharField(
        pgettext_lazy("fund", "document"),
        max_length=100,
        blank=True,
        help_text=_("The document it rests on."),
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = WorkFundQuerySet.as_manager()
    history = History(units={"amount": "元"})

    class Meta:
        verbose_name = _("Work funds")
        verbose_name_plural = _("Work funds")
        ordering = ["-year", "budget_line"]
        constraints = [
            models.UniqueConstraint(
                name="work_fund_line_once_a_year", fields=["year", "budget_line"]
            ),
            models.CheckConstraint(name="work_fund_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.budget_line}"


class FundAllocationQuerySet(SightQuerySet["FundAllocation"]):
    """What pairs may spend."""

    town_path = "pairing__village__town"
    own_path = "pairing__officer__user"

    def with_used(self) -> "FundAllocationQuerySet":
        """Each with what was `used` of it."""
        return self.annotate(
            used=summed(FundUse.objects.counted().filter(allocation=OuterRef("pk")), "allocation")
        )


class FundAllocation(models.Model):
    """What one pair may spend of one budget line."""

    fund = models.ForeignKey(
        WorkFund, models.PROTECT, related_name="allocations", verbose_name=_("Work funds")
    )
    pairing = models.ForeignKey(
        Pairing, models.PROTECT, related_name="allocations", verbose_name=_("Pairing")
    )
    amount = models.DecimalField(_("Allocated"), max_digits=18, decimal_places=2)
    allocated_on = models.DateField(_("allocated on"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = FundAllocationQuerySet.as_manager()
    history = History(units={"amount": "元"})

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("Allocations")
        ordering = ["-fund__year", "pairing__village__code"]
        constraints = [
            models.UniqueConstraint(name="allocation_once_a_pairing", fields=["fund", "pairing"]),
            models.CheckConstraint(name="allocation_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.pairing} {self.fund}"

    @property
    def used_amount(self) -> Decimal:
        """What was used of it. Only for rows fetched `with_used`, which annotates `used`."""
        row: Any = self
        return quantize(row.used)

    @property
    def balance(self) -> Decimal:
        """What is left of it. Only for rows fetched `with_used`."""
        return quantize(self.amount - self.used_amount)


class FundUseQuerySet(SightQuerySet["FundUse"]):
    """What was spent."""

    town_path = "allocation__pairing__village__town"
    own_path = "allocation__pairing__officer__user"

    def counted(self) -> "FundUseQuerySet":
        """Those that are not void."""
        return self.filter(state=FundUse.State.ENTERED)


class FundUse(models.Model):
    """One payment out of a pair's work funds, with its voucher. A wrong one is declared void and
    entered again.
    """

    class State(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("fund use", "Entered")
        VOID = "void", pgettext_lazy("fund use", "Void")

    MOVES = {
        "void": Move(
            pgettext_lazy("fund use", "Declare void"),
            frozenset({State.ENTERED}),
            State.VOID,
            "funds.manage",
            asks_reason=True,
            style="danger",
        ),
    }

    allocation = models.ForeignKey(
        FundAllocation, models.PROTECT, related_name="uses", verbose_name=_("allocation")
    )
    # The fund's year and the pair's town again, so that the database can hold a voucher once a year
    # in a town: towns number theirs apart, and none may learn the numbers of another.
    year = models.PositiveSmallIntegerField(_("Year"))
    town = models.ForeignKey(Town, models.PROTECT, related_name="+", verbose_name=_("Town"))
    used_on = models.DateField(_("Used on"))
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    purpose = models.CharField(_("Purpose"), max_length=200)
    voucher_number = models.CharField(_("Voucher number"), max_length=50)
    state = models.CharField(_("State"), max_length=7, choices=State, default=State.ENTERED)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = FundUseQuerySet.as_manager()
    history = History(units={"amount": "元"}, without=("town",))

    class Meta:
        verbose_name = _("use of work funds")
        verbose_name_plural = _("Uses of work funds")
        ordering = ["-used_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="voucher_once_a_year_and_town",
                fields=["town", "year", "voucher_number"],
                condition=Q(state="entered"),
            ),
            models.CheckConstraint(name="fund_use_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="fund_use_says_what_for", condition=~Q(purpose="") & ~Q(voucher_number="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.voucher_number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the town of the pair."""
        if not self.town_id:
            self.town_id = self.allocation.pairing.village.town_id
        super().save(*args, **kwargs)


class FundVoucherQuerySet(SightQuerySet["FundVoucher"]):
    town_path = "use__allocation__pairing__village__town"
    own_path = "use__allocation__pairing__officer__user"


class FundVoucher(EvidenceFile):
    """The file of a voucher."""

    use = models.ForeignKey(
        FundUse, models.PROTECT, related_name="vouchers", verbose_name=_("use of work funds")
    )

    objects = FundVoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("Voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["pk"]
