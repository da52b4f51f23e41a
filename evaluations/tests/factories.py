"""Evaluation rounds for tests, on the default rubric."""

from datetime import date
from decimal import Decimal

import factory

from accounts.tests.factories import UserFactory
from evaluations.actions import CriterionMark, blank_sheet
from evaluations.models import Evaluation, Round, Rubric, Score
from pairings.tests.factories import PairingFactory

# Points by criterion that add up to 100 without the bonus.
FULL = {
    "contact": 8,
    "meetings": 7,
    "plan": 10,
    "promises": 15,
    "outcomes": 25,
    "lasting": 5,
    "committees": 8,
    "villagers": 12,
    "town": 10,
}


def marks(
    total: int | str = 100, *, villagers: int | str = 12, veto: str = ""
) -> dict[str, CriterionMark]:
    """A complete sheet with this total; points below 100 are deducted from outcomes, promises, plan."""
    points = {code: Decimal(full) for code, full in FULL.items()} | {
        "villagers": Decimal(villagers)
    }
    short = sum(points.values()) - Decimal(total)
    for code in ("outcomes", "promises", "plan", "town", "contact"):
        cut = min(points[code], max(short, Decimal(0)))
        points[code] -= cut
        short -= cut
    found = {code: CriterionMark(value) for code, value in points.items()}
    return found | {veto: CriterionMark(Decimal(1), "查实")} if veto else found


class RoundFactory(factory.django.DjangoModelFactory[Round]):
    class Meta:
        model = Round

    name = factory.Sequence(lambda n: f"第{n}轮履职综合评价")
    rubric = factory.LazyFunction(lambda: Rubric.objects.get(version=1))
    starts_on = date(2022, 1, 1)
    ends_on = date(2022, 12, 31)
    excellent_quota = 20
    opened_by = factory.SubFactory(UserFactory)


class EvaluationFactory(factory.django.DjangoModelFactory[Evaluation]):
    """An open evaluation with a blank sheet; `points={...}` fills it in, `scored` and `reviewed` set who did it.

    The state is set last, since the scores of a graded one are frozen.
    """

    class Meta:
        model = Evaluation
        skip_postgeneration_save = True

    class Params:
        scored = factory.Trait(
            state=Evaluation.State.SCORED, scored_by=factory.SubFactory(UserFactory)
        )
        reviewed = factory.Trait(
            scored=True,
            state=Evaluation.State.REVIEWED,
            reviewed_by=factory.SubFactory(UserFactory),
        )
        approved = factory.Trait(
            reviewed=True,
            state=Evaluation.State.APPROVED,
            grade=Evaluation.Grade.GOOD,
            total=Decimal(80),
            approved_by=factory.SubFactory(UserFactory),
        )

    round = factory.SubFactory(RoundFactory)
    pairing = factory.SubFactory(PairingFactory, active=True)

    @classmethod
    def _create(cls, model_class: type[Evaluation], *args: object, **kwargs: object) -> Evaluation:
        state = kwargs.pop("state", Evaluation.State.OPEN)
        grade = kwargs.pop("grade", "")
        row: Evaluation = super()._create(model_class, *args, **kwargs)
        Score.objects.bulk_create(blank_sheet(row, list(row.round.rubric.criteria.all())))
        row.state, row.grade = str(state), str(grade)
        row.save(update_fields=["state", "grade"])
        return row
