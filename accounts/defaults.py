"""What every installation starts with."""

from accounts.models import User
from accounts.roles import Role

IMPORT_USERNAME = "import"


def load() -> None:
    """The user `import`: signs imports from the command line, holds staff rights, and can never log in."""
    if not User.objects.filter(username=IMPORT_USERNAME).exists():
        User.objects.create_user(IMPORT_USERNAME, role=Role.STAFF, full_name="批量导入")
