"""The people who use the system, the towns they see, what they did, and the work that runs behind the pages."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import MAY, SIGHT, Role, Sight
from accounts.sheet_files import SheetFile  # noqa: F401  (Django looks for models in this module)
from accounts.visits import Visit  # noqa: F401  (likewise)
from jingyan.crypto import EncryptedField

M = TypeVar("M", bound=models.Model)


def in_effect(pairings: str = "") -> dict[str, Any]:
    """The condition that a pairing has come into effect: one that is only proposed, or rejected, opens nothing.

    `pairings` is the way to the pairings, "" for a pairing itself. Their floor is a higher one: named by value.
    """
    return {f"{pairings}__state__in".removeprefix("__"): ("active", "ended")}


class SightQuerySet(models.QuerySet[M]):
    """Rows that belong to a town, found along `town_path`, and to an officer, found along `own_path`."""

    town_path: ClassVar[str] = "town"
    own_path: ClassVar[str] = ""
    # What must hold besides on the way there, of the very rows that the path passes.
    town_when: ClassVar[Mapping[str, Any]] = {}
    own_when: ClassVar[Mapping[str, Any]] = {}

    def visible_to(self, user: "User") -> Self:
        """The rows that `user` may see. An unknown role sees none."""
        sight = SIGHT.get(user.role, Sight.NONE)
        if sight == Sight.ALL:
            return self
        if sight == Sight.TOWN and self.town_path and user.town_id:
            return self._along({self.town_path: user.town_id, **self.town_when})
        if sight == Sight.OWN and self.own_path:
            return self._along({self.own_path: user.pk, **self.own_when})
        return self.none()

    def _along(self, conditions: Mapping[str, Any]) -> Self:
        # By subquery: a join over many rows would double ours, and distinct() forbids locking them.
        rows = self.model._base_manager.filter(**conditions)
        return self.filter(pk__in=rows.values("pk"))


class TownQuerySet(SightQuerySet["Town"]):
    """Towns are public knowledge to everyone who manages accounts; a liaison sees the own one."""

    town_path = "pk"
    own_path = "villages__pairings__officer__user"
    own_when = in_effect("villages__pairings")

    def visible_to(self, user: "User") -> Self:
        if user.may("accounts.towns"):
            return self
        return super().visible_to(user)

    def of_county(self, county_code: str) -> "TownQuerySet":
        return self.filter(county_code=county_code)


class Town(models.Model):
    """A town or sub-district: the unit that a user's sight is limited to."""

    class Kind(models.TextChoices):
        TOWN = "town", pgettext_lazy("kind of place", "Town")
        TOWNSHIP = "township", _("Township")
        SUBDISTRICT = "subdistrict", _("Sub-district")

    code = models.CharField(_("town code"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=50)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    county_code = models.CharField(_("county code"), max_length=6, db_index=True)
    county_name = models.CharField(_("county"), max_length=50)
    print_order = models.PositiveIntegerField(_("print order"), default=0)

    objects = TownQuerySet.as_manager()

    class Meta:
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        ordering = ["print_order", "code"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    """Users."""

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Accounts are the administrator's; everyone else sees the own one."""
        return self if user.may("accounts.users") else self.filter(pk=user.pk)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; a superuser is a system administrator."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        user: User = super().create_superuser(username, email, password, **{"role": Role.ADMINISTRATOR} | extra)
        return user


class User(AbstractUser):
    """Someone who logs in, in one role, over one town or the whole county."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=50)
    role = models.CharField(_("role"), max_length=14, choices=Role)
    town = models.ForeignKey(Town, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("town"))
    phone = EncryptedField(_("phone"), blank=True)
    # The administrator knows it; the user has to choose one of their own before anything else.
    must_change_password = models.BooleanField(_("must choose a password"), default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_town_exactly_for_liaisons",
                condition=Q(role=Role.LIAISON, town__isnull=False) | ~Q(role=Role.LIAISON) & Q(town__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def may(self, permission: str) -> bool:
        """Whether the user's role holds `permission` of the `MAY` table."""
        return self.is_active and self.role in MAY[permission]


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    """Trail entries."""

    def visible_to(self, user: User) -> "TrailQuerySet":
        return self if user.may("accounts.trail") else self.filter(by=user.username)

    def of(self, row: models.Model) -> "TrailQuerySet":
        """The acts on one record, oldest first."""
        return self.filter(target=row._meta.label, target_id=row.pk)


class TrailEntry(models.Model):
    """One act: who did what to which record. Names its target in text, so that no deletion can touch it."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    by = models.CharField(_("by"), max_length=150)
    by_name = models.CharField(_("name"), max_length=50, blank=True)
    role = models.CharField(_("role"), max_length=14, choices=Role)
    act = models.CharField(_("act"), max_length=50)
    target = models.CharField(_("record kind"), max_length=100)
    target_id = models.BigIntegerField(_("record"), null=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    before = models.CharField(_("before"), max_length=50, blank=True)
    after = models.CharField(_("after"), max_length=50, blank=True)
    note = models.TextField(_("note"), blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    # Its place in the chain, without gaps; the seal of the entry before it, and its own (see jingyan.chain).
    number = models.PositiveBigIntegerField(_("number"), unique=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["pk"]
        indexes = [models.Index(fields=["target", "target_id"], name="trail_of_one_record")]

    def __str__(self) -> str:
        return f"{self.by} {self.act} {self.subject}"


class TrailHead(models.Model):
    """The end of the trail's chain, one row: how many entries there are, and the seal of the last."""

    ONLY = 1

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class CalendarDay(models.Model):
    """One day of the work calendar, where it is known: holidays and days worked in exchange."""

    class Source(models.TextChoices):
        OFFICIAL = "official", _("Official notice")
        ESTIMATED = "estimated", _("Estimated")
        MANUAL = "manual", _("Entered by hand")

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("workday"))
    source = models.CharField(_("source"), max_length=10, choices=Source)
    name = models.CharField(_("name"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("work calendar")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()


class Heartbeat(models.Model):
    """When a background process was last seen at work."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def visible_to(self, user: User) -> "JobQuerySet":
        """One's own jobs; the administrator sees all of them, since they hold no programme data."""
        return self if user.may("accounts.users") else self.filter(created_by=user)

    def due(self) -> "JobQuerySet":
        """Queued, or running under a lease that has run out because its worker died."""
        expired = Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
        return self.filter(Q(state=Job.State.QUEUED) | expired).order_by("pk")


class Job(models.Model):
    """Work that runs behind the pages. The row is the truth; a Celery message only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    params = models.JSONField(default=dict)
    title = models.CharField(pgettext_lazy("job", "title"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED, db_index=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    total = models.PositiveIntegerField(_("steps"), default=0)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    error = models.TextField(_("error"), blank=True)
    result_url = models.CharField(_("result"), max_length=200, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name=_("started by"))
    created_at = models.DateTimeField(_("queued at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="job_waits_once_a_key", fields=["kind", "key"], condition=Q(state__in=["queued", "running"])
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class EvidenceFile(models.Model):
    """A file that proves something, stored under a random name and served as an attachment."""

    file = models.FileField(_("file"), upload_to="evidence/%Y/%m")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
