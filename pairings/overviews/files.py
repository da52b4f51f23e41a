"""The evidence files of an officer or a village, grouped by the record that each belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import EvidenceFile, User
from accounts.pages import record_url
from pairings.models import Evidence, PromiseEvidence
from villages.models import DemandProof

# The latest files of each kind that one page shows.
MOST = 48


@dataclass(frozen=True)
class RecordFiles:
    """The files of one record, and the name of the address that gives one out."""

    record: Model
    url: str
    url_name: str
    files: list[EvidenceFile]


def of_contributions(user: User, **where: Any) -> list[RecordFiles]:
    """Those of contributions."""
    rows = Evidence.objects.visible_to(user).filter(**_under("contribution", where))
    return list(_grouped(rows, "contribution", "pairings:evidence_download"))


def of_promises(user: User, **where: Any) -> list[RecordFiles]:
    """Those of promises that were delivered."""
    rows = PromiseEvidence.objects.visible_to(user).filter(**_under("promise", where))
    return list(_grouped(rows, "promise", "pairings:promise_evidence_download"))


def of_demands(user: User, **where: Any) -> list[RecordFiles]:
    """Those of demands that were met."""
    rows = DemandProof.objects.visible_to(user).filter(**_under("demand", where))
    return list(_grouped(rows, "demand", "villages:proof_download"))


def _under(of: str, where: dict[str, Any]) -> dict[str, Any]:
    return {f"{of}__{name}": value for name, value in where.items()}


def _grouped(rows: QuerySet[Any], of: str, url_name: str) -> Iterator[RecordFiles]:
    latest = rows.select_related(of, "uploaded_by").order_by(f"-{of}_id", "pk")[:MOST]
    for record, files in groupby(latest, key=lambda file: getattr(file, of)):
        yield RecordFiles(record, record_url(record), url_name, list(files))
