"""What every installation starts with."""

from accounts import dictionaries
from accounts.models import TrailEntry, TrailHead, User
from accounts.models.user import IMPORT_USERNAME, SYSTEM_USERNAME
from accounts.roles import Role

__all__ = ["IMPORT_USERNAME", "SYSTEM_USERNAME", "load"]
_NAMES = {IMPORT_USERNAME: "批量导入", SYSTEM_USERNAME: "系统"}


def load() -> None:
    """Create the two service accounts (command-line imports and scheduled work), which can never
    log in, the empty trail, and the codes of the dictionaries.
    """
    dictionaries.load()
    for username, full_name in _NAMES.items():
        if not User.objects.filter(username=username).exists():
            User.objects.create_user(username, role=Role.STAFF, full_name=full_name)
    # Entries without the end of the chain mean tampering: verify_trail reports it, so don't repair
    # it silently.
    if not TrailEntry.objects.exists():
        TrailHead.objects.get_or_create(pk=TrailHead.ONLY)
