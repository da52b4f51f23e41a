"""What every installation starts with."""

from accounts import dictionaries
from accounts.models import TrailEntry, TrailHead, User
from accounts.models.user import IMPORT_USERNAME, SYSTEM_USERNAME
from accounts.roles import Role

__all__ = ["IMPORT_USERNAME", "SYSTEM_USERNAME", "load"]
_NAMES = {IMPORT_USERNAME: "批量导入", SYSTEM_USERNAME: "系统"}


def load() -> None:
    """The users that sign imports from the command line and scheduled work, who can never log in;
    an empty trail; the codes of the dictionaries.
    """
    dictionaries.load()
    for username, full_name in _NAMES.items():
        if not User.objects.filter(username=username).exists():
            User.objects.create_user(username, role=Role.STAFF, full_name=full_name)
    # A chain without its end has been tampered with: verify_trail says so, and nothing is put right
    # in silence.
    if not TrailEntry.objects.exists():
        TrailHead.objects.get_or_create(pk=TrailHead.ONLY)
