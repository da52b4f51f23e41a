"""How many queries each page needs, as recorded in query_counts.json: the numbers may only go down.

After a change that costs or saves queries on purpose, record the counts again, and say why in the commit:

    RECORD_QUERY_COUNTS=1 python -m pytest jingyan/tests/test_query_counts.py
"""

import json
import os
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts import trail
from accounts.models import DictionaryEntry, Job, Notice, SavedView
from accounts.roles import MAY, Role
from accounts.tabs import TABS
from accounts.tests.factories import UserFactory
from evaluations.tests.factories import EvaluationFactory
from jingyan.periods import parse_period
from jingyan.tests.test_doors import OPEN, doors
from officers.models import Phrase, ReviewCriterion
from officers.tests.factories import (
    DocumentNumberFactory,
    EventFileFactory,
    InspectionFactory,
    MeasuresFactory,
    ObjectionFactory,
    OfficerFactory,
    PostFactory,
    PublicityEntryFactory,
    RegistrationFactory,
)
from pairings.models import NeedIndex
from pairings.tests.factories import (
    ActionPointFactory,
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
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
from reports.tests.factories import issue
from villages.tests.factories import DemandFactory, TitleFactory, VillageYearFactory

RECORD = Path(__file__).with_name("query_counts.json")
HOW_TO = f"RECORD_QUERY_COUNTS=1 python -m pytest jingyan/tests/{Path(__file__).name}"
# The first of these that may open a page is the one who visits it.
VISITORS = (Role.STAFF, Role.ADMINISTRATOR, Role.LEADER)
FEW, MANY = 2, 20
# What GET doesn't open as a page, or what needs an upload first.
NO_PAGE = {
    "accounts:paper_file",
    "accounts:second_factor_remove",
    "accounts:export_download",
    "accounts:trail_verify",
    "accounts:visit_end",
    "accounts:draft_drop",
    "accounts:import_confirm",
    "accounts:import_detail",
    "accounts:import_faults",
    "accounts:import_template",
    "officers:enterprise_lookup",
    "pairings:action_point_evidence_download",
    "officers:event_file_download",
    "officers:inspection_download",
    "officers:registration_file_download",
    "pairings:evidence_download",
    "pairings:meeting_evidence_download",
    "pairings:fund_voucher_download",
    "pairings:office_photo_download",
    "pairings:promise_evidence_download",
    "reports:issue_file",
    "villages:proof_download",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_moment():
    with time_machine.travel("2022-08-15T10:00:00+08:00", tick=False):
        yield


def visitor(role):
    return UserFactory(username=f"visitor-{role}", role=role)


def notice(number):
    return Notice.objects.create(
        user=visitor(Role.STAFF), kind="job_done", key=str(number), words={"title": "2022"}
    )


def one_of_each(number):
    """Another row in every ledger, with relations of its own; the records by the first word of their pages' names."""
    evaluation = EvaluationFactory()
    pairing = evaluation.pairing
    village, officer, user = (
        pairing.village,
        pairing.officer,
        UserFactory(full_name=f"第{number}人"),
    )
    trail.write("export", None, by=user, note="1")
    plan = PlanFactory(pairing=pairing, entered_by=user)
    fund = fund_of()
    office_of(pairing, room=True)
    report = issue(parse_period(str(2001 + number)))
    registration = RegistrationFactory(officer=officer, registered_by=user)
    entry = PublicityEntryFactory(registration=registration)
    meeting = MeetingFactory(town=village.town)
    InspectionFactory(registration=registration)
    event = EventFileFactory().event
    event.attendees.add(officer)
    return {
        "action": ActionPointFactory(meeting=meeting, officer=officer, entered_by=user),
        "event": event,
        "post": PostFactory(officer=officer, enterprise=officer.enterprise),
        "phrase": Phrase.objects.create(text=f"{number}"),
        "criterion": ReviewCriterion.objects.create(name=f"{number}"),
        "appointment": pairing.appointment,
        "document": DocumentNumberFactory(taken_by=user),
        "measures": MeasuresFactory(),
        "objection": ObjectionFactory(entry=entry),
        "publicity": entry.publicity,
        "contribution": ContributionFactory(pairing=pairing),
        "demand": DemandFactory(village=village, entered_by=user),
        "enterprise": officer.enterprise,
        "evaluation": evaluation,
        "figure": report.figures.order_by("pk").first(),
        "issue": report,
        "job": Job.objects.create(
            kind="report", key=str(number), title="2022", created_by=visitor(Role.STAFF)
        ),
        "meeting": meeting,
        "need": village,
        "fund": use_of(allocation_of(pairing, fund=fund)),
        "hand": hand_over_of(pairing),
        "liaison": liaison_of(village.town),
        "office": village,
        "policy": benefit_of(project_of(pairing)),
        "related": interest_of(pairing),
        "support": pairing,
        "work": fund,
        "notice": notice(number),
        "officer": officer,
        "pairing": pairing,
        "plan": plan,
        "promise": PromiseFactory(plan=plan, entered_by=user),
        "ranking": NeedIndex.objects.create(measures=pairing.appointment.measures, frozen_by=user),
        "registration": registration,
        "round": evaluation.round,
        "title": TitleFactory(village=village),
        "view": SavedView.objects.create(
            user=visitor(Role.STAFF), path="/villages/", name=f"{number}", query="columns=all"
        ),
        "user": user,
        "village": village,
        "year": VillageYearFactory(village=village),
    }


# All rows stand on one page: a ledger that grows out of its page is counted, by one more query. With all conditions.
ROOMY = "?per_page=100&more=1"
# With every record come several users, more than any page holds.
COUNTED = {"accounts:user_list": 1}
# Pages that make a record of one kind below a record of another.
BELONGS_TO = {"officers:objection_create": "publicity", "officers:post_create": "officer"}


def pages():
    """Each page that GET opens: its name and who visits it."""
    for name, entry in doors(get_resolver().url_patterns):
        roles = (
            MAY[getattr(entry.callback, "permission", "accounts:home")]
            if name not in OPEN
            else set()
        )
        role = next((role for role in VISITORS if role in roles), None)
        if role and name not in NO_PAGE:
            yield name, role, entry.pattern.converters


def url_of(name, converters, records):
    if "register" in converters:
        return reverse(name, args=["villages"])
    if "paper" in converters:
        return reverse(name, args=["letter"])
    if "dictionary" in converters:
        entry = DictionaryEntry.objects.get(dictionary="education", code="doctor")
        return reverse(name, args=["education", entry.pk][: len(converters)])
    if not converters:
        return reverse(name)
    word = BELONGS_TO.get(name) or name.partition(":")[2].partition("_")[0]
    assert word in records, f"{name}: let one_of_each make a {word}, or name the page in NO_PAGE"
    return reverse(name, args=[records[word].pk])


def queries(client, url):
    """How many queries the page takes, on the second visit; None where GET opens no page."""
    if client.get(url).status_code == 405:
        return None
    with CaptureQueriesContext(connection) as taken:
        response = client.get(url)
    assert response.status_code in {200, 409}, f"{url}: {response.status_code}"
    return len(taken)


def counts(records, *, only="", asked=""):
    """The number of queries by the name of the page."""
    clients = {role: Client() for role in VISITORS}
    for role, client in clients.items():
        client.force_login(visitor(role))
    found = {
        name + tab: queries(clients[role], url_of(name, converters, records) + tab + asked)
        for name, role, converters in pages()
        if name.endswith(only)
        for tab in ("", *tabs_of(name, records))
    }
    return {name: count for name, count in found.items() if count is not None}


def tabs_of(name, records):
    """The tabs of the page of a record, as its address names them; the page by itself opens the first one."""
    word = name.partition(":")[2].removesuffix("_detail")
    row = records.get(word) if name.endswith("_detail") else None
    tabs = TABS.get(type(row), []) if row and row._meta.model_name == word else []
    return [f"?tab={tab.key}" for tab in tabs[1:]]


def test_no_page_needs_more_queries_than_recorded():
    records, *_others = map(one_of_each, range(FEW))
    now = counts(records)
    if "RECORD_QUERY_COUNTS" in os.environ:
        RECORD.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n")
    recorded = json.loads(RECORD.read_text())
    differ = {name for name in now | recorded if now.get(name) != recorded.get(name)}
    lines = [
        f"  {name}: recorded {recorded.get(name)}, now {now.get(name)}" for name in sorted(differ)
    ]
    assert not lines, "\n".join(
        [
            "Pages need other numbers of queries than recorded.",
            *lines,
            f"More is a fault. On purpose, or fewer: {HOW_TO}",
        ]
    )


def test_a_ledger_of_many_rows_needs_no_more_queries_than_one_of_few():
    records, *_others = map(one_of_each, range(FEW))
    few = counts(records, only="_list", asked=ROOMY)
    for number in range(FEW, MANY):
        one_of_each(number)
    assert few
    many = counts(records, only="_list", asked=ROOMY)
    assert {
        name: count for name, count in many.items() if count > few[name] + COUNTED.get(name, 0)
    } == {}


def test_a_tab_of_many_rows_needs_no_more_queries_than_one_of_few():
    records, *_others = map(one_of_each, range(FEW))
    one_more_of_each(records, FEW)
    few = counts(records, only="_detail")
    for number in range(FEW + 1, MANY):
        one_more_of_each(records, number)
    many = counts(records, only="_detail")
    assert {
        name: (few[name], count)
        for name, count in many.items()
        if "?tab" in name and count > few[name]
    } == {}


def one_more_of_each(records, number):
    """Another row in every tab of the records."""
    pairing, user = records["pairing"], UserFactory(full_name=f"另{number}人")
    ContributionFactory(pairing=pairing)
    DemandFactory(village=pairing.village, entered_by=user)
    TitleFactory(village=pairing.village, name=str(number))
    when = {"quarter": f"{2023 + number}Q1", "held_on": date(2023 + number, 2, 1)}
    meeting = MeetingFactory(town=pairing.village.town, entered_by=user, **when)
    AttendanceFactory(meeting=meeting, officer=pairing.officer)
    PromiseFactory(beside=True, owner=pairing.officer, village=pairing.village, entered_by=user)
    EvaluationFactory(pairing=pairing)
    OfficerFactory(enterprise=records["enterprise"])
    trail.write("change", pairing, by=user, note="1")


def test_the_pages_left_out_exist():
    assert {name for name, _ in doors(get_resolver().url_patterns)} >= NO_PAGE
