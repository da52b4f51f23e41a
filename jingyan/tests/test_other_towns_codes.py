"""Codes, references and voucher numbers say nothing of another town's records, and tie nothing to them."""

import pytest
from django.urls import reverse

from accounts.registers import import_sheet
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan.periods import parse_period
from pairings.models import Contribution, FundUse, Project
from pairings.tests.factories import ContributionFactory, PairingFactory
from pairings.tests.support_factories import allocation_of, use_of
from reports.figures import measure
from reports.places import Place

pytestmark = pytest.mark.django_db
HEAD = "ref,happened_on,carrier,village_code,title,project_code"


@pytest.fixture
def own(town):
    """A pair in the liaison's town."""
    return PairingFactory(active=True, village__town=town)


@pytest.fixture
def other():
    """A pair of another town."""
    return PairingFactory(active=True)


@pytest.fixture
def secret(other):
    """The other town's project, with a contribution of its own."""
    project = Project.objects.create(code="XM-7", name="凤栖梧的机密项目", village=other.village)
    ContributionFactory(pairing=other, project=project, ref="FQW-7", title="凤栖梧的机密事实")
    return project


def report(client, pairing, code, **values):
    """Report a contribution under a project code on its page."""
    data = {
        "carrier": "project",
        "title": "引进加工项目",
        "happened_on": "2022-08-02",
        "village": pairing.village_id,
    }
    data |= {
        "share": "100",
        "project_code": code,
        "officer": pairing.officer_id,
        "scope": "officers",
    }
    return client.post(reverse("pairings:contribution_create"), data | values)


@pytest.mark.parametrize("role", ["liaison", "officer"])
def test_the_code_of_another_towns_project_is_as_good_as_an_unknown_one(
    client, request, own, secret, role
):
    if role == "officer":
        own.officer.user = UserFactory(role=Role.OFFICER)
        own.officer.save()
    client.force_login(own.officer.user or request.getfixturevalue("liaison"))
    for code in (secret.code, "XM-NEW"):
        answer = report(client, own, code)
        assert answer.status_code == 302
        contribution = Contribution.objects.latest("pk")
        assert (contribution.project.code, contribution.project.village) == (code, own.village)
        assert secret.name not in client.get(answer["Location"]).text
    assert secret.contributions.count() == 1


def test_a_sheet_ties_no_fact_to_another_towns_project(liaison, own, secret):
    rows = (
        f"HM-{number},2022-08-02,project,{own.village.code},新修路,{secret.code}"
        for number in (1, 2)
    )
    assert not import_sheet(
        "contributions", "\n".join([HEAD, *rows]).encode(), "台账.csv", by=liaison
    ).faults
    mine = Project.objects.exclude(pk=secret.pk).get()
    assert (mine.code, mine.village, mine.contributions.count()) == (secret.code, own.village, 2)
    assert secret.contributions.count() == 1


def test_the_county_finds_the_project_of_the_village_and_is_asked_where_several_may_be_meant(
    client, staff, own, secret
):
    client.force_login(staff)
    mine = Project.objects.create(code=secret.code, name="鹤鸣皋的项目", village=own.village)
    assert report(client, own, secret.code).status_code == 302
    assert Contribution.objects.latest("pk").project == mine
    answer = report(client, PairingFactory(active=True), secret.code)
    [fault] = answer.context["form"].errors["project_code"]
    assert mine.name in fault
    assert secret.name in fault
    sheet = f"{HEAD}\nX-1,2022-08-02,project,{PairingFactory(active=True).village.code},路,{secret.code}".encode()
    [fault] = import_sheet("contributions", sheet, "台账.csv", by=staff).faults
    assert (fault.heading, secret.name in fault.reason) == ("project_code", True)


def test_a_corrected_fact_keeps_its_project_though_the_code_is_used_elsewhere(
    client, staff, own, secret
):
    contribution = ContributionFactory(pairing=PairingFactory(active=True), project=secret)
    Project.objects.create(code=secret.code, name="鹤鸣皋的项目", village=own.village)
    sheet = f"ref,project_code,title\n{contribution.ref},{secret.code},新修路".encode()
    assert not import_sheet("contributions", sheet, "台账.csv", by=staff).faults
    contribution.refresh_from_db()
    assert (contribution.project, contribution.title) == (secret, "新修路")


def test_two_projects_of_one_code_count_as_two(own, secret):
    mine = Project.objects.create(code=secret.code, name="鹤鸣皋的项目", village=own.village)
    for project, pairing in ((mine, own), (secret, secret.village.pairings.get())):
        ContributionFactory(
            pairing=pairing,
            project=project,
            stage="landed",
            confirmed=True,
            outcomes={"industries_introduced": 1},
        )
    assert measure(parse_period("2022"), Place())["industries_introduced"].value == 2


def test_a_reference_of_another_towns_fact_is_refused_like_one_that_the_system_gives(
    liaison, own, secret
):
    given = ContributionFactory(ref="C2022-00017")
    reasons = set()
    for ref in ("FQW-7", given.ref, "C2022-98765"):
        sheet = f"{HEAD}\n{ref},2022-08-02,project,{own.village.code},新修路,".encode()
        [fault] = import_sheet("contributions", sheet, "台账.csv", by=liaison).faults
        assert fault.heading == "ref"
        reasons.add(fault.reason)
    assert len(reasons) == 1
    assert "凤栖梧" not in reasons.pop()


def test_a_voucher_number_of_another_town_is_free(client, liaison, staff, own, other):
    theirs, mine = use_of(allocation_of(other), voucher_number="记-1"), allocation_of(own)
    neighbour = allocation_of(PairingFactory(active=True, village__town=own.village.town))
    data = {
        "used_on": "2022-05-10",
        "amount": "100",
        "purpose": "培训",
        "voucher_number": theirs.voucher_number,
    }

    def spend(who, allocation):
        client.force_login(who)
        return client.post(
            reverse("pairings:fund_use_create"), data | {"allocation": allocation.pk}
        )

    # The county sees both; to the town there is only its own.
    assert "voucher_number" in spend(staff, mine).context["form"].errors
    assert spend(liaison, mine).status_code == 302
    assert FundUse.objects.latest("pk").town == own.village.town
    assert "voucher_number" in spend(liaison, neighbour).context["form"].errors
