"""Closing a demand requires a day and a proof, in the action and in the database."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from villages.actions import demand as actions
from villages.models import Demand
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 acceptance note"


@pytest.fixture
def demand(town):
    """One that is being delivered, in the liaison's town."""
    return DemandFactory(village=VillageFactory(town=town), state=Demand.State.DELIVERING)


def pdf(name="验收单.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_closing_keeps_day_and_proof(demand, liaison):
    row = actions.meet(demand, by=liaison, proof="已验收", met_on=date(2022, 6, 1))
    assert (row.state, row.met_on, row.proof) == ("met", date(2022, 6, 1), "已验收")
    assert [entry.act for entry in TrailEntry.objects.of(demand)] == ["meet"]


def test_a_file_alone_is_a_proof(demand, liaison):
    row = actions.meet(demand, by=liaison, file=pdf())
    assert row.proofs.get().name == "验收单.pdf"
    assert row.met_on == timezone.localdate()
    assert [entry.act for entry in TrailEntry.objects.of(demand)] == ["meet", "attach"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"proof": "  "}, "proof"),
        ({"proof": "已验收", "met_on": timezone.localdate() + timedelta(days=1)}, "met_on"),
        ({"proof": "已验收", "met_on": date(2022, 2, 28)}, "met_on"),
    ],
)
def test_what_proves_nothing_closes_nothing(demand, staff, values, field):
    with pytest.raises(ValidationError) as refused:
        actions.meet(demand, by=staff, **values)
    assert set(refused.value.message_dict) == {field}
    demand.refresh_from_db()
    assert (demand.state, TrailEntry.objects.of(demand).count()) == ("delivering", 0)


def test_a_bad_file_leaves_the_demand_as_it_is(demand, staff):
    with pytest.raises(ValidationError):
        actions.meet(demand, by=staff, proof="已验收", file=SimpleUploadedFile("x.exe", b"MZ"))
    demand.refresh_from_db()
    assert demand.state == "delivering"


def test_only_what_is_being_delivered_can_be_closed(town, staff, officer_user):
    still_open = DemandFactory(village=VillageFactory(town=town))
    with pytest.raises(MoveRefused):
        actions.meet(still_open, by=staff, proof="已验收")
    with pytest.raises((PermissionDenied, Demand.DoesNotExist)):
        actions.meet(still_open, by=officer_user, proof="已验收")


@pytest.mark.parametrize(
    "values",
    [
        {"state": "met"},
        {"state": "met", "met_on": date(2022, 6, 1)},
        {"state": "met", "met_on": date(2022, 1, 1), "proof": "早于提出"},
        {"met_on": date(2022, 6, 1)},
        {"state": "continued"},
    ],
)
def test_the_database_requires_them_too(demand, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(**values)


def test_the_page_closes_with_a_file_and_serves_it_again(client, liaison, demand):
    client.force_login(liaison)
    url = reverse("villages:demand_meet", args=[demand.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"met_on": "2022-06-01"}).status_code == 200
    answer = client.post(url, {"met_on": "2022-06-01", "proof": "已验收", "file": pdf()})
    assert answer["Location"] == reverse("villages:demand_detail", args=[demand.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "已验收" in page
    file = reverse("villages:proof_download", args=[demand.proofs.get().pk])
    assert file in page
    download = client.get(file)
    assert b"".join(download) == PDF
    assert "attachment" in download["Content-Disposition"]


def test_a_page_that_comes_too_late_says_so(client, liaison, demand):
    client.force_login(liaison)
    actions.meet(demand, by=liaison, proof="已验收")
    assert (
        client.post(reverse("villages:demand_meet", args=[demand.pk]), {"proof": "x"}).status_code
        == 409
    )
