"""Pairings, meetings and contributions for tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory

from accounts.tests.factories import TownFactory, UserFactory
from jingyan.periods import parse_period
from officers.models import Officer
from officers.tests.factories import AppointmentFactory, OfficerFactory
from pairings.models import (
    ActionPoint,
    Attendance,
    Contribution,
    Meeting,
    MeetingNote,
    Metric,
    Outcome,
    Pairing,
    Party,
    Plan,
    Promise,
    Signature,
)
from villages.tests.factories import VillageFactory


class PairingFactory(factory.django.DjangoModelFactory[Pairing]):
    """A pairing since March 2022: proposed, or by trait `active`, `ended` or `rejected`."""

    class Meta:
        model = Pairing

    class Params:
        active = factory.Trait(
            state=Pairing.State.ACTIVE, approved_by=factory.SubFactory(UserFactory)
        )
        ended = factory.Trait(active=True, state=Pairing.State.ENDED, ends_on=date(2023, 6, 30))
        rejected = factory.Trait(state=Pairing.State.REJECTED)

    appointment = factory.SubFactory(AppointmentFactory, active=True)
    officer = factory.SelfAttribute("appointment.officer")
    village = factory.SubFactory(VillageFactory, in_programme=True)
    starts_on = date(2022, 3, 1)
    reason = "村有需求，企业有产业"
    proposed_by = factory.SubFactory(UserFactory)


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """The drafted plan of an active pairing for the rest of 2022; `signed(plan)` brings it into force."""

    class Meta:
        model = Plan

    pairing = factory.SubFactory(PairingFactory, active=True)
    starts_on = date(2022, 3, 1)
    ends_on = date(2022, 12, 31)
    goals = "做强主导产业"
    support = "镇村协调用地"
    entered_by = factory.SubFactory(UserFactory)


class PromiseFactory(factory.django.DjangoModelFactory[Promise]):
    """A measure of a drafted plan, outside the ledger; with the trait `beside`, a promise beside any plan."""

    class Meta:
        model = Promise

    class Params:
        beside = factory.Trait(
            plan=None,
            owner=factory.SubFactory(OfficerFactory),
            village=factory.SubFactory(VillageFactory, in_programme=True),
        )

    plan = factory.SubFactory(PlanFactory)
    owner = factory.SelfAttribute("plan.pairing.officer")
    village = factory.SelfAttribute("plan.pairing.village")
    title = factory.Sequence(lambda n: f"修建产业路（{n}）")
    unplanned = True
    due_on = date(2022, 9, 30)
    entered_by = factory.SubFactory(UserFactory)


def signed(plan: Plan) -> Plan:
    """Give a drafted plan its three signatures, and bring it into force."""
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.SIGNING)
    by = UserFactory()
    for party in Party:
        Signature.objects.create(plan=plan, party=party, name="签字人", recorded_by=by)
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.SIGNED)
    plan.refresh_from_db()
    return plan


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """A town's meeting of the third quarter of 2022: held, or by trait `draft` or `skipped`."""

    class Meta:
        model = Meeting

    class Params:
        draft = factory.Trait(state=Meeting.State.DRAFT, held_on=None)
        skipped = factory.Trait(state=Meeting.State.SKIPPED, held_on=None, reason="防汛")

    town = factory.SubFactory(TownFactory)
    quarter = "2022Q3"
    state = Meeting.State.HELD
    # Six weeks into its quarter.
    held_on = factory.LazyAttribute(lambda o: parse_period(o.quarter).start + timedelta(days=42))
    place = "镇会议室"
    chair = "联系领导"
    entered_by = factory.SubFactory(UserFactory)


class AttendanceFactory(factory.django.DjangoModelFactory[Attendance]):
    """One officer at one meeting of the town that the officer is paired in."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    officer = factory.SubFactory(OfficerFactory)

    @classmethod
    def _create(cls, model_class: type[Attendance], *args: Any, **kwargs: Any) -> Attendance:
        paired_in(kwargs["meeting"], kwargs["officer"])
        row: Attendance = super()._create(model_class, *args, **kwargs)
        return row


def paired_in(meeting: Meeting, officer: Officer | None = None) -> Pairing:
    """A pairing of the officer in the town of a meeting: the one there is, or a new one."""
    known = (
        Pairing.objects.filter(officer=officer, village__town=meeting.town).first()
        if officer
        else None
    )
    given = {"appointment__officer": officer} if officer else {}
    place = {"village__town": meeting.town} if meeting.town else {}
    return known or PairingFactory(active=True, **given, **place)


class ActionPointFactory(factory.django.DjangoModelFactory[ActionPoint]):
    """What a held meeting of the third quarter decided: the town's liaison does it by the end of the year."""

    class Meta:
        model = ActionPoint

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda n: f"落实产业道路勘察（{n}）")
    owner = factory.LazyAttribute(
        lambda o: None if o.officer or o.unit else UserFactory(liaison=True, town=o.meeting.town)
    )
    officer = None
    unit = ""
    due_on = date(2022, 12, 31)
    entered_by = factory.SubFactory(UserFactory)


class MeetingNoteFactory(factory.django.DjangoModelFactory[MeetingNote]):
    """A note on one officer of the town."""

    class Meta:
        model = MeetingNote

    meeting = factory.SubFactory(MeetingFactory)
    officer = factory.LazyAttribute(lambda o: paired_in(o.meeting).officer)
    mark = MeetingNote.Mark.WELL_DONE


class ContributionFactory(factory.django.DjangoModelFactory[Contribution]):
    """A contribution of August 2022 by the officer of an active pairing, in the pairing's village.

    `outcomes={"jobs_created": 12}` gives it quantities, in base units. Traits: `verified`, `confirmed`, `returned`;
    `village=None` makes it a contribution of the whole county. The state is set last, since confirmed rows are frozen.
    """

    class Meta:
        model = Contribution
        skip_postgeneration_save = True
        exclude = ("pairing",)

    class Params:
        pairing = factory.SubFactory(PairingFactory, active=True)
        verified = factory.Trait(
            state=Contribution.State.TOWN_VERIFIED,
            verified_by=factory.SubFactory(UserFactory, liaison=True),
        )
        confirmed = factory.Trait(
            verified=True,
            state=Contribution.State.COUNTY_CONFIRMED,
            confirmed_by=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(state=Contribution.State.RETURNED)

    ref = factory.Sequence(lambda n: f"T2022-{n:05d}")
    carrier = Contribution.Carrier.PROJECT
    title = "引进藤椒加工项目"
    happened_on = date(2022, 8, 2)
    officer = factory.SelfAttribute("pairing.officer")
    village = factory.SelfAttribute("pairing.village")
    town = factory.LazyAttribute(lambda o: o.village.town if o.village else None)
    entered_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Contribution], *args: Any, **kwargs: Any) -> Contribution:
        outcomes: Mapping[str, Any] = kwargs.pop("outcomes", None) or {"jobs_created": 12}
        state = kwargs.pop("state", Contribution.State.REPORTED)
        row: Contribution = super()._create(model_class, *args, **kwargs)
        metrics = {
            metric.code: metric for metric in Metric.objects.current().filter(code__in=outcomes)
        }
        Outcome.objects.bulk_create(
            Outcome(contribution=row, metric=metrics[code], value=Decimal(value))
            for code, value in outcomes.items()
        )
        if state != row.state:
            row.state = state
            row.save(update_fields=["state"])
        return row
