"""People and the enterprises they come from."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import DictionaryField, History, SightQuerySet, Town, User, in_effect
from jingyan.crypto import BlindIndexField, EncryptedField
from jingyan.search import NamedModel, PinyinField


class EnterpriseQuerySet(SightQuerySet["Enterprise"]):
    own_path = "officers__user"


class Enterprise(NamedModel):
    """A private enterprise, known by its unified social credit code."""

    credit_code = models.CharField(_("Unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    pinyin = PinyinField(of="name")
    industry = models.CharField(_("Industry"), max_length=50, blank=True)
    town = models.ForeignKey(
        Town,
        models.PROTECT,
        related_name="enterprises",
        null=True,
        blank=True,
        verbose_name=_("Town"),
    )
    contact = models.CharField(_("Contact"), max_length=50, blank=True)

    objects = EnterpriseQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Enterprise")
        verbose_name_plural = _("Enterprises")
        ordering = ["pinyin", "name"]

    def __str__(self) -> str:
        return self.name


class OfficerQuerySet(SightQuerySet["Officer"]):
    town_path = "pairings__village__town"
    town_when = in_effect("pairings")
    own_path = "user"

    def in_office(self, on: date) -> "OfficerQuerySet":
        """Those whose appointment is active and covers the date."""
        # Terms of one officer never overlap, so the join duplicates no rows.
        return self.filter(
            appointments__state="active",
            appointments__starts_on__lte=on,
            appointments__ends_on__gte=on,
        )


class Officer(NamedModel):
    """A private entrepreneur or executive: a candidate or an officer. One row per person."""

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

    # What the office enters about a person besides the ID number and the enterprise: the form and
    # the actions take these, the register those that have a column in `imports/columns.py`.
    DETAILS = (
        "name",
        "phone",
        "native_place",
        "ethnicity",
        "political_affiliation",
        "education",
        "social_influence",
        "position",
    )

    officer_code = models.CharField(_("Officer code"), max_length=12, unique=True)
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=50)
    pinyin = PinyinField(of="name", person=True)
    id_number = EncryptedField(_("ID number"))
    id_index = BlindIndexField(of="id_number", unique=True)
    id_masked = models.CharField(_("ID number"), max_length=18, editable=False)
    phone = EncryptedField(_("Phone"), blank=True)
    sex = models.CharField(_("Sex"), max_length=6, choices=Sex)
    born_on = models.DateField(_("Date of birth"))
    # As the ID number says, unless the office knows better; a county code of the past has no name.
    native_place = models.CharField(_("Native place"), max_length=50, blank=True)
    ethnicity = models.CharField(_("Ethnicity"), max_length=20, blank=True)
    # The built-in entries of both lists are above; the office may extend them.
    political_affiliation = DictionaryField(
        _("Political affiliation"), max_length=16, dictionary="political_affiliation"
    )
    education = DictionaryField(_("Education"), max_length=10, dictionary="education")
    social_influence = models.CharField(_("Social influence"), max_length=200, blank=True)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="officers",
        null=True,
        blank=True,
        verbose_name=_("Enterprise"),
    )
    position = models.CharField(_("Position"), max_length=50, blank=True)
    user = models.OneToOneField(
        User,
        models.PROTECT,
        related_name="officer",
        null=True,
        blank=True,
        verbose_name=_("log-in"),
    )

    objects = OfficerQuerySet.as_manager()
    history = History(
        # The number that names a person never changes.
        without=("id_number", "id_index", "id_masked"),
        restricted={"political_affiliation": "officers.restricted"},
    )

    class Meta:
        verbose_name = _("Officer")
        verbose_name_plural = _("Officers")
        ordering = ["officer_code"]

    def __str__(self) -> str:
        return self.name
