"""The places that figures are computed for: the whole county, a town, or a village."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Town, User
from accounts.roles import SIGHT, Sight
from reports.models import Issue
from villages.models import Village

COUNTY = "county"


class UnknownPlace(LookupError):
    """No such place is in the database; the message names it."""


@dataclass(frozen=True)
class Place:
    """A whole county (neither town nor village), a town, or a village (both)."""

    code: str = COUNTY
    town: Town | None = None
    village: Village | None = None

    def __str__(self) -> str:
        return str(self.village or self.town or _("Whole county"))

    @property
    def label(self) -> str:
        """The name as papers print it: a village with its town."""
        return f"{self.town}{self.village}" if self.village else str(self)

    def holds(self, village_path: str) -> Q:
        """The condition that the village at `village_path` is in the place."""
        if self.village:
            return Q(**{village_path: self.village})
        return self.holds_town(f"{village_path}__town")

    def holds_town(self, town_path: str) -> Q:
        """The condition that the town at `town_path` is in the place (or is the village's town)."""
        if self.town:
            return Q(**{town_path: self.town})
        return Q(**{f"{town_path}__county_code": settings.COUNTY_CODE})

    def holds_fact(self, prefix: str = "") -> Q:
        """The condition on contributions of the place. Those without a town are the county's."""
        if self.village:
            return Q(**{f"{prefix}village": self.village})
        in_towns = self.holds_town(f"{prefix}town")
        return in_towns if self.town else in_towns | Q(**{f"{prefix}town": None})


def of_town(town: Town) -> Place:
    return Place(town.code, town)


def of_village(village: Village) -> Place:
    return Place(village.code, village.town, village)


def of_issue(issue: Issue) -> Place:
    """The place that a report is about."""
    if issue.village:
        return of_village(issue.village)
    return of_town(issue.town) if issue.town else Place()


def of_user(user: User) -> Place:
    """The place that a user sees: a liaison's town, otherwise the county."""
    return of_town(user.town) if SIGHT.get(user.role) == Sight.TOWN and user.town else Place()


def find(code: str) -> Place:
    """The place with this code: `county`, a town code (9 digits) or a village code (12 digits).

    Raises ValueError if `code` has another form, and UnknownPlace if no place has it.
    """
    if code in (COUNTY, settings.COUNTY_CODE, ""):
        return Place()
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", code):
        raise ValueError(
            _("“%s” is not a place. Write county, a town code of 9 digits or a village code of 12.")
            % code[:20]
        )
    if len(code) == 9:
        town = Town.objects.filter(code=code).first()
        place = of_town(town) if town else None
    else:
        village = Village.objects.select_related("town").filter(code=code).first()
        place = of_village(village) if village else None
    if place is None:
        raise UnknownPlace(
            _("No town or village has the code %s. Load the divisions first.") % code
        )
    return place
