"""One row of the register of contributions, as the contribution that it would make or change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.registers import RegisterRow, RowOutcome
from jingyan.quantity import Quantity
from pairings.actions.contribution import EDITABLE, why_not_now
from pairings.actions.contribution_rules import faults_of
from pairings.actions.project import project_meant
from pairings.imports.people import Served
from pairings.models import Contribution, Metric, Project

PLAIN = (
    "happened_on",
    "carrier",
    "scope",
    "title",
    "contract_no",
    "receipt_no",
    "site",
    "stage",
    "share",
    "note",
)
# The column that shows the fault of a field, if it has another name.
COLUMN_OF = {"officer": "officer_code", "village": "village_code"}
State = Contribution.State


class ImportedContribution:
    """A contribution with its quantities in memory, beside what is stored of it."""

    def __init__(
        self, line: RegisterRow, stored: Contribution | None, metrics: Iterable[Metric], *, by: User
    ) -> None:
        self.line, self.by = line, by
        self.is_new = stored is None
        self.row = stored or Contribution(ref=line["ref"], entered_by=by)
        self.before = _values(self.row)
        self.stored = (
            {} if stored is None else {row.metric.code: row for row in stored.outcomes.all()}
        )
        self.quantities: dict[Metric, Quantity] = {
            metric: line[metric.code] for metric in metrics if metric.code in line
        }
        # A state in the sheet counts with the county's rights only.
        self.county = by.may("contributions.confirm")
        self.state = State(line["state"] if self.county and "state" in line else self.row.state)

    def fill(self, served: Served, projects: Sequence[Project]) -> None:
        """Set what the row says; blank cells leave what is stored. `projects` have the row's
        project code.
        """
        line, row = self.line, self.row
        for name in PLAIN:
            if name in line:
                setattr(row, name, line[name])
        if "village_code" in line.found:
            row.village = line.found["village_code"]
            row.town = line.found["village_code"].town
        if "enterprise_credit_code" in line.found:
            row.enterprise = line.found["enterprise_credit_code"]
        self._find_project(projects)
        if "officer" in line.found:
            row.officer = line.found["officer"]
        elif self.is_new and row.village_id and row.scope == Metric.Scope.OFFICERS:
            row.officer_id = served.officer(row.village_id, row.happened_on)
        self._compare()

    def _find_project(self, projects: Sequence[Project]) -> None:
        self.makes_project = False
        if "project_code" not in self.line:
            return
        try:
            project = project_meant(self.line["project_code"], self.row, projects)
        except ValidationError as fault:
            self.line.fault("project_code", fault.message_dict["project_code"][0])
            return
        self.row.project, self.makes_project = project or self.row.project, project is None

    def check(self) -> None:
        """Refuse changes that come too late or from the wrong hand, and whatever breaks a rule."""
        if self.outcome == RowOutcome.UNCHANGED:
            return
        if not self.is_new:
            self._check_change()
        merged = {
            row.metric: row.quantity
            for row in self.stored.values()
            if row.metric not in self.quantities
        }
        faults = faults_of(self.row, merged | self.quantities, county=self.county)
        for name, reason in faults.items():
            self.line.fault(COLUMN_OF.get(name, name), reason)

    def _compare(self) -> None:
        """Note what the row changes, before anything is saved."""
        self.differing = {
            metric: quantity
            for metric, quantity in self.quantities.items()
            if metric.code not in self.stored or self.stored[metric.code].quantity != quantity
        }
        self.changes_content = (
            self.makes_project or bool(self.differing) or _values(self.row) != self.before
        )
        changed = self.changes_content or self.state != self.before["state"]
        self.outcome = (
            RowOutcome.CREATED
            if self.is_new
            else RowOutcome.UPDATED
            if changed
            else RowOutcome.UNCHANGED
        )

    def settle(self) -> None:
        """Set who verified and confirmed the row: the importing user."""
        row, now = self.row, timezone.now()
        if self.state == self.before["state"] and not self.is_new:
            return
        verified, confirmed = (
            self.state == State.TOWN_VERIFIED,
            self.state == State.COUNTY_CONFIRMED,
        )
        if not confirmed:
            row.verified_by, row.verified_at = (self.by, now) if verified else (None, None)
        row.confirmed_by, row.confirmed_at = (self.by, now) if confirmed else (None, None)

    def _check_change(self) -> None:
        stored_state = State(self.before["state"])
        if stored_state == State.COUNTY_CONFIRMED:
            self.line.fault(
                "ref",
                _("This contribution is confirmed and never changes. Enter a dated correction."),
            )
        elif self.changes_content and stored_state not in EDITABLE:
            self.line.fault("ref", why_not_now(self.row))
        elif self.changes_content and not self.row.may_be_edited_by(self.by):
            self.line.fault(
                "ref", _("Another user entered this contribution. Ask them to correct it.")
            )


def _values(row: Contribution) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
