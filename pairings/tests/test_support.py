"""What supports each pair: money that is never overspent, an office with its gaps, policies, and interests that keep out."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from jingyan.tests.examples import fewer_examples
from officers.tests.factories import AppointmentFactory
from pairings.actions import fund as funds
from pairings.actions import pairing as pairings
from pairings.actions import support as actions
from pairings.matching.suggestions import board
from pairings.models import FundAllocation, FundUse, OfficeProvision, PolicyBenefit, RelatedParty
from pairings.tests.factories import ContributionFactory, PairingFactory
from pairings.tests.support_factories import (
    allocation_of,
    benefit_of,
    fund_of,
    interest_of,
    office_of,
    project_of,
    use_of,
)
from villages.tests.factories import VillageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
PDF = b"%PDF-1.4 voucher"


@pytest.fixture
def _today(time_machine):
    time_machine.move_to("2022-08-15T02:00:00Z", tick=False)


@pytest.fixture
def allocation(pairing):
    return allocation_of(pairing, amount=10_000)


def spend(allocation, by, **values):
    given = {
        "used_on": date(2022, 5, 10),
        "amount": Decimal(1_000),
        "purpose": "培训",
        "voucher_number": "记-1",
    }
    return funds.use(allocation, **(given | values), by=by)


def raw(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_a_budget_is_allocated_to_all_pairs_at_once_and_never_beyond_it(pairing, staff, sign_in):
    other = PairingFactory(active=True)
    client = english(sign_in("staff"))
    data = {
        "year": 2022,
        "budget_line": "特聘村官工作经费",
        "amount": "5万",
        "document": "井财预1号",
    }
    client.post(reverse("pairings:work_fund_create"), data)
    fund = FundAllocation._meta.get_field("fund").related_model.objects.get()
    assert fund.amount == 50_000
    url = reverse("pairings:work_fund_allocate", args=[fund.pk])
    form = client.get(url).context["form"]
    assert set(form.fields["pairings"].initial) == {pairing.pk, other.pk}
    both = {"pairings": [pairing.pk, other.pk], "allocated_on": "2022-04-01"}
    page = client.post(url, both | {"amount": "3万"}).content.decode()
    assert "has 5万元 left, this needs 6万元" in page
    assert not FundAllocation.objects.exists()
    client.post(url, both | {"amount": "2万"})
    client.post(url, {"pairings": [other.pk], "allocated_on": "2022-05-01", "amount": "2.5万"})
    assert sorted(FundAllocation.objects.values_list("amount", flat=True)) == [20_000, 25_000]
    with pytest.raises(ValidationError):
        funds.budget(
            fund,
            year=2022,
            budget_line=fund.budget_line,
            amount=Decimal(40_000),
            document="",
            by=staff,
        )
    with pytest.raises(ValidationError):
        funds.budget(
            None, year=2022, budget_line=fund.budget_line, amount=Decimal(1), document="", by=staff
        )
    assert (
        "4.5万元"
        in client.get(reverse("pairings:work_fund_detail", args=[fund.pk])).content.decode()
    )


def test_a_use_is_refused_in_words_where_it_cannot_be_and_nothing_is_written(
    allocation, pairing, liaison
):
    spend(allocation, liaison, amount=Decimal(9_000))
    faults = {
        "amount": [{"amount": Decimal("1000.01")}, {"amount": Decimal(0)}, {"amount": Decimal(-5)}],
        "used_on": [
            {"used_on": date(2022, 9, 1)},
            {"used_on": date(2021, 12, 31)},
            {"used_on": date(2022, 1, 5)},
        ],
        "voucher_number": [{"voucher_number": "记-1"}, {"voucher_number": " "}],
        "purpose": [{"purpose": " "}],
    }
    for field, tries in faults.items():
        for wrong in tries:
            with pytest.raises(ValidationError) as refused:
                spend(allocation, liaison, **({"voucher_number": "记-2"} | wrong))
            assert list(refused.value.message_dict) == [field], wrong
    assert FundUse.objects.count() == 1
    with pytest.raises(FundAllocation.DoesNotExist):
        spend(allocation_of(amount=5), liaison)


def test_a_voucher_is_named_on_one_line_as_it_was_printed(allocation, sign_in):
    client, page = sign_in("liaison"), reverse("pairings:fund_use_create")
    entry = {
        "allocation": allocation.pk,
        "used_on": "2022-05-10",
        "amount": "100",
        "purpose": "培训",
    }
    for wrong in ("记\n1", "记..1", "记\x011"):
        assert (
            "voucher_number"
            in client.post(page, entry | {"voucher_number": wrong}).context["form"].errors
        )
    assert client.post(page, entry | {"voucher_number": "记/1"}).status_code == 302
    assert FundUse.objects.get().voucher_number == "记/1"


def test_a_void_entry_frees_its_money_and_its_voucher_number(allocation, staff, liaison, sign_in):
    use = spend(allocation, liaison, amount=Decimal(10_000))
    url = reverse("pairings:fund_use_void", args=[use.pk])
    assert sign_in("liaison").post(url, {"reason": "录错"}).status_code == 403
    assert sign_in("staff").post(url, {"reason": ""}).status_code == 409
    assert sign_in("staff").post(url, {"reason": "录错"}).status_code == 302
    assert funds.left_of(allocation) == 10_000
    spend(allocation, liaison, amount=Decimal(9_999))


def test_the_database_holds_budget_allocation_voucher_and_what_was_spent(allocation, pairing):
    use = use_of(allocation, 6_000, voucher_number="记-9")
    for wrong in (
        lambda: use_of(allocation, 4_001),
        lambda: use_of(allocation, 1, voucher_number="记-9"),
        lambda: use_of(allocation, 1, year=2021),
        lambda: allocation_of(PairingFactory(active=True), 90_001, fund=allocation.fund),
        lambda: fund_of(0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    for sql in (
        "UPDATE pairings_funduse SET amount = 1",
        "UPDATE pairings_funduse SET voucher_number = 'x'",
        "DELETE FROM pairings_funduse",
        "UPDATE pairings_fundallocation SET amount = 5999",
        "UPDATE pairings_fundallocation SET amount = 100001",
        "UPDATE pairings_workfund SET amount = 9999",
        "UPDATE pairings_workfund SET year = 2023",
    ):
        with pytest.raises(IntegrityError):
            raw(sql)
    raw("UPDATE pairings_fundallocation SET amount = 6000")
    raw("UPDATE pairings_workfund SET amount = 6000")
    use.refresh_from_db()
    assert use.amount == 6_000


@fewer_examples
@given(st.lists(st.decimals("0.01", "40", places=2), min_size=1, max_size=8))
def test_whatever_is_tried_the_uses_add_up_to_no_more_than_is_allocated(amounts):
    allocation, by = allocation_of(amount=100), UserFactory()
    spent = Decimal(0)
    for amount in amounts:
        try:
            spend(allocation, by, amount=amount, voucher_number=f"试-{FundUse.objects.count()}")
            spent += amount
        except ValidationError:
            assert spent + amount > 100
    assert funds.left_of(allocation) == 100 - spent >= 0


def test_a_liaison_enters_a_use_with_its_voucher_and_finds_it_in_the_ledger(
    allocation, sign_in, stranger
):
    client = english(sign_in("liaison"))
    data = {
        "allocation": allocation.pk,
        "used_on": "2022-05-10",
        "amount": "1200",
        "purpose": "技术培训资料费",
        "voucher_number": "2022-05-记-7",
        "file": SimpleUploadedFile("凭证.pdf", PDF),
    }
    assert client.post(reverse("pairings:fund_use_create"), data).status_code == 302
    use = FundUse.objects.get()
    page = client.get(reverse("pairings:fund_use_detail", args=[use.pk])).content.decode()
    assert "凭证.pdf" in page
    assert "8800元" in page
    client.post(
        reverse("pairings:fund_use_create"), data | {"file": SimpleUploadedFile("x.exe", b"MZ")}
    )
    assert FundUse.objects.count() == 1
    voucher = reverse("pairings:fund_voucher_download", args=[use.vouchers.get().pk])
    assert b"".join(client.get(voucher).streaming_content) == PDF
    exported = client.get(reverse("pairings:fund_use_list"), {"export": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert "2022-05-记-7" in exported
    client.force_login(stranger)
    assert client.get(voucher).status_code == 404


def test_the_overview_says_what_each_pair_lacks(pairing, staff, liaison, officer_user, sign_in):
    rich = PairingFactory(active=True)
    allocation = allocation_of(rich)
    use_of(allocation, 2_500)
    office_of(rich, room=True, printer=False)
    benefit_of(project_of(rich))
    client = english(sign_in("staff"))
    page = client.get(reverse("pairings:support_list")).content.decode()
    assert all(word in page for word in ("1万元", "2500元", "7500元", "printer", "not checked yet"))
    for gap, row in (("money", pairing), ("unchecked", pairing), ("office", rich)):
        listing = client.get(reverse("pairings:support_list"), {"gap": gap}).context["listing"]
        assert list(listing.rows) == [row], gap
    interest_of(pairing)
    assert list(
        client.get(reverse("pairings:support_list"), {"gap": "interest"}).context["listing"].rows
    ) == [pairing]
    one = client.get(reverse("pairings:support_detail", args=[pairing.pk])).content.decode()
    assert "No work funds are allocated this year." in one
    assert "The office has not been checked yet." in one
    pairing.officer.user = officer_user
    pairing.officer.save()
    for who, seen in (("liaison", [pairing]), ("officer_user", [pairing])):
        listing = sign_in(who).get(reverse("pairings:support_list")).context["listing"]
        assert list(listing.rows) == seen


def test_a_liaison_checks_the_office_on_a_phone(pairing, sign_in):
    client = english(sign_in("liaison"))
    url = reverse("pairings:office_update", args=[pairing.village_id])
    data = {
        "place": "村委会二楼",
        "checked_on": "2022-08-15",
        "room": "true",
        "printer": "false",
        "sign": "unknown",
    }
    assert client.post(url, data | {"checked_on": "2023-01-01"}).status_code == 200
    assert not OfficeProvision.objects.exists()
    assert client.post(url, data).status_code == 302
    row = OfficeProvision.objects.get()
    assert (row.room, row.printer, row.sign, row.checked_by.username) == (
        True,
        False,
        None,
        "liaison",
    )
    assert client.post(url, {"checked_on": "2022-08-15", "printer": "true"}).status_code == 302
    row.refresh_from_db()
    assert row.gaps == []


def test_a_policy_is_entered_once_with_its_basis(pairing, staff, sign_in):
    project = project_of(pairing)
    client = english(sign_in("staff"))
    data = {
        "project": project.pk,
        "item": "贷款贴息",
        "legal_basis": "第五条",
        "approving_body": "县财政局",
        "approved_on": "2022-06-01",
        "amount": "3万",
    }
    url = reverse("pairings:policy_benefit_create")
    assert client.post(url, data | {"approved_on": "2029-01-01"}).status_code == 200
    assert client.post(url, data).status_code == 302
    assert "Change that entry" in client.post(url, data).content.decode()
    row = PolicyBenefit.objects.get()
    assert row.amount == 30_000
    interest_of(pairing, project=project)
    page = client.get(reverse("pairings:policy_benefit_detail", args=[row.pk])).content.decode()
    assert "Related party" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        benefit_of(project, legal_basis="")


def test_an_interest_keeps_its_officer_out_of_the_village_until_it_ends(
    town, staff, sign_in, officer_user
):
    village = VillageFactory(town=town, in_programme=True, lead_industry="柑橘")
    officer = AppointmentFactory(active=True, officer__user=officer_user).officer
    assert board().waiting[0].suggested.officer == officer
    data = {
        "officer": officer.pk,
        "village": village.pk,
        "nature": "kin",
        "counterpart": "村主任",
        "declared_on": "2022-08-01",
    }
    client = english(sign_in("staff"))
    assert (
        client.post(
            reverse("pairings:related_party_create"), data | {"counterpart": ""}
        ).status_code
        == 200
    )
    assert client.post(reverse("pairings:related_party_create"), data).status_code == 302
    row = RelatedParty.objects.get()
    assert not board().waiting
    with pytest.raises(ValidationError) as refused:
        pairings.propose(officer=officer, village=village, starts_on=date(2022, 8, 15), by=staff)
    assert "officer" in refused.value.message_dict
    url = reverse("pairings:related_party_end", args=[row.pk])
    assert client.post(url, {"reason": ""}).status_code == 409
    assert client.post(url, {"reason": "村主任卸任"}).status_code == 302
    assert client.post(url, {"reason": "再次"}).status_code == 409
    row.refresh_from_db()
    assert row.ended_on == date(2022, 8, 15)


def test_the_page_of_a_fact_shows_the_interest_in_it(pairing, sign_in):
    contribution = ContributionFactory(pairing=pairing)
    interest_of(pairing, counterpart="村建材供应")
    for who in ("liaison", "leader"):
        page = (
            english(sign_in(who))
            .get(reverse("pairings:contribution_detail", args=[contribution.pk]))
            .content.decode()
        )
        assert "村建材供应" in page


def test_an_officer_declares_only_their_own_interests(pairing, officer_user, staff, sign_in):
    pairing.officer.user = officer_user
    pairing.officer.save()
    other = PairingFactory(active=True).officer
    data = {
        "officer": other.pk,
        "village": pairing.village_id,
        "nature": "supplies",
        "counterpart": "本人企业",
        "declared_on": "2022-08-01",
    }
    assert (
        sign_in("officer_user").post(reverse("pairings:related_party_create"), data).status_code
        == 302
    )
    assert RelatedParty.objects.get().officer == pairing.officer
    project = project_of(PairingFactory(active=True))
    given = {
        "village": pairing.village,
        "nature": "kin",
        "counterpart": "x",
        "declared_on": date(2022, 8, 1),
    }
    with pytest.raises(ValidationError):
        actions.declare(officer=pairing.officer, project=project, by=staff, **given)
