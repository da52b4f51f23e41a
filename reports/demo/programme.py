"""The demonstration as a whole: what is loaded, in which order, and only once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import trail
from accounts.models import TrailEntry, User
from accounts.trail.acts import ACTS
from jingyan.demo import ACT
from jingyan.periods import Period, parse_period, quarter_of
from officers.models import Enterprise, Officer
from reports import actions
from reports.demo import (
    action_points,
    article,
    candidates,
    desk,
    honours,
    inspected,
    later,
    ledger,
    logins,
    matches,
    meetings,
    needs,
    people,
    pictures,
    places,
    plans,
    ratings,
    support,
    terms,
)
from reports.demo.acts import Acts
from reports.demo.chance import Chance
from reports.demo.hands import Hands
from reports.demo.people import FictitiousPerson
from reports.demo.terms import ActivePair
from reports.places import Place
from villages.models import Village

DIVISIONS = Path(settings.BASE_DIR) / "villages" / "data" / "divisions-jingyan.csv"
# The half-year whose facts add up to the published figures must be over.
EARLIEST = date(2022, 7, 1)
PUBLISHED = "2022H1"
# How many times the county's volume, by scale: counties of the city, of the province.
SCALES = {"county": 1, "city": 11, "province": 183}
# Their chance is their own, so that what was loaded before them stays as it was.
SUPPORT, INSPECTED, EVENTS = 1_000, 2_000, 3_000
ACTS[ACT] = gettext_lazy("Demonstration loaded")


class Refused(Exception):
    """The demonstration doesn't belong here; the message says why."""


@dataclass(frozen=True)
class SeedOptions:
    """What was asked for."""

    as_of: date
    seed: int = 1
    scale: str = "county"
    divisions: Path | None = None

    @property
    def last_day(self) -> date:
        """The last day that something may have happened on: the one before, so that nothing lies
        ahead.
        """
        return self.as_of - timedelta(days=1)


def is_loaded() -> bool:
    """Whether the demonstration is there."""
    return TrailEntry.objects.filter(act=ACT).exists()


@trail.together()
def load(plan: SeedOptions) -> int:
    """Load the demonstration into an empty system; returns how many contributions it has. Raises
    Refused.
    """
    require_demo_mode()
    _check_empty()
    _load_divisions(plan)
    chance = Chance(plan.seed)
    villages = _choose_villages(plan, chance)
    towns = {village.town_id: village.town for village in villages}
    home = next(
        (village.town for village in villages if village.name == places.NAMED), villages[0].town
    )
    hands = Hands(logins.create(towns.values(), home), chance, Acts(kept=plan.scale == "county"))
    names, firms = people.people(chance), people.firms(chance)
    renewed = _man(villages, names, firms, plan, hands)
    pairs = terms.pairs()
    needs.write(pairs, plan.last_day, hands)
    plans.write(pairs, plan.last_day, hands)
    honours.write(pairs, plan.last_day, hands)
    meetings.write(pairs, plan.last_day, hands)
    count = _write_facts(pairs, [next(firms) for _ in range(article.DONORS)], plan, hands)
    ratings.write(plan.last_day, hands)
    if plan.scale == "county":
        action_points.write(plan.last_day, hands, plan.seed)
        pictures.write(hands)
        matches.write_other_years(villages, plan.as_of, plan.seed)
        matches.write(names, firms, plan.last_day, hands)
        inspected.register(names, firms, plan.last_day, hands.with_chance(plan.seed + INSPECTED))
    desk.write(pairs, hands, reviewed=plan.scale == "county")
    pictures.write_events(hands.with_chance(plan.seed + EVENTS))
    support.write(pairs, plan.last_day, hands.with_chance(plan.seed + SUPPORT))
    hands.acts.write()
    _issue_reports(plan, hands)
    trail.write(
        ACT, None, by=hands.cast.admin, changes={"as_of": str(plan.as_of), "terms renewed": renewed}
    )
    return count


@trail.together()
def renew(plan: SeedOptions) -> int:
    """Renew the terms that are over by now; returns how many. Raises Refused."""
    require_demo_mode()
    return terms.renew(plan.as_of, Hands(logins.cast(), Chance(plan.seed), Acts()))


def require_demo_mode() -> None:
    """Its log-ins share a published password: no process with DEMO=1 starts under a name that
    others reach it by.
    """
    if not settings.DEMO:
        raise Refused(
            _(
                "Refused: log-ins with a published password belong to a demonstration system only "
                "(DEMO=1)."
            )
        )


def require_nothing_of_ones_own() -> None:
    """What is emptied holds the demonstration, or nobody's records and nobody's log-in."""
    if not is_loaded() and (Officer.objects.exists() or User.objects.people().exists()):
        raise Refused(
            _("Refused: this database holds records or log-ins that are not the demonstration's.")
        )


def _check_empty() -> None:
    if Officer.objects.exists():
        raise Refused(_("Officers are on file already. The demonstration is for an empty system."))
    if User.objects.people().exists():
        raise Refused(_("People log in here already. The demonstration is for an empty system."))


def _man(
    villages: list[Village],
    names: Iterator[FictitiousPerson],
    firms: Iterator[Enterprise],
    plan: SeedOptions,
    hands: Hands,
) -> int:
    """The measures, the first batch with its terms until today, the second on its way; returns the
    terms renewed.
    """
    inspected.amend(plan.last_day, hands)
    terms.found(villages, names, firms, hands)
    renewed = terms.renew(plan.as_of, hands)
    candidates.register(plan.last_day, names, firms, hands)
    return renewed


def _load_divisions(plan: SeedOptions) -> None:
    if plan.divisions or not Village.objects.exists():
        call_command("import_divisions", str(plan.divisions or DIVISIONS), stdout=StringIO())


def _choose_villages(plan: SeedOptions, chance: Chance) -> list[Village]:
    found = (
        Village.objects.filter(kind=Village.Kind.VILLAGE).select_related("town").order_by("code")
    )
    if plan.scale == "county":
        found = found.filter(town__county_code=settings.COUNTY_CODE)
    villages = list(found)
    chosen = places.choose(villages, min(places.PAIRS * SCALES[plan.scale], len(villages)), chance)
    places.write_years(chosen, plan.as_of, chance)
    return chosen


def _write_facts(
    pairs: list[ActivePair], donors: list[Enterprise], plan: SeedOptions, hands: Hands
) -> int:
    """The published half-year, then the years since; with fewer villages than the scale asks for,
    more facts each.
    """
    book = ledger.ContributionWriter(plan.last_day, hands)
    donors = Enterprise.objects.bulk_create(donors)
    depth = max(places.PAIRS * SCALES[plan.scale] // len(pairs), 1)
    published = book.write(article.facts(pairs, donors, hands.chance))
    return published + book.write(later.facts(pairs, plan.last_day, depth, hands.chance))


def _issue_reports(plan: SeedOptions, hands: Hands) -> None:
    """The published half-year as an issued report, the latest closed quarter as a draft."""
    cast = hands.cast
    issue = actions.issue_report(parse_period(PUBLISHED), Place(), by=cast.staff)
    actions.publish(actions.approve(issue, by=cast.leader), by=cast.staff)
    latest: Period = quarter_of(plan.as_of).previous()
    actions.issue_report(latest, Place(), by=cast.staff)
