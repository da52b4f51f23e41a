"""Ranks the evaluations of one round and applies the quota of excellents."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from evaluations import scoring
from evaluations.models import Criterion, Evaluation, Round
from evaluations.scoring import Suggestion
from jingyan.quantity import quantize

Grade, State = Evaluation.Grade, Evaluation.State


@dataclass(frozen=True)
class Distribution:
    """The distribution of a round's grades, approved or suggested, against its quota."""

    evaluations: int
    places: int
    excellent: int
    good: int
    general: int
    # With enough points for an excellent, but ranked below the last place.
    beyond_quota: int
    # Without a total so far.
    unscored: int
    # Open or not yet reviewed. No excellent can be approved while there are any.
    pending: int

    @property
    def is_settled(self) -> bool:
        """Whether every evaluation has been reviewed, so that the ranks are final."""
        return not self.pending


def suggestions(of: Round) -> dict[int, Suggestion]:
    """The suggested grade of each evaluation that has a total, by primary key."""
    standings = _standings(of)
    bar = scoring.Bar(of.rubric.excellent_from, of.rubric.good_from)
    return scoring.suggest(standings, bar, scoring.places(of.excellent_quota, len(standings)))


def distribution(of: Round) -> Distribution:
    """The distribution shown above a round's list."""
    states = list(of.evaluations.values_list("state", flat=True))
    suggested = list(suggestions(of).values())
    grades = [suggestion.grade for suggestion in suggested]
    return Distribution(
        evaluations=len(states),
        places=scoring.places(of.excellent_quota, len(states)),
        excellent=grades.count(Grade.EXCELLENT),
        good=grades.count(Grade.GOOD),
        general=grades.count(Grade.GENERAL),
        beyond_quota=sum(suggestion.beyond_quota for suggestion in suggested),
        unscored=len(states) - len(suggested),
        pending=sum(state in (State.OPEN, State.SCORED) for state in states),
    )


def _standings(of: Round) -> list[scoring.Standing]:
    in_village = Q(scores__criterion__part=Criterion.Part.VILLAGE)
    is_veto = Q(scores__criterion__part=Criterion.Part.VETO, scores__points__gt=0)
    rows = of.evaluations.order_by("pk").annotate(
        village=Sum("scores__points", filter=in_village), vetoes=Count("scores", filter=is_veto)
    )
    return [
        scoring.Standing(pk, total, quantize(village or Decimal(0)), bool(vetoes), grade)
        for pk, total, village, vetoes, grade in rows.values_list(
            "pk", "total", "village", "vetoes", "grade"
        )
    ]
