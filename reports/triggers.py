"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse

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
refuse("issue_frozen_delete", table="reports_issue", event="DELETE", condition="1 = 1", message=_MESSAGE)
