from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.roles import PERMISSIONS, Role
from accounts.state_machines import state_machines


@require_safe
@allow("accounts.roles")
def role_table(request: SignedInRequest) -> HttpResponse:
    """Who may do what: the permissions, and every state machine of the system."""
    rows = [
        (meaning, [role in holders for role in Role]) for meaning, holders in PERMISSIONS.values()
    ]
    return render(
        request,
        "accounts/role_table.html",
        {"roles": Role, "rows": rows, "machines": state_machines()},
    )
