"""Exports of the registers import without changes, whatever state the records are in. What the
columns themselves take is tried in test_register_input.py.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.registers import REGISTERS, export_sheet, import_sheet
from jingyan.parsing import ParseError, clean_text, parse_name, parse_reference
from jingyan.quantity import Qualifier
from jingyan.tests.examples import fewer_examples
from officers.models import Appointment, Enterprise, Officer, Registration
from officers.tests.factories import (
    AppointmentFactory,
    BatchFactory,
    EnterpriseFactory,
    OfficerFactory,
    RegistrationFactory,
)
from pairings.models import Contribution, Meeting, Metric, Outcome, Project
from pairings.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
)
from reports.tests.demonstration import fingerprint, seed

pytestmark = pytest.mark.django_db
Draw = Callable[[st.SearchStrategy[Any]], Any]
FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)


def some_words(most):
    """Any text that a form would store."""
    texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=most)
    return texts.map(clean_text).filter(lambda text: 0 < len(text) <= most)


def words(most):
    """Any text that a form would store, or none."""
    return st.just("") | some_words(most)


def paper_numbers(most):
    """Any number of a paper that a form would store, or none."""
    return words(most).map(_paper_number)


def _paper_number(text):
    try:
        return parse_reference(text, max_length=50, slashes=True)
    except ParseError:
        return ""


def _name(text):
    try:
        return parse_name(text)
    except ParseError:
        return ""


NAMES = st.sampled_from(["阿卜杜拉·买买提", "欧阳𬱟", "王 五", "O'Neil", "=甲"]).map(
    _name
) | st.text(max_size=20).map(_name).filter(bool)
DAYS = st.dates(FIRST, LAST)


def officers(draw):
    """People with drafts, decided registrations and terms of every kind."""
    for _ in range(draw(st.integers(1, 3))):
        officer = OfficerFactory(
            name=draw(NAMES),
            ethnicity=draw(words(20)),
            political_affiliation=draw(st.sampled_from(Officer.Affiliation.values)),
            education=draw(st.sampled_from(Officer.Education.values)),
            social_influence=draw(words(200)),
            position=draw(words(50)),
            enterprise=EnterpriseFactory(name=draw(some_words(100)))
            if draw(st.booleans())
            else None,
        )
        _registration(draw, officer)


def _registration(draw, officer):
    recommended = draw(st.booleans())
    batch = BatchFactory(name=draw(some_words(50))) if draw(st.booleans()) else None
    stage = draw(st.sampled_from(["draft", "submitted", "reviewed", "appointed"]))
    registration = RegistrationFactory(
        officer=officer,
        batch=batch,
        channel=Registration.Channel.RECOMMENDED if recommended else Registration.Channel.SELF,
        recommender=draw(some_words(100)) if recommended else "",
        willing_on=draw(DAYS if stage in ("submitted", "reviewed") else st.none() | DAYS),
        imported=stage == "appointed",
        **({stage: True} if stage in ("submitted", "reviewed") else {}),
        **({"state": Registration.State.APPOINTED} if stage == "appointed" else {}),
    )
    if stage == "appointed":
        starts_on = draw(st.dates(date(2021, 1, 1), LAST))
        AppointmentFactory(
            active=True,
            officer=officer,
            registration=registration,
            batch=batch,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=draw(st.integers(0, 1200))),
            document_number=draw(paper_numbers(50)),
            state=draw(st.sampled_from([Appointment.State.ACTIVE, Appointment.State.EXPIRED])),
        )


def pairings(draw):
    """Pairs that run and that have ended."""
    for _ in range(draw(st.integers(1, 4))):
        starts_on = draw(st.dates(date(2022, 1, 1), date(2024, 12, 31)))
        ended = draw(st.booleans())
        PairingFactory(
            active=True,
            joint=draw(st.booleans()),
            starts_on=starts_on,
            reason=draw(some_words(200)),
            **(
                {"ended": True, "ends_on": starts_on + timedelta(days=draw(st.integers(0, 90)))}
                if ended
                else {}
            ),
        )


def meetings(draw):
    """Held, closed, planned and skipped meetings, with who came."""
    pairing = PairingFactory(active=True, starts_on=date(2022, 1, 1))
    for n in range(draw(st.integers(1, 4))):
        state = draw(st.sampled_from(Meeting.State.values))
        met = state in ("held", "closed")
        meeting = MeetingFactory(
            town=pairing.village.town,
            quarter=f"2022Q{n + 1}",
            state=Meeting.State.HELD,
            held_on=date(2022, 3 * n + 2, 9),
            reason=draw(some_words(50)),
            **{
                name: draw(words(60))
                for name in ("place", "experience", "problems", "measures", "agreed")
            },
        )
        if met and draw(st.booleans()):
            AttendanceFactory(
                meeting=meeting,
                officer=pairing.officer,
                status=draw(st.sampled_from(["present", "leave", "absent"])),
            )
        Meeting.objects.filter(pk=meeting.pk).update(
            state=state, **({} if met else {"held_on": None})
        )


def contributions(draw):
    """Facts in every state, of officers and of the whole united front, with exact and qualified quantities."""
    metrics = list(Metric.objects.entered().current().order_by("code"))
    for _ in range(draw(st.integers(1, 4))):
        scope = draw(st.sampled_from(Metric.Scope.values))
        known = [metric for metric in metrics if scope in (Metric.Scope.OFFICERS, metric.scope)]
        chosen = draw(
            st.lists(
                st.sampled_from(known), min_size=1, max_size=4, unique_by=lambda metric: metric.code
            )
        )
        project = Project.objects.create(code=f"XM-{Project.objects.count()}", name="藤椒加工")
        row = ContributionFactory(
            scope=scope,
            carrier=draw(st.sampled_from(Contribution.Carrier.values)),
            title=draw(some_words(120)),
            happened_on=draw(DAYS),
            project=project if draw(st.booleans()) else None,
            enterprise=EnterpriseFactory() if draw(st.booleans()) else None,
            stage=draw(st.sampled_from(["", *Contribution.Stage.values])),
            share=draw(st.decimals(0, 100, places=2)),
            outcomes={metric.code: draw(st.decimals(0, 10**12, places=2)) for metric in chosen},
            **{name: draw(paper_numbers(50)) for name in ("contract_no", "receipt_no")},
            **{name: draw(words(50)) for name in ("site", "note")},
        )
        Outcome.objects.filter(contribution=row).update(
            qualifier=draw(st.sampled_from(["", *Qualifier]))
        )
        Contribution.objects.filter(pk=row.pk).update(
            state=draw(st.sampled_from(Contribution.State.values))
        )


WORLDS = {world.__name__: world for world in (officers, pairings, meetings, contributions)}


def reads_back_unchanged(register, path, by):
    """Export and import, and compare."""
    rows = export_sheet(register, path, by=by)
    report = import_sheet(register, path, path.name, by=by)
    assert [str(fault) for fault in report.faults] == []
    assert str(report) == f"{register}: 0 created, 0 updated, {rows} unchanged"


@pytest.mark.parametrize("register", WORLDS)
@fewer_examples
@given(data=st.data())
def test_any_stored_records_read_back_unchanged(register, data, tmp_path, staff):
    # A savepoint and no block of its own: the example is not one action.
    before = transaction.savepoint()
    try:
        WORLDS[register](data.draw)
        reads_back_unchanged(register, tmp_path / "x.csv", staff)
    finally:
        transaction.savepoint_rollback(before)


def test_every_register_of_the_demonstration_reads_back_unchanged(tmp_path):
    seed()
    staff, before = User.objects.get(username="staff"), fingerprint()
    for register in REGISTERS:
        for ending in ("xlsx", "csv"):
            reads_back_unchanged(register, tmp_path / f"{register}.{ending}", staff)
    assert fingerprint() == before
    assert Enterprise.objects.exists()
