"""What a rule of the data check is, and the list of all of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.lazy_text import LazyText


class Level(models.TextChoices):
    """How bad a finding is: an error makes figures wrong, a warning asks somebody to look."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class DataFinding:
    """One record that breaks a rule."""

    record: str
    url_name: str
    # None where the page is a list.
    pk: int | None = None
    note: str = ""

    @property
    def url(self) -> str:
        """The page where the record can be mended."""
        return reverse(self.url_name, args=[self.pk] if self.pk is not None else [])


class Eye:
    """Whose sight the rules look through: a user's, or everything."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def on(self, model: type[models.Model]) -> Any:
        """The rows of a model that are in sight, in no order: a queryset of that model's own kind.
        """
        manager: Any = model._default_manager
        rows = manager.visible_to(self.user) if self.user else manager.all()
        return rows.order_by()


Find = Callable[[Eye], Iterable[DataFinding]]


@dataclass(frozen=True)
class DataRule:
    """One rule: its name in the command's output, how bad a finding is, and what ought to hold."""

    name: str
    level: Level
    meaning: str | LazyText
    find: Find
    # Counts everything anew: for the command, which has the time, and not for the page.
    thorough: bool = False


RULES: dict[str, DataRule] = {}


def rule(
    level: Level, meaning: str | LazyText, *, thorough: bool = False
) -> Callable[[Find], Find]:
    """Register a function, named after what ought to hold, as a rule; it yields the records that
    break it.
    """

    def register(find: Find) -> Find:
        name = getattr(find, "__name__", "")
        RULES[name] = DataRule(name, level, meaning, find, thorough)
        return find

    return register


@dataclass(frozen=True)
class Result:
    """What one rule found."""

    rule: DataRule
    findings: list[DataFinding]


def check(eye: Eye) -> Iterator[Result]:
    """Every rule with all its findings, errors first."""
    for found in _in_order():
        yield Result(found, list(found.find(eye)))


def glance(eye: Eye, most: int) -> Iterator[Result]:
    """The rules that a page has the time for, each with at most so many findings."""
    for found in _in_order():
        if not found.thorough:
            yield Result(found, list(islice(found.find(eye), most)))


def _in_order() -> list[DataRule]:
    return sorted(RULES.values(), key=lambda rule: list(Level).index(rule.level))
