"""The need of the county's villages, from what the registers say today, and in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan.lazy_text import LazyText
from jingyan.quantity import Quantity, quantize
from officers.models import Measures
from pairings.matching.need import RANKED, NeedInputs, NeedPart, Value, VillageNeed, scores
from pairings.models import NeedScore
from villages.models import Demand, Village, VillageYear
from villages.overviews.growth import year_on_year

LABELS: dict[str, LazyText] = {
    "edge": gettext_lazy("Share of edge households"),
    "income": gettext_lazy("Collective operating income"),
    "growth": gettext_lazy("Growth of the operating income"),
    "industry": gettext_lazy("Lead industry"),
    "demands": gettext_lazy("Open demands"),
    "tier": gettext_lazy("Tier"),
}
UNITS = {"edge": "%", "income": "元", "growth": "%", "demands": "项"}
INDUSTRY = {"some": gettext_lazy("there is one"), "none": gettext_lazy("there is none")}


@dataclass(frozen=True)
class Need:
    """One village with its score: a row of the ranking."""

    village: Village
    score_of: VillageNeed
    chosen: bool = False
    in_programme: bool = False

    @property
    def pk(self) -> int:
        """The village's key, for links."""
        return self.village.pk

    @property
    def rank(self) -> int | None:
        """The rank among all villages with a score."""
        return self.score_of.rank

    @property
    def score(self) -> Decimal | None:
        """The need index."""
        return self.score_of.score

    @property
    def known(self) -> int:
        """How much of the weight is known."""
        return self.score_of.known

    def value(self, code: str) -> str | None:
        """The value of a part in words."""
        return next(
            (value_text(part) or None for part in self.score_of.parts if part.code == code), None
        )

    @property
    def edge(self) -> str | None:
        """The share of edge households."""
        return self.value("edge")

    @property
    def income(self) -> str | None:
        """The collective operating income."""
        return self.value("income")

    @property
    def growth(self) -> str | None:
        """The growth of the operating income."""
        return self.value("growth")

    @property
    def demands(self) -> str | None:
        """The open demands."""
        return self.value("demands")

    @property
    def lines(self) -> list["NeedPartText"]:
        """The parts of the score, explained."""
        return [NeedPartText(part) for part in self.score_of.parts]


@dataclass(frozen=True)
class NeedPartText:
    """One part of a score in words."""

    part: NeedPart

    @property
    def label(self) -> LazyText:
        """What the part is about."""
        return LABELS[self.part.code]

    @property
    def value(self) -> str:
        """What is known."""
        return value_text(self.part)

    @property
    def meaning(self) -> str:
        """Why it counts as it does."""
        if self.part.level is None:
            return _("Not known: the score rests on the other parts.")
        share = Quantity(quantize(self.part.level * 100), "%").text()
        if self.part.code in RANKED:
            return _("Needs more than %s of the villages.") % share
        return _("Counts for %s of the weight.") % share


def value_text(part: NeedPart) -> str:
    """The value of a part in words; empty where it isn't known."""
    value = part.value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return Quantity(value, UNITS[part.code]).shown()
    return str(INDUSTRY[value] if part.code == "industry" else Village.Tier(value).label)


def rules() -> Measures:
    """The version of the measures whose weights count today."""
    return Measures.objects.in_force(localdate())


def needs(measures: Measures) -> list[Need]:
    """All villages of the county, the neediest first; four queries."""
    rows = Village.objects.filter(town__county_code=settings.COUNTY_CODE).select_related("town")
    villages = {village.pk: village for village in rows}
    scored = scores(_inputs(villages), measures.need_weights())
    return [
        Need(village := villages[row.key], row, in_programme=village.in_programme) for row in scored
    ]


def frozen_needs(rows: Iterable[NeedScore]) -> list[Need]:
    """The rows of a frozen ranking as they were."""
    return [Need(row.village, _thawed(row), row.chosen, row.was_in_programme) for row in rows]


def frozen_parts(score: VillageNeed) -> list[dict[str, Any]]:
    """The parts of a score as a frozen ranking keeps them."""
    return [
        {
            "code": part.code,
            "value": None if part.value is None else str(part.value),
            "weight": part.weight,
            "level": None if part.level is None else str(part.level),
        }
        for part in score.parts
    ]


def _thawed(row: NeedScore) -> VillageNeed:
    parts = [
        NeedPart(
            part["code"],
            Decimal(part["value"])
            if part["value"] is not None and part["code"] in RANKED
            else part["value"],
            part["weight"],
            None if part["level"] is None else Decimal(part["level"]),
        )
        for part in row.parts
    ]
    return VillageNeed(row.village_id, parts, row.known, row.score, row.rank)


def _inputs(villages: Mapping[int, Village]) -> list[NeedInputs]:
    years: dict[int, list[VillageYear]] = defaultdict(list)
    for year in VillageYear.objects.filter(
        village__town__county_code=settings.COUNTY_CODE
    ).order_by("-year"):
        years[year.village_id].append(year)
    raised = (
        Demand.objects.filter(village__town__county_code=settings.COUNTY_CODE)
        .order_by()
        .values("village")
    )
    counted = raised.annotate(open=Count("pk", filter=Q(state=Demand.State.OPEN)))
    waiting = dict(counted.values_list("village", "open"))
    return [
        NeedInputs(key, _values(village, years[key], waiting.get(key)))
        for key, village in villages.items()
    ]


def _values(village: Village, years: list[VillageYear], waiting: int | None) -> dict[str, Value]:
    """The latest that is known of each part. A village without any demand was never asked: that is
    no zero.
    """
    incomes = {
        year.year: year.operating_income for year in years if year.operating_income is not None
    }
    latest = max(incomes, default=None)
    shares = [
        quantize(Decimal(year.edge_households) * 100 / year.households)
        for year in years
        if year.edge_households is not None and year.households
    ]
    return {
        "edge": shares[0] if shares else None,
        "income": None if latest is None else incomes[latest],
        "growth": None
        if latest is None
        else year_on_year(incomes[latest], incomes.get(latest - 1)),
        "industry": "some" if village.lead_industry else "none",
        "demands": None if waiting is None else Decimal(waiting),
        "tier": village.tier,
    }
