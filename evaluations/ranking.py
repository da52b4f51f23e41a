"""How the evaluations of one round stand against each other and against the quota of excellents."""

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
    """How a round's grades spread, approved or suggested, against its quota of excellents."""

    evaluations: int
    places: int
    excellent: int
    good: int
    general: int
    # Reach the points of an excellent, but stand behind the last place.
    beyond_quota: int
    # Still without a total.
    unscored: int
    # Open or not yet reviewed: nobody can be excellent before they are.
    pending: int

    @property
    def is_settled(self) -> bool:
        """Whether every evaluation has been reviewed, so that the ranks stand."""
        return not self.pending


def suggestions(of: Round) -> dict[int, Suggestion]:
    """The grade that follows for each evaluation with a total, by its key."""
    standings = _standings(of)
    bar = scoring.Bar(of.rubric.excellent_from, of.rubric.good_from)
    return scoring.suggest(standings, bar, scoring.places(of.excellent_quota, len(standings)))


def distribution(of: Round) -> Distribution:
    """The box above a round: grades against the quota."""
    states = list(of.evaluations.values_list("state", flat=True))
    found = list(suggestions(of).values())
    grades = [suggestion.grade for suggestion in found]
    return Distribution(
        evaluations=len(states),
        places=scoring.places(of.excellent_quota, len(states)),
        excellent=grades.count(Grade.EXCELLENT),
        good=grades.count(Grade.GOOD),
        general=grades.count(Grade.GENERAL),
        beyond_quota=sum(suggestion.beyond_quota for suggestion in found),
        unscored=len(states) - len(found),
        pending=sum(state in (State.OPEN, State.SCORED) for state in states),
    )


def _standings(of: Round) -> list[scoring.Standing]:
    in_village = Q(scores__criterion__part=Criterion.Part.VILLAGE)
    spoken = Q(scores__criterion__part=Criterion.Part.VETO, scores__points__gt=0)
    rows = of.evaluations.order_by("pk").annotate(
        village=Sum("scores__points", filter=in_village), vetoes=Count("scores", filter=spoken)
    )
    return [
        scoring.Standing(pk, total, quantize(village or Decimal(0)), bool(vetoes), grade)
        for pk, total, village, vetoes, grade in rows.values_list(
            "pk", "total", "village", "vetoes", "grade"
        )
    ]
