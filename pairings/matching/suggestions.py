"""Who might serve where: the programme's villages by need, the officers in office, the best
assignment of the two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan.lazy_text import LazyText
from officers.models import Officer, Resources
from pairings.matching.assignment import assign, runner_up, without
from pairings.matching.fit import FitPart, OfficerProfile, VillageProfile, fit, forbidden, score
from pairings.matching.village_needs import Need, needs, rules
from pairings.models import Pairing, Project, RelatedParty
from villages.models import Demand, Village

TOP = 3
LABELS: dict[str, LazyText] = {
    "industry": gettext_lazy("Industry"),
    "skills": gettext_lazy("skills"),
    "connections": gettext_lazy("connections"),
    "preference": gettext_lazy("preferred town"),
    "home": gettext_lazy("home place or enterprise in the town"),
}
_URGENT = {Demand.Urgency.HIGH: 0, Demand.Urgency.NORMAL: 1, Demand.Urgency.LOW: 2}


@dataclass(frozen=True)
class Candidate:
    """One officer for one village, with the parts of the fit."""

    officer: Officer
    parts: Sequence[FitPart]

    @property
    def score(self) -> Decimal:
        """How well the officer fits, from 0 to 100."""
        return score(self.parts)

    @property
    def reasons(self) -> list[str]:
        """What speaks for the pair, in words."""
        return [_reason(part) for part in self.parts if part.points]

    @property
    def unknown(self) -> str:
        """What isn't known of the officer."""
        return "、".join(str(LABELS[part.code]) for part in self.parts if part.level is None)


@dataclass
class MatrixRow:
    """One village of the matrix."""

    village: Village
    need: Need | None
    wishes: Sequence[Demand]
    held: Pairing | None = None
    suggested: Candidate | None = None
    runner_up: Candidate | None = None
    candidates: Sequence[Candidate] = ()
    # Whom the village had been suggested before an officer withdrew.
    before: Candidate | None = None


@dataclass
class Board:
    """All rows of the matrix, and what a withdrawal changes."""

    rows: list[MatrixRow] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)
    gone: Officer | None = None
    moved: int = 0
    # The village that the officer who withdraws had, and the officers who have one.
    left: int | None = None
    busy: set[int] = field(default_factory=set)

    @property
    def waiting(self) -> list[MatrixRow]:
        """The villages without officer, with a suggestion."""
        return [row for row in self.rows if row.held is None and row.candidates]

    @property
    def free(self) -> int:
        """How many officers in office have no village."""
        return sum(
            officer.pk not in self.busy and officer != self.gone for officer in self.officers
        )


def board(*, without_officer: int | None = None) -> Board:
    """The matrix of today; `without_officer` withdraws one officer from it and repairs what that
    leaves.
    """
    ranking = {row.pk: row for row in needs(rules())}
    villages = sorted(_villages(), key=lambda village: _order(ranking.get(village.pk), village))
    officers = list(_officers())
    gone = next((officer for officer in officers if officer.pk == without_officer), None)
    pairings, wishes = _pairings(), _wishes(villages)
    pairing_by_village = {
        row.village_id: row for row in pairings if gone is None or row.officer_id != gone.pk
    }
    rows = [
        MatrixRow(v, ranking.get(v.pk), wishes[v.pk][:TOP], pairing_by_village.get(v.pk))
        for v in villages
    ]
    left = next((row.village_id for row in pairings if gone and row.officer_id == gone.pk), None)
    suggested = Board(
        rows,
        officers,
        gone,
        left=left,
        busy={row.officer_id for row in pairing_by_village.values()},
    )
    _suggest(suggested, _fits(villages, officers, wishes))
    return suggested


Fits = Sequence[Sequence[Candidate | None]]


def _suggest(board: Board, fits: Fits) -> None:
    """Set the suggestions of the villages without officer, by the officers without village."""
    open_rows = [
        (row, line) for row, line in zip(board.rows, fits, strict=True) if row.held is None
    ]
    scores = [
        [
            None if officer.pk in board.busy else value
            for officer, value in zip(board.officers, line, strict=True)
        ]
        for line in (_values(line, row.need) for row, line in open_rows)
    ]
    before = _before(board, [row for row, _line in open_rows], scores)
    after = before
    if board.gone:
        column = board.officers.index(board.gone)
        repair = without(scores, before, {column})
        after, board.moved = repair.pairs, len(repair.moved)
        scores = [
            [None if place == column else value for place, value in enumerate(line)]
            for line in scores
        ]
    for number, (row, line) in enumerate(open_rows):
        second = runner_up(scores, number, after.get(number))
        row.suggested = line[after[number]] if number in after else None
        row.runner_up = None if second is None else line[second]
        row.before = (
            line[before[number]]
            if number in before and before[number] != after.get(number)
            else None
        )
        possible = [
            one
            for one, value in zip(line, scores[number], strict=True)
            if one and value is not None
        ]
        row.candidates = sorted(possible, key=lambda one: (-one.score, one.officer.pk))


def _before(
    board: Board, rows: Sequence[MatrixRow], scores: Sequence[Sequence[Decimal | None]]
) -> Mapping[int, int]:
    """Fill in the best assignment overall; `before` keeps the officer who withdraws."""
    left = next((number for number, row in enumerate(rows) if row.village.pk == board.left), None)
    if board.gone is None or left is None:
        return assign(scores)
    return assign(scores, {left: board.officers.index(board.gone)})


def _values(line: Sequence[Candidate | None], need: Need | None) -> list[Decimal | None]:
    """Scores plus the need, so that the neediest villages are served if officers are few."""
    base = (need.score if need else None) or Decimal(0)
    return [None if candidate is None else candidate.score + base for candidate in line]


def _fits(
    villages: Sequence[Village], officers: Sequence[Officer], wishes: Mapping[int, Sequence[Demand]]
) -> Fits:
    weights = rules().match_weights()
    interests = _interests(officers)
    people = [(officer, _person(officer, interests[officer.pk])) for officer in officers]
    lines: list[list[Candidate | None]] = []
    for village in villages:
        texts = [f"{wish.category} {wish.title}" for wish in wishes[village.pk]]
        spot = VillageProfile(village.pk, village.town_id, village.lead_industry, texts)
        lines.append(
            [
                None if forbidden(spot, person) else Candidate(officer, fit(spot, person, weights))
                for officer, person in people
            ]
        )
    return lines


def _person(officer: Officer, excluded: set[int]) -> OfficerProfile:
    resources: Resources = getattr(officer, "resources", None) or Resources(officer=officer)
    firm = officer.enterprise
    return OfficerProfile(
        officer.pk,
        "、".join(filter(None, [resources.industries, firm.industry if firm else ""])),
        resources.skills,
        resources.connections,
        resources.home_town_id,
        firm.town_id if firm else None,
        {town.pk for town in resources.preferred_towns.all()} if resources.pk else frozenset(),
        {town.pk for town in resources.refused_towns.all()} if resources.pk else frozenset(),
        excluded,
    )


def _interests(officers: Sequence[Officer]) -> dict[int, set[int]]:
    """Villages that an officer is kept out of: an interest there, own or declared, or the pair was
    turned down.
    """
    villages_by_officer: dict[int, set[int]] = defaultdict(set)
    sites: dict[int, set[int]] = defaultdict(set)
    projects = Project.objects.filter(
        enterprise__officers__in=officers, village__isnull=False
    ).distinct()
    for firm, village in projects.values_list("enterprise", "village"):
        sites[firm].add(village)
    for officer in officers:
        villages_by_officer[officer.pk] |= (
            sites[officer.enterprise_id] if officer.enterprise_id else set()
        )
    declared = RelatedParty.objects.standing(localdate()).filter(officer__in=officers)
    for person, village in declared.values_list("officer", "village"):
        villages_by_officer[person].add(village)
    turned_down = Pairing.objects.filter(state=Pairing.State.REJECTED, officer__in=officers)
    for person, village in turned_down.values_list("officer", "village"):
        villages_by_officer[person].add(village)
    return villages_by_officer


def _villages() -> list[Village]:
    rows = Village.objects.in_programme().filter(town__county_code=settings.COUNTY_CODE)
    return list(rows.select_related("town"))


def _officers() -> list[Officer]:
    rows = (
        Officer.objects.in_office(localdate())
        .select_related("enterprise", "resources")
        .order_by("officer_code")
    )
    return list(rows.prefetch_related("resources__preferred_towns", "resources__refused_towns"))


def _pairings() -> list[Pairing]:
    """Proposed and active pairings, the active ones last so that they win."""
    states = [Pairing.State.PROPOSED, Pairing.State.ACTIVE]
    rows = Pairing.objects.filter(state__in=states).select_related("officer__enterprise")
    return sorted(rows, key=lambda row: row.state == Pairing.State.ACTIVE)


def _wishes(villages: Sequence[Village]) -> dict[int, list[Demand]]:
    """The open demands of each village, urgent ones first, the older before the younger."""
    demands_by_village: dict[int, list[Demand]] = defaultdict(list)
    urgency = Case(
        *(When(urgency=code, then=Value(n)) for code, n in _URGENT.items()),
        output_field=IntegerField(),
    )
    rows = Demand.objects.open().filter(village__in=villages).select_related("category")
    for demand in rows.order_by(urgency, "raised_on", "pk"):
        demands_by_village[demand.village_id].append(demand)
    return demands_by_village


def _order(need: Need | None, village: Village) -> tuple[int, str]:
    return (need.rank if need and need.rank else 10**9, village.code)


def _reason(part: FitPart) -> str:
    params = {
        "label": LABELS[part.code],
        "words": "、".join(part.words),
        "points": part.points,
        "of": part.weight,
    }
    if part.words:
        return _("%(label)s: %(words)s (%(points)s of %(of)s)") % params
    return _("%(label)s (%(points)s of %(of)s)") % params
