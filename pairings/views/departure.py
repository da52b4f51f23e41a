"""The views that end a term of office. They are in this app because the pairing under the term ends
with it.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow
from accounts.pages import make_move_with_reason
from officers.models import Appointment
from pairings.actions import departure


@require_POST
@allow("appointments.end")
def appointment_resign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer gives the office up."""
    return make_move_with_reason(
        request,
        _get_appointment(request, pk),
        departure.resign,
        done=_("The resignation is recorded."),
    )


@require_POST
@allow("appointments.end")
def appointment_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer is dismissed."""
    return make_move_with_reason(
        request,
        _get_appointment(request, pk),
        departure.dismiss,
        done=_("The officer is dismissed."),
    )


@require_POST
@allow("appointments.end")
def appointment_end_early(request: SignedInRequest, pk: int) -> HttpResponse:
    """The term ends before its last day."""
    return make_move_with_reason(
        request, _get_appointment(request, pk), departure.end_early, done=_("The term has ended.")
    )


def _get_appointment(request: SignedInRequest, pk: int) -> Appointment:
    return get_object_or_404(Appointment.objects.visible_to(request.user), pk=pk)
