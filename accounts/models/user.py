"""The people who log in."""

from datetime import timedelta
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.management import CommandError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.town import Town
from accounts.roles import MAY, SIGHT, Role, Sight
from jingyan.crypto import EncryptedField
from jingyan.search import NamedModel, PinyinField

# Service accounts: the authors of command-line imports and of scheduled work.
IMPORT_USERNAME, SYSTEM_USERNAME = "import", "system"
SERVICES = (IMPORT_USERNAME, SYSTEM_USERNAME)
UNUSED_AFTER = timedelta(days=90)


class UserQuerySet(models.QuerySet["User"]):
    def people(self) -> "UserQuerySet":
        """Users without the service accounts."""
        return self.exclude(username__in=SERVICES)

    def with_second_factor(self) -> "UserQuerySet":
        """Annotated with `has_second_factor`: whether one is in use."""
        return self.annotate(has_second_factor=Q(second_factor__confirmed_at__isnull=False))

    def unused(self) -> "UserQuerySet":
        """People who may log in and haven't for ninety days."""
        since = timezone.now() - UNUSED_AFTER
        last = Coalesce("last_login", "date_joined")
        return (
            self.people().filter(is_active=True).alias(last_seen=last).filter(last_seen__lt=since)
        )

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Administrators see all accounts; everyone else sees only their own."""
        return self if user.may("accounts.users") else self.filter(pk=user.pk)

    def who_may(self, permission: str) -> "UserQuerySet":
        """Active users whose role holds `permission`."""
        return self.filter(role__in=MAY[permission], is_active=True)


# The base class is made at run time, so mypy can't see it.
class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users. Rights come from the role alone; there are no superusers."""

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        """Create and return an account, without a usable password if none is given."""
        user: User = self.model(
            username=self.model.normalize_username(username),
            email=self.normalize_email(email),
            **extra,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *_args: Any, **_fields: Any) -> NoReturn:
        """Refuse: Django's `createsuperuser` calls this."""
        raise CommandError(gettext("There are no superusers here. Run create_admin."), returncode=1)


class User(NamedModel, AbstractUser):
    """Someone who logs in, in one role, over one town or the whole county."""

    # Django removes an inherited field that is set to None; its stubs don't allow that.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # Django's flags would grant rights besides those of the role.
    is_staff = None
    is_superuser = None
    full_name = models.CharField(_("Full name"), max_length=50)
    pinyin = PinyinField(of="full_name", person=True)
    role = models.CharField(_("Role"), max_length=14, choices=Role)
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("Town")
    )
    phone = EncryptedField(_("Phone"), blank=True)
    # An administrator has set the password; the user must choose another before anything else.
    must_change_password = models.BooleanField(
        _("must choose a password"), default=False, editable=False
    )

    # Annotated on the user of a session by accounts.sessions.backends.
    unread_notices = 0

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("Users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_town_exactly_for_liaisons",
                condition=Q(role=Role.LIAISON, town__isnull=False)
                | ~Q(role=Role.LIAISON) & Q(town__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_service(self) -> bool:
        """Whether this is a service account rather than a person."""
        return self.username in SERVICES

    @property
    def person_key(self) -> int | None:
        """The key of the page on which the account is changed; a service account has none."""
        return None if self.is_service else self.pk

    @property
    def is_unused(self) -> bool:
        """Whether the person may log in and hasn't for ninety days."""
        last = self.last_login or self.date_joined
        return self.is_active and not self.is_service and last < timezone.now() - UNUSED_AFTER

    @property
    def sees_programme(self) -> bool:
        """Whether the role sees records of the programme. Users whose role doesn't must not even
        read the names of records.
        """
        return SIGHT.get(self.role, Sight.NONE) is not Sight.NONE

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def may(self, permission: str) -> bool:
        """Whether the user's role holds `permission` of the `MAY` table."""
        return self.is_active and self.role in MAY[permission]
