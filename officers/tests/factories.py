"""Fictitious enterprises, officers, registrations and appointments for tests."""

from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from stdnum.cn import ric, uscc

from accounts.tests.factories import UserFactory
from jingyan.crypto import ring
from jingyan.parsing import mask_id_number, mask_name
from officers.models import (
    Appointment,
    Batch,
    DocumentNumber,
    Enterprise,
    EventFile,
    Inspection,
    Measures,
    Objection,
    Officer,
    Post,
    ProgrammeEvent,
    Publicity,
    PublicityEntry,
    Registration,
    RegistrationFile,
)

SURNAMES = "王李张刘陈杨赵黄周吴"
DAYS = 9_000


def id_number(n: int) -> str:
    """The n-th made-up resident identity number: right in form and check digit, of no real person; odd n are men."""
    body = f"511124{_born_on(n):%Y%m%d}{n // DAYS * 2 % 998 + n % 2:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(n: int) -> str:
    """The n-th made-up unified social credit code, with its check digit."""
    body = f"91511124MA{n:07d}"
    return body + uscc.calc_check_digit(body + "0")


def _born_on(n: int) -> date:
    return date(1965, 1, 1) + timedelta(days=n % DAYS)


class EnterpriseFactory(factory.django.DjangoModelFactory[Enterprise]):
    """A private enterprise."""

    class Meta:
        model = Enterprise

    credit_code = factory.Sequence(credit_code)
    name = factory.Sequence(lambda n: f"井研县虚构农业{n}有限公司")
    industry = "农产品加工"


class BatchFactory(factory.django.DjangoModelFactory[Batch]):
    """A batch of people appointed together."""

    class Meta:
        model = Batch

    name = factory.Sequence(lambda n: f"第{n}批")
    year = 2022


class OfficerFactory(factory.django.DjangoModelFactory[Officer]):
    """A person with a valid, made-up ID number."""

    class Meta:
        model = Officer

    class Params:
        # Far from the numbers that tests write out, so that no one has a namesake in any test order.
        number = factory.Sequence(lambda n: 20_000 + n)

    officer_code = factory.LazyAttribute(lambda o: f"T2000{o.number:04d}")
    name = factory.LazyAttribute(lambda o: f"{SURNAMES[o.number % len(SURNAMES)]}试{o.number}")
    id_number = factory.LazyAttribute(lambda o: id_number(o.number))
    id_index = factory.LazyAttribute(lambda o: ring().blind_index(o.id_number))
    id_masked = factory.LazyAttribute(lambda o: mask_id_number(o.id_number))
    phone = factory.LazyAttribute(lambda o: f"1990000{o.number % 10_000:04d}")
    sex = factory.LazyAttribute(lambda o: Officer.Sex.MALE if o.number % 2 else Officer.Sex.FEMALE)
    born_on = factory.LazyAttribute(lambda o: _born_on(o.number))
    political_affiliation = Officer.Affiliation.NON_PARTY
    education = Officer.Education.BACHELOR
    enterprise = factory.SubFactory(EnterpriseFactory)
    position = "总经理"


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    """A registration: a draft, or by trait further on its way."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            state=Registration.State.SUBMITTED, submitted_by=factory.SelfAttribute("registered_by")
        )
        reviewed = factory.Trait(
            submitted=True,
            state=Registration.State.REVIEWED,
            reviewed_by=factory.SubFactory(UserFactory),
        )

        cleared = factory.Trait(
            reviewed=True,
            state=Registration.State.CLEARED,
            notice=factory.RelatedFactory(
                "officers.tests.factories.PublicityEntryFactory",
                "registration",
                publicity__closed=True,
            ),
        )

    officer = factory.SubFactory(OfficerFactory)
    channel = Registration.Channel.SELF
    willing_on = date(2021, 12, 1)
    registered_by = factory.SubFactory(UserFactory)


class MeasuresFactory(factory.django.DjangoModelFactory[Measures]):
    """A version that applies from some day far ahead."""

    class Meta:
        model = Measures

    version = factory.Sequence(lambda n: n + 100)
    name = factory.Sequence(lambda n: f"管理办法（第{n}版）")
    starts_on = factory.Sequence(lambda n: date(2090, 1, 1) + timedelta(days=n))


class DocumentNumberFactory(factory.django.DjangoModelFactory[DocumentNumber]):
    """The first number of a series of its own."""

    class Meta:
        model = DocumentNumber

    prefix = factory.Sequence(lambda n: f"试{n}发")
    year = 2022
    number = 1
    subject = "聘任周试为特聘村官"
    taken_on = date(2022, 3, 10)
    taken_by = factory.SubFactory(UserFactory)


class PublicityFactory(factory.django.DjangoModelFactory[Publicity]):
    """A notice of March 2022: a draft, or by trait running or closed."""

    class Meta:
        model = Publicity

    class Params:
        running = factory.Trait(state=Publicity.State.RUNNING)
        closed = factory.Trait(
            state=Publicity.State.CLOSED,
            closed_on=date(2022, 3, 9),
            closed_by=factory.SubFactory(UserFactory),
        )

    title = factory.Sequence(lambda n: f"第{n}号公示")
    measures = factory.LazyAttribute(lambda o: Measures.objects.in_force(o.starts_on))
    starts_on = date(2022, 3, 1)
    days = 5
    closes_on = date(2022, 3, 8)
    shown_until = date(2022, 3, 15)
    created_by = factory.SubFactory(UserFactory)


class PublicityEntryFactory(factory.django.DjangoModelFactory[PublicityEntry]):
    """One person on a notice."""

    class Meta:
        model = PublicityEntry

    publicity = factory.SubFactory(PublicityFactory)
    registration = factory.SubFactory(RegistrationFactory)
    name = factory.LazyAttribute(lambda o: mask_name(o.registration.officer.name))
    detail = "井研****有限公司"


class ObjectionFactory(factory.django.DjangoModelFactory[Objection]):
    """An objection that is being checked."""

    class Meta:
        model = Objection

    entry = factory.SubFactory(PublicityEntryFactory, publicity__running=True)
    received_on = date(2022, 3, 3)
    source = "匿名来信"
    content = "反映其企业拖欠工资。"
    entered_by = factory.SubFactory(UserFactory)


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """A term 2022–2024: proposed, or in office by the trait `active`; what counts already was imported."""

    class Meta:
        model = Appointment

    class Params:
        active = factory.Trait(
            state=Appointment.State.ACTIVE, approved_by=factory.SubFactory(UserFactory)
        )

    officer = factory.SubFactory(OfficerFactory)
    measures = factory.LazyAttribute(lambda o: Measures.objects.in_force(o.starts_on))
    starts_on = date(2022, 1, 1)
    ends_on = date(2024, 12, 31)
    document_number = "井统发〔2022〕1号"
    state = Appointment.State.PROPOSED
    imported = factory.LazyAttribute(
        lambda o: o.state not in {Appointment.State.PROPOSED, Appointment.State.REJECTED}
    )
    proposed_by = factory.SubFactory(UserFactory)


class PostFactory(factory.django.DjangoModelFactory[Post]):
    """A post of the past."""

    class Meta:
        model = Post

    officer = factory.SubFactory(OfficerFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    position = "副总经理"
    starts_on = date(2015, 3, 1)
    ends_on = date(2019, 12, 31)


class RegistrationFileFactory(factory.django.DjangoModelFactory[RegistrationFile]):
    """A paper of a draft registration."""

    class Meta:
        model = RegistrationFile

    registration = factory.SubFactory(RegistrationFactory)
    name = "证.jpg"
    size = 3
    sha256 = "0" * 64
    file = factory.LazyFunction(lambda: ContentFile(b"abc", "x.jpg"))
    uploaded_by = factory.SubFactory(UserFactory)


class InspectionFactory(factory.django.DjangoModelFactory[Inspection]):
    """An inspection by two people that found its person suitable."""

    class Meta:
        model = Inspection

    registration = factory.SubFactory(RegistrationFactory, reviewed=True)
    inspected_on = date(2022, 2, 20)
    first_inspector = "何考察"
    second_inspector = "林考察"
    name = "考察报告.pdf"
    size = 3
    sha256 = "0" * 64
    file = factory.LazyFunction(lambda: ContentFile(b"abc", "x.pdf"))
    uploaded_by = factory.SubFactory(UserFactory)


class EventFactory(factory.django.DjangoModelFactory[ProgrammeEvent]):
    """A symposium."""

    class Meta:
        model = ProgrammeEvent

    kind = ProgrammeEvent.Kind.SYMPOSIUM
    title = factory.Sequence(lambda n: f"第{n}次座谈会")
    held_on = date(2022, 5, 20)
    place = "县委二会议室"
    entered_by = factory.SubFactory(UserFactory)


class EventFileFactory(factory.django.DjangoModelFactory[EventFile]):
    """A photo of an event."""

    class Meta:
        model = EventFile

    event = factory.SubFactory(EventFactory)
    name = "合影.jpg"
    size = 3
    sha256 = "0" * 64
    file = factory.LazyFunction(lambda: ContentFile(b"abc", "x.jpg"))
    uploaded_by = factory.SubFactory(UserFactory)
