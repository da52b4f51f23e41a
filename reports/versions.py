"""The versions of the programme's rules: measures, rubrics, definitions of metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from accounts.models import User
from evaluations.models import Rubric
from officers.models import Measures
from pairings.models import Metric


@dataclass(frozen=True)
class Defined:
    """A metric in all its versions, the newest first."""

    code: str
    versions: list[Metric]

    @property
    def newest(self) -> Metric:
        """The definition in use."""
        return self.versions[0]


def measures(user: User) -> list[Measures]:
    """The versions of the management measures, the newest first."""
    return list(Measures.objects.visible_to(user))


def rubrics() -> list[Rubric]:
    """The versions of the scoring rubric with their criteria, the newest first."""
    return list(Rubric.objects.prefetch_related("criteria"))


def definitions() -> Iterator[Defined]:
    """The metrics in print order."""
    rows = Metric.objects.order_by("print_order", "code", "-version").select_related("parent")
    for code, versions in groupby(rows, key=lambda metric: metric.code):
        yield Defined(code, list(versions))
