"""Dictionaries, the lists that the office may extend: names of codes, and whether in use."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.history import History, RecordedQuerySet
from jingyan.lazy_text import LazyText

PLAIN_CODE = RegexValidator(
    r"^[a-z][a-z0-9_]*$", _("Use lower-case Latin letters, digits and _, beginning with a letter.")
)


class AbstractEntry(models.Model):
    """One entry of a dictionary. It is retired, never deleted, so that records stay readable."""

    code = models.CharField(_("code"), max_length=30, validators=[PLAIN_CODE])
    name = models.CharField(_("Name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50, blank=True)
    print_order = models.PositiveSmallIntegerField(_("print order"), default=100)
    in_use = models.BooleanField(_("In use"), default=True, editable=False)
    clause = models.CharField(_("Clause it rests on"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, where it has one."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


class DictionaryEntry(AbstractEntry):
    """An entry of a dictionary whose codes the records store themselves, such as education."""

    dictionary = models.CharField(_("dictionary"), max_length=30, editable=False)

    objects = RecordedQuerySet["DictionaryEntry"].as_manager()
    history = History()

    class Meta:
        verbose_name = _("dictionary entry")
        verbose_name_plural = _("dictionary entries")
        ordering = ["dictionary", "print_order", "code"]
        constraints = [
            models.UniqueConstraint(name="entry_code_once", fields=["dictionary", "code"]),
            models.UniqueConstraint(name="entry_name_once", fields=["dictionary", "name"]),
        ]


EntriesByDictionary = dict[str, list[DictionaryEntry]]
_cache: ContextVar[EntriesByDictionary | None] = ContextVar("dictionaries", default=None)


@contextmanager
def dictionaries_remembered() -> Iterator[None]:
    """Read the dictionaries only once inside this block or decorated function."""
    token = _cache.set({})
    try:
        yield
    finally:
        _cache.reset(token)


def forget_dictionaries() -> None:
    """Clear the cache of `dictionaries_remembered`, after an entry has changed."""
    cached_entries = _cache.get()
    if cached_entries is not None:
        cached_entries.clear()


def entries_of(dictionary: str) -> list[DictionaryEntry]:
    """The entries of a dictionary, retired ones included, in print order."""
    cached_entries = _cache.get()
    if cached_entries is None:
        return list(DictionaryEntry.objects.filter(dictionary=dictionary))
    if not cached_entries:
        for entry in DictionaryEntry.objects.all():
            cached_entries.setdefault(entry.dictionary, []).append(entry)
    return cached_entries.get(dictionary, [])


class DictionaryLabels(Mapping[str, LazyText]):
    """Code → label of a dictionary in the active language, read from the database at each access;
    used by imports.
    """

    def __init__(self, dictionary: str) -> None:
        self.dictionary = dictionary

    def __getitem__(self, code: str) -> LazyText:
        for entry in entries_of(self.dictionary):
            if entry.code == code:
                # Lazy, since an import compares the label in every language.
                return lazystr(entry)
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        return (entry.code for entry in entries_of(self.dictionary))

    def __len__(self) -> int:
        return len(entries_of(self.dictionary))


# Django's fields can't be subscripted at run time, which the stubs ask for.
class DictionaryField(models.CharField):  # type: ignore[type-arg]
    """A code of a dictionary. Forms offer the entries in use; stored codes stay valid once they are
    retired.
    """

    def __init__(self, *args: Any, dictionary: str, **kwargs: Any) -> None:
        self.dictionary = dictionary
        super().__init__(*args, **kwargs | {"choices": partial(all_choices, dictionary)})

    def deconstruct(self) -> Any:
        """Migrations record the name of the dictionary instead of its choices."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, args, kwargs | {"dictionary": self.dictionary}

    def formfield(self, **kwargs: Any) -> Any:
        """A select of the entries in use."""
        return super().formfield(**{"choices": partial(offered, self.dictionary)} | kwargs)

    def _check_choices(self, **_: Any) -> list[Any]:
        # The choices are in the database, which system checks don't read.
        return []


def all_choices(dictionary: str) -> list[tuple[str, str]]:
    """Every code with its label: the valid values, and what filters offer."""
    return [(entry.code, entry.label) for entry in entries_of(dictionary)]


def offered(dictionary: str) -> list[tuple[str, str]]:
    """The blank choice and the entries in use, for forms."""
    return [
        ("", ""),
        *((entry.code, entry.label) for entry in entries_of(dictionary) if entry.in_use),
    ]
