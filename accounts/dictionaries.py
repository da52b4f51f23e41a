"""The lists that the office may extend: which there are, which records use them, and the actions
that add, rename and retire entries.

Each app registers its lists in its `dictionaries.py`; see `docs/pages.md`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm, TypedChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import trail
from accounts.access import require
from accounts.models import AbstractEntry, DictionaryEntry, User
from accounts.models.dictionary import forget_dictionaries
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from jingyan.lazy_text import LazyText
from jingyan.pinyin import searchable

PERMISSION = "accounts.dictionaries_change"
ACTS |= {
    "retire": gettext_lazy("Retired from the dictionary"),
    "bring_back": gettext_lazy("Brought back into the dictionary"),
}


@dataclass(frozen=True)
class Dictionary:
    """One list: its entries, the codes that are shipped, and the records that use them."""

    key: str
    label: str | LazyText
    model: type[AbstractEntry]
    # The model that uses it, and its field that holds the code or refers to the entry; users with
    # `permission` see how many records do.
    used_by: tuple[type[models.Model], str]
    permission: str
    shipped: type[models.TextChoices] | None = None
    # The codes that the programme ships; they may be renamed and retired like the others.
    codes: frozenset[str] = frozenset()
    note: str | LazyText = ""
    # The length of the field that holds the codes.
    longest_code: int = 30
    fixed: Mapping[str, str] = field(default_factory=dict)

    def entries(self) -> QuerySet[Any]:
        """All entries in print order, retired ones included."""
        return self.model._default_manager.filter(**self.fixed)

    def usage(self) -> Counter[object]:
        """The number of records that use each entry, by the value that `held` returns."""
        model, name = self.used_by
        rows = model._default_manager.order_by().values_list(name).annotate(models.Count("pk"))
        return Counter(dict(rows))

    def held(self, entry: AbstractEntry) -> object:
        """The value that records using the entry store: its code or its key."""
        return entry.code if isinstance(entry, DictionaryEntry) else entry.pk


DICTIONARIES: dict[str, Dictionary] = {}


def register(dictionary: Dictionary) -> Dictionary:
    """Add a list to `DICTIONARIES`."""
    DICTIONARIES[dictionary.key] = dictionary
    return dictionary


def of_codes(
    key: str,
    label: str | LazyText,
    shipped: type[models.TextChoices],
    used_by: tuple[type[models.Model], str],
    *,
    permission: str,
    note: str | LazyText = "",
) -> Dictionary:
    """Register a list whose codes the records store themselves, in a `DictionaryField`."""
    code_field: Any = used_by[0]._meta.get_field(used_by[1])
    codes = frozenset(shipped.values)
    return register(
        Dictionary(
            key,
            label,
            DictionaryEntry,
            used_by,
            permission,
            shipped,
            codes,
            note,
            code_field.max_length,
            {"dictionary": key},
        )
    )


def load() -> None:
    """Add missing shipped entries; entries that the office has edited are kept."""
    for dictionary in DICTIONARIES.values():
        for order, choice in enumerate(dictionary.shipped or (), start=1):
            names = {
                "name": _translated("zh-hans", choice.label),
                "name_en": _translated("en", choice.label),
            }
            values = names | {"print_order": order * 10}
            dictionary.model._default_manager.get_or_create(
                code=choice.value, **dictionary.fixed, defaults=values
            )


def _translated(language: str, label: str | LazyText) -> str:
    with override(language):
        return str(label)


@trail.together()
def save(
    dictionary: Dictionary, entry: AbstractEntry, *, by: User, changed: list[str] | None = None
) -> Any:
    """Add an entry or change one's names, order and clause. Raises PermissionDenied."""
    require(by, PERMISSION)
    is_new = entry.pk is None
    if is_new and not entry.code:
        entry.code = free_code(dictionary, entry.name)
    for name, value in dictionary.fixed.items():
        setattr(entry, name, value)
    entry.save()
    forget_dictionaries()
    changes = {name: str(getattr(entry, name)) for name in changed or []}
    trail.write(
        "create" if is_new else "change", entry, by=by, note=str(dictionary.label), changes=changes
    )
    return entry


def retire(dictionary: Dictionary, entry: AbstractEntry, *, by: User) -> Any:
    """Stop offering an entry. Raises PermissionDenied, or MoveRefused for the last one in use."""
    return _offer(dictionary, entry, by=by, in_use=False)


def bring_back(dictionary: Dictionary, entry: AbstractEntry, *, by: User) -> Any:
    """Offer a retired entry again. Raises PermissionDenied."""
    return _offer(dictionary, entry, by=by, in_use=True)


@trail.together()
def _offer(dictionary: Dictionary, entry: AbstractEntry, *, by: User, in_use: bool) -> Any:
    require(by, PERMISSION)
    rows = {row.pk: row for row in dictionary.entries().select_for_update(no_key=True)}
    row = rows[entry.pk]
    if row.in_use == in_use:
        return row
    if not in_use and sum(other.in_use for other in rows.values()) == 1:
        raise MoveRefused(_("One entry must remain in use. Add another one first."))
    row.in_use = in_use
    row.save(update_fields=["in_use"])
    forget_dictionaries()
    trail.write("bring_back" if in_use else "retire", row, by=by, note=str(dictionary.label))
    return row


def keep_current(form: "ModelForm[Any]") -> None:
    """Add the stored values of the form's record to its choices, even if they are retired."""
    for name, shown in form.fields.items():
        stored = getattr(form.instance, name, "")
        if stored and isinstance(shown, TypedChoiceField) and not shown.valid_value(stored):
            label = getattr(form.instance, f"get_{name}_display")()
            choices: Any = shown.choices
            shown.choices = [*choices, (stored, label)]


def free_code(dictionary: Dictionary, name: str) -> str:
    """An unused code for an entry of this name: its pinyin or its initials, with a number where
    both are taken.
    """
    taken = set(dictionary.entries().values_list("code", flat=True))
    words = ["".join(filter(_is_plain, word)) for word in searchable(name).split()[:2]]
    longest = dictionary.longest_code
    for word in words:
        if word and word[0].isalpha() and len(word) <= longest and word not in taken:
            return word
    stem = (words[-1] if words and words[-1][:1].isalpha() else "x")[: longest - 2]
    return next(
        code for code in (f"{stem}{number}" for number in range(2, 100)) if code not in taken
    )


def _is_plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
