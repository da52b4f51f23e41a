"""Fictitious villages, figures, demands and titles for tests."""

from datetime import date
from decimal import Decimal

import factory

from accounts.tests.factories import TownFactory, UserFactory
from villages.models import Demand, DemandCategory, Title, Village, VillageYear


class VillageFactory(factory.django.DjangoModelFactory[Village]):
    """An administrative village outside the programme."""

    class Meta:
        model = Village

    town = factory.SubFactory(TownFactory)
    code = factory.LazyAttributeSequence(lambda village, n: f"{village.town.code}{n % 1000:03d}")
    name = factory.Sequence(lambda n: f"虚构{n}村")
    full_name = factory.LazyAttribute(lambda village: f"{village.name}村民委员会")
    kind = Village.Kind.VILLAGE


class VillageYearFactory(factory.django.DjangoModelFactory[VillageYear]):
    """One year's figures of a village."""

    class Meta:
        model = VillageYear

    village = factory.SubFactory(VillageFactory)
    year = 2021
    households = 420
    population = 1300
    edge_households = 12
    operating_income = Decimal("86000.00")
    subsidy_income = Decimal("30000.00")
    household_income = Decimal("18500.00")
    household_sample = 60
    source = "村级台账"


class DemandCategoryFactory(factory.django.DjangoModelFactory[DemandCategory]):
    """A class of the demand ledger: one of the shipped ones."""

    class Meta:
        model = DemandCategory
        django_get_or_create = ("code",)

    code = "agriculture"
    name = "农业产业"


class DemandFactory(factory.django.DjangoModelFactory[Demand]):
    """An open demand."""

    class Meta:
        model = Demand

    village = factory.SubFactory(VillageFactory)
    category = factory.SubFactory(DemandCategoryFactory)
    title = factory.Sequence(lambda n: f"需要技术指导（{n}）")
    raised_on = date(2022, 3, 1)
    met_on = factory.LazyAttribute(
        lambda demand: demand.raised_on if demand.state == Demand.State.MET else None
    )
    proof = factory.LazyAttribute(lambda demand: "验收单" if demand.met_on else "")
    entered_by = factory.SubFactory(UserFactory)

    state = Demand.State.OPEN


class TitleFactory(factory.django.DjangoModelFactory[Title]):
    """A provincial title of a village."""

    class Meta:
        model = Title

    village = factory.SubFactory(VillageFactory)
    town = factory.SelfAttribute("village.town")
    name = "省级乡村治理示范村"
    level = Title.Level.PROVINCIAL
    awarded_on = date(2022, 5, 1)
    issuer = "四川省乡村振兴局"
