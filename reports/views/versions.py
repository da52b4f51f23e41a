"""The page of versions."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from reports import versions


@require_safe
@allow("measures.view")
def version_list(request: SignedInRequest) -> HttpResponse:
    """Which rules and definitions apply since when, with the clauses they rest on."""
    page = {
        "measures": versions.measures(request.user),
        "rubrics": versions.rubrics(),
        "definitions": list(versions.definitions()),
    }
    return render(request, "reports/version_list.html", page)
