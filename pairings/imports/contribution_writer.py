"""Saves the contributions of a sheet: rows, then quantities, then the state that freezes both."""

from collections.abc import Iterable, Sequence

from accounts.registers import RowOutcome
from pairings import models
from pairings.actions.project import project_begun
from pairings.imports.contribution_row import PLAIN, ImportedContribution
from pairings.models import Contribution, Project

BATCH = 200
PEOPLE = ("officer", "verified_by", "verified_at", "confirmed_by", "confirmed_at")
CHANGING = (*PLAIN, *PEOPLE, "enterprise", "village", "town", "project", "state")
CONFIRMED = Contribution.State.COUNTY_CONFIRMED


def write(entries: Sequence[ImportedContribution]) -> None:
    """Save what is new or changed, in a fixed number of statements for each few hundred rows."""
    written = [entry for entry in entries if entry.outcome != RowOutcome.UNCHANGED]
    for entry in written:
        entry.settle()
    _name_projects(written)
    for entry in written:
        # The database refuses quantities of a confirmed contribution, so it is confirmed last.
        entry.row.state = Contribution.State.REPORTED if entry.state == CONFIRMED else entry.state
    _write_rows(written)
    _write_quantities(written)
    confirmed = [entry.row.pk for entry in written if entry.state == CONFIRMED]
    Contribution.objects.filter(pk__in=confirmed).update(state=CONFIRMED)


def _name_projects(entries: Iterable[ImportedContribution]) -> None:
    begun: dict[str, Project] = {}
    for entry in entries:
        if entry.makes_project:
            code = entry.line["project_code"]
            # Two villages of one sheet share what its first row begins.
            begun[code] = entry.row.project = begun.get(code) or project_begun(code, entry.row)


def _write_rows(entries: Sequence[ImportedContribution]) -> None:
    new = [entry.row for entry in entries if entry.is_new]
    for row in new:
        # Still set where an earlier attempt to save the whole sheet was taken back.
        row.pk = None
    Contribution.objects.bulk_create(new, batch_size=BATCH)
    changed = [entry.row for entry in entries if not entry.is_new]
    Contribution.objects.bulk_update(changed, CHANGING, batch_size=BATCH)
    edited = (entry for entry in entries if entry.changes_content and not entry.is_new)
    Contribution.note_changes(((entry.row, entry.by) for entry in edited), batch_size=BATCH)


def _write_quantities(entries: Sequence[ImportedContribution]) -> None:
    new: list[models.Outcome] = []
    changed: list[models.Outcome] = []
    for entry in entries:
        for metric, quantity in entry.differing.items():
            row = entry.stored.get(metric.code) or models.Outcome(contribution=entry.row)
            (changed if metric.code in entry.stored else new).append(row)
            row.metric, row.value, row.qualifier = metric, quantity.value, quantity.qualifier or ""
    models.Outcome.objects.bulk_create(new, batch_size=BATCH)
    models.Outcome.objects.bulk_update(changed, ["metric", "value", "qualifier"], batch_size=BATCH)
