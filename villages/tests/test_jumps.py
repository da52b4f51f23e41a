"""Figures out of line with their series must be confirmed: in the form, the import, the command."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import SheetFile, TrailEntry
from accounts.registers import import_sheet
from villages.models import VillageYear
from villages.tests.factories import VillageFactory, VillageYearFactory

pytestmark = pytest.mark.django_db

SHEET = "village_code,year,operating_income\n511124100201,2022,9.2\n"


@pytest.fixture
def village(town):
    """A village with two years of about 90,000 yuan."""
    village = VillageFactory(town=town, code="511124100201", name="青龙村")
    for year in (2020, 2021):
        VillageYearFactory(village=village, year=year, operating_income=Decimal(90_000))
    return village


def enter(client, village, **values):
    data = {"village": village.pk, "year": 2022, "operating_income": "9.2", **values}
    return client.post(reverse("villages:year_create"), data, follow=True).content.decode()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("9.2", "was 万元 meant?"),
        ("920", "was 万元 meant?"),
        ("15.3", "about 1/6000 of the usual 9万元"),
        ("92万", "about 10 times the usual 9万元"),
        ("920000000", "was 元 meant, not 万元?"),
    ],
)
def test_an_income_in_the_wrong_unit_is_saved_only_once_confirmed(
    amount, words, village, staff, client
):
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    page = enter(client, village, operating_income=amount)
    assert words in page
    assert 'name="sure"' in page
    assert not village.years.filter(year=2022).exists()
    enter(client, village, operating_income=amount, sure="on")
    assert village.years.filter(year=2022).exists()


def test_a_year_on_file_leads_to_its_figures_and_is_not_asked_about(village, staff, client):
    client.force_login(staff)
    page = enter(client, village, year="2021", operating_income="9.2")
    assert reverse("villages:year_update", args=[village.years.get(year=2021).pk]) in page
    assert 'name="sure"' not in page
    assert village.years.count() == 2


def test_a_future_year_is_refused(village, staff, client):
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    to_come = localdate().year + 1
    assert "This year is still to come." in enter(
        client, village, year=str(to_come), operating_income="9万"
    )
    sheet = f"village_code,year,households\n{village.code},{to_come},40\n"
    report = import_sheet("village_years", sheet.encode(), "years.csv", by=staff)
    assert [(fault.row, fault.heading) for fault in report.faults] == [(2, "year")]
    assert village.years.count() == 2


def test_usual_figures_are_not_asked_about(village, staff, client):
    client.force_login(staff)
    assert 'name="sure"' not in enter(client, village, operating_income="30.5万")
    assert village.years.get(year=2022).operating_income == Decimal("305000.00")


def test_a_figure_on_file_is_not_asked_about_again(village, staff, client):
    odd = VillageYearFactory(
        village=village, year=2022, operating_income=Decimal("9.20"), source="旧"
    )
    client.force_login(staff)
    address = reverse("villages:year_update", args=[odd.pk])
    client.post(address, {"operating_income": "9.20", "source": "村账"})
    odd.refresh_from_db()
    assert odd.source == "村账"


def test_the_qualifier_of_an_income_is_kept_and_printed(village, staff, client):
    client.force_login(staff)
    enter(client, village, operating_income="20余万")
    year = village.years.get(year=2022)
    assert (year.operating_income, year.operating_income_qualifier) == (Decimal(200_000), "余")
    assert (
        "20余万元"
        in client.get(reverse("villages:village_detail", args=[village.pk])).content.decode()
    )
    assert (
        "20余万元" in client.get(reverse("villages:year_update", args=[year.pk])).content.decode()
    )


def test_a_sheet_with_a_jump_is_refused_until_it_is_confirmed(village, staff):
    report = import_sheet("village_years", SHEET.encode(), "a.csv", by=staff)
    assert [(fault.row, fault.heading) for fault in report.faults] == [(2, "operating_income")]
    assert "万元" in report.faults[0].reason
    assert import_sheet("village_years", SHEET.encode(), "a.csv", by=staff, sure=True).created == 1
    # What is on file now is not asked about again.
    assert not import_sheet("village_years", SHEET.encode(), "a.csv", by=staff).faults
    assert TrailEntry.objects.filter(act="import", changes__doubts=1).exists()


def test_within_one_sheet_the_years_are_compared_too(town, staff):
    VillageFactory(town=town, code="511124100202")
    rows = "".join(
        f"511124100202,{year},{value}\n"
        for year, value in [(2020, "8万"), (2021, "9万"), (2022, "10")]
    )
    text = f"village_code,year,operating_income\n{rows}"
    report = import_sheet("village_years", text.encode(), "a.csv", by=staff)
    assert [fault.row for fault in report.faults] == [4]


def test_the_command_names_the_jump_and_accepts_sure(village, tmp_path):
    file = tmp_path / "years.csv"
    file.write_text(SHEET)
    stderr_text = StringIO()
    with pytest.raises(CommandError, match="--sure"):
        call_command(
            "import_sheet", "village_years", str(file), stderr=stderr_text, stdout=StringIO()
        )
    assert "operating_income: 9.2" in stderr_text.getvalue()
    call_command("import_sheet", "village_years", str(file), sure=True, stdout=StringIO())
    assert VillageYear.objects.filter(year=2022).exists()


def test_on_the_page_the_values_are_ticked_before_the_import(village, staff, client):
    client.force_login(staff)
    upload = SimpleUploadedFile("years.csv", SHEET.encode())
    client.post(reverse("accounts:import_create", args=["village_years"]), {"file": upload})
    file = SheetFile.objects.get()
    page = client.get(
        reverse("accounts:import_detail", args=["village_years", file.pk])
    ).content.decode()
    assert 'name="sure"' in page
    assert "万元" in page
    confirm = reverse("accounts:import_confirm", args=["village_years", file.pk])
    assert client.post(confirm).status_code == 409
    assert not village.years.filter(year=2022).exists()
    client.post(confirm, {"sure": "1"})
    assert village.years.filter(year=2022).exists()


def test_growth_without_a_baseline_is_blocked_and_says_so(town, staff, client):
    village = VillageFactory(town=town)
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    page = enter(client, village, operating_income="90000")
    assert village.years.filter(year=2022).exists()
    assert "No growth is computed: no figure of 2021." in page
    assert (
        "no figure of 2021"
        in client.get(reverse("villages:village_detail", args=[village.pk])).content.decode()
    )


def test_the_record_draws_each_series_with_its_numbers_beneath(village, staff, client):
    client.force_login(staff)
    page = client.get(reverse("villages:village_detail", args=[village.pk])).content.decode()
    for chart in ("income", "household-income", "edge", "households", "population"):
        assert f'id="chart-{chart}"' in page
    # One rate alone is no series.
    assert 'id="chart-growth"' not in page
    VillageYearFactory(village=village, year=2022, operating_income=Decimal(99_000))
    page = client.get(reverse("villages:village_detail", args=[village.pk])).content.decode()
    assert 'id="chart-growth"' in page
    assert "10%" in page
