"""The rules of the data check, and how they are registered and run."""

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
    """Severity of a finding: an error makes figures wrong, a warning should be looked into."""

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
        """The page where the record can be corrected."""
        return reverse(self.url_name, args=[self.pk] if self.pk is not None else [])


class Eye:
    """Restricts the rules to the rows that a user sees; without a user, to all rows."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user

    def on(self, model: type[models.Model]) -> Any:
        """The visible rows of a model, unordered, as a queryset of that model's own class."""
        manager: Any = model._default_manager
        rows = manager.visible_to(self.user) if self.user else manager.all()
        return rows.order_by()


Find = Callable[[Eye], Iterable[DataFinding]]


@dataclass(frozen=True)
class DataRule:
    """One rule: its name in the command's output, the severity of its findings, and its meaning."""

    name: str
    level: Level
    meaning: str | LazyText
    find: Find
    # Recounts everything, which takes too long for the page: run by the command only.
    thorough: bool = False


RULES: dict[str, DataRule] = {}


def rule(
    level: Level, meaning: str | LazyText, *, thorough: bool = False
) -> Callable[[Find], Find]:
    """Register a function as a rule. Its name says what should hold; it yields the records that
    break the rule.
    """

    def register(find: Find) -> Find:
        name = getattr(find, "__name__", "")
        RULES[name] = DataRule(name, level, meaning, find, thorough)
        return find

    return register


@dataclass(frozen=True)
class Result:
    """The findings of one rule."""

    rule: DataRule
    findings: list[DataFinding]


def check(eye: Eye) -> Iterator[Result]:
    """Every rule with all its findings, errors first."""
    for each in _in_order():
        yield Result(each, list(each.find(eye)))


def glance(eye: Eye, most: int) -> Iterator[Result]:
    """The rules that are fast enough for a page, each with at most `most` findings."""
    for each in _in_order():
        if not each.thorough:
            yield Result(each, list(islice(each.find(eye), most)))


def _in_order() -> list[DataRule]:
    return sorted(RULES.values(), key=lambda rule: list(Level).index(rule.level))
