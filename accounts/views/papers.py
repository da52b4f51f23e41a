"""Pages of papers: request one, download it, and replace its template."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from accounts import paper_templates, papers
from accounts.access import SignedInRequest, allow
from accounts.forms.files import TemplateForm
from accounts.models import PaperFile, PaperTemplate
from accounts.pages import refusal_page
from accounts.papers import CONTENT_TYPES, KINDS, MOST, PaperKind
from jingyan.uploads import kind_of


@require_safe
@allow("accounts.paper_templates")
def paper_list(request: SignedInRequest) -> HttpResponse:
    """All kinds of papers, each with the office's own template if there is one."""
    own = {
        row.paper: row for row in PaperTemplate.objects.visible_to(request.user).filter(in_use=True)
    }
    rows = [(kind, own.get(kind.key)) for kind in KINDS.values()]
    return render(request, "accounts/paper_list.html", {"rows": rows})


@allow("accounts.paper_templates")
def paper_template(request: SignedInRequest, paper: str) -> HttpResponse:
    """The template of one paper: its placeholders, a form to replace it, and earlier uploads."""
    kind, form = _kind(paper), TemplateForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return redirect(
            "accounts:job_detail",
            paper_templates.stage(kind, form.cleaned_data["file"], by=request.user).pk,
        )
    earlier = list(PaperTemplate.objects.visible_to(request.user).filter(paper=paper))
    context = {
        "kind": kind,
        "form": form,
        "earlier": earlier,
        "placeholders": paper_templates.placeholders_of(kind),
    }
    return render(request, "accounts/paper_template.html", context)


@require_safe
@allow("accounts.paper_templates")
def paper_template_file(request: SignedInRequest, paper: str) -> HttpResponse:
    """The template in use, to be changed in WPS."""
    kind = _kind(paper)
    with override("zh-hans"):
        return _attachment(papers.template_of(paper), f"模板-{kind.label}.docx")


@require_POST
@allow("accounts.paper_templates")
def paper_template_back(request: SignedInRequest, paper: str) -> HttpResponse:
    """Use the shipped template again."""
    paper_templates.take_shipped_back(_kind(paper), by=request.user)
    messages.success(request, _("The shipped template is in use again."))
    return redirect("accounts:paper_template", paper)


@require_POST
@allow("accounts.papers")
def paper_make(request: SignedInRequest, paper: str) -> HttpResponse:
    """Queue a job that makes the papers of the records named by `pk`."""
    kind = _kind(paper)
    if not request.user.may(kind.permission):
        raise PermissionDenied
    requested_keys = [
        int(key)
        for key in request.POST.getlist("pk")
        if key.isascii() and key.isdigit() and len(key) < 19
    ]
    keys = list(
        papers.visible_rows(kind, requested_keys[:MOST], request.user).values_list("pk", flat=True)
    )
    if not keys:
        refusal = _(
            "There is no record left from which this paper can be made. Go back and choose again."
        )
        return refusal_page(request, refusal, reverse("reports:home"))
    file_format = "pdf" if request.POST.get("format") == "pdf" else "docx"
    return redirect(
        "accounts:job_detail", papers.request(kind, keys, file_format, by=request.user).pk
    )


@require_safe
@allow("accounts.papers")
def paper_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download a paper of one's own. Raises Http404 unless all its records are still visible."""
    file = get_object_or_404(PaperFile.objects.visible_to(request.user), pk=pk)
    kind = KINDS.get(file.paper)
    if not kind or not request.user.may(kind.permission):
        raise Http404
    if papers.visible_rows(kind, file.keys, request.user).count() != len(file.keys):
        raise Http404
    return _attachment(bytes(file.content), file.name)


def _kind(paper: str) -> PaperKind:
    if paper not in KINDS:
        raise Http404
    return KINDS[paper]


def _attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind_of(name)])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
