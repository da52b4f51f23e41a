"""Database triggers: frozen figures and issues, and notes for the dashboard's summary."""

from jingyan.triggers import freeze, note, refuse

_MESSAGE = "The figures of a report never change: compute the next version."
freeze("reports_figure", message=_MESSAGE)
refuse(
    "issue_frozen_update",
    table="reports_issue",
    event="UPDATE",
    condition="NEW.period <> OLD.period OR NEW.place <> OLD.place OR NEW.version <> OLD.version "
    "OR NEW.sha256 <> OLD.sha256 OR NEW.as_of <> OLD.as_of",
    message=_MESSAGE,
)
refuse(
    "issue_frozen_delete",
    table="reports_issue",
    event="DELETE",
    condition="1 = 1",
    message=_MESSAGE,
)

# Every insert, update or delete of a fact, or of a quantity of one, writes a note for the summary.
_DUE = "reports_summarydue (town_id, happened_on, metric)"
_FACT = "pairings_contribution"


def _of_quantity(*rows: str) -> str:
    """A SELECT of the note's values for a quantity, before and after a change."""
    return " UNION ".join(
        f"SELECT fact.town_id, fact.happened_on, metric.code FROM {_FACT} fact, pairings_metric "
        "metric "
        f"WHERE fact.id = {row}.contribution_id AND metric.id = {row}.metric_id"
        for row in rows
    )


def _of_fact(*rows: str) -> str:
    """A SELECT of the note's values for each quantity of a fact, before and after a change."""
    return " UNION ".join(
        f"SELECT {row}.town_id, {row}.happened_on, metric.code FROM pairings_outcome outcome "
        "JOIN pairings_metric metric ON metric.id = outcome.metric_id WHERE "
        f"outcome.contribution_id = {row}.id"
        for row in rows
    )


# The columns that figures depend on. No trigger on INSERT, since a fact is inserted before its
# quantities.
_COLUMNS = ("state", "happened_on", "scope", "share", "site", "ref")
_NULLABLE_COLUMNS = ("town_id", "village_id", "project_id", "enterprise_id")
_matters = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in _COLUMNS]
    + [f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)" for column in _NULLABLE_COLUMNS]
)
note(
    "summary_quantity_entered",
    table="pairings_outcome",
    event="INSERT",
    into=_DUE,
    values=_of_quantity("NEW"),
)
note(
    "summary_quantity_changed",
    table="pairings_outcome",
    event="UPDATE",
    into=_DUE,
    values=_of_quantity("OLD", "NEW"),
)
note(
    "summary_quantity_removed",
    table="pairings_outcome",
    event="DELETE",
    into=_DUE,
    values=_of_quantity("OLD"),
)
note(
    "summary_fact_changed",
    table=_FACT,
    event="UPDATE",
    condition=_matters,
    into=_DUE,
    values=_of_fact("OLD", "NEW"),
)
note("summary_fact_removed", table=_FACT, event="DELETE", into=_DUE, values=_of_fact("OLD"))
