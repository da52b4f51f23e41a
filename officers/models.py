"""Who is sent: candidates, the enterprises they come from, their registration and appointment."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SightQuerySet, Town, User
from accounts.moves import Move
from jingyan.crypto import EncryptedField


class MeasuresQuerySet(models.QuerySet["Measures"]):
    """Versions of the management measures."""

    def in_force(self, on: date) -> "Measures":
        """The version that applies on a date. Raises Measures.DoesNotExist where none does."""
        version = self.filter(starts_on__lte=on).order_by("-starts_on").first()
        if version is None:
            raise self.model.DoesNotExist(f"No version of the management measures is in force on {on}.")
        return version


class Measures(models.Model):
    """One version of the management measures (管理办法), each rule with the clause that it rests on."""

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    starts_on = models.DateField(_("in force from"), unique=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"), default=36)
    term_clause = models.CharField(_("clause on the term"), max_length=100, blank=True)
    leader_approval = models.BooleanField(_("leader approves appointments"), default=True)
    leader_approval_clause = models.CharField(_("clause on approval"), max_length=100, blank=True)
    excellent_quota = models.PositiveSmallIntegerField(_("quota of excellents, per cent"), default=20)
    excellent_quota_clause = models.CharField(_("clause on the quota"), max_length=100, blank=True)

    objects = MeasuresQuerySet.as_manager()

    class Meta:
        verbose_name = _("management measures")
        verbose_name_plural = _("management measures")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(name="measures_quota_per_cent", condition=Q(excellent_quota__lte=100)),
            models.CheckConstraint(name="measures_term_positive", condition=Q(term_months__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """People appointed together by one decision."""

    name = models.CharField(_("name"), max_length=50, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    document_number = models.CharField(_("document number"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-year", "name"]

    def __str__(self) -> str:
        return self.name


class EnterpriseQuerySet(SightQuerySet["Enterprise"]):
    """Enterprises."""

    own_path = "officers__user"


class Enterprise(models.Model):
    """A private enterprise, known by its unified social credit code."""

    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=100)
    industry = models.CharField(_("industry"), max_length=50, blank=True)
    town = models.ForeignKey(
        Town, models.PROTECT, related_name="enterprises", null=True, blank=True, verbose_name=_("town")
    )
    contact = models.CharField(_("contact"), max_length=50, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OfficerQuerySet(SightQuerySet["Officer"]):
    """Officers and candidates."""

    town_path = "pairings__village__town"
    own_path = "user"

    def in_office(self, on: date) -> "OfficerQuerySet":
        """Those whose appointment is active and covers the date."""
        covering = Appointment.objects.in_office(on)
        return self.filter(pk__in=covering.values("officer"))


class Officer(models.Model):
    """A private entrepreneur or executive who stands for or holds the office; one row a person."""

    class Sex(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")

    class Affiliation(models.TextChoices):
        CPC = "cpc", _("CPC member")
        DEMOCRATIC_PARTY = "democratic_party", _("Democratic party member")
        NON_PARTY = "non_party", _("Non-party personage")
        MASSES = "masses", _("Masses")
        LEAGUE = "league", _("Youth League member")

    class Education(models.TextChoices):
        DOCTOR = "doctor", _("Doctor")
        MASTER = "master", _("Master")
        BACHELOR = "bachelor", _("Bachelor")
        COLLEGE = "college", _("Junior college")
        SECONDARY = "secondary", _("Senior secondary")
        JUNIOR = "junior", _("Junior secondary")
        PRIMARY = "primary", _("Primary")

    officer_code = models.CharField(_("officer code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=50)
    id_number = EncryptedField(_("ID number"))
    id_index = models.CharField(max_length=64, unique=True, editable=False)
    id_masked = models.CharField(_("ID number"), max_length=18, editable=False)
    phone = EncryptedField(_("phone"), blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    born_on = models.DateField(_("date of birth"))
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    political_affiliation = models.CharField(_("political affiliation"), max_length=16, choices=Affiliation)
    education = models.CharField(_("education"), max_length=10, choices=Education)
    social_influence = models.CharField(_("social influence"), max_length=200, blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="officers", null=True, blank=True, verbose_name=_("enterprise")
    )
    position = models.CharField(_("position"), max_length=50, blank=True)
    user = models.OneToOneField(
        User, models.PROTECT, related_name="officer", null=True, blank=True, verbose_name=_("log-in")
    )

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["officer_code"]

    def __str__(self) -> str:
        return self.name


class RegistrationQuerySet(SightQuerySet["Registration"]):
    """Registrations are the county's: a town sees officers once they are paired."""

    town_path = ""
    own_path = "officer__user"


class Registration(models.Model):
    """One person's way from willingness to appointment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned for correction")
        NOT_PASSED = "not_passed", _("Not passed")
        REVIEWED = "reviewed", _("Passed review")
        PUBLICISED = "publicised", _("Being publicised")
        CLEARED = "cleared", _("Publicity closed")
        PROPOSED = "proposed", _("Proposed for appointment")
        APPOINTED = "appointed", _("Appointed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RESERVE = "reserve", _("In reserve")

    class Channel(models.TextChoices):
        SELF = "self", _("Self-recommended")
        RECOMMENDED = "recommended", _("Recommended")

    MOVES = {
        "submit": Move(
            _("Submit"), frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, "registrations.register"
        ),
        "recall": Move(
            _("Recall"), frozenset({State.SUBMITTED}), State.DRAFT, "registrations.register", style="secondary"
        ),
        "pass_review": Move(
            _("Pass"), frozenset({State.SUBMITTED}), State.REVIEWED, "registrations.review",
            not_by=("submitted_by",), style="success",
        ),
        "send_back": Move(
            _("Return for correction"), frozenset({State.SUBMITTED}), State.RETURNED, "registrations.review",
            not_by=("submitted_by",), asks_reason=True, style="secondary",
        ),
        "turn_down": Move(
            _("Not passed"), frozenset({State.SUBMITTED}), State.NOT_PASSED, "registrations.review",
            not_by=("submitted_by",), asks_reason=True, style="danger",
        ),
        "propose": Move(
            _("Propose for appointment"), frozenset({State.REVIEWED, State.RESERVE}), State.PROPOSED,
            "appointments.propose",
        ),
        "reserve": Move(
            _("Put in reserve"), frozenset({State.REVIEWED}), State.RESERVE, "appointments.propose",
            asks_reason=True, style="secondary",
        ),
        "withdraw": Move(
            _("Withdraw"), frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.REVIEWED, State.RESERVE}),
            State.WITHDRAWN, "registrations.register", asks_reason=True, style="secondary",
        ),
        # The next two follow the decision on the appointment and have no button of their own.
        "appoint": Move(
            _("Appoint"), frozenset({State.PROPOSED}), State.APPOINTED, "appointments.approve", not_by=("proposed_by",)
        ),
        "take_back": Move(
            _("Reject the proposal"), frozenset({State.PROPOSED}), State.REVIEWED, "appointments.approve",
            not_by=("proposed_by",), asks_reason=True,
        ),
    }  # fmt: skip

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="registrations", verbose_name=_("officer"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    recommender = models.CharField(_("recommender"), max_length=100, blank=True)
    willing_on = models.DateField(_("willingness declared on"), null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="registrations", null=True, blank=True, verbose_name=_("batch")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    opinion = models.TextField(_("review opinion"), blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("registered by"))
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("submitted by"))
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("reviewed by"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("proposed by"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_recommender_named", condition=~Q(channel="recommended") | ~Q(recommender="")
            ),
            models.CheckConstraint(
                name="registration_willing_before_submitted",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(willing_on__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")),
            ),
            models.UniqueConstraint(
                name="registration_open_once_an_officer",
                fields=["officer"],
                condition=~Q(state__in=["not_passed", "appointed", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.officer)


class AppointmentQuerySet(SightQuerySet["Appointment"]):
    """Appointments."""

    town_path = "pairings__village__town"
    own_path = "officer__user"

    def in_office(self, on: date) -> "AppointmentQuerySet":
        """Active appointments whose term covers the date."""
        return self.filter(state=Appointment.State.ACTIVE, starts_on__lte=on, ends_on__gte=on)


class Appointment(models.Model):
    """One term of office."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        REJECTED = "rejected", _("Rejected")
        ACTIVE = "active", _("In office")
        SUSPENDED = "suspended", _("Suspended")
        EXPIRED = "expired", _("Term expired")
        RENEWED = "renewed", _("Renewed")
        RESIGNED = "resigned", _("Resigned")
        DISMISSED = "dismissed", _("Dismissed")
        ENDED = "ended", _("Ended early")

    MOVES = {
        "approve": Move(
            _("Approve"), frozenset({State.PROPOSED}), State.ACTIVE, "appointments.approve",
            not_by=("proposed_by",), style="success",
        ),
        "reject": Move(
            _("Reject"), frozenset({State.PROPOSED}), State.REJECTED, "appointments.approve",
            not_by=("proposed_by",), asks_reason=True, style="danger",
        ),
        "suspend": Move(
            _("Suspend"), frozenset({State.ACTIVE}), State.SUSPENDED, "appointments.end",
            asks_reason=True, style="secondary",
        ),
        "resume": Move(_("Resume"), frozenset({State.SUSPENDED}), State.ACTIVE, "appointments.end"),
    }  # fmt: skip

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments", verbose_name=_("officer"))
    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="appointment", null=True, blank=True, verbose_name=_("registration")
    )
    measures = models.ForeignKey(
        Measures, models.PROTECT, related_name="appointments", verbose_name=_("management measures")
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="appointments", null=True, blank=True, verbose_name=_("batch")
    )
    starts_on = models.DateField(_("term from"))
    ends_on = models.DateField(_("term to"))
    document_number = models.CharField(_("document number"), max_length=50, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    imported = models.BooleanField(_("imported"), default=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("approved by"))

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="appointment_term_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="appointment_approved_by_another",
                condition=Q(imported=True) | Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.starts_on}–{self.ends_on}"
