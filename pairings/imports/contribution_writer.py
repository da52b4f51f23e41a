"""Saves the facts of a sheet: rows, then quantities, then the state that freezes both."""

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


def write(facts: Sequence[ImportedContribution]) -> None:
    """Save what is new or changed, in a fixed number of statements for each few hundred rows."""
    written = [fact for fact in facts if fact.outcome != RowOutcome.UNCHANGED]
    for fact in written:
        fact.settle()
    _name_projects(written)
    for fact in written:
        # The database refuses quantities of a confirmed fact, so it is confirmed last.
        fact.row.state = Contribution.State.REPORTED if fact.state == CONFIRMED else fact.state
    _write_rows(written)
    _write_quantities(written)
    confirmed = [fact.row.pk for fact in written if fact.state == CONFIRMED]
    Contribution.objects.filter(pk__in=confirmed).update(state=CONFIRMED)


def _name_projects(facts: Iterable[ImportedContribution]) -> None:
    begun: dict[str, Project] = {}
    for fact in facts:
        if fact.makes_project:
            code = fact.line["project_code"]
            # Two villages of one sheet share what its first row begins.
            begun[code] = fact.row.project = begun.get(code) or project_begun(code, fact.row)


def _write_rows(facts: Sequence[ImportedContribution]) -> None:
    new = [fact.row for fact in facts if fact.is_new]
    for row in new:
        # Still set where an earlier attempt to save the whole sheet was taken back.
        row.pk = None
    Contribution.objects.bulk_create(new, batch_size=BATCH)
    changed = [fact.row for fact in facts if not fact.is_new]
    Contribution.objects.bulk_update(changed, CHANGING, batch_size=BATCH)
    edited = (fact for fact in facts if fact.changes_content and not fact.is_new)
    Contribution.note_changes(((fact.row, fact.by) for fact in edited), batch_size=BATCH)


def _write_quantities(facts: Sequence[ImportedContribution]) -> None:
    new: list[models.Outcome] = []
    changed: list[models.Outcome] = []
    for fact in facts:
        for metric, quantity in fact.differing.items():
            row = fact.stored.get(metric.code) or models.Outcome(contribution=fact.row)
            (changed if metric.code in fact.stored else new).append(row)
            row.metric, row.value, row.qualifier = metric, quantity.value, quantity.qualifier or ""
    models.Outcome.objects.bulk_create(new, batch_size=BATCH)
    models.Outcome.objects.bulk_update(changed, ["metric", "value", "qualifier"], batch_size=BATCH)
