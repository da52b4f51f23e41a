"""What every installation starts with."""

from accounts.models import User
from accounts.roles import Role

IMPORT_USERNAME = "import"
SYSTEM_USERNAME = "system"
# Users that sign for what runs without a person.
_NAMES = {IMPORT_USERNAME: "批量导入", SYSTEM_USERNAME: "系统"}


def load() -> None:
    """The users that sign imports from the command line and scheduled work: staff rights, and they can never log in."""
    for username, full_name in _NAMES.items():
        if not User.objects.filter(username=username).exists():
            User.objects.create_user(username, role=Role.STAFF, full_name=full_name)
