"""The import of an uploaded workbook: stored, checked by a dry run, confirmed, imported. Long files
are processed by a job.
"""

import base64
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, astuple
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts import jobs, trail
from accounts.jobs import Commit, Instead, JobRefused, Progress
from accounts.models import Job, SheetFile, User
from accounts.moves import MoveRefused
from accounts.registers import REGISTERS, Opened, Report, RowOutcome, carry_out, open_sheet
from accounts.registers.preview import Preview, PreviewValue
from jingyan.parsing import ParseError, clean_text, mask_personal
from jingyan.sheets import Fault, ParsersBusyError, SheetError

KIND = "import_sheet"
# Longer files are checked and imported by a job.
ROWS_IN_A_REQUEST = 500
PREVIEWED = 20
FILES_EACH = 10
# A waiting job renews its lease well before it expires.
SECONDS_TO_A_SIGN = settings.JOB_LEASE_SECONDS / 5


class _Faulty(Exception):
    """An import has found faults: its transaction is rolled back before the faults are stored."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def stage(register: str, content: bytes, filename: str, *, by: User) -> SheetFile:
    """Store an uploaded file for an hour and check it. A job checks long files, and any file while
    the parsers are busy.

    Raises PermissionDenied, and SheetError where the file can't be read as the table of the
    register.
    """
    name = _shown_name(filename)
    try:
        opened = _opened_now(register, content, name, by)
    except SheetError:
        _note_refusal(register, name, by, faults=0)
        raise
    _drop_old(by)
    file = SheetFile(
        register=register, name=name, rows=len(opened.lines) if opened else 0, uploaded_by=by
    )
    file.content = base64.b64encode(content).decode()
    file.save(force_insert=True)
    if opened is None or file.rows > ROWS_IN_A_REQUEST:
        return _queue(file, dry_run=True)
    return _keep_report(file, carry_out(opened, dry_run=True, previewed=PREVIEWED, sure=True), by)


def confirm(file: SheetFile, *, by: User, sure: bool = False) -> SheetFile:
    """Import the stored bytes that were checked. Rows may still be refused, since the data may have
    changed since the check.

    Doubtful values are refused unless the user is `sure` of them. Raises PermissionDenied,
    MoveRefused if there is nothing to confirm, and DoesNotExist once the file has expired.
    """
    if not by.may(REGISTERS[file.register].permission):
        raise PermissionDenied
    stored = SheetFile.objects.visible_to(by).get(pk=file.pk)
    _refuse_unready(stored, sure)
    opened = None
    if stored.rows <= ROWS_IN_A_REQUEST:
        # Read before the transaction, so that no lock is held meanwhile.
        try:
            opened = _opened_now(stored.register, content_of(stored), stored.name, by)
        except SheetError as unreadable:
            raise MoveRefused(unreadable.message) from unreadable
    try:
        return _import(stored, opened, by=by, sure=sure)
    except _Faulty as refusal:
        return _keep_faults(stored, refusal.report, by)


@trail.together()
def _import(file: SheetFile, opened: Opened | None, *, by: User, sure: bool) -> SheetFile:
    """Import the opened file; without one, queue a job. Raises _Faulty."""
    fresh = _locked(file, by)
    _refuse_unready(fresh, sure)
    if opened is None:
        return _queue(fresh, dry_run=False, sure=sure)
    return _finish(fresh, carry_out(opened, sure=sure), by)


def _refuse_unready(file: SheetFile, sure: bool) -> None:
    if file.imported_at:
        raise MoveRefused(_("This file has already been imported."))
    report = report_of(file)
    if report is None or report.faults:
        raise MoveRefused(
            _("This file can't be imported as it is. Correct it and upload it again.")
        )
    if report.doubts and not sure:
        raise MoveRefused(
            _(
                "Some values look wrong. Tick that they are right, or correct the file and upload "
                "it again."
            )
        )


def _opened_now(register: str, content: bytes, name: str, by: User) -> Opened | None:
    """The file as the table of the register; None while the parsers are busy, since a request must
    not wait.
    """
    try:
        return open_sheet(register, content, name, by=by, patience=0)
    except ParsersBusyError:
        return None


def content_of(file: SheetFile) -> bytes:
    """The bytes that were uploaded."""
    return base64.b64decode(file.content)


def report_of(file: SheetFile) -> Report | None:
    """The report of a file's check or import; None until it has ended."""
    if not file.report:
        return None
    data = json.loads(file.report)
    return Report(
        file.register,
        data["sha256"],
        data["header_row"],
        Counter({RowOutcome(name): count for name, count in data["counts"].items()}),
        [Fault(*fault) for fault in data["faults"]],
        [
            Preview(**row | {"changes": [PreviewValue(**change) for change in row["changes"]]})
            for row in data["previews"]
        ],
        [Fault(*doubt) for doubt in data.get("doubts", ())],
        data.get("notices", []),
    )


def drop_expired() -> int:
    """Delete expired files; returns how many."""
    return SheetFile.objects.expired().delete()[0]


@jobs.handler(KIND, called=gettext_lazy("Import"))
def import_long_sheet(job: Job, progress: Progress) -> Commit:
    """Check or import a stored file, as the requesting user and in that user's language."""
    with override(job.params["language"]):
        return _work(job, progress)


def _work(job: Job, progress: Progress) -> Commit:
    by, dry_run, sure = job.created_by, job.params["dry_run"], job.params.get("sure", False)
    file = SheetFile.objects.visible_to(by).filter(pk=UUID(job.params["file"])).first()
    if file is None or not file.content:
        raise JobRefused(_("The file is no longer kept. Upload it again."))
    try:
        opened = _opened_in_turn(file, by, progress)
    except PermissionDenied as refusal:
        raise JobRefused(_("You don't have permission to import this register.")) from refusal
    except SheetError as unreadable:
        _note_refusal(file.register, file.name, by, faults=0)
        raise JobRefused(unreadable.message) from unreadable
    file.rows = len(opened.lines)
    if not dry_run:
        return _committing(job, lambda: _finish(file, carry_out(opened, sure=sure), by), file)
    progress(file.rows, 2 * file.rows)
    report = carry_out(opened, dry_run=True, previewed=PREVIEWED, sure=True, hold=progress.hold)
    progress(2 * file.rows, 2 * file.rows)
    return _committing(job, lambda: _keep_report(file, report, by), file)


def _opened_in_turn(file: SheetFile, by: User, progress: Progress) -> Opened:
    """The file as its table, once a parser is free; keeps the lease while waiting."""
    while True:
        try:
            return open_sheet(
                file.register,
                content_of(file),
                file.name,
                by=by,
                progress=progress,
                patience=SECONDS_TO_A_SIGN,
            )
        except ParsersBusyError:
            progress(0, max(1, 2 * file.rows))


def _committing(job: Job, end: Callable[[], object], file: SheetFile) -> Commit:
    def commit() -> str:
        try:
            with override(job.params["language"]):
                end()
        except _Faulty as refusal:
            report = refusal.report
            raise Instead(
                _committing(job, lambda: _keep_report(file, report, job.created_by), file)
            ) from refusal
        return reverse("accounts:import_detail", args=[file.register, file.pk])

    return commit


@transaction.atomic
def _queue(file: SheetFile, *, dry_run: bool, sure: bool = False) -> SheetFile:
    title = _("Check before the import: %s") if dry_run else _("Import: %s")
    params = {"file": str(file.pk), "dry_run": dry_run, "sure": sure, "language": get_language()}
    title %= REGISTERS[file.register].title
    file.job = jobs.enqueue(
        KIND, key=f"{file.pk}:{dry_run}", title=title, by=file.uploaded_by, params=params
    )
    file.save(update_fields=["job"])
    return file


@trail.together()
def _keep_report(file: SheetFile, report: Report, by: User) -> SheetFile:
    """Store the report; if it has faults, record the attempt in the trail."""
    file.report = _as_json(report)
    file.save(update_fields=["report", "rows"])
    if report.faults:
        _note_refusal(file.register, file.name, by, faults=len(report.faults), sha256=report.sha256)
    return file


def _finish(file: SheetFile, report: Report, by: User) -> SheetFile:
    """After an import: delete the file's content. Raises _Faulty, and keeps it, if there were
    faults.
    """
    if report.faults:
        raise _Faulty(report)
    file.content, file.imported_at = "", timezone.now()
    file.save(update_fields=["content", "imported_at"])
    return _keep_report(file, report, by)


@trail.together()
def _keep_faults(file: SheetFile, report: Report, by: User) -> SheetFile:
    """Store the faults of an import that was rolled back. Raises MoveRefused if the file has been
    imported meanwhile.
    """
    return _keep_report(_locked(file, by), report, by)


def _locked(file: SheetFile, by: User) -> SheetFile:
    own = SheetFile.objects.visible_to(by)
    fresh = own.select_for_update(no_key=True, of=("self",)).get(pk=file.pk)
    if fresh.imported_at:
        raise MoveRefused(_("This file has already been imported."))
    return fresh


def _as_json(report: Report) -> str:
    data = {
        "sha256": report.sha256,
        "header_row": report.header_row,
        "counts": report.counts,
        "faults": [astuple(fault) for fault in report.faults],
        "previews": [asdict(row) for row in report.previews],
        "doubts": [astuple(doubt) for doubt in report.doubts],
        "notices": report.notices,
    }
    return json.dumps(data, ensure_ascii=False)


def _note_refusal(register: str, name: str, by: User, **details: object) -> None:
    """Record a refusal in the trail, without any content of the file."""
    changes = {"register": register, "file": mask_personal(name), **details}
    trail.write("import_refused", None, by=by, note=str(REGISTERS[register].title), changes=changes)


def _drop_old(by: User) -> None:
    """Delete expired files and all but the user's newest `FILES_EACH` ones.

    Files that a job has yet to check or import are kept.
    """
    drop_expired()
    idle = SheetFile.objects.idle().filter(uploaded_by=by)
    newest = idle.order_by("-uploaded_at").values_list("pk", flat=True)
    SheetFile.objects.filter(pk__in=list(newest[FILES_EACH - 1 :])).delete()


def _shown_name(filename: str) -> str:
    """The file's name without folders, control characters and personal numbers."""
    path = PurePath(filename.replace("\\", "/"))
    try:
        stem = clean_text(path.stem).replace("\n", " ")
    except ParseError:
        stem = ""
    return mask_personal(stem)[:150] + path.suffix[:10]
