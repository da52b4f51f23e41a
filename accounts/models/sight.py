"""Which rows a user sees."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models

from accounts.models.history import RecordedQuerySet
from accounts.roles import SIGHT, Sight

if TYPE_CHECKING:
    from accounts.models.user import User

M = TypeVar("M", bound=models.Model)


def in_effect(pairings: str = "") -> dict[str, Any]:
    """The condition that a pairing has come into effect; proposed and rejected ones give no access.

    `pairings` is the path to the pairings, "" for a pairing itself. Pairings belong to a higher
    app, so their states are written as values here.
    """
    return {f"{pairings}__state__in".removeprefix("__"): ("active", "ended")}


class SightQuerySet(RecordedQuerySet[M]):
    """Rows that belong to a town (`town_path`) and to an officer (`own_path`), which decide who
    sees them.
    """

    town_path: ClassVar[str] = "town"
    own_path: ClassVar[str] = ""
    # Further conditions on the same rows that the path passes.
    town_when: ClassVar[Mapping[str, Any]] = {}
    own_when: ClassVar[Mapping[str, Any]] = {}

    def visible_to(self, user: "User") -> Self:
        """The rows that `user` may see. An unknown role sees none."""
        sight = SIGHT.get(user.role, Sight.NONE)
        if sight == Sight.ALL:
            return self
        if sight == Sight.TOWN and self.town_path and user.town_id:
            return self._along({self.town_path: user.town_id, **self.town_when})
        if sight == Sight.OWN and self.own_path:
            return self._along({self.own_path: user.pk, **self.own_when})
        return self.none()

    def _along(self, conditions: Mapping[str, Any]) -> Self:
        if not any("__" in path for path in conditions):
            # A column of the table itself, which is indexed.
            return self.filter(**conditions)
        # A join would duplicate rows, and rows under distinct() can't be locked; hence a subquery.
        rows = self.model._base_manager.filter(**conditions)
        return self.filter(pk__in=rows.values("pk"))
