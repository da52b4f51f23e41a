"""Pages of the import: choose a register, fill its template, upload, look at what would change,
confirm.
"""

from io import BytesIO
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.forms.files import SheetForm
from accounts.models import SheetFile, User
from accounts.moves import MoveRefused
from accounts.pages import refusal_page
from accounts.registers import REGISTERS, Register, importing
from accounts.registers.hints import hint
from accounts.registers.template import write_template
from jingyan.exports import CONTENT_TYPES
from jingyan.sheets import ParsersBusyError, SheetError, write_faults

FAULTS_SHOWN = 200


@require_safe
@allow("accounts.import")
def import_list(request: SignedInRequest) -> HttpResponse:
    """The registers that the user may import."""
    mine = [
        kind()
        for kind in sorted(REGISTERS.values(), key=lambda kind: kind.turn)
        if request.user.may(kind.permission)
    ]
    rows = [
        (register, [hint(column) for column in register.fields if column.key]) for register in mine
    ]
    return render(request, "accounts/import_list.html", {"rows": rows})


@allow("accounts.import")
def import_create(request: SignedInRequest, register: str) -> HttpResponse:
    """Upload a file for a register; an unreadable file is refused at once."""
    kind = _register(register, request.user)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = importing.stage(register, upload.read(), upload.name, by=request.user)
        except SheetError as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect(_next_page(file))
    hints = [hint(column) for column in kind.fields]
    return render(
        request, "accounts/import_create.html", {"form": form, "register": kind, "hints": hints}
    )


@require_safe
@allow("accounts.import")
def import_template(request: SignedInRequest, register: str) -> HttpResponse:
    """The empty workbook of a register."""
    kind, content = _register(register, request.user), BytesIO()
    write_template(kind, content)
    with override("zh-hans"):
        return _workbook(content, _("Template %s.xlsx") % kind.title)


@require_safe
@allow("accounts.import")
def import_detail(request: SignedInRequest, register: str, pk: UUID) -> HttpResponse:
    """What a file would change, or its faults, or what its import has changed."""
    kind, file = _register(register, request.user), _file(register, pk, request.user)
    report = importing.report_of(file)
    if report is None or (file.job and not file.job.finished_at):
        return redirect(_next_page(file))
    context = {
        "register": kind,
        "file": file,
        "report": report,
        "faults": report.faults[:FAULTS_SHOWN],
    }
    context["doubts"] = report.doubts[:FAULTS_SHOWN]
    context["ledger"] = reverse(kind.ledger) if kind.ledger else ""
    return render(request, "accounts/import_detail.html", context)


@require_POST
@allow("accounts.import")
def import_confirm(request: SignedInRequest, register: str, pk: UUID) -> HttpResponse:
    """Import the very file that was checked."""
    _register(register, request.user)
    file = _file(register, pk, request.user)
    page = reverse("accounts:import_detail", args=[register, pk])
    try:
        importing.confirm(file, by=request.user, sure=bool(request.POST.get("sure")))
    except MoveRefused as refusal:
        return refusal_page(request, refusal, page)
    return redirect(page)


@require_safe
@allow("accounts.import")
def import_faults(request: SignedInRequest, register: str, pk: UUID) -> HttpResponse:
    """The uploaded file with one more column that lists the faults."""
    _register(register, request.user)
    file, content = _file(register, pk, request.user), BytesIO()
    report = importing.report_of(file)
    if report is None or not report.faults:
        raise Http404
    try:
        write_faults(
            importing.content_of(file),
            report.faults,
            content,
            header_row=report.header_row,
            patience=0,
        )
    except ParsersBusyError as busy:
        page = reverse("accounts:import_detail", args=[register, pk])
        return refusal_page(request, busy.message, page)
    return _workbook(content, _("%s-faults.xlsx") % PurePath(file.name).stem)


def _register(name: str, user: User) -> Register:
    """A register that `user` may import. Raises Http404 or PermissionDenied."""
    if name not in REGISTERS:
        raise Http404
    if not user.may(REGISTERS[name].permission):
        raise PermissionDenied
    return REGISTERS[name]()


def _file(register: str, pk: UUID, user: User) -> SheetFile:
    # The content is loaded only where it is needed.
    mine = SheetFile.objects.visible_to(user).select_related("job").defer("content")
    return get_object_or_404(mine, pk=pk, register=register)


def _next_page(file: SheetFile) -> str:
    """The URL of the file's job while that runs, else of the file's own page."""
    if file.job_id and not (file.job and file.job.finished_at and file.report):
        return reverse("accounts:job_detail", args=[file.job_id])
    return reverse("accounts:import_detail", args=[file.register, file.pk])


def _workbook(content: BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(content.getvalue(), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
