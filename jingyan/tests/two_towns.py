"""A world of two towns that know nothing of each other: the same records in both, each text marked with its town."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import trail
from accounts.models import (
    DictionaryEntry,
    Draft,
    EvidenceFile,
    ExportFile,
    Job,
    Notice,
    PaperFile,
    SavedView,
    Town,
    User,
    Visit,
)
from accounts.registers import importing
from accounts.roles import Role
from accounts.tests.factories import TownFactory, UserFactory
from evaluations.tests.factories import EvaluationFactory, RoundFactory
from jingyan.periods import parse_period
from officers.models import Measures, Phrase, ReviewCriterion
from officers.tests.factories import (
    AppointmentFactory,
    DocumentNumberFactory,
    EnterpriseFactory,
    EventFactory,
    EventFileFactory,
    InspectionFactory,
    MeasuresFactory,
    ObjectionFactory,
    OfficerFactory,
    PostFactory,
    PublicityEntryFactory,
    RegistrationFactory,
    RegistrationFileFactory,
    credit_code,
)
from pairings.models import (
    ActionPointEvidence,
    ActionPointUpdate,
    Contribution,
    Evidence,
    FundVoucher,
    MeetingEvidence,
    NeedIndex,
    OfficePhoto,
    PromiseEvidence,
)
from pairings.tests.factories import (
    ActionPointFactory,
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    MeetingNoteFactory,
    PairingFactory,
    PlanFactory,
    PromiseFactory,
)
from pairings.tests.support_factories import (
    allocation_of,
    benefit_of,
    fund_of,
    hand_over_of,
    interest_of,
    liaison_of,
    office_of,
    project_of,
    use_of,
)
from reports import actions
from reports.places import of_town
from villages.models import Demand, DemandProof
from villages.tests.factories import DemandFactory, TitleFactory, VillageFactory, VillageYearFactory

# Texts that are codes, written by the system, or read by it: marked by being different, not by a token.
CODES = {
    "code",
    "credit_code",
    "officer_code",
    "id_number",
    "id_index",
    "id_masked",
    "phone",
    "ref",
    "sha256",
    "quarter",
    "period",
    "place_code",
    "county_code",
    "county_name",
    "username",
    "password",
    "kind",
    "key",
    "register",
    "content",
    "report",
    "unit",
    "qualifier",
    "file",
    "result_url",
    "email",
    "token",
    "prefix",
    "document_prefix",
    "path",
    "query",
    "permission",
    "role",
    "file_format",
    "pinyin",
}
MISSING = 987_654
MISSING_FILE = "00000000-0000-4000-8000-000000000000"


@dataclass
class Side:
    """One of the two towns: its records by kind, and the token that its texts hold."""

    token: str
    town: Town
    liaison: User
    officer: User
    records: dict[str, Model] = field(default_factory=dict)
    open_demand: Demand | None = None


@dataclass
class World:
    """Both towns, and somebody of each role, logged in."""

    sides: dict[str, Side]
    clients: dict[str, Client]


@contextmanager
def undone(*, keep: bool = False) -> Iterator[None]:
    """A transaction as TestCase makes it, rolled back at its end."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        yield
        transaction.set_rollback(not keep)


def build(clerk: User) -> dict[str, Side]:
    """The two towns."""
    other = _side("凤栖梧", "511124901", 7_001, clerk)
    return {"own": _side("鹤鸣皋", "511124902", 7_002, clerk), "other": other}


def log_in(sides: dict[str, Side], staff: User) -> dict[str, Client]:
    """A client a role, and one that nobody is logged in with."""
    users = {
        "administrator": UserFactory(role=Role.ADMINISTRATOR),
        "staff": staff,
        "liaison": sides["own"].liaison,
        "stranger": sides["other"].liaison,
        "leader": UserFactory(role=Role.LEADER),
        "officer": sides["own"].officer,
        "other_officer": sides["other"].officer,
        "auditor": UserFactory(role=Role.AUDITOR),
    }
    clients = {"anonymous": Client()}
    for actor, user in users.items():
        clients[actor] = Client()
        clients[actor].force_login(user)
    return clients


def _side(token: str, code: str, number: int, clerk: User) -> Side:
    town = TownFactory(code=code, name=token)
    side = Side(
        token,
        town,
        liaison=UserFactory(role=Role.LIAISON, town=town, full_name=f"{token}联络员"),
        officer=UserFactory(role=Role.OFFICER, full_name=f"{token}村官"),
    )
    for make in (_people, _places, _pairs, _contributions, _meetings, _evaluated, _supported):
        made = make(side, number, clerk)
        for row in made.values():
            _mark(row, token)
        side.records |= made
    _settle(side)
    side.records |= _private(side) | _reported(side, clerk)
    for name, row in side.records.items():
        if isinstance(row.pk, int):
            # An event is the whole county's: who entered it is no secret of a town.
            by, note = (clerk, "") if name == "event" else (side.liaison, f"{token}备注")
            trail.write("create", row, by=by, note=note)
    return side


def _people(side: Side, number: int, clerk: User) -> dict[str, Model]:
    enterprise = EnterpriseFactory(town=side.town, credit_code=credit_code(number))
    officer = OfficerFactory(number=number, enterprise=enterprise, user=side.officer)
    registration = RegistrationFactory(officer=officer, registered_by=clerk, submitted=True)
    entry = PublicityEntryFactory(registration=registration, publicity__created_by=clerk)
    return {
        "post": PostFactory(officer=officer, enterprise=enterprise),
        "phrase": Phrase.objects.create(text=side.token),
        "criterion": ReviewCriterion.objects.create(name=side.token, in_use=False),
        "registration_file": RegistrationFileFactory(registration=registration, uploaded_by=clerk),
        "enterprise": enterprise,
        "officer": officer,
        "registration": registration,
        "appointment": AppointmentFactory(officer=officer, active=True),
        "publicity": entry.publicity,
        "entry": entry,
        "objection": ObjectionFactory(entry=entry, entered_by=clerk),
        "measures": MeasuresFactory(),
        "document": DocumentNumberFactory(prefix=side.token, taken_by=clerk),
    }


def _places(side: Side, number: int, clerk: User) -> dict[str, Model]:
    village = VillageFactory(
        town=side.town, in_programme=True, tier="provincial", code=f"{side.town.code}201"
    )
    side.open_demand = DemandFactory(village=village, entered_by=clerk, title=f"{side.token}求助")
    # Not an open one: those are everybody's.
    demand = DemandFactory(village=village, entered_by=side.liaison, state=Demand.State.DELIVERING)
    proof = DemandProof(
        demand=demand, name="证.jpg", size=3, sha256="0" * 64, uploaded_by=side.liaison
    )
    proof.file.save("x.jpg", ContentFile(b"abc"))
    return {
        "village": village,
        "year": VillageYearFactory(village=village),
        "demand": demand,
        "proof": proof,
        "title": TitleFactory(village=village, town=side.town),
    }


def _pairs(side: Side, number: int, clerk: User) -> dict[str, Model]:
    found = {name: side.records[name] for name in ("appointment", "village")}
    pairing = PairingFactory(**found, officer=side.records["officer"], active=True)
    plan = PlanFactory(pairing=pairing, entered_by=clerk)
    promise = PromiseFactory(plan=plan, entered_by=clerk)
    # In force, and therefore marked from the start.
    taken = PromiseFactory(
        beside=True,
        owner=pairing.officer,
        village=pairing.village,
        title=f"{side.token}承诺",
        entered_by=clerk,
    )
    evidence = PromiseEvidence(
        promise=taken, name="证.jpg", size=3, sha256="0" * 64, uploaded_by=side.liaison
    )
    evidence.file.save("x.jpg", ContentFile(b"abc"))
    return {"pairing": pairing, "plan": plan, "promise": promise, "promise_evidence": evidence}


def _contributions(side: Side, number: int, clerk: User) -> dict[str, Model]:
    where = {
        "officer": side.records["officer"],
        "village": side.records["village"],
        "town": side.town,
    }
    contribution = ContributionFactory(
        pairing=side.records["pairing"], **where, site="处", note="注", contract_no="合同"
    )
    confirmed = ContributionFactory(
        pairing=side.records["pairing"], **where, site="处", note="注", receipt_no="票据"
    )
    evidence = Evidence(
        contribution=contribution, name="证.jpg", size=3, sha256="0" * 64, uploaded_by=side.liaison
    )
    evidence.file.save("x.jpg", ContentFile(b"abc"))
    return {"contribution": contribution, "confirmed": confirmed, "evidence": evidence}


def _meetings(side: Side, number: int, clerk: User) -> dict[str, Model]:
    texts = dict.fromkeys(("experience", "problems", "measures", "agreed"), "文")
    meeting = MeetingFactory(town=side.town, entered_by=side.liaison, **texts)
    AttendanceFactory(meeting=meeting, officer=side.records["officer"])
    point = ActionPointFactory(
        meeting=meeting, officer=side.records["officer"], entered_by=side.liaison
    )
    said = {"action_point": point, "happened_on": meeting.held_on, "progress": "going_on"}
    ActionPointUpdate.objects.create(**said, line=f"{side.token}进展", entered_by=side.liaison)
    MeetingNoteFactory(meeting=meeting, officer=side.records["officer"], line="语")
    sheet = MeetingEvidence(
        meeting=meeting, name="证.jpg", size=3, sha256="0" * 64, uploaded_by=side.liaison
    )
    file = ActionPointEvidence(
        action_point=point, name="证.jpg", size=3, sha256="0" * 64, uploaded_by=side.liaison
    )
    for row in (sheet, file):
        row.file.save("x.jpg", ContentFile(b"abc"))
    return {
        "meeting": meeting,
        "action_point": point,
        "meeting_evidence": sheet,
        "point_evidence": file,
    }


def _evaluated(side: Side, number: int, clerk: User) -> dict[str, Model]:
    found = RoundFactory(opened_by=clerk, name=f"{side.token}轮")
    return {
        "round": found,
        "evaluation": EvaluationFactory(round=found, pairing=side.records["pairing"]),
    }


def _supported(side: Side, number: int, clerk: User) -> dict[str, Model]:
    pairing: Any = side.records["pairing"]
    fund = fund_of(entered_by=clerk)
    # What was spent never changes, so its texts are marked from the start.
    words = {"purpose": f"{side.token}用途", "voucher_number": f"{side.token}凭证"}
    use = use_of(allocation_of(pairing, fund=fund), entered_by=side.liaison, **words)
    office = office_of(pairing, room=True, printer=False)
    keep = {"name": "证.jpg", "size": 3, "sha256": "0" * 64, "uploaded_by": side.liaison}
    voucher, photo = FundVoucher(use=use, **keep), OfficePhoto(office=office, **keep)
    voucher.file.save("x.jpg", ContentFile(b"abc"))
    side.records["fund_use"] = use
    photo.file.save("x.jpg", ContentFile(b"abc"))
    return {
        "liaison": liaison_of(side.town, side.liaison),
        "hand_over": hand_over_of(pairing),
        "work_fund": fund,
        "fund_voucher": voucher,
        "office": office,
        "office_photo": photo,
        "policy_benefit": benefit_of(project_of(pairing)),
        "related_party": interest_of(pairing),
    }


def _settle(side: Side) -> None:
    """Confirm the second fact: once that is done its texts are frozen."""
    confirmed = side.records["confirmed"]
    values = {"state": Contribution.State.COUNTY_CONFIRMED, "confirmed_by": UserFactory()}
    Contribution.objects.filter(pk=confirmed.pk).update(**values)


def _private(side: Side) -> dict[str, Model]:
    rows = f"ref,happened_on,carrier,title\nX-1,昨天,project,{side.token}\n".encode()
    file = importing.stage("contributions", rows, f"{side.token}.csv", by=side.liaison)
    failed = {
        "state": Job.State.FAILED,
        "error": f"{side.token}错误",
        "key": side.token,
        "kind": "issue_report",
    }
    job = Job.objects.create(title=f"{side.token}任务", created_by=side.liaison, **failed)
    visit = Visit.objects.create(user=side.liaison, session_key=f"elsewhere-{side.town.code}")
    words = {"title": f"{side.token}任务"}
    notice = Notice.objects.create(
        user=side.liaison, kind="job_failed", key=side.token, words=words
    )
    told = {"paper": "minutes", "keys": [side.records["meeting"].pk]}
    paper = PaperFile.objects.create(
        **told, name=f"{side.token}.docx", content=b"x", made_by=side.liaison
    )
    view = SavedView.objects.create(
        user=side.liaison, path="/villages/", name="视图", query="columns=all"
    )
    draft = Draft.objects.create(
        user=side.liaison, form=f"/x/?{side.token}", title=side.token, content="{}"
    )
    return {
        "draft": draft,
        # Everybody's, so that it holds no town's words.
        "term": DictionaryEntry.objects.get(dictionary="education", code="doctor"),
        "view": view,
        "export": _export(side),
        "paper": paper,
        "sheet": file,
        "job": job,
        "user": side.liaison,
        "visit": visit,
        "notice": notice,
    }


def _export(side: Side) -> ExportFile:
    stands = {
        "created_by": side.liaison,
        "role": side.liaison.role,
        "town": side.town,
        "permission": "villages.view",
    }
    row = ExportFile(
        title="村", name="村.csv", file_format="csv", rows=1, size=3, sha256="0" * 64, **stands
    )
    row.file.save("x.bin", ContentFile(b"abc"))
    return row


def _reported(side: Side, clerk: User) -> dict[str, Model]:
    issue = actions.issue_report(parse_period("2022Q3"), of_town(side.town), by=clerk)
    # Frozen rows can't be marked; an event is one for all, but for who attended it.
    inspection = InspectionFactory(
        registration=side.records["registration"], opinion=side.token, name=f"{side.token}.pdf"
    )
    event = EventFactory()
    event.attendees.add(side.records["officer"])
    index = NeedIndex.objects.create(
        measures=Measures.objects.in_force(date(2022, 1, 1)), frozen_by=clerk
    )
    return {"issue": issue, "figure": issue.figures.exclude(facts=[])[0], "need_index": index} | {
        "inspection": inspection,
        "event": event,
        "event_file": EventFileFactory(event=event),
    }


def _mark(row: Model, token: str) -> None:
    """Put the token into every text of a row that people write."""
    values = {
        field.name: f"{token}{field.name}"[: field.max_length]
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in CODES
    }
    if isinstance(row, EvidenceFile):
        values["name"] = f"{token}.jpg"
    if values:
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()


# The parts of an address other than the key of the record: kwarg → value.
SAMPLES = {
    "register": "contributions",
    "file_format": "json",
    "paper": "minutes",
    "token": "of-no-notice",
    "dictionary": "education",
}


def address_of(name: str, kwargs: Iterable[str], row: Model | None) -> str:
    """The address of a URL for a record, or for none that there is. Raises LookupError where a kwarg has no sample."""
    values: dict[str, Any] = {}
    for kwarg in kwargs:
        if kwarg == "pk":
            values[kwarg] = (
                row.pk if row else MISSING_FILE if "import" in name or "export" in name else MISSING
            )
        elif kwarg in SAMPLES:
            values[kwarg] = SAMPLES[kwarg]
        else:
            raise LookupError(
                f'{name}: paste "{kwarg}": <a value> into SAMPLES of jingyan/tests/two_towns.py'
            )
    return reverse(name, kwargs=values)
