"""Loads the national list of divisions: creates and renames towns and villages in bulk, and leaves
the fields that the office edits alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts import trail
from accounts.models import Town, User
from jingyan.search import refresh
from villages.divisions import Division, kind_of, short_name, town_kind
from villages.models import Village

BATCH = 500
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Counts:
    """The numbers of rows that a load created, updated and left unchanged in one table."""

    created: int
    updated: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged"


@transaction.atomic
def load_divisions(rows: Sequence[Division], *, by: User, sha256: str) -> tuple[Counts, Counts]:
    """Create and rename towns and villages from checked rows; return the counts of towns and of
    villages.

    What the office has entered (tier, programme, industry, print order) is kept. Villages that are
    no longer in the list are kept too, since other records refer to them. Raises PermissionDenied.
    """
    if not by.may("villages.change"):
        raise PermissionDenied
    towns = {row.town_code: _town_of(row) for row in rows}
    renamed = _differing(towns)
    town_counts = _put(Town, towns, {code: {"print_order": int(code)} for code in towns})
    keys = dict(Town.objects.values_list("code", "pk"))
    village_counts = _put(Village, {row.village_code: _village_of(row, keys) for row in rows}, {})
    for town, changes in renamed:
        trail.write("change", town, by=by, changes=changes)
    note = f"towns: {town_counts}; villages: {village_counts}"
    trail.write(
        "import",
        None,
        by=by,
        note=note,
        changes={"register": "divisions", "sha256": sha256, "rows": len(rows)},
    )
    return town_counts, village_counts


def _town_of(row: Division) -> dict[str, Any]:
    return {
        "name": row.town_name,
        "kind": town_kind(row.town_name),
        "county_code": row.county_code,
        "county_name": row.county_name,
    }


def _differing(wanted: Mapping[str, Mapping[str, Any]]) -> list[tuple[Town, dict[str, list[str]]]]:
    """The stored towns that differ from the list, each with field → [old value, new value]."""
    stored = Town.objects.in_bulk(field_name="code")
    listed = [(town, wanted[code]) for code, town in stored.items() if code in wanted]
    differing = [
        (
            town,
            {
                name: [getattr(town, name), new]
                for name, new in values.items()
                if getattr(town, name) != new
            },
        )
        for town, values in listed
    ]
    return [(town, changes) for town, changes in differing if changes]


def _village_of(row: Division, towns: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": short_name(row.village_name),
        "full_name": row.village_name,
        "kind": kind_of(row),
        "town_id": towns[row.town_code],
    }


def _put(
    model: type[M],
    wanted: Mapping[str, Mapping[str, Any]],
    at_first: Mapping[str, Mapping[str, Any]],
) -> Counts:
    """Create or update the rows of `model` with the wanted attributes, by code. Those in `at_first`
    are set on new rows only.
    """
    manager = model._base_manager
    stored = manager.in_bulk(field_name="code")
    new = [
        model(code=code, **wanted[code], **at_first.get(code, {}))
        for code in wanted
        if code not in stored
    ]
    existing = {code: stored[code] for code in wanted if code in stored}
    changed = [record for code, record in existing.items() if _set(record, wanted[code])]
    manager.bulk_create(new, batch_size=BATCH)
    if changed:
        names = ["pinyin", *(name.removesuffix("_id") for name in next(iter(wanted.values())))]
        manager.bulk_update(changed, names, batch_size=BATCH)
    return Counts(len(new), len(changed), len(existing) - len(changed))


def _set(record: models.Model, attributes: Mapping[str, Any]) -> bool:
    """Set the attributes; return whether any of them changed."""
    differs = any(getattr(record, name) != value for name, value in attributes.items())
    for name, value in attributes.items():
        setattr(record, name, value)
    refresh(record)
    return differs
