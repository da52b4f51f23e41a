"""What the system pages change."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import jobs, trail
from accounts.models import Job, User
from accounts.moves import MoveRefused
from accounts.roles import Role


@transaction.atomic
def save_user(account: User, *, by: User, password: str = "", changed: list[str] | None = None) -> User:
    """Create or change an account; the last administrator who may log in stays one."""
    is_new = account.pk is None
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    was_administrator = administrators.filter(pk=account.pk).exists()
    if password:
        account.set_password(password)
    account.is_staff = account.is_superuser = account.role == Role.ADMINISTRATOR
    account.save()
    if was_administrator and not administrators.exists():
        raise MoveRefused(_("One administrator who may log in must remain. Make another one first."))
    changes = {name: str(getattr(account, name)) for name in changed or [] if name in ("role", "town", "is_active")}
    trail.write("create" if is_new else "change", account, by=by, changes=changes)
    if password and not is_new:
        trail.write("password_reset", account, by=by)
    return account


@transaction.atomic
def change_password(user: User, new_password: str) -> User:
    """Give oneself a new password."""
    user.set_password(new_password)
    user.save(update_fields=["password"])
    trail.write("password_change", user, by=user)
    return user


@transaction.atomic
def retry_job(job: Job, *, by: User) -> Job:
    """Queue a failed job again; the failed row stays as it is."""
    if job.state != Job.State.FAILED:
        raise MoveRefused(_("Only a failed job can be queued again; this one is “%s”.") % job.get_state_display())
    again = jobs.retry(job, by=by)
    trail.write("job_retry", job, by=by)
    return again
