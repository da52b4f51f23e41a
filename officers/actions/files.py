"""The papers that come with a registration."""

from django.utils.translation import gettext as _

from accounts import files, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.uploads import Uploaded
from officers.actions.registration import OPEN_TO_CHANGE
from officers.models import Registration, RegistrationFile


@trail.together()
def attach_paper(registration: Registration, file: Uploaded, *, by: User) -> RegistrationFile:
    """Add a paper to a registration that isn't submitted. Raises ValidationError for a file that
    isn't acceptable.
    """
    row = _lock_open(registration, by)
    return files.attach(RegistrationFile(registration=row), file, of=row, by=by)


@trail.together()
def detach_paper(file: RegistrationFile, *, by: User) -> None:
    """Take a paper off again, as long as the registration isn't submitted. Its name stays in the
    trail.
    """
    row = _lock_open(file.registration, by)
    locked = (
        RegistrationFile.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=file.pk)
    )
    files.remove(locked, of=row, by=by)


def _lock_open(registration: Registration, by: User) -> Registration:
    require(by, "registrations.register")
    rows = Registration.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=registration.pk)
    if row.state not in OPEN_TO_CHANGE:
        raise MoveRefused(
            _("This registration is now “%s”: what was submitted stays as it is.")
            % row.get_state_display()
        )
    return row
