"""Loads the whole demonstration, once, in the right order."""

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
# The half-year of the published figures must be over.
EARLIEST = date(2022, 7, 1)
PUBLISHED = "2022H1"
# The volume in counties: the city has 11, the province 183.
SCALES = {"county": 1, "city": 11, "province": 183}
# Offsets for seeds of their own, so that these parts don't change the random choices of the others.
SUPPORT, INSPECTED, EVENTS = 1_000, 2_000, 3_000
ACTS[ACT] = gettext_lazy("Demonstration loaded")


class Refused(Exception):
    """The demonstration must not be loaded here; the message says why."""


@dataclass(frozen=True)
class SeedOptions:
    """The options of seed_demo."""

    as_of: date
    seed: int = 1
    scale: str = "county"
    divisions: Path | None = None

    @property
    def last_day(self) -> date:
        """The last day with data: the day before `as_of`, so that nothing is in the future."""
        return self.as_of - timedelta(days=1)


def is_loaded() -> bool:
    """Whether the demonstration has been loaded."""
    return TrailEntry.objects.filter(act=ACT).exists()


@trail.together()
def load(plan: SeedOptions) -> int:
    """Load the demonstration into an empty system; return the number of contributions. Raises
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
    renewed = _write_people(villages, names, firms, plan, hands)
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
    """Renew the terms that have expired; return their number. Raises Refused."""
    require_demo_mode()
    return terms.renew(plan.as_of, Hands(logins.cast(), Chance(plan.seed), Acts()))


def require_demo_mode() -> None:
    """Raise Refused unless DEMO=1, since the log-ins share a published password. A process with
    DEMO=1 doesn't start under a public host name.
    """
    if not settings.DEMO:
        raise Refused(
            _(
                "Refused: log-ins with a published password belong to a demonstration system only "
                "(DEMO=1)."
            )
        )


def require_nothing_of_ones_own() -> None:
    """Raise Refused if the database has officers or log-ins other than the demonstration's."""
    if not is_loaded() and (Officer.objects.exists() or User.objects.people().exists()):
        raise Refused(
            _("Refused: this database holds records or log-ins that are not the demonstration's.")
        )


def _check_empty() -> None:
    if Officer.objects.exists():
        raise Refused(_("Officers are already on file. The demonstration is for an empty system."))
    if User.objects.people().exists():
        raise Refused(_("People already log in here. The demonstration is for an empty system."))


def _write_people(
    villages: list[Village],
    names: Iterator[FictitiousPerson],
    firms: Iterator[Enterprise],
    plan: SeedOptions,
    hands: Hands,
) -> int:
    """The measures, the first batch with its terms until today, and the second batch in progress;
    returns the number of terms renewed.
    """
    inspected.amend(plan.last_day, hands)
    terms.write(villages, names, firms, hands)
    renewed = terms.renew(plan.as_of, hands)
    candidates.register(plan.last_day, names, firms, hands)
    return renewed


def _load_divisions(plan: SeedOptions) -> None:
    if plan.divisions or not Village.objects.exists():
        call_command("import_divisions", str(plan.divisions or DIVISIONS), stdout=StringIO())


def _choose_villages(plan: SeedOptions, chance: Chance) -> list[Village]:
    rows = Village.objects.filter(kind=Village.Kind.VILLAGE).select_related("town").order_by("code")
    if plan.scale == "county":
        rows = rows.filter(town__county_code=settings.COUNTY_CODE)
    villages = list(rows)
    chosen = places.choose(villages, min(places.PAIRS * SCALES[plan.scale], len(villages)), chance)
    places.write_years(chosen, plan.as_of, chance)
    return chosen


def _write_facts(
    pairs: list[ActivePair], donors: list[Enterprise], plan: SeedOptions, hands: Hands
) -> int:
    """The published half-year, then the years since; more facts per village if there are fewer
    villages than the scale requires.
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
