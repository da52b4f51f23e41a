"""The workbench: records waiting for a user, what they started and did, and the month's dates.

Each part is one query over all kinds of record, and reads only the rows that it shows or counts.
"""

from reports.desk.acts import done_by
from reports.desk.dates import Day, days_of_month
from reports.desk.machines import MACHINES, DeskRecordKind
from reports.desk.started import Started, started_by
from reports.desk.waiting import (
    CAP,
    WaitingCounter,
    WaitingGroup,
    WaitingRecord,
    kinds_of,
    waiting_for,
)

__all__ = [
    "CAP",
    "MACHINES",
    "Day",
    "DeskRecordKind",
    "Started",
    "WaitingCounter",
    "WaitingGroup",
    "WaitingRecord",
    "days_of_month",
    "done_by",
    "kinds_of",
    "started_by",
    "waiting_for",
]
