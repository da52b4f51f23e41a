"""The register of contributions, with one column for each metric that people enter."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import (
    QUANTITY_NOTE,
    ImportColumn,
    Register,
    RegisterRow,
    RowOutcome,
    choice,
    code,
    look_up,
    reference,
    register,
    text,
)
from jingyan import parsing
from jingyan.quantity import Quantity, parse
from jingyan.sheets.writer import Cellable
from officers.models import Enterprise
from pairings.actions.contribution import is_reserved, unusable_ref
from pairings.imports.contribution_row import PLAIN, ImportedContribution
from pairings.imports.contribution_writer import write
from pairings.imports.people import ID_NUMBER, OFFICER_CODE, Served, find_officers
from pairings.models import Contribution, Metric, Project
from villages.imports.places import find_villages


@register
class ContributionRegister(Register):
    """What officers brought, by reference."""

    name = "contributions"
    title = gettext_lazy("Contributions")
    permission = "contributions.report"
    view_permission = "contributions.view"
    ledger = "pairings:contribution_list"
    turn = 9

    def columns(self) -> Sequence[ImportColumn]:
        """The columns; a metric that the system computes has none."""
        self.metrics = list(Metric.objects.entered().current())
        return [
            ImportColumn("ref", _label("ref"), reference(40), required=True, key=True),
            ImportColumn("happened_on", _label("happened_on"), parsing.parse_date, for_new=True),
            ImportColumn(
                "carrier",
                _label("carrier"),
                choice(dict(Contribution.Carrier.choices)),
                for_new=True,
            ),
            ImportColumn("scope", _label("scope"), choice(dict(Metric.Scope.choices))),
            ID_NUMBER,
            OFFICER_CODE,
            ImportColumn(
                "enterprise_credit_code",
                gettext_lazy("Unified social credit code"),
                parsing.parse_credit_code,
            ),
            ImportColumn("village_code", gettext_lazy("Village code"), code(12)),
            ImportColumn("title", _label("title"), text(120), for_new=True),
            ImportColumn("project_code", gettext_lazy("Project code"), reference(30)),
            *(
                ImportColumn(name, _label(name), reference(50, slashes=True))
                for name in ("contract_no", "receipt_no")
            ),
            ImportColumn("site", _label("site"), text(100)),
            ImportColumn("stage", _label("stage"), choice(dict(Contribution.Stage.choices))),
            ImportColumn("share", _label("share"), parsing.parse_percent),
            ImportColumn("note", _label("note"), text(2000)),
            ImportColumn("state", _label("state"), choice(dict(Contribution.State.choices))),
            *(_column(metric) for metric in self.metrics),
        ]

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find what the rows name, build each contribution in memory, mark what breaks a rule."""
        find_officers(lines, by=by)
        find_villages(lines, by=by)
        unknown = _("No enterprise has this code. Import the enterprise first.")
        look_up(
            lines,
            "enterprise_credit_code",
            Enterprise.objects.all(),
            by=by,
            field="credit_code",
            unknown=unknown,
        )
        stored = {row.ref: row for row in self._stored(lines)}
        seen = set(
            Contribution.objects.visible_to(by).filter(ref__in=stored).values_list("ref", flat=True)
        )
        codes = {line["project_code"] for line in lines if "project_code" in line}
        usable: dict[str, list[Project]] = defaultdict(list)
        for project in (
            Project.objects.usable_by(by).filter(code__in=codes).select_related("village__town")
        ):
            usable[project.code].append(project)
        served = Served(lines, by=by)
        needed = {column.name for column in self.fields if column.required}
        for line in lines:
            row = stored.get(line.get("ref", ""))
            if row.ref not in seen if row else is_reserved(line.get("ref", ""), by):
                line.fault("ref", unusable_ref())
                continue
            self._refuse_gaps(line, row)
            # A column that is missing is one fault of the file, and none of the row.
            if not line.faults and needed <= line.values.keys():
                line.record = ImportedContribution(line, row, self.metrics, by=by)
                line.record.fill(served, usable[line.get("project_code", "")])
                line.record.check()

    def save(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """All contributions in bulk: rows, then quantities, then the state that freezes them."""
        write([line.record for line in lines])
        for line in lines:
            line.outcome = line.record.outcome

    def save_line(self, line: RegisterRow, *, by: User) -> RowOutcome:
        """One contribution alone."""
        write([line.record])
        outcome: RowOutcome = line.record.outcome
        return outcome

    def records(self, *, by: User) -> QuerySet[Contribution]:
        """All contributions in sight, the oldest first."""
        seen = Contribution.objects.visible_to(by).order_by("happened_on", "pk")
        related = seen.select_related("officer", "enterprise", "village", "project")
        return related.prefetch_related("outcomes__metric")

    def cells(self, record: Contribution) -> Mapping[str, Cellable]:
        return _cells(record)

    def record_pk(self, line: RegisterRow) -> int | None:
        """The key of the contribution on file."""
        contribution: ImportedContribution | None = line.record
        return None if contribution is None or contribution.is_new else contribution.row.pk

    def _stored(self, lines: Sequence[RegisterRow]) -> QuerySet[Contribution]:
        refs = [line["ref"] for line in lines if "ref" in line]
        rows = Contribution.objects.filter(ref__in=refs).select_for_update(
            no_key=True, of=("self",)
        )
        return rows.select_related("village__town", "corrects").prefetch_related("outcomes__metric")

    def _refuse_gaps(self, line: RegisterRow, row: Contribution | None) -> None:
        for column in self.fields if row is None else ():
            if column.for_new and not line.filled(column.name):
                line.fault(column.name, _("Fill this in: the row creates a new record."))

    def key(self, line: RegisterRow) -> Hashable | None:
        return (line["ref"],) if "ref" in line else None


def _column(metric: Metric) -> ImportColumn:
    # Corrections take something away; whether a row is one is seen later.
    def parser(value: object) -> Quantity:
        return parse(value, metric.unit, allow_negative=True)

    return ImportColumn(
        metric.code, metric.name, parser, note=QUANTITY_NOTE, example=f"12{metric.unit}"
    )


def _label(name: str) -> Any:
    field: Any = Contribution._meta.get_field(name)
    return field.verbose_name


def _cells(row: Contribution) -> dict[str, Cellable]:
    return {
        **{name: getattr(row, name) for name in ("ref", "state", *PLAIN)},
        "officer_code": row.officer.officer_code if row.officer else None,
        "enterprise_credit_code": row.enterprise.credit_code if row.enterprise else None,
        "village_code": row.village.code if row.village else None,
        "project_code": row.project.code if row.project else None,
        **{
            outcome.metric.code: outcome.quantity.text() if outcome.qualifier else outcome.value
            for outcome in row.outcomes.all()
        },
    }
